import { createModel, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { ConnectivityVerdict } from "../../peer/ice/connectivity_verdict.ts";
import { hasRelay } from "../../peer/ice/ice_servers.ts";
import type { NetworkView } from "../../peer/rendezvous.ts";
import type { IceServer } from "../../protocol/signaling_message.ts";
import type { Clock } from "../../base/clock.ts";
import type { ShownNetwork } from "./ConnectivityPanel.tsx";
import type { NetworkCheck } from "./network_check.ts";

/** Where the choice to hide the address is kept for the next visit. No key, no session: a word. */
const STORAGE_KEY = "filefrag-relay-only";

/**
 * Ms from the server's word to the check. Two pages that are both there connect in less, and would
 * only share the processor with it; whoever still waits then has time for it.
 */
const CHECK_AFTER_MS = 400;

/** What is loaded late. */
export type ConnectivityLateParts = typeof import("./late_parts.ts");

/** What a {@linkcode ConnectivityModel} needs. */
export interface ConnectivityEdges {
  readonly clock: Clock;
  /** `undefined`, or throwing, where the reader forbade it. */
  storage(): Storage | undefined;
  /** Loads what checks and shows. */
  loadLate(): Promise<ConnectivityLateParts>;
}

/** The part of a {@linkcode ConnectivityModel} that is shown. */
export interface NetworkModel extends ShownNetwork {
  /** What shows it, once there is something to show and it is loaded. */
  readonly late: ReadonlySignal<ConnectivityLateParts | undefined>;
}

/** What a page knows of its network, and its reader's choice to hide its address. */
export interface ConnectivityModel extends NetworkView, NetworkModel {
  /** Reads what was chosen on an earlier visit; before the page meets anybody. */
  open(): void;
}

/**
 * The page's network without its elements: checks it as soon as the server has said by which servers,
 * and again when the network or the choice changes.
 */
export const ConnectivityModel = createModel<ConnectivityModel, [edges: ConnectivityEdges]>(
  (edges) => {
    const connectivity = signal<ConnectivityVerdict | undefined>(undefined);
    const offersRelay = signal<boolean | undefined>(undefined);
    const relayOnly = signal(false);
    const late = signal<ConnectivityLateParts | undefined>(undefined);
    const running = signal<NetworkCheck | undefined>(undefined);
    /** The page has begun to connect: whatever its browser asks of its reader, it asks anyway. */
    const connects = signal(false);
    const listeners = new AbortController();
    let servers: readonly IceServer[] | undefined;
    let attempt = new AbortController();
    let cancelCheck = () => {};

    // Runs nothing: its cleanup is how the model's owner lets go of everything outside.
    effect(() => () => {
      listeners.abort();
      attempt.abort();
      cancelCheck();
    });

    /** Loads what is late and checks, where there is anybody to ask. */
    async function check(): Promise<void> {
      attempt.abort();
      cancelCheck();
      if (listeners.signal.aborted) return;
      attempt = new AbortController();
      const { signal } = attempt;
      const iceTransportPolicy = policy();
      const asked = servers;
      try {
        const loaded = late.value = await edges.loadLate();
        if (!asked) return;
        running.value = loaded.checkNetwork({
          servers: asked,
          iceTransportPolicy,
          clock: edges.clock,
          signal,
          onVerdict: (verdict) => connectivity.value = verdict,
          connects,
        });
      } catch {
        // It can't be loaded: the page goes on without the advice.
      }
    }

    function policy(): RTCIceTransportPolicy {
      return relayOnly.peek() ? "relay" : "all";
    }

    /** `undefined` where the reader forbade storage, or it is full: the choice holds for this visit. */
    function withStorage<Value>(use: (storage: Storage) => Value): Value | undefined {
      try {
        const storage = edges.storage();
        return storage && use(storage);
      } catch {
        return undefined;
      }
    }

    return {
      connectivity,
      offersRelay,
      relayOnly,
      late,
      check: running,
      open() {
        relayOnly.value = withStorage((storage) => storage.getItem(STORAGE_KEY)) === "1";
        const { signal } = listeners;
        globalThis.addEventListener("online", () => servers && check(), { signal });
        // Whoever chose it has to be able to take it back.
        if (relayOnly.peek()) check();
      },
      setRelayOnly(value) {
        if (relayOnly.peek() === value) return;
        relayOnly.value = value;
        connectivity.value = undefined;
        withStorage((storage) =>
          value ? storage.setItem(STORAGE_KEY, "1") : storage.removeItem(STORAGE_KEY)
        );
        check();
      },
      iceTransportPolicy() {
        connects.value = true;
        return policy();
      },
      onIceServers(told) {
        const isFirst = servers === undefined;
        servers = told;
        offersRelay.value = hasRelay(told);
        // Later ones only bring fresh credentials.
        if (isFirst) cancelCheck = edges.clock.after(CHECK_AFTER_MS, check);
      },
    };
  },
);
