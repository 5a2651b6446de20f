import { createModel, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { PeerSession, PeerState } from "../peer/peer_session.ts";
import { FailureError, type FailureReason, reasonOf } from "../protocol/failure.ts";
import type { SessionId } from "../protocol/ids.ts";
import { NoRoomError } from "../storage/no_room_error.ts";
import type { SaveLink } from "../storage/save_link.ts";
import type { ReceivingState, Side } from "../transfer/transfer_state.ts";
import type { Engines, HostedReceiver } from "../worker/engines.ts";
import type { Meeting, ReceiverEdges } from "./edges.ts";
import { eventsWhile } from "./events_while.ts";
import { admitGuest } from "./admit_guest.ts";
import type { listedFiles } from "./listed_files.ts";
import { ProgressSampler } from "./progress_sampler.ts";
import {
  RECEIVER_START,
  type ReceiverEvent,
  type ReceiverNotice,
  type ReceiverState,
  transition,
} from "./receiver_state.ts";
import {
  type Failure,
  type ListedFile,
  NO_PROGRESS,
  type Progress,
  type SavedFile,
} from "./transfer_facts.ts";

/**
 * How long a receiver waits for a sender whose page isn't there. A reconnecting WebSocket is back
 * well within it; a closed page never is, and the reader is told inside 8 seconds.
 */
const SENDER_AWAY_MS = 6_000;

/** How long a peer that was told why it ends may take to hang up before this side does. */
const HANG_UP_MS = 5_000;

/** Ms for which saved files are collected: a list of a thousand must not be drawn a thousand times. */
const SHOW_SAVED_MS = 250;

/** Another tab of this browser has the link; who tries again all the same wants it here. */
const TAKEN: ReadonlySet<FailureReason> = new Set<FailureReason>(["other-tab", "replaced"]);

/** What is loaded late, while the page looks for the sender. */
interface Loaded {
  readonly engines: Engines;
  readonly listedFiles: typeof listedFiles;
}

/** The sender and the engine that takes its files. */
interface Reception {
  readonly peer: PeerSession;
  readonly engine: HostedReceiver;
}

/** What the receiver's page shows, and what its reader can do. */
export interface ReceiverModel {
  readonly state: ReadonlySignal<ReceiverState>;
  readonly progress: ReadonlySignal<Progress>;
  /** Opens the link; `hash` is the page's fragment. */
  open(hash: string): void;
  /** Accepts the offer. */
  receive(): void;
  /** Stops the blocks for now; the sender is told. */
  pause(): void;
  /** Lets them go on, where the sender doesn't pause too. */
  resume(): void;
  /** Declines the offer, or gives up the transfer and what came of it. */
  cancel(): void;
  /** Opens the link again, and goes on with what is kept; where another tab has it, takes it over. */
  retry(): void;
  /** The page goes away: says so to the sender and the server. */
  leave(): void;
}

/**
 * The receiver's page without its elements: opens the link, shows the offer, receives, saves, and
 * shows all of it as one state and one progress.
 */
export const ReceiverModel = createModel<
  ReceiverModel,
  [edges: ReceiverEdges, sessionId: SessionId]
>((edges, sessionId) => {
  const state = signal<ReceiverState>(RECEIVER_START);
  const progress = signal<Progress>(NO_PROGRESS);
  const sampler = new ProgressSampler(edges.clock, (value) => progress.value = value);
  const links: SaveLink[] = [];
  let names: readonly ListedFile[] = [];
  /** Who paused, which may have been before there was a place to show it. */
  let pausedBy: ReadonlySet<Side> = new Set();
  /** Whether the offer is one that was accepted before. */
  let isContinued = false;
  /** Saved and not shown yet. */
  const saved: SavedFile[] = [];
  let cancelShowing: (() => void) | undefined;
  /** Holds this browser's place on the link for this tab. */
  let tab: AbortController | undefined;
  let meeting: Meeting | undefined;
  let reception: Reception | undefined;
  let loading: Promise<Loaded> | undefined;
  /** Aborted when what was begun by the last `join` is given up. */
  let attempt = new AbortController();
  /** One timer at a time: the wait for a sender that is away, or for the end after a failure. */
  let cancelTimer = () => {};
  let key = "";

  // Runs nothing: its cleanup is how the model's owner lets go of everything outside.
  effect(() => () => {
    leave();
    revokeLinks();
  });

  function dispatch(event: ReceiverEvent): void {
    state.value = transition(state.peek(), event);
  }

  function fail(failure: Failure): void {
    sampler.stop();
    showSaved();
    cancelTimer();
    dispatch({ type: "fail", failure });
  }

  function hangUp(): void {
    attempt.abort();
    cancelTimer();
    showSaved();
    sampler.stop();
    const left = reception;
    reception = undefined;
    // It would wait two minutes for somebody who is gone. What it wrote is kept.
    left?.engine.fail(new FailureError("connection-lost", "Cannot go on: hung up"), "there");
    meeting?.leave();
    meeting = undefined;
  }

  function leave(): void {
    hangUp();
    tab?.abort();
    tab = undefined;
  }

  function hangUpAfter(ms: number): void {
    cancelTimer();
    cancelTimer = edges.clock.after(ms, hangUp);
  }

  function revokeLinks(): void {
    for (const link of links.splice(0)) link.revoke();
  }

  async function join(steal = false): Promise<void> {
    hangUp();
    attempt = new AbortController();
    const { signal } = attempt;
    try {
      await openMeeting(signal, steal);
    } catch (error) {
      if (!signal.aborted) endWith({ reason: reasonOf(error), side: "here" });
    }
  }

  /** @param former the token of a page of this browser that may still have the place */
  async function openMeeting(
    signal: AbortSignal,
    steal: boolean,
    former?: string,
  ): Promise<void> {
    const { secret, join } = await admitGuest(edges, sessionId, key);
    if (!await holdThisTab(steal)) {
      throw new FailureError("other-tab", "Cannot join: another tab of this browser has the link");
    }
    signal.throwIfAborted();
    const own: Meeting = await edges.meet({
      sessionId,
      secret,
      join: former === undefined ? join : { ...join, replaces: former },
      events: eventsWhile(() => meeting === own, {
        onJoined: (peerCount) => {
          // Without it the place is only free after the server's patience, should this page crash.
          edges.places.keep(sessionId, join.peerToken).catch(() => undefined);
          if (peerCount === 0) onSenderAway();
          else wait("introducing");
        },
        onServerLost: (lost) => {
          // Nobody can say now whether the sender is there; the server's patience has its own end.
          if (lost) wait("server-lost");
        },
        onClosed: (reason) => {
          // Peers that have met need no server; whoever still waits does.
          if (reception) return;
          if (reason === "session-full" && former === undefined) takeFormerPlace(signal);
          else endWith({ reason, side: "here" });
        },
        onPeerState,
        onPeerMessage: (peer, message) =>
          withEngines(() => {
            if (reception?.peer === peer) reception.engine.receive(message);
          }),
        onPeerLane: (peer, lane) => {
          if (reception?.peer === peer) reception.engine.addLane(lane);
        },
        onPeerAway: onSenderAway,
      }),
    });
    signal.throwIfAborted();
    meeting = own;
    own.start();
    // While the server answers there is nothing else to do. What fails here is tried again, and
    // told, when there is a sender.
    load().catch(() => undefined);
  }

  async function holdThisTab(steal: boolean): Promise<boolean> {
    if (tab) return true;
    const own = tab = new AbortController();
    const isHeld = await edges.holdTab(`room ${sessionId}`, {
      signal: own.signal,
      steal,
      onLost: () => {
        tab = undefined;
        endWith({ reason: "replaced", side: "here" });
      },
    });
    if (!isHeld && tab === own) tab = undefined;
    return isHeld;
  }

  /** The place is taken: by a page of this browser, perhaps, which crashed and can't say so. */
  async function takeFormerPlace(signal: AbortSignal): Promise<void> {
    // Only asked for now, because it would make every visit longer.
    const former = await edges.places.load(sessionId).catch(() => undefined);
    if (signal.aborted) return;
    meeting?.leave();
    meeting = undefined;
    if (former === undefined) return endWith({ reason: "session-full", side: "here" });
    try {
      await openMeeting(signal, false, former);
    } catch (error) {
      if (!signal.aborted) endWith({ reason: reasonOf(error), side: "here" });
    }
  }

  function wait(notice: ReceiverNotice): void {
    if (state.peek().kind === "failed") return;
    cancelTimer();
    dispatch({ type: "joined", notice });
  }

  function onSenderAway(): void {
    if (reception) return;
    wait("sender-away");
    if (state.peek().kind !== "waiting") return;
    cancelTimer = edges.clock.after(
      SENDER_AWAY_MS,
      () => endWith({ reason: "peer-left", side: "there" }),
    );
  }

  /** Fails and leaves the session: nothing more can come of it. */
  function endWith(failure: Failure): void {
    fail(failure);
    hangUp();
  }

  function onPeerState(peer: PeerSession, peerState: PeerState): void {
    if (peerState.kind === "failed") return onPeerFailed(peer, peerState.reason);
    // The sender may come again while this page only lingers: it has ended, and shows it.
    if (state.peek().kind === "failed") return;
    switch (peerState.kind) {
      case "introducing":
        withEngines(() => {}); // Says at once where it can't be loaded.
        return wait("introducing");
      case "connecting":
        return;
      case "connected":
        withEngines((loaded) => {
          if (reception?.peer !== peer && peer.state.kind === "connected") listenTo(loaded, peer);
        });
        dispatch({ type: "interrupted", interrupted: false });
        return dispatch({ type: "path", path: peerState.path });
      case "interrupted":
        return dispatch({ type: "interrupted", interrupted: true });
      case "closed":
        return;
    }
  }

  function onPeerFailed(peer: PeerSession, reason: FailureReason): void {
    if (reception?.peer === peer) {
      reception.engine.fail(new FailureError(reason, "Cannot reach the sender"), "there");
      hangUp();
    } else if (state.peek().kind !== "failed") {
      fail({ reason, side: "there" });
      hangUpAfter(HANG_UP_MS); // The sealed word of why has to get through first.
    }
  }

  /**
   * Runs a step once engines can be made; steps keep the order in which they were asked for. All is
   * there before the offer is shown: from then on the server may be gone.
   */
  function withEngines(step: (loaded: Loaded) => void): void {
    const { signal } = attempt;
    load().then((loaded) => {
      if (!signal.aborted) step(loaded);
    }, () => {
      if (!signal.aborted) endWith({ reason: "server-unreachable", side: "here" });
    });
  }

  function load(): Promise<Loaded> {
    if (loading) return loading;
    const loaded = Promise.all([edges.loadEngines(), import("./listed_files.ts")]).then(
      ([engines, { listedFiles }]) => ({ engines, listedFiles }),
    );
    loaded.catch(() => loading = undefined); // The next who needs it tries again.
    return loading = loaded;
  }

  function listenTo({ engines, listedFiles }: Loaded, peer: PeerSession): void {
    // Its files have to be closed before another opens them.
    reception?.engine.fail(new FailureError("connection-lost", "Cannot go on: met again"), "there");
    pausedBy = new Set();
    const engine: HostedReceiver = engines.createReceiver({
      sessionId,
      control: peer,
      onPaused: (by) => {
        if (reception?.engine !== engine) return;
        pausedBy = by;
        dispatch({ type: "paused", by });
      },
      onState: (receiving) => {
        if (reception?.engine !== engine) return;
        if (receiving.kind === "offered") names = listedFiles(receiving.files);
        onReceiving({ peer, engine }, receiving);
      },
      onSaved,
    });
    reception = { peer, engine };
    progress.value = NO_PROGRESS;
    engine.addLane(peer.lane);
  }

  function onReceiving({ peer, engine }: Reception, receiving: ReceivingState): void {
    switch (receiving.kind) {
      case "offered":
        dispatch({ type: "offered", files: names });
        // The path may have been known before there was a place to show it.
        if ("path" in peer.state) dispatch({ type: "path", path: peer.state.path });
        isContinued = receiving.isKept;
        // The reader said yes to exactly these bytes before.
        if (isContinued) engine.accept();
        return;
      case "preparing":
        dispatch({ type: "accept", isContinued });
        return dispatch({ type: "paused", by: pausedBy });
      case "receiving":
        sampler.start(engine);
        return dispatch({ type: "prepared", heldBytes: receiving.heldBytes });
      case "done":
        sampler.stop();
        showSaved();
        // The sender hangs up when it has the receipt; hanging up first could lose it.
        return dispatch({ type: "verified", digest: receiving.root });
      case "failed": {
        const { reason, side, cause } = receiving;
        const numbers = cause instanceof NoRoomError
          ? { neededBytes: cause.neededBytes, freeBytes: cause.freeBytes }
          : {};
        fail({ reason, side, ...numbers });
        // Told by the other side: leave the place to the next. Told to it: let the words arrive.
        if (side === "there") hangUp();
        else hangUpAfter(HANG_UP_MS);
      }
    }
  }

  function showSaved(): void {
    cancelShowing?.();
    cancelShowing = undefined;
    if (saved.length > 0) dispatch({ type: "saved", files: saved.splice(0) });
  }

  function onSaved(index: number, file: File, isAgain: boolean): void {
    const listed = names[index];
    if (!listed) return;
    const link = edges.saveUrl(file, listed.name);
    links.push(link);
    saved.push({ ...listed, url: link.url });
    cancelShowing ??= edges.clock.after(SHOW_SAVED_MS, showSaved);
    if (!isAgain) edges.save(link.url, listed.name);
  }

  return {
    state,
    progress,
    open(hash) {
      key = hash;
      join();
    },
    receive() {
      reception?.engine.accept();
    },
    pause() {
      reception?.engine.pause();
    },
    resume() {
      reception?.engine.resume();
    },
    cancel() {
      if (reception) {
        reception.engine.fail(new FailureError("cancelled", "Cannot go on: cancelled"));
      } else endWith({ reason: "cancelled", side: "here" });
    },
    retry() {
      const failed = state.peek();
      if (failed.kind !== "failed") return;
      revokeLinks();
      dispatch({ type: "retry" });
      join(TAKEN.has(failed.failure.reason));
    },
    leave,
  };
});
