import { createModel, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { PeerSession, PeerState } from "../../peer/peer_session.ts";
import type { FailureReason } from "../../protocol/failure.ts";
import type { SessionId } from "../../protocol/ids.ts";
import type { ScreenMessage } from "../../protocol/screen_message.ts";
import type { ShownFrame } from "../../screen/delay_meter.ts";
import { admitGuest } from "../session/admit_guest.ts";
import type { ViewerEdges } from "./edges.ts";
import { CurrentMeeting } from "../session/current_meeting.ts";
import {
  GUEST_START,
  type GuestConnection,
  type GuestConnectionEvent,
  nextGuestConnection,
} from "../session/guest_connection.ts";
import { reconnectBudget } from "../session/reconnect_budget.ts";
import type { ViewingFacts } from "../facts/screen_facts.ts";
import type { Failure } from "../facts/transfer_facts.ts";
import { ShownScreen } from "./shown_screen.ts";
import {
  transition,
  VIEWER_START,
  type ViewerEvent,
  type ViewerNotice,
  type ViewerState,
} from "./viewer_state.ts";

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
  /** Opens it as if loaded anew where it led nowhere yet; what goes on stays as it is. */
  reopen(hash: string): void;
  /** A frame was handed to the screen. Called for each: it only counts. */
  frameShown(frame: ShownFrame): void;
  /** Opens the link again. */
  retry(): void;
  /** The page goes away: frees its seat. */
  leave(): void;
}

/**
 * The viewer's page without its elements: opens the link, takes the picture, and waits for a
 * presenter that went away for as long as the server keeps the session.
 */
export const ViewerModel = createModel<ViewerModel, [edges: ViewerEdges, sessionId: SessionId]>(
  (edges, sessionId) => {
    const state = signal<ViewerState>(VIEWER_START);
    const screen = new ShownScreen(edges);
    const meeting = new CurrentMeeting(endWith);
    const mayReconnect = reconnectBudget(edges.clock);
    let connection: GuestConnection = GUEST_START;
    let key = "";
    let peerToken: string | undefined;

    // Runs nothing: its cleanup is how the model's owner lets go of everything outside.
    effect(() => () => hangUp());

    function dispatch(event: ViewerEvent): void {
      state.value = transition(state.peek(), event);
    }

    /** Takes news of the connection; answers whether they changed anything. */
    function follow(event: GuestConnectionEvent): boolean {
      const before = connection;
      connection = nextGuestConnection(before, event);
      if (connection === before) return false;
      if (connection.kind === "introducing") wait("introducing");
      if (connection.kind === "away" || connection.kind === "rejoining") dispatch({ type: "away" });
      return true;
    }

    function wait(notice: ViewerNotice): void {
      dispatch({ type: "waiting", notice });
    }

    function hangUp(): void {
      meeting.leave(); // Which also takes back what it showed.
      screen.forget();
    }

    function endWith(failure: Failure): void {
      end({ type: "fail", failure });
    }

    /** The server closed the session, and there is no presenter. */
    function endFor(reason: FailureReason): void {
      if (reason === "session-ended") end({ type: "ended" });
      else endWith({ reason, side: "here" });
    }

    function end(event: ViewerEvent): void {
      follow({ type: "ended", mayReturn: false });
      dispatch(event);
      hangUp();
    }

    function join(): void {
      hangUp();
      meeting.begin(async (signal) => {
        const admission = await admitGuest(edges, sessionId, key);
        ({ peerToken } = admission.join);
        const own = await meeting.enter(
          signal,
          (events) => edges.meet({ sessionId, ...admission, events }, () => screen.createMedia()),
          {
            onJoined: (peerCount) => follow({ type: peerCount === 0 ? "away" : "introducing" }),
            onServerLost,
            onClosed: (reason) => {
              if (follow({ type: "closed" })) endFor(reason);
            },
            onPeerState,
            onPeerAway: () => follow({ type: "away" }),
            onScreenMessage: (peer, message) => {
              if (screen.peer === peer) onMessage(peer, message);
            },
          },
        );
        own.start();
      });
    }

    function onServerLost(lost: boolean): void {
      if (!lost) return;
      follow({ type: "server-lost" });
      wait("server-lost");
    }

    function onPeerState(peer: PeerSession, peerState: PeerState): void {
      if (peerState.kind === "introducing") {
        screen.arrived(peer);
        follow({ type: "introducing" });
        return;
      }
      // A page that was reloaded may be here before its old connection is seen to be dead. Until it has
      // proven that it holds the key, it may be nobody: the server says what it likes.
      if (peerState.kind === "connected" || screen.peer === undefined) screen.begin(peer);
      if (screen.peer !== peer) return;
      switch (peerState.kind) {
        case "connected":
          follow({ type: "proven" });
          dispatch({ type: "interrupted", interrupted: false });
          return dispatch({ type: "path", path: peerState.path });
        case "interrupted":
          return dispatch({ type: "interrupted", interrupted: true });
        case "broken":
          return onBroken();
        case "failed":
          return onPresenterLost(peerState.reason);
        case "closed":
          return screen.forget();
      }
    }

    /** The connection is past repair: another one is made, by joining again. */
    function onBroken(): void {
      if (meeting.closedFor) return endFor(meeting.closedFor);
      if (!mayReconnect()) return endWith({ reason: "connection-lost", side: "there" });
      follow({ type: "broken" });
      join();
    }

    function onPresenterLost(reason: FailureReason): void {
      screen.forget();
      if (reason === "removed" && peerToken) edges.keepRemoved(sessionId, peerToken);
      if (reason !== "peer-left" && reason !== "connection-lost") {
        return endWith({ reason, side: "there" });
      }
      // Reloading, or asleep: the server says when it has given up on it.
      if (meeting.closedFor) endFor(meeting.closedFor);
      else follow({ type: "gone" });
    }

    function onMessage(peer: PeerSession, message: ScreenMessage): void {
      if (message.type === "sent") screen.sent(message.delayMs);
      if (message.type !== "screen") return;
      if (message.state === "ended") return end({ type: "ended" });
      follow({ type: "met", peer });
      const { hasSound, held = false } = message;
      dispatch({ type: "presented", paused: message.state === "paused", held, hasSound });
      // The path may have been known before there was anything to show it with.
      if ("path" in peer.state) dispatch({ type: "path", path: peer.state.path });
      screen.measure();
    }

    function retry(): void {
      const before = state.peek();
      dispatch({ type: "retry" });
      if (state.peek() === before) return;
      follow({ type: "join" });
      join();
    }

    function open(hash: string): void {
      key = hash;
      join();
    }

    return {
      state,
      picture: screen.picture,
      sound: screen.sound,
      facts: screen.facts,
      open,
      reopen(hash) {
        const { kind } = state.peek();
        if (kind === "failed" || kind === "ended") {
          key = hash;
          retry();
        } else if (kind === "connecting") {
          follow({ type: "join" });
          open(hash);
        }
      },
      frameShown: (frame) => screen.frameShown(frame),
      retry,
      leave: hangUp,
    };
  },
);
