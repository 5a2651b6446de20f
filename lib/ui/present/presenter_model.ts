import { createModel, effect, type ReadonlySignal, signal } from "@preact/signals";
import { FailureError } from "../../protocol/failure.ts";
import type { PresenterMessage } from "../../protocol/screen_message.ts";
import { DEFAULT_QUALITY } from "../../screen/screen_quality.ts";
import type { LinkActions } from "../parts/share_link.ts";
import type { Audience } from "./audience.ts";
import type { Capture, PresenterEdges } from "./edges.ts";
import { endSession } from "../session/end_session.ts";
import { CurrentMeeting } from "../session/current_meeting.ts";
import type { GuardedMeeting } from "../session/meeting.ts";
import { failureHere } from "../session/failure_here.ts";
import { createOwnSession, linkOf, ownerJoinOf } from "../session/own_session.ts";
import { perhapsWithSound } from "./perhaps_with_sound.ts";
import {
  isPresenting,
  type PresenterEvent,
  type PresenterState,
  transition,
} from "./presenter_state.ts";
import type { PresenterActions } from "./presenter_actions.ts";
import type { SendingFacts, ViewerFacts } from "../facts/screen_facts.ts";
import type { Failure } from "../facts/transfer_facts.ts";

/** What the presenter's page shows, and what its reader can do. */
export interface PresenterModel extends Omit<PresenterActions, keyof LinkActions> {
  readonly state: ReadonlySignal<PresenterState>;
  readonly viewers: ReadonlySignal<readonly ViewerFacts[]>;
  readonly sending: ReadonlySignal<SendingFacts | undefined>;
  /** What is captured, for a look at it on the presenter's own page. */
  readonly preview: ReadonlySignal<MediaStream | undefined>;
  /** The page is there: finds what it showed before a reload. */
  open(): void;
  start(): Promise<void>;
  switchScreen(): Promise<void>;
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
  const meeting = new CurrentMeeting<GuardedMeeting>(endWith);
  let capture: Capture | undefined;
  let audience: Audience | undefined;
  const askWhatToShow = perhapsWithSound(edges.capture);

  // Runs nothing: its cleanup is how the model's owner lets go of everything outside.
  effect(() => () => hangUp());

  function dispatch(event: PresenterEvent): void {
    state.value = transition(state.peek(), event);
  }

  function hangUp(): void {
    capture?.stop();
    capture = undefined;
    preview.value = undefined;
    meeting.leave();
    audience?.end();
    audience = undefined;
  }

  function endWith(failure: Failure): void {
    dispatch({ type: "fail", failure });
    hangUp();
  }

  function finish(by: "page" | "browser"): void {
    audience?.tell({ type: "screen", state: "ended", hasSound: false });
    // Read before it is forgotten, which is why it isn't waited for here.
    const away = meeting.own ? Promise.resolve(undefined) : edges.record.load();
    edges.record.forget();
    dispatch({ type: "stopped", by });
    hangUp();
    // Kept over a reload, and never gone back to: its viewers would wait for nothing.
    away.then((session) => session && endSession(edges, session)).catch(() => undefined);
  }

  /** Takes what was captured; its end ends everything, as long as nothing took its place. */
  async function captureAnew(): Promise<Capture> {
    const { quality } = state.peek();
    const own: Capture = await askWhatToShow(quality, {
      onEnded: () => {
        if (capture === own) finish("browser");
      },
      onHeld: (held) => {
        if (capture !== own) return;
        dispatch({ type: "held", held });
        audience?.tell(status());
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
    await meeting.begin(async (signal) => {
      const unsupported = edges.checkSupport();
      if (unsupported) throw new FailureError(unsupported, "Cannot present: this browser can't");
      const captured = await captureAnew();
      if (signal.aborted) return captured.stop();
      show(captured);
      dispatch({ type: "captured" });
      await openSession(captured, signal);
    });
  }

  async function openSession(captured: Capture, signal: AbortSignal): Promise<void> {
    const session = await edges.record.load() ?? await createOwnSession(edges, "screen", signal);
    const made = await edges.createAudience(state.peek().quality, {
      onProven: status,
      onFacts: (facts, sent) => {
        viewers.value = facts;
        sending.value = sent;
      },
    });
    const { id: sessionId, secret } = session;
    const join = ownerJoinOf(session);
    const own = await meeting.enter(
      signal,
      (events) => edges.meet({ sessionId, secret, join, events }, () => made.createFeed()),
      {
        onJoined: () => dispatch({ type: "server-lost", lost: false }),
        onServerLost: (lost) => dispatch({ type: "server-lost", lost }),
        onClosed: () => {
          edges.record.forget();
          dispatch({ type: "server-lost", lost: true });
          endIfDeserted();
        },
        onPeerState: (peer, peerState) => {
          made.peerChanged(peer, peerState);
          if (peerState.kind === "failed" || peerState.kind === "closed") endIfDeserted();
        },
        onPeerAway: () => {},
        onScreenMessage: (peer, message) => {
          if (message.type !== "seen") return;
          if (message.undecoded) made.undecoded(peer);
          else made.seen(peer, message.delayMs);
        },
      },
    );
    audience = made;
    made.setQuality(state.peek().quality); // It may have been changed meanwhile.
    made.show(captured);
    edges.record.keep(session);
    dispatch({ type: "created", link: linkOf(session), screen: screenOf(captured) });
    own.start();
    made.measure();
  }

  /** Viewers that are connected need no server; without any there is nobody to come. */
  function endIfDeserted(): void {
    const { closedFor } = meeting;
    if (closedFor && audience?.isEmpty) endWith({ reason: closedFor, side: "here" });
  }

  function status(): PresenterMessage {
    const current = state.peek();
    const isHeld = isPresenting(current) && current.held;
    return {
      type: "screen",
      state: current.kind === "paused" ? "paused" : "live",
      hasSound: capture?.audio !== undefined,
      ...(isHeld && { held: isHeld }),
    };
  }

  async function switchScreen(): Promise<void> {
    if (!isPresenting(state.peek())) return;
    const { signal } = meeting;
    try {
      const captured = await captureAnew();
      if (signal.aborted) return captured.stop();
      show(captured);
      if (state.peek().kind === "live") audience?.show(captured);
      dispatch({ type: "switched", screen: screenOf(captured) });
      audience?.tell(status());
    } catch (error) {
      if (signal.aborted) return;
      dispatch({ type: "switch-failed", failure: failureHere(error) });
    }
  }

  function setPaused(paused: boolean): void {
    const before = state.peek();
    dispatch({ type: paused ? "pause" : "resume" });
    if (state.peek() === before) return;
    audience?.show(paused ? undefined : capture);
    audience?.tell(status());
  }

  return {
    state,
    viewers,
    sending,
    preview,
    open() {
      const unsupported = edges.checkSupport();
      if (unsupported) return endWith({ reason: unsupported, side: "here" });
      if (state.peek().kind === "idle") {
        dispatch({ type: "reset", canContinue: edges.record.isThere });
        if (edges.record.isUnknown) {
          dispatch({ type: "unknown" });
          edges.record.forget(); // It would be asked about at the next reload too.
        }
      }
    },
    start,
    switchScreen,
    pause: () => setPaused(true),
    resume: () => setPaused(false),
    stop() {
      if (isPresenting(state.peek()) || state.peek().kind === "starting") finish("page");
    },
    removeViewer(number) {
      const peer = audience?.peerOf(number);
      if (peer) meeting.own?.remove(peer);
    },
    setQuality(quality) {
      dispatch({ type: "quality", quality });
      audience?.setQuality(quality);
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
