import { createModel, effect, type ReadonlySignal, signal } from "@preact/signals";
import { GONE_WITHIN_MS } from "../../peer/health/gone_within.ts";
import type { PeerSession, PeerState } from "../../peer/peer_session.ts";
import type { FailureReason } from "../../protocol/failure.ts";
import type { SessionId } from "../../protocol/ids.ts";
import { OneTimer } from "../../base/one_timer.ts";
import type { ReceiverEdges } from "./edges.ts";
import {
  GUEST_START,
  type GuestConnection,
  type GuestConnectionEvent,
  nextGuestConnection,
} from "../session/guest_connection.ts";
import type { IncomingTransfer } from "./incoming_transfer.ts";
import { LateTransfer } from "./late_transfer.ts";
import type { ReceiverExtras } from "./receiver_extras.ts";
import type { ReceiverActions } from "./receiver_actions.ts";
import { ReceiverVisit } from "./receiver_visit.ts";
import {
  RECEIVER_START,
  type ReceiverEvent,
  type ReceiverNotice,
  type ReceiverState,
  transition,
} from "./receiver_state.ts";
import { reconnectBudget } from "../session/reconnect_budget.ts";
import { remedyFor } from "../facts/remedy.ts";
import { type Failure, NO_PROGRESS, type Path, type Progress } from "../facts/transfer_facts.ts";

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

/** What the receiver's page shows, and what its reader can do. */
export interface ReceiverModel extends ReceiverActions {
  readonly state: ReadonlySignal<ReceiverState>;
  /** Of the transfer, then of the archive that is made of it. */
  readonly progress: ReadonlySignal<Progress>;
  /** There before anything is offered. */
  readonly extras: ReadonlySignal<ReceiverExtras | undefined>;
  /** Opens the link; `hash` is the page's fragment. */
  open(hash: string): void;
  /** Opens it as if loaded anew where it led nowhere yet; what goes on stays as it is. */
  reopen(hash: string): void;
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
  const incoming = new LateTransfer({
    edges,
    sessionId,
    dispatch,
    onProgress: (value) => progress.value = value,
    onFailed: (failure) => {
      fail(failure);
      if (connection.kind === "over" && connection.mayReturn) return;
      // Told by the other side: leave the seat to the next. Told to it: let the words arrive.
      if (failure.side === "there") hangUp();
      else hangUpSoon();
    },
  });
  const visit = new ReceiverVisit(edges, sessionId, {
    onEntered: () => {
      // While the server answers there is nothing else to do. What fails here is tried again, and
      // told, when there is a sender.
      incoming.load().catch(() => undefined);
    },
    onFailed: endWith,
    onJoined: (peerCount) => {
      follow({ type: peerCount === 0 ? "away" : "introducing" });
      if (peerCount > 0) show("introducing");
    },
    onServerLost: (lost) => {
      if (!lost) return;
      // Nobody can say now whether the sender is there; the server's patience has its own end.
      follow({ type: "server-lost" });
      show("server-lost");
    },
    onClosed: (reason) => {
      if (!follow({ type: "closed" })) return;
      if (reason !== "session-full" || !visit.rejoinAsFormer(key)) {
        return endWith({ reason, side: "here" });
      }
      follow({ type: "join" });
    },
    onPeerState,
    onPeerMessage: (peer, message) => whenLoaded((transfer) => transfer.hear(peer, message)),
    onPeerLane: (peer, lane) => incoming.loaded?.addLane(peer, lane),
    onPeerAway: () => follow({ type: "away" }),
  });
  /** The wait for a sender that is away, or for the end after a failure. */
  const timer = new OneTimer(edges.clock);
  const mayReconnect = reconnectBudget(edges.clock);
  let connection: GuestConnection = GUEST_START;
  let key = "";

  // Runs nothing: its cleanup is how the model's owner lets go of everything outside.
  effect(() => () => {
    leave();
    incoming.loaded?.forget();
  });

  function dispatch(event: ReceiverEvent): void {
    state.value = transition(state.peek(), event);
  }

  function show(notice: ReceiverNotice): void {
    dispatch({ type: "joined", notice });
  }

  /** Takes news of the connection; answers whether they changed anything. */
  function follow(event: GuestConnectionEvent): boolean {
    const before = connection;
    connection = nextGuestConnection(before, event);
    if (connection === before) return false;
    timer.cancel();
    if (connection.kind === "away") {
      show("sender-away");
      timer.set(connection.isAgain ? SENDER_LOST_MS : SENDER_AWAY_MS, () => {
        fail({ reason: "peer-left", side: "there" }, true);
        awaitReturn();
      });
    }
    return true;
  }

  /** @param mayReturn whether the page goes on as soon as its sender is back */
  function fail(failure: Failure, mayReturn = false): void {
    follow({ type: "ended", mayReturn });
    incoming.loaded?.settle();
    dispatch({ type: "fail", failure });
    // What fills the disk may be ours.
    incoming.look();
  }

  function hangUp(): void {
    timer.cancel();
    incoming.loaded?.hangUp();
    visit.leave();
  }

  function leave(): void {
    hangUp();
    visit.letGo();
  }

  /** Fails and leaves the session: nothing more can come of it. */
  function endWith(failure: Failure): void {
    fail(failure);
    hangUp();
  }

  /** Stays in the session for a while, though the page has failed: the sender may have reloaded. */
  function awaitReturn(): void {
    incoming.loaded?.hangUp();
    timer.set(SENDER_LOST_MS, hangUp);
  }

  function join(steal = false): void {
    hangUp();
    visit.join(key, steal);
  }

  function onPeerState(peer: PeerSession, peerState: PeerState): void {
    switch (peerState.kind) {
      case "introducing":
        follow({ type: "introducing" });
        show("introducing");
        // Says at once where it can't be loaded.
        if (connection.kind !== "over") whenLoaded(() => {});
        return;
      case "connected":
        return onConnected(peer, peerState.path);
      case "interrupted":
        if (connection.kind === "met" && connection.peer === peer) {
          dispatch({ type: "interrupted", interrupted: true });
        }
        return;
      case "broken":
        return onBroken(peer);
      case "failed":
        return onPeerFailed(peer, peerState.reason);
    }
  }

  function onConnected(peer: PeerSession, path: Path | undefined): void {
    if (connection.kind === "over") {
      // The sender may come again while this page only lingers: it has ended, and shows it.
      if (!connection.mayReturn) return;
      // It is back, and no retry is needed.
      incoming.loaded?.forget();
      dispatch({ type: "retry" });
      show("introducing");
    }
    follow({ type: "proven" });
    whenLoaded((transfer) => {
      if (peer.state.kind === "connected" && follow({ type: "met", peer })) transfer.listenTo(peer);
    });
    dispatch({ type: "interrupted", interrupted: false });
    dispatch({ type: "path", path });
  }

  /** Whether news of a peer's end say nothing: it is over, or there is another sender by now. */
  function isPast(peer: PeerSession): boolean {
    const isMet = "peer" in connection && connection.peer === peer;
    if (connection.kind !== "over" && state.peek().kind !== "done") {
      return connection.kind === "met" && !isMet;
    }
    if (isMet) hangUp();
    return true;
  }

  /** Goes on over another connection, with what was verified, as a page that was reloaded does. */
  function onBroken(peer: PeerSession): void {
    if (isPast(peer)) return;
    if (!mayReconnect()) return onPeerFailed(peer, "connection-lost");
    follow({ type: "broken" });
    dispatch({ type: "broken" });
    join();
  }

  function onPeerFailed(peer: PeerSession, reason: FailureReason): void {
    if (isPast(peer)) return;
    const isMet = connection.kind === "met";
    const mayReturn = reason === "peer-left";
    if (isMet) {
      follow({ type: "ended", mayReturn });
      incoming.loaded?.lose(reason);
    } else fail({ reason, side: "there" }, mayReturn);
    if (mayReturn) awaitReturn();
    else if (isMet) hangUp();
    else hangUpSoon(); // The sealed word of why has to get through first.
  }

  /** Leaves once a peer that was told why it ends had the time to hang up. */
  function hangUpSoon(): void {
    timer.set(HANG_UP_MS, hangUp);
  }

  /** Runs a step once there can be engines; steps keep the order in which they were asked for. */
  function whenLoaded(step: (transfer: IncomingTransfer) => void): void {
    const { signal } = visit;
    incoming.load().then((transfer) => {
      if (!signal.aborted) step(transfer);
    }, () => {
      if (!signal.aborted) endWith({ reason: "server-unreachable", side: "here" });
    });
  }

  function retry(): void {
    const failed = state.peek();
    if (failed.kind !== "failed") return;
    incoming.loaded?.forget();
    dispatch({ type: "retry" });
    follow({ type: "join" });
    join(remedyFor(failed.failure.reason) === "take-over");
  }

  function open(hash: string): void {
    key = hash;
    join();
  }

  return {
    state,
    progress,
    extras: incoming.extras,
    open,
    reopen(hash) {
      const { kind } = state.peek();
      if (kind === "failed") {
        key = hash;
        retry();
      } else if (kind === "loading" || kind === "waiting") {
        follow({ type: "join" });
        open(hash);
      }
    },
    receive() {
      incoming.loaded?.accept();
    },
    receiveTo() {
      incoming.loaded?.acceptInDestination();
    },
    pause() {
      incoming.loaded?.pause();
    },
    resume() {
      incoming.loaded?.resume();
    },
    cancel() {
      if (state.peek().kind === "done") incoming.loaded?.stopPacking();
      else if (!incoming.loaded?.cancel()) endWith({ reason: "cancelled", side: "here" });
    },
    pack() {
      if (state.peek().kind === "done") incoming.loaded?.pack();
    },
    retry,
    leave,
  };
});
