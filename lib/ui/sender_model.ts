import { createModel, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { PeerSession, PeerState } from "../peer/peer_session.ts";
import { FailureError, type FailureReason, reasonOf } from "../protocol/failure.ts";
import type { SendingState } from "../transfer/transfer_state.ts";
import type { Engines, HostedSender } from "../worker/engines.ts";
import type { Meeting, SenderEdges } from "./edges.ts";
import { eventsWhile } from "./events_while.ts";
import { fetched } from "./fetched.ts";
import { createOwnSession, linkOf, ownerJoinOf, randomToken } from "./own_session.ts";
import { ProgressSampler } from "./progress_sampler.ts";
import { SENDER_START, type SenderEvent, type SenderState, transition } from "./sender_state.ts";
import { type Failure, NO_PROGRESS, type Progress } from "./transfer_facts.ts";

/** How long a peer that was told why it ends may take to hang up before this side does. */
const HANG_UP_MS = 5_000;

/** One receiver and the engine that serves it. */
interface Serving {
  readonly peer: PeerSession;
  readonly engine: HostedSender;
}

/** What the sender's page shows, and what its reader can do. */
export interface SenderModel {
  readonly state: ReadonlySignal<SenderState>;
  readonly progress: ReadonlySignal<Progress>;
  /** Adds files to the list; ignored once shared. */
  choose(more: readonly File[]): void;
  /** Takes one file out of the list. */
  remove(index: number): void;
  /** Makes the link and waits for the receiver. */
  share(): Promise<void>;
  /** Gives up what is under way; chosen files stay chosen. */
  cancel(): void;
  /** Waits for the receiver again where the link still lives, else makes a new one. */
  retry(): void;
  /** Back to choosing; after success with an empty list. */
  reset(): void;
  /** The page goes away: says so to the receiver and the server. */
  leave(): void;
}

/**
 * The sender's page without its elements: holds the chosen files, makes the session, serves the
 * receiver, and shows all of it as one state and one progress.
 */
export const SenderModel = createModel<SenderModel, [edges: SenderEdges]>((edges) => {
  const state = signal<SenderState>(SENDER_START);
  const progress = signal<Progress>(NO_PROGRESS);
  const sampler = new ProgressSampler(edges.clock, (value) => progress.value = value);
  let files: readonly File[] = [];
  let meeting: Meeting | undefined;
  let serving: Serving | undefined;
  /** Each peer is served once: one that failed may still tell of its connection. */
  const served = new WeakSet<PeerSession>();
  /** Whether the server still has the session, so that a receiver may come by the link. */
  let linkLives = false;
  /** Hangs up at once on the peer that was told why it ends. */
  let partNow = () => {};
  /** Aborted when what was begun by the last `share` is given up. */
  let attempt = new AbortController();

  // Runs nothing: its cleanup is how the model's owner lets go of everything outside.
  effect(() => () => hangUp());

  function dispatch(event: SenderEvent): void {
    state.value = transition(state.peek(), event);
  }

  function fail(failure: Failure): void {
    sampler.stop();
    dispatch({ type: "fail", failure, linkLives });
  }

  function list(next: readonly File[]): void {
    const listed = next.map(({ name, size }) => ({ name, size }));
    dispatch({ type: "choose", files: listed });
    const current = state.peek();
    if (current.kind === "loading" && current.files === listed) files = next;
  }

  function hangUp(): void {
    attempt.abort();
    sampler.stop();
    partNow();
    const left = serving;
    serving = undefined;
    // It would wait two minutes for somebody who is gone.
    left?.engine.fail(new FailureError("cancelled", "Cannot go on: hung up"), "there");
    meeting?.leave();
    meeting = undefined;
    linkLives = false;
  }

  /** Hangs up once the peer had time to read why. */
  function partFrom(peer: PeerSession): void {
    partNow();
    const cancel = edges.clock.after(HANG_UP_MS, () => partNow());
    partNow = () => {
      partNow = () => {};
      cancel();
      peer.close();
    };
  }

  function startOver(): void {
    if (state.peek().kind === "done") files = [];
    hangUp();
    dispatch({ type: "reset" });
  }

  async function share(): Promise<void> {
    const before = state.peek();
    dispatch({ type: "share" });
    if (state.peek() === before) return;
    attempt.abort();
    attempt = new AbortController();
    const { signal } = attempt;
    try {
      const unsupported = edges.checkSupport();
      if (unsupported) throw new FailureError(unsupported, "Cannot share: this browser can't");
      await openSession(signal);
    } catch (error) {
      if (!signal.aborted) fail({ reason: reasonOf(error), side: "here" });
    }
  }

  async function openSession(signal: AbortSignal): Promise<void> {
    const session = await createOwnSession(edges, "file", signal);
    const join = await ownerJoinOf(session);
    const engines = await fetched(edges.loadEngines());
    const own: Meeting = await fetched(edges.meet({
      sessionId: session.id,
      secret: session.secret,
      join,
      events: eventsWhile(() => meeting === own, {
        onJoined: () => dispatch({ type: "notice", notice: undefined }),
        onServerLost: (lost) => {
          if (lost) dispatch({ type: "notice", notice: "server-lost" });
        },
        onClosed: (reason) => {
          linkLives = false;
          // Peers that have met need no server; whoever still waits does.
          if (serving) return;
          hangUp();
          fail({ reason, side: "here" });
        },
        onPeerState: (peer, peerState) => onPeerState(engines, peer, peerState),
        onPeerMessage: (peer, message) => {
          if (serving?.peer === peer) serving.engine.receive(message);
        },
        onPeerLane: (peer, lane) => {
          if (serving?.peer === peer) serving.engine.addLane(lane);
        },
        onPeerAway: () => dispatch({ type: "notice", notice: "receiver-left" }),
      }),
    }));
    signal.throwIfAborted();
    meeting = own;
    linkLives = true;
    dispatch({ type: "created", link: linkOf(session) });
    own.start();
  }

  function onPeerState(engines: Engines, peer: PeerSession, peerState: PeerState): void {
    switch (peerState.kind) {
      case "introducing":
      case "connecting":
        return dispatch({ type: "notice", notice: "introducing" });
      case "connected":
        if (!served.has(peer)) serve(engines, peer);
        if (serving?.peer !== peer) return;
        dispatch({ type: "interrupted", interrupted: false });
        return dispatch({ type: "path", path: peerState.path });
      case "interrupted":
        if (serving?.peer === peer) dispatch({ type: "interrupted", interrupted: true });
        return;
      case "failed":
        return onPeerFailed(peer, peerState.reason);
      case "closed":
        return;
    }
  }

  function onPeerFailed(peer: PeerSession, reason: FailureReason): void {
    if (serving?.peer === peer) {
      serving.engine.fail(new FailureError(reason, "Cannot reach the receiver"), "there");
    } else if (served.has(peer)) {
      return; // It ended before, and said why.
    } else if (reason === "peer-left") {
      dispatch({ type: "notice", notice: "receiver-left" });
    } else if (!serving) {
      fail({ reason, side: "there" });
    }
  }

  function serve(engines: Engines, peer: PeerSession): void {
    // A receiver that comes again, as by a reload, gave up the connection it had.
    serving?.engine.fail(new FailureError("peer-left", "Cannot go on: it came again"), "there");
    served.add(peer);
    const engine: HostedSender = engines.createSender({
      files,
      transferId: randomToken(),
      control: peer,
      onState: (sending) => onSending({ peer, engine }, sending),
      onLanesWanted: (count) => peer.openLanes(count),
    });
    serving = { peer, engine };
    progress.value = NO_PROGRESS;
    dispatch({ type: "met" });
    engine.start();
    engine.addLane(peer.lane);
  }

  function onSending({ peer, engine }: Serving, sending: SendingState): void {
    if (serving?.engine !== engine) return;
    switch (sending.kind) {
      case "sending":
        sampler.start(engine);
        return dispatch({ type: "accepted" });
      case "done":
        sampler.stop();
        dispatch({ type: "receipt", digest: sending.root });
        return hangUp();
      case "failed": {
        const { reason, side } = sending;
        serving = undefined;
        // Told by the other side: hang up. Told to it: let the words arrive first.
        if (side === "there") peer.close();
        else partFrom(peer);
        // Somebody who looked at the offer and went away leaves the link good for the next.
        if (reason === "peer-left" && state.peek().kind === "connected") {
          return dispatch({ type: "left" });
        }
        return fail({ reason, side });
      }
    }
  }

  return {
    state,
    progress,
    choose(more) {
      // While the reader looks for the button; `share` says where it can't be had.
      edges.loadEngines().catch(() => undefined);
      list([...files, ...more]);
    },
    remove: (index) => list(files.filter((_, at) => at !== index)),
    share,
    cancel() {
      if (serving) {
        serving.engine.fail(new FailureError("cancelled", "Cannot go on: cancelled"));
      } else startOver();
    },
    retry() {
      if (state.peek().kind !== "failed") return;
      if (!linkLives) hangUp();
      dispatch({ type: "retry", linkLives });
      if (state.peek().kind === "loading") share();
    },
    reset: startOver,
    leave: hangUp,
  };
});
