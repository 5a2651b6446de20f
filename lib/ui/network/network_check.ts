import { effect, type ReadonlySignal, signal } from "@preact/signals";
import {
  checkConnectivity,
  type ConnectivityCheckOptions,
} from "../../peer/ice/connectivity_check.ts";
import { queryLocalNetwork } from "./local_network.ts";

/** Ms from the page's own beginning to connect to a check that waited: it stays out of the way. */
const CHECK_AFTER_MS = 400;

/** What {@linkcode checkNetwork} needs beside what the check itself does. */
export interface NetworkCheckOptions extends ConnectivityCheckOptions {
  /** The page has begun to connect: whatever the browser asks of its reader, it asks anyway. */
  readonly connects: ReadonlySignal<boolean>;
  /** Whether the reader pressed anything on this page, so that a question surprises nobody. */
  readonly hasGesture?: () => boolean;
  /** @default {navigator.permissions} */
  readonly permissions?: Pick<Permissions, "query">;
  /** @default {checkConnectivity} */
  readonly check?: (options: ConnectivityCheckOptions) => void;
}

/** A check of the network that may have to wait for its reader. */
export interface NetworkCheck {
  /** Whether this page may reach devices of its own network; `undefined` where nobody asks. */
  readonly localNetwork: ReadonlySignal<PermissionState | undefined>;
  /** It gathers nothing before the reader asks for it. */
  readonly isWaiting: ReadonlySignal<boolean>;
  /** The reader asks for it. */
  begin(): void;
}

/**
 * Checks the network. Where the browser would first ask the reader whether this page may reach devices
 * of their network, it waits until they want to know, so that no question comes out of nowhere; after
 * they said yes it checks once more.
 */
export function checkNetwork(options: NetworkCheckOptions): NetworkCheck {
  const { signal: life, connects, clock, permissions = navigator.permissions } = options;
  const { hasGesture = hasBeenActive } = options;
  const localNetwork = signal<PermissionState | undefined>(undefined);
  const isWaiting = signal(false);
  let run: AbortController | undefined;

  function begin(): void {
    if (isWaiting.peek()) check();
  }

  const stopFollowing = effect(() => {
    if (isWaiting.value && connects.value) return clock.after(CHECK_AFTER_MS, begin);
  });
  life.addEventListener("abort", () => {
    stopFollowing();
    run?.abort();
  }, { once: true });

  function check(): void {
    if (life.aborted) return;
    run?.abort();
    run = new AbortController();
    isWaiting.value = false;
    (options.check ?? checkConnectivity)({ ...options, signal: run.signal });
  }

  function look(state: PermissionState): void {
    const isNewlyGranted = localNetwork.peek() === "prompt" && state === "granted";
    localNetwork.value = state;
    if (run === undefined) {
      isWaiting.value = state === "prompt" && !connects.peek() && !hasGesture();
      if (!isWaiting.peek()) check();
    } else if (isNewlyGranted) check();
  }

  queryLocalNetwork(permissions).then((status) => {
    if (life.aborted) return;
    if (status === undefined) return check();
    status.addEventListener("change", () => look(status.state), { signal: life });
    look(status.state);
  });
  return { localNetwork, isWaiting, begin };
}

/** A browser that can't say so has no question to ask either. */
function hasBeenActive(): boolean {
  return navigator.userActivation?.hasBeenActive ?? true;
}
