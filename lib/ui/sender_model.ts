import { createModel, effect, signal } from "@preact/signals";
import type { PeerSession, PeerState } from "../peer/peer_session.ts";
import { encodeBase64Url } from "../protocol/base64url.ts";
import { FailureError, type FailureReason, reasonOf } from "../protocol/failure.ts";
import { joinHashOf } from "../protocol/join_hash.ts";
import { PROTOCOL_VERSION } from "../protocol/version.ts";
import { createLinkSecret, encodeLinkKey, joinTokenOf } from "../security/link.ts";
import { outgoingFile } from "../storage/blob_source.ts";
import type { FileSender } from "../transfer/file_sender.ts";
import type { SendingState } from "../transfer/transfer_state.ts";
import type { Meeting, SenderEdges } from "./edges.ts";
import { ProgressSampler } from "./progress_sampler.ts";
import { SENDER_START, type SenderEvent, type SenderState, transition } from "./sender_state.ts";
import { type Failure, NO_PROGRESS, type Progress } from "./transfer_facts.ts";

/** How long a peer that was told why it ends may take to hang up before this side does. */
const HANG_UP_MS = 5_000;

/** One receiver and the engine that serves it. */
interface Serving {
  readonly peer: PeerSession;
  readonly engine: FileSender;
}

/**
 * The sender's page without its elements: holds the chosen files, makes the session, serves the
 * receiver, and shows all of it as one state and one progress.
 */
export const SenderModel = createModel((edges: SenderEdges) => {
  const state = signal<SenderState>(SENDER_START);
  const progress = signal<Progress>(NO_PROGRESS);
  const sampler = new ProgressSampler(edges.clock, (value) => progress.value = value);
  let files: readonly File[] = [];
  let meeting: Meeting | undefined;
  let serving: Serving | undefined;
  /** Aborted when what was begun by the last `share` is given up. */
  let attempt = new AbortController();

  // Runs nothing: its cleanup is how the model's owner lets go of everything outside.
  effect(() => () => hangUp());

  function dispatch(event: SenderEvent): void {
    state.value = transition(state.peek(), event);
  }

  function fail(failure: Failure): void {
    sampler.stop();
    dispatch({ type: "fail", failure, linkLives: meeting !== undefined });
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
    serving = undefined;
    meeting?.leave();
    meeting = undefined;
  }

  async function share(): Promise<void> {
    dispatch({ type: "share" });
    const current = state.peek();
    if (current.kind !== "loading" || !current.creating) return;
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
    const secret = createLinkSecret();
    const joinHash = await joinHashOf(await joinTokenOf(secret));
    const { id, url, ownerToken } = await edges.createSession(joinHash, signal);
    const Engine = await edges.loadEngine();
    const own: Meeting = await edges.meet({
      sessionId: id,
      secret,
      join: {
        type: "join",
        version: PROTOCOL_VERSION,
        role: "owner",
        ownerToken,
        kind: "file",
        joinHash,
        peerToken: randomToken(),
      },
      events: {
        onJoined: () => dispatch({ type: "notice", notice: undefined }),
        onServerLost: (lost) => {
          if (lost) dispatch({ type: "notice", notice: "server-lost" });
        },
        onClosed: (reason) => {
          if (meeting !== own) return;
          meeting = undefined;
          // Peers that have met need no server; whoever still waits does.
          if (!serving) fail({ reason, side: "here" });
        },
        onPeerState: (peer, peerState) => onPeerState(Engine, peer, peerState),
        onPeerMessage: (peer, message) => {
          if (serving?.peer === peer) serving.engine.receive(message);
        },
        onPeerAway: () => dispatch({ type: "notice", notice: "receiver-left" }),
      },
    });
    signal.throwIfAborted();
    meeting = own;
    dispatch({ type: "created", link: `${url}#${encodeLinkKey(secret)}` });
    own.start();
  }

  function onPeerState(
    Engine: typeof FileSender,
    peer: PeerSession,
    peerState: PeerState,
  ): void {
    switch (peerState.kind) {
      case "introducing":
      case "connecting":
        return dispatch({ type: "notice", notice: "introducing" });
      case "connected":
        if (serving?.peer !== peer) serve(Engine, peer);
        dispatch({ type: "interrupted", interrupted: false });
        return dispatch({ type: "path", path: peerState.path });
      case "interrupted":
        return dispatch({ type: "interrupted", interrupted: true });
      case "failed":
        return onPeerFailed(peer, peerState.reason);
      case "closed":
        return;
    }
  }

  function onPeerFailed(peer: PeerSession, reason: FailureReason): void {
    if (serving?.peer === peer) {
      serving.engine.fail(new FailureError(reason, "Cannot reach the receiver"), "there");
      serving = undefined;
    } else if (reason === "peer-left") {
      dispatch({ type: "notice", notice: "receiver-left" });
    } else if (!serving) {
      fail({ reason, side: "there" });
    }
  }

  function serve(Engine: typeof FileSender, peer: PeerSession): void {
    const engine: FileSender = new Engine({
      files: files.map(outgoingFile),
      transferId: randomToken(),
      control: peer,
      digest: edges.digest,
      clock: edges.clock,
      onState: (sending) => onSending({ peer, engine }, sending),
    });
    serving = { peer, engine };
    progress.value = NO_PROGRESS;
    dispatch({ type: "met" });
    engine.start();
    engine.addLane(peer.lane);
  }

  function onSending({ peer, engine }: Serving, sending: SendingState): void {
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
        // Told by the other side: hang up. Told to it: let the words arrive first.
        if (side === "there") peer.close();
        else edges.clock.after(HANG_UP_MS, () => peer.close());
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
    /** Adds files to the list; ignored once shared. */
    choose(more: readonly File[]): void {
      edges.loadEngine(); // While the reader looks for the button.
      list([...files, ...more]);
    },
    /** Takes one file out of the list. */
    remove(index: number): void {
      list(files.filter((_, at) => at !== index));
    },
    share,
    /** Gives up what is under way; chosen files stay chosen. */
    cancel(): void {
      if (serving) {
        serving.engine.fail(new FailureError("cancelled", "Cannot go on: cancelled"));
      } else {
        hangUp();
        dispatch({ type: "reset" });
      }
    },
    /** Waits for the receiver again where the link still lives, else makes a new one. */
    retry(): void {
      serving = undefined;
      dispatch({ type: "retry" });
      if (state.peek().kind === "loading") share();
    },
    /** Back to choosing; after success with an empty list. */
    reset(): void {
      if (state.peek().kind === "done") files = [];
      hangUp();
      dispatch({ type: "reset" });
    },
    /** The page goes away: says so to the receiver and the server. */
    leave: hangUp,
  };
});

function randomToken(): string {
  return encodeBase64Url(crypto.getRandomValues(new Uint8Array(32)));
}
