import { createModel, effect, type ReadonlySignal, signal } from "@preact/signals";
import { GONE_WITHIN_MS } from "../../peer/health/gone_within.ts";
import type { PeerSession, PeerState } from "../../peer/peer_session.ts";
import { FailureError, type FailureReason } from "../../protocol/failure.ts";
import type { SessionId } from "../../protocol/ids.ts";
import { onceTried } from "../../base/once_tried.ts";
import { admitGuest } from "../session/admit_guest.ts";
import type { Meeting } from "../session/meeting.ts";
import type { ReceiverEdges, ReceiverLateParts } from "./edges.ts";
import { currentMeeting } from "../session/current_meeting.ts";
import { failureHere } from "../session/failure_here.ts";
import { GuestSeat } from "./guest_seat.ts";
import type { IncomingTransfer } from "./incoming_transfer.ts";
import {
  RECEIVER_START,
  type ReceiverEvent,
  type ReceiverNotice,
  type ReceiverState,
  transition,
} from "./receiver_state.ts";
import { reconnectBudget } from "../session/reconnect_budget.ts";
import { type Failure, NO_PROGRESS, type Progress } from "../facts/transfer_facts.ts";
import { remedyFor } from "../facts/remedy.ts";

/**
 * How long a receiver waits for a sender whose page isn't there. A reconnecting WebSocket is back
 * well within it; a closed page never is, and two seconds are left for the server to see that.
 */
const SENDER_AWAY_MS = GONE_WITHIN_MS - 2_000;

/**
 * How long it is waited for after that, so that its return is enough: as long as the server keeps the
 * session of an owner that is away.
 */
const SENDER_LOST_MS = 10 * 60_000;

/** How long a peer that was told why it ends may take to hang up before this side does. */
const HANG_UP_MS = 5_000;

/** What the page shows of what is loaded late. */
export interface ReceiverExtras extends Pick<ReceiverLateParts, "TransferPanel"> {
  readonly leftOvers: ReturnType<ReceiverLateParts["leftOversModel"]>;
  /** Whether the reader may choose where files go. */
  readonly canPick: boolean;
}

/** What the receiver's page shows, and what its reader can do. */
export interface ReceiverModel {
  readonly state: ReadonlySignal<ReceiverState>;
  /** Of the transfer, then of the archive that is made of it. */
  readonly progress: ReadonlySignal<Progress>;
  /** There before anything is offered. */
  readonly extras: ReadonlySignal<ReceiverExtras | undefined>;
  /** Opens the link; `hash` is the page's fragment. */
  open(hash: string): void;
  /** Accepts the offer. */
  receive(): void;
  /** Asks where its files shall go, and accepts it. In the task of a click. */
  receiveTo(): void;
  /** Stops the blocks for now; the sender is told. */
  pause(): void;
  /** Lets them go on, where the sender doesn't pause too. */
  resume(): void;
  /** Declines the offer, or gives up the transfer and what came of it, or the archive. */
  cancel(): void;
  /** Makes one archive of what was received, after it was given up. */
  pack(): void;
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
  const extras = signal<ReceiverExtras | undefined>(undefined);
  const seat = new GuestSeat({
    edges,
    sessionId,
    onLost: () => endWith({ reason: "replaced", side: "here" }),
  });
  let desk: IncomingTransfer | undefined;
  let meeting: Meeting | undefined;
  /** Aborted when what was begun by the last `join` is given up. */
  let attempt = new AbortController();
  /** One timer at a time: the wait for a sender that is away, or for the end after a failure. */
  let cancelTimer = () => {};
  let key = "";
  const mayReconnect = reconnectBudget(edges.clock);
  /** Whether the last connection broke, and there was none since. */
  let isBroken = false;
  /** Whether the page has failed, and goes on as soon as its sender is back. */
  let isAwaiting = false;

  // Runs nothing: its cleanup is how the model's owner lets go of everything outside.
  effect(() => () => {
    leave();
    desk?.forget();
  });

  function dispatch(event: ReceiverEvent): void {
    state.value = transition(state.peek(), event);
  }

  function fail(failure: Failure): void {
    desk?.settle();
    cancelTimer();
    dispatch({ type: "fail", failure });
    // What fills the disk may be ours.
    extras.peek()?.leftOvers.look();
  }

  function hangUp(): void {
    attempt.abort();
    cancelTimer();
    isAwaiting = false;
    desk?.hangUp();
    meeting?.leave();
    meeting = undefined;
  }

  function leave(): void {
    hangUp();
    seat.letGo();
  }

  function hangUpAfter(ms: number): void {
    cancelTimer();
    cancelTimer = edges.clock.after(ms, hangUp);
  }

  async function join(steal = false): Promise<void> {
    hangUp();
    attempt = new AbortController();
    const { signal } = attempt;
    try {
      await openMeeting(signal, steal);
    } catch (error) {
      if (!signal.aborted) endWith(failureHere(error));
    }
  }

  /** @param former the token of a page of this browser that may still have the place */
  async function openMeeting(
    signal: AbortSignal,
    steal: boolean,
    former?: string,
  ): Promise<void> {
    const { secret, join } = await admitGuest(edges, sessionId, key);
    if (!await seat.hold(steal)) {
      throw new FailureError("other-tab", "Cannot join: another tab of this browser has the link");
    }
    signal.throwIfAborted();
    const own: Meeting = await edges.meet({
      sessionId,
      secret,
      join: former === undefined ? join : { ...join, replaces: former },
      events: currentMeeting(() => meeting === own, {
        onJoined: (peerCount) => {
          seat.keep(join.peerToken);
          if (peerCount === 0) onSenderAway();
          else wait("introducing");
        },
        onServerLost: (lost) => {
          // Nobody can say now whether the sender is there; the server's patience has its own end.
          if (lost) wait("server-lost");
        },
        onClosed: (reason) => {
          // Peers that have met need no server; whoever still waits does.
          if (desk?.peer) return;
          if (reason === "session-full" && former === undefined) takeFormerSeat(signal);
          else endWith({ reason, side: "here" });
        },
        onPeerState,
        onPeerMessage: (peer, message) => withDesk((desk) => desk.hear(peer, message)),
        onPeerLane: (peer, lane) => desk?.addLane(peer, lane),
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

  /** The place is taken: by a page of this browser, perhaps, which crashed and can't say so. */
  async function takeFormerSeat(signal: AbortSignal): Promise<void> {
    const former = await seat.former();
    if (signal.aborted) return;
    meeting?.leave();
    meeting = undefined;
    if (former === undefined) return endWith({ reason: "session-full", side: "here" });
    try {
      await openMeeting(signal, false, former);
    } catch (error) {
      if (!signal.aborted) endWith(failureHere(error));
    }
  }

  function wait(notice: ReceiverNotice): void {
    if (state.peek().kind === "failed") return;
    cancelTimer();
    dispatch({ type: "joined", notice });
  }

  function onSenderAway(): void {
    if (desk?.peer) return;
    wait("sender-away");
    if (state.peek().kind !== "waiting") return;
    cancelTimer = edges.clock.after(
      isBroken ? SENDER_LOST_MS : SENDER_AWAY_MS,
      () => {
        fail({ reason: "peer-left", side: "there" });
        awaitReturn();
      },
    );
  }

  /** Stays in the session for a while, though the page has failed: the sender may have reloaded. */
  function awaitReturn(): void {
    desk?.hangUp();
    isAwaiting = true;
    hangUpAfter(SENDER_LOST_MS);
  }

  /** Fails and leaves the session: nothing more can come of it. */
  function endWith(failure: Failure): void {
    fail(failure);
    hangUp();
  }

  function onPeerState(peer: PeerSession, peerState: PeerState): void {
    if (peerState.kind === "failed") return onPeerFailed(peer, peerState.reason);
    if (peerState.kind === "broken") return onBroken(peer);
    // The sender may come again while this page only lingers: it has ended, and shows it.
    if (state.peek().kind === "failed") {
      if (!isAwaiting || peerState.kind !== "connected") return;
      goOn();
    }
    switch (peerState.kind) {
      case "introducing":
        withDesk(() => {}); // Says at once where it can't be loaded.
        return wait("introducing");
      case "connecting":
        return;
      case "connected":
        isBroken = false;
        withDesk((desk) => {
          if (desk.peer !== peer && peer.state.kind === "connected") desk.listenTo(peer);
        });
        dispatch({ type: "interrupted", interrupted: false });
        return dispatch({ type: "path", path: peerState.path });
      case "interrupted":
        if (desk?.peer === peer) dispatch({ type: "interrupted", interrupted: true });
        return;
      case "closed":
        return;
    }
  }

  /** Goes on over another connection, with what was verified, as a page that was reloaded does. */
  function onBroken(peer: PeerSession): void {
    if (desk?.peer && desk.peer !== peer) return; // It came again before.
    const { kind } = state.peek();
    if (kind === "done" || kind === "failed") return hangUp();
    if (!mayReconnect()) return onPeerFailed(peer, "connection-lost");
    isBroken = true;
    dispatch({ type: "broken" });
    join();
  }

  /** The sender is back, and no retry is needed. */
  function goOn(): void {
    isAwaiting = false;
    cancelTimer();
    desk?.forget();
    dispatch({ type: "retry" });
    wait("introducing");
  }

  function onPeerFailed(peer: PeerSession, reason: FailureReason): void {
    const { kind } = state.peek();
    const mayReturn = reason === "peer-left" && kind !== "done" && kind !== "failed";
    if (desk?.peer === peer) {
      isAwaiting = mayReturn;
      desk.lose(reason);
      if (mayReturn) awaitReturn();
      else hangUp();
    } else if (!desk?.peer && kind !== "failed") {
      fail({ reason, side: "there" });
      if (mayReturn) awaitReturn();
      else hangUpAfter(HANG_UP_MS); // The sealed word of why has to get through first.
    }
  }

  /**
   * Runs a step once there can be engines; steps keep the order in which they were asked for. All is
   * there before the offer is shown: from then on the server may be gone.
   */
  function withDesk(step: (desk: IncomingTransfer) => void): void {
    const { signal } = attempt;
    load().then((desk) => {
      if (!signal.aborted) step(desk);
    }, () => {
      if (!signal.aborted) endWith({ reason: "server-unreachable", side: "here" });
    });
  }

  const load = onceTried(async () => {
    const [engines, late] = await Promise.all([edges.loadEngines(), edges.loadLate()]);
    const picker = late.destinationPicker();
    const leftOvers = late.leftOversModel(sessionId);
    extras.value = {
      TransferPanel: late.TransferPanel,
      leftOvers,
      canPick: picker.isOffered,
    };
    leftOvers.look();
    return desk = new late.IncomingTransfer({
      edges,
      sessionId,
      engines,
      picker,
      zipBlob: late.zipBlob,
      dispatch,
      onProgress: (value) => progress.value = value,
      onFailed: (failure) => {
        fail(failure);
        // Told by the other side: leave the place to the next. Told to it: let the words arrive.
        if (isAwaiting) return;
        if (failure.side === "there") hangUp();
        else hangUpAfter(HANG_UP_MS);
      },
    });
  });

  return {
    state,
    progress,
    extras,
    open(hash) {
      key = hash;
      join();
    },
    receive() {
      desk?.accept();
    },
    receiveTo() {
      desk?.acceptInDestination();
    },
    pause() {
      desk?.pause();
    },
    resume() {
      desk?.resume();
    },
    cancel() {
      if (state.peek().kind === "done") desk?.stopPacking();
      else if (!desk?.cancel()) endWith({ reason: "cancelled", side: "here" });
    },
    pack() {
      if (state.peek().kind === "done") desk?.pack();
    },
    retry() {
      const failed = state.peek();
      if (failed.kind !== "failed") return;
      isBroken = false;
      desk?.forget();
      dispatch({ type: "retry" });
      join(remedyFor(failed.failure.reason) === "take-over");
    },
    leave,
  };
});
