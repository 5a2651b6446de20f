import { createModel, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { PeerSession, PeerState } from "../../peer/peer_session.ts";
import { type FailureReason } from "../../protocol/failure.ts";
import type { SessionId } from "../../protocol/ids.ts";
import { MAX_DELAY_MS, type ScreenMessage } from "../../protocol/screen_message.ts";
import type { ShownFrame } from "../../screen/delay_meter.ts";
import { admitGuest } from "../session/admit_guest.ts";
import type { Meeting } from "../session/meeting.ts";
import type { Meter, ViewerEdges, ViewerSource } from "./edges.ts";
import { currentMeeting } from "../session/current_meeting.ts";
import { failureHere } from "../session/failure_here.ts";
import { reconnectBudget } from "../session/reconnect_budget.ts";
import type { ViewingFacts } from "../facts/screen_facts.ts";
import type { Failure } from "../facts/transfer_facts.ts";
import {
  isViewing,
  transition,
  VIEWER_START,
  type ViewerEvent,
  type ViewerNotice,
  type ViewerState,
} from "./viewer_state.ts";

/** Ms between two looks at what the browser measures. */
const VIEWING_MEASURE_MS = 1_000;

/** Where the picture comes from. */
interface Presentation {
  readonly peer: PeerSession;
  readonly media: ViewerSource;
  /** Ms a frame takes at the presenter's end, as it last said. */
  senderMs: number | undefined;
  isMeasured: boolean;
}

/** What the viewer's page shows, and what its reader can do. */
export interface ViewerModel {
  readonly state: ReadonlySignal<ViewerState>;
  /** The screen; `undefined` where nothing comes, and what was shown last stays in sight. */
  readonly picture: ReadonlySignal<MediaStream | undefined>;
  /** Its sound, in a stream of its own. */
  readonly sound: ReadonlySignal<MediaStream | undefined>;
  readonly facts: ReadonlySignal<ViewingFacts | undefined>;
  /** Opens the link; `hash` is the page's fragment. */
  open(hash: string): void;
  /** A frame was handed to the screen. Called for each: it only counts. */
  frameShown(frame: ShownFrame): void;
  /** Opens the link again. */
  retry(): void;
  /** The page goes away: frees its place. */
  leave(): void;
}

/**
 * The viewer's page without its elements: opens the link, takes the picture, and waits for a
 * presenter that went away for as long as the server keeps the session.
 */
export const ViewerModel = createModel<ViewerModel, [edges: ViewerEdges, sessionId: SessionId]>(
  (edges, sessionId) => {
    const state = signal<ViewerState>(VIEWER_START);
    const picture = signal<MediaStream | undefined>(undefined);
    const sound = signal<MediaStream | undefined>(undefined);
    const facts = signal<ViewingFacts | undefined>(undefined);
    /** `undefined` until there is something to measure. */
    let meter: Meter | undefined;
    let meeting: Meeting | undefined;
    /** Why nobody will come any more, where the server closed the session. */
    let closedFor: FailureReason | undefined;
    let presentation: Presentation | undefined;
    /** Made for the peer that is about to exist. */
    let arriving: ViewerSource | undefined;
    let cancelMeasuring = () => {};
    /** Aborted when what was begun by the last `join` is given up. */
    let attempt = new AbortController();
    let key = "";
    const mayReconnect = reconnectBudget(edges.clock);

    // Runs nothing: its cleanup is how the model's owner lets go of everything outside.
    effect(() => () => hangUp());

    function dispatch(event: ViewerEvent): void {
      state.value = transition(state.peek(), event);
    }

    function hangUp(): void {
      attempt.abort();
      closedFor = undefined;
      meeting?.leave(); // Which also takes back what it showed.
      meeting = undefined;
      forget();
    }

    function forget(): void {
      cancelMeasuring();
      presentation = undefined;
      facts.value = undefined;
    }

    function endWith(failure: Failure): void {
      dispatch({ type: "fail", failure });
      hangUp();
    }

    /** The server closed the session, and there is no presenter. */
    function endFor(reason: FailureReason): void {
      if (reason === "session-ended") end();
      else endWith({ reason, side: "here" });
    }

    function end(): void {
      dispatch({ type: "ended" });
      hangUp();
    }

    async function join(): Promise<void> {
      hangUp();
      attempt = new AbortController();
      const { signal } = attempt;
      try {
        await openMeeting(signal);
      } catch (error) {
        if (!signal.aborted) endWith(failureHere(error));
      }
    }

    async function openMeeting(signal: AbortSignal): Promise<void> {
      const admission = await admitGuest(edges, sessionId, key);
      const own: Meeting = await edges.meet({
        sessionId,
        ...admission,
        events: currentMeeting(() => meeting === own, {
          onJoined: (peerCount) => peerCount === 0 ? onPeerAway() : wait("introducing"),
          onServerLost: (lost) => {
            if (lost) wait("server-lost");
          },
          onClosed: (reason) => {
            // Peers that have met need no server, and it can't part them; whoever still waits does.
            if (isViewing(state.peek())) closedFor = reason;
            else endFor(reason);
          },
          onPeerState,
          onPeerAway,
          onScreenMessage: (peer, message) => {
            if (presentation?.peer === peer) onMessage(presentation, message);
          },
        }),
      }, createMedia);
      signal.throwIfAborted();
      meeting = own;
      own.start();
    }

    function createMedia(): ViewerSource {
      const own = edges.createMedia({
        // A connection that is given up may end after the next one has begun.
        onPicture: (stream) => {
          if (presentation?.media === own) picture.value = stream;
        },
        onSound: (stream) => {
          if (presentation?.media === own) sound.value = stream;
        },
      });
      return arriving = own;
    }

    function wait(notice: ViewerNotice): void {
      dispatch({ type: "waiting", notice });
    }

    /** The server sees no presenter; that says nothing where there is a connection to one. */
    function onPeerAway(): void {
      if (!presentation) dispatch({ type: "away" });
    }

    function onPeerState(peer: PeerSession, peerState: PeerState): void {
      if (peerState.kind === "introducing") return onPresenterMet(peer);
      // A page that was reloaded may be here before its old connection is seen to be dead.
      if (presentation?.peer !== peer) return;
      switch (peerState.kind) {
        case "connecting":
          return;
        case "connected":
          dispatch({ type: "interrupted", interrupted: false });
          return dispatch({ type: "path", path: peerState.path });
        case "interrupted":
          return dispatch({ type: "interrupted", interrupted: true });
        case "broken":
          return onBroken();
        case "failed":
          return onPresenterLost(peerState.reason);
        case "closed":
          return forget();
      }
    }

    function onPresenterMet(peer: PeerSession): void {
      if (arriving) {
        const unknown = { senderMs: undefined, isMeasured: false };
        presentation = { peer, media: arriving, ...unknown };
      }
      arriving = undefined;
      if (!meter) loadMeter();
      wait("introducing");
    }

    /** While the server is there: once the picture has come, it may be gone. */
    async function loadMeter(): Promise<void> {
      try {
        meter = await edges.loadMeter();
      } catch {
        // A picture without figures; the next presenter's arrival tries again.
      }
    }

    /** The connection is past repair: another one is made, by joining again. */
    function onBroken(): void {
      if (closedFor) return endFor(closedFor);
      if (!mayReconnect()) return endWith({ reason: "connection-lost", side: "there" });
      dispatch({ type: "away" });
      join();
    }

    function onPresenterLost(reason: FailureReason): void {
      forget();
      if (reason !== "peer-left" && reason !== "connection-lost") {
        return endWith({ reason, side: "there" });
      }
      // Reloading, or asleep: the server says when it has given up on it.
      if (closedFor) endFor(closedFor);
      else dispatch({ type: "away" });
    }

    function onMessage(from: Presentation, message: ScreenMessage): void {
      if (message.type === "sent") from.senderMs = message.delayMs;
      if (message.type !== "screen") return;
      if (message.state === "ended") return end();
      const { hasSound } = message;
      dispatch({ type: "presented", paused: message.state === "paused", hasSound });
      // The path may have been known before there was a place to show it.
      if ("path" in from.peer.state) dispatch({ type: "path", path: from.peer.state.path });
      if (!from.isMeasured) keepMeasuring(from);
      from.isMeasured = true;
    }

    function keepMeasuring(from: Presentation): void {
      cancelMeasuring();
      cancelMeasuring = edges.clock.after(VIEWING_MEASURE_MS, async () => {
        await measure(from);
        if (presentation === from) keepMeasuring(from);
      });
    }

    async function measure(from: Presentation): Promise<void> {
      const report = await from.media.stats();
      if (presentation !== from || !meter) return;
      facts.value = meter.look(report, from.senderMs);
      const delayMs = facts.value?.delayMs;
      if (delayMs === undefined) return;
      from.peer.send({ type: "seen", delayMs: Math.round(Math.min(delayMs, MAX_DELAY_MS)) });
    }

    return {
      state,
      picture,
      sound,
      facts,
      open(hash) {
        key = hash;
        join();
      },
      frameShown: (frame) => meter?.frameShown(frame),
      retry() {
        const before = state.peek();
        dispatch({ type: "retry" });
        if (state.peek() !== before) join();
      },
      leave: hangUp,
    };
  },
);
