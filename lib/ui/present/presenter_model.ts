import { createModel, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { PeerSession, PeerState } from "../../peer/peer_session.ts";
import { FailureError, type FailureReason } from "../../protocol/failure.ts";
import { sendingFacts } from "../../screen/outbound_stats.ts";
import { DEFAULT_QUALITY, type ScreenQuality } from "../../screen/screen_quality.ts";
import type { ViewerFanout, ViewerFeed } from "../../screen/viewer_fanout.ts";
import type { Meeting } from "../session/meeting.ts";
import type { Capture, PresenterEdges } from "./edges.ts";
import { endSession } from "../session/end_session.ts";
import { currentMeeting } from "../session/current_meeting.ts";
import { failureHere } from "../session/failure_here.ts";
import { createOwnSession, linkOf, ownerJoinOf } from "../session/own_session.ts";
import {
  isPresenting,
  type PresenterEvent,
  type PresenterState,
  transition,
} from "./presenter_state.ts";
import type { SendingFacts, ViewerFacts } from "../facts/screen_facts.ts";
import type { Failure } from "../facts/transfer_facts.ts";
import { ViewerList } from "./viewer_list.ts";

/** Ms between two looks at what the browser measures. */
const SENDING_MEASURE_MS = 1_000;

/** What the presenter's page shows, and what its reader can do. */
export interface PresenterModel {
  readonly state: ReadonlySignal<PresenterState>;
  readonly viewers: ReadonlySignal<readonly ViewerFacts[]>;
  readonly sending: ReadonlySignal<SendingFacts | undefined>;
  /** What is captured, for a look at it on the presenter's own page. */
  readonly preview: ReadonlySignal<MediaStream | undefined>;
  /** The page is there: finds what it showed before a reload. */
  open(): void;
  /** Asks what to show and shows it, to viewers of before a reload too. In the task of a click. */
  start(): Promise<void>;
  /** Asks for something else to show, and shows that to the same viewers. In the task of a click. */
  switchScreen(): Promise<void>;
  /** Sends nothing until {@linkcode PresenterModel.resume}; viewers keep the last picture. */
  pause(): void;
  resume(): void;
  /** Ends it for everybody; the link is dead. */
  stop(): void;
  setQuality(quality: ScreenQuality): void;
  retry(): void;
}

/**
 * The presenter's page without its elements: captures, makes the session, serves viewers, and shows
 * all of it as one state. A page that goes away says nothing: it may only be reloading, and its
 * viewers wait for it.
 */
export const PresenterModel = createModel<PresenterModel, [edges: PresenterEdges]>((edges) => {
  const state = signal<PresenterState>({
    kind: "idle",
    canContinue: false,
    quality: DEFAULT_QUALITY,
  });
  const viewers = signal<readonly ViewerFacts[]>([]);
  const sending = signal<SendingFacts | undefined>(undefined);
  const preview = signal<MediaStream | undefined>(undefined);
  let list = new ViewerList();
  let capture: Capture | undefined;
  let fanout: ViewerFanout | undefined;
  let meeting: Meeting | undefined;
  /** Why nobody new can come any more, where the server closed the session. */
  let closedFor: FailureReason | undefined;
  /** Made for the peer that is about to exist. */
  let arriving: ViewerFeed | undefined;
  let cancelMeasuring = () => {};
  /** Aborted when what was begun by the last `start` is given up. */
  let attempt = new AbortController();

  // Runs nothing: its cleanup is how the model's owner lets go of everything outside.
  effect(() => () => hangUp());

  function dispatch(event: PresenterEvent): void {
    state.value = transition(state.peek(), event);
  }

  function hangUp(): void {
    attempt.abort();
    cancelMeasuring();
    capture?.stop();
    capture = undefined;
    preview.value = undefined;
    closedFor = undefined;
    meeting?.leave();
    meeting = undefined;
    fanout = undefined;
    list = new ViewerList();
    showViewers();
  }

  function endWith(failure: Failure): void {
    dispatch({ type: "fail", failure });
    hangUp();
  }

  function finish(by: "page" | "browser"): void {
    list.tell({ type: "screen", state: "ended", hasSound: false });
    // Read before it is forgotten, which is why it isn't waited for here.
    const away = meeting ? Promise.resolve(undefined) : edges.record.load();
    edges.record.forget();
    dispatch({ type: "stopped", by });
    hangUp();
    // Kept over a reload, and never gone back to: its viewers would wait for nothing.
    away.then((session) => session && endSession(edges, session)).catch(() => undefined);
  }

  /** Takes what was captured; its end ends everything, as long as nothing took its place. */
  async function captureAnew(): Promise<Capture> {
    const { quality } = state.peek();
    const own: Capture = await edges.capture(quality, {
      onEnded: () => {
        if (capture === own) finish("browser");
      },
      onHeld: (held) => {
        if (capture === own) dispatch({ type: "held", held });
      },
    });
    const { frameRate } = state.peek().quality; // It may have been changed meanwhile.
    if (frameRate !== quality.frameRate) limitFrameRate(own, frameRate);
    return own;
  }

  function show(next: Capture): void {
    capture?.stop();
    capture = next;
    preview.value = new MediaStream([next.video]);
  }

  async function start(): Promise<void> {
    const before = state.peek();
    dispatch({ type: "start" });
    if (state.peek() === before) return;
    attempt.abort();
    attempt = new AbortController();
    const { signal } = attempt;
    try {
      const unsupported = edges.checkSupport();
      if (unsupported) throw new FailureError(unsupported, "Cannot present: this browser can't");
      const captured = await captureAnew();
      if (signal.aborted) return captured.stop();
      show(captured);
      dispatch({ type: "captured" });
      await openSession(captured, signal);
    } catch (error) {
      if (!signal.aborted) endWith(failureHere(error));
    }
  }

  async function openSession(captured: Capture, signal: AbortSignal): Promise<void> {
    const session = await edges.record.load() ?? await createOwnSession(edges, "screen", signal);
    const shown = await edges.createFanout(state.peek().quality);
    const own: Meeting = await edges.meet({
      sessionId: session.id,
      secret: session.secret,
      join: ownerJoinOf(session),
      events: currentMeeting(() => meeting === own, {
        onJoined: () => dispatch({ type: "server-lost", lost: false }),
        onServerLost: (lost) => dispatch({ type: "server-lost", lost }),
        onClosed: (reason) => {
          edges.record.forget();
          closedFor = reason;
          dispatch({ type: "server-lost", lost: true });
          endIfDeserted();
        },
        onPeerState,
        onPeerAway: () => {},
        onScreenMessage: (peer, message) => {
          if (message.type === "seen") list.seen(peer, message.delayMs);
        },
      }),
    }, () => arriving = shown.add());
    signal.throwIfAborted();
    meeting = own;
    fanout = shown;
    fanout.setQuality(state.peek().quality); // It may have been changed meanwhile.
    fanout.show(captured);
    edges.record.keep(session);
    dispatch({ type: "created", link: linkOf(session), screen: screenOf(captured) });
    own.start();
    keepMeasuring();
  }

  function onPeerState(peer: PeerSession, peerState: PeerState): void {
    switch (peerState.kind) {
      case "introducing":
        if (arriving) list.add(peer, arriving);
        arriving = undefined;
        return;
      case "connecting":
        return;
      case "connected":
        if (list.connected(peer, peerState.path)) peer.send(status());
        return showViewers();
      case "interrupted":
        list.interrupted(peer);
        return showViewers();
      case "failed":
      case "closed":
        list.remove(peer);
        showViewers();
        return endIfDeserted();
    }
  }

  /** Viewers that are connected need no server; without any there is nobody to come. */
  function endIfDeserted(): void {
    if (closedFor && list.facts.length === 0) endWith({ reason: closedFor, side: "here" });
  }

  function status() {
    const { kind } = state.peek();
    const hasSound = capture?.audio !== undefined;
    return { type: "screen", state: kind === "paused" ? "paused" : "live", hasSound } as const;
  }

  function showViewers(): void {
    viewers.value = list.facts;
    sending.value = sendingFacts(list.sending);
  }

  function keepMeasuring(): void {
    const measured = list;
    cancelMeasuring = edges.clock.after(SENDING_MEASURE_MS, async () => {
      await measured.measure();
      if (measured !== list) return;
      showViewers();
      keepMeasuring();
    });
  }

  async function switchScreen(): Promise<void> {
    if (!isPresenting(state.peek())) return;
    const { signal } = attempt;
    try {
      const captured = await captureAnew();
      if (signal.aborted) return captured.stop();
      show(captured);
      if (state.peek().kind === "live") fanout?.show(captured);
      dispatch({ type: "switched", screen: screenOf(captured) });
      list.tell(status());
    } catch (error) {
      if (signal.aborted) return;
      dispatch({ type: "switch-failed", failure: failureHere(error) });
    }
  }

  function setPaused(paused: boolean): void {
    const before = state.peek();
    dispatch({ type: paused ? "pause" : "resume" });
    if (state.peek() === before) return;
    fanout?.show(paused ? undefined : capture);
    list.tell(status());
  }

  return {
    state,
    viewers,
    sending,
    preview,
    open() {
      if (state.peek().kind === "idle") {
        dispatch({ type: "reset", canContinue: edges.record.isThere });
      }
    },
    start,
    switchScreen,
    pause: () => setPaused(true),
    resume: () => setPaused(false),
    stop() {
      if (isPresenting(state.peek()) || state.peek().kind === "starting") finish("page");
    },
    setQuality(quality) {
      dispatch({ type: "quality", quality });
      fanout?.setQuality(quality);
      if (capture) limitFrameRate(capture, quality.frameRate);
    },
    retry() {
      if (state.peek().kind === "failed") {
        dispatch({ type: "reset", canContinue: edges.record.isThere });
      }
    },
  };
});

function limitFrameRate(capture: Capture, frameRate: number): void {
  // Where the system captures at one rate only, the encoder's own limit still holds.
  capture.limitFrameRate(frameRate).catch(() => undefined);
}

function screenOf({ surface, audio }: Capture) {
  return { surface, hasSound: audio !== undefined };
}
