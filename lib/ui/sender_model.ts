import { createModel, effect, type ReadonlySignal, signal } from "@preact/signals";
import { FailureError, type FailureReason, reasonOf } from "../protocol/failure.ts";
import type { Engines } from "../worker/engines.ts";
import type { OwnMeeting, SenderEdges } from "./edges.ts";
import { endSession } from "./end_session.ts";
import { eventsWhile } from "./events_while.ts";
import { fetched } from "./fetched.ts";
import type { FoundShare } from "./found_share.ts";
import type { OwnShare } from "./kept_shares.ts";
import { createOwnSession, linkOf, ownerJoinOf, randomToken } from "./own_session.ts";
import { ProgressSampler } from "./progress_sampler.ts";
import { ReceiverService } from "./receiver_service.ts";
import type { Refusal } from "./regather.ts";
import {
  isResuming,
  SENDER_START,
  type SenderEvent,
  type SenderState,
  transition,
} from "./sender_state.ts";
import { type Failure, NO_PROGRESS, type Progress } from "./transfer_facts.ts";
import { type FileHandles, ShareKeeper, spoiledShare } from "./share_keeper.ts";

/** Why the way to a session may close without ending it: its owner can go back to it. */
const SURVIVABLE: ReadonlySet<FailureReason> = new Set<FailureReason>([
  "replaced",
  "server-unreachable",
  "server-busy",
  "version-mismatch",
]);

/** Another tab has the share: whoever tries again here means to take it from there. */
const ELSEWHERE: ReadonlySet<FailureReason> = new Set<FailureReason>(["other-tab", "replaced"]);

/** What the sender's page shows, and what its reader can do. */
export interface SenderModel {
  readonly state: ReadonlySignal<SenderState>;
  readonly progress: ReadonlySignal<Progress>;
  /** The page is there: finds the share that its address names, from before a reload or a crash. */
  open(): void;
  /**
   * Adds files to the list, or gives a share that was found its files again; ignored once shared.
   *
   * @param handles the ways to the files, where the browser gave any
   */
  choose(more: readonly File[], handles?: FileHandles): void;
  /** Takes one file out of the list. */
  remove(index: number): void;
  /** Opens the files of a share that was found, where the browser knows the way. By a click. */
  reopen(): Promise<void>;
  /** Makes the link and waits for the receiver. */
  share(): Promise<void>;
  /** Sends nothing until {@linkcode SenderModel.resume}; the receiver is told. */
  pause(): void;
  resume(): void;
  /** Gives up what is under way; chosen files stay chosen. */
  cancel(): void;
  /** Goes on with the share where it still lives, else makes a new link. */
  retry(): void;
  /** Back to choosing, and the share is over; after success with an empty list. */
  reset(): void;
  /** Whether to leave the page now would cost the reader, or the receiver, something. */
  atRisk(): boolean;
  /** The page goes away: without a word where it can come back, else with a goodbye. */
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
  const keeper = new ShareKeeper(edges, onTabLost);
  const service = new ReceiverService(edges.clock, {
    tell: dispatch,
    onServing: () => {
      progress.value = NO_PROGRESS;
      dispatch({ type: "met" });
    },
    onSending: (engine) => {
      sampler.start(engine);
      dispatch({ type: "accepted" });
    },
    onDone: (digest) => {
      dispatch({ type: "receipt", digest });
      endShare();
    },
    onFailed,
    onUnreachable: (reason) => {
      // Whoever has to choose files again has something else to do.
      if (state.peek().kind === "waiting") fail({ reason, side: "there" });
    },
  });
  let files: readonly File[] = [];
  /** The share whose files are being gathered again. */
  let found: FoundShare | undefined;
  let engines: Engines | undefined;
  let meeting: OwnMeeting | undefined;
  /** Whether the server still has the session, so that a receiver may come by the link. */
  let linkLives = false;
  /** Aborted when what was begun last is given up. */
  let attempt = new AbortController();

  // Runs nothing: its cleanup is how the model's owner lets go of everything outside.
  effect(() => () => leave());

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

  /** Lets go of everything outside the page; `vanish` leaves the session to the owner's next page. */
  function hangUp(how: "leave" | "vanish"): void {
    attempt.abort();
    sampler.stop();
    service.hangUp();
    found = undefined;
    meeting?.[how]();
    meeting = undefined;
    linkLives = false;
  }

  function endShare(): void {
    const away = meeting ? undefined : keeper.heldShare;
    hangUp("leave");
    // Found again, and never gone back to: whoever has its link would wait for nothing.
    if (away) endSession(edges, away.session).catch(() => undefined);
    keeper.forget();
  }

  function leave(): void {
    hangUp(keeper.isKept ? "vanish" : "leave");
    keeper.letGo();
  }

  function onTabLost(): void {
    hangUp("vanish");
    fail({ reason: "replaced", side: "here" });
  }

  function startOver(): void {
    if (state.peek().kind === "done") files = [];
    endShare();
    dispatch({ type: "reset", files: files.map(({ name, size }) => ({ name, size })) });
  }

  /** Does what takes a while, until something else is begun or it is given up. */
  async function begin(run: (signal: AbortSignal) => Promise<void>): Promise<void> {
    attempt.abort();
    attempt = new AbortController();
    const { signal } = attempt;
    try {
      await run(signal);
    } catch (error) {
      if (!signal.aborted) fail({ reason: reasonOf(error), side: "here" });
    }
  }

  async function share(): Promise<void> {
    const before = state.peek();
    dispatch({ type: "share" });
    if (state.peek() === before) return;
    await begin(async (signal) => {
      const unsupported = edges.checkSupport();
      if (unsupported) throw new FailureError(unsupported, "Cannot share: this browser can't");
      const session = await createOwnSession(edges, "file", signal);
      await openSession({ session, transferId: randomToken() }, signal);
    });
  }

  function find({ steal }: { readonly steal: boolean }): Promise<void> {
    return begin(async (signal) => {
      const finding = await keeper.find({ steal });
      signal.throwIfAborted();
      if (finding.kind === "unknown") return dispatch({ type: "lost" });
      if (finding.kind === "elsewhere") {
        throw new FailureError("other-tab", "Cannot go on: another tab has this share");
      }
      const { share } = finding;
      // Files may have been there before the script was, as where the browser restores a form.
      const chosen = share.take(files);
      const reopened = await share.reopen({ ask: false });
      signal.throwIfAborted();
      files = [];
      found = share;
      dispatch({ type: "found", files: share.listed, canPermit: share.canPermit });
      gathered(reopened ?? chosen);
    });
  }

  /** Shows what is still missing; goes on where nothing is. */
  function gathered(refusal: Refusal | undefined): void {
    if (!found || !isResuming(state.peek())) return;
    const { missing, canPermit, files: whole } = found;
    dispatch({ type: "regathered", missing, canPermit, refusal });
    if (!whole) return;
    files = whole;
    found = undefined;
    const { share } = keeper;
    if (!share) return;
    if (!meeting || !engines) return void begin((signal) => openSession(share, signal));
    dispatch({ type: "created", link: linkOf(share.session) });
    service.open({ engines, files, transferId: share.transferId });
  }

  async function openSession(share: OwnShare, signal: AbortSignal): Promise<void> {
    const { session } = share;
    const join = await ownerJoinOf(session);
    const loaded = engines = await fetched(edges.loadEngines());
    const own: OwnMeeting = await fetched(edges.meet({
      sessionId: session.id,
      secret: session.secret,
      join,
      events: eventsWhile(() => meeting === own, {
        onJoined: () => dispatch({ type: "notice", notice: undefined }),
        onServerLost: (lost) => {
          if (lost) dispatch({ type: "notice", notice: "server-lost" });
        },
        onClosed,
        onPeerState: (peer, peerState) => service.peerChanged(peer, peerState),
        onPeerMessage: (peer, message) => service.receive(peer, message),
        onPeerLane: (peer, lane) => service.addLane(peer, lane),
        onPeerAway: () => dispatch({ type: "notice", notice: "receiver-left" }),
      }),
    }));
    signal.throwIfAborted();
    // Before the link is shown: what was passed on has to be good after a reload.
    await keeper.keep(share, files);
    signal.throwIfAborted();
    meeting = own;
    linkLives = true;
    dispatch({ type: "created", link: linkOf(session) });
    service.open({ engines: loaded, files, transferId: share.transferId });
    own.start();
  }

  function onClosed(reason: FailureReason): void {
    linkLives = false;
    if (!SURVIVABLE.has(reason)) keeper.forget();
    // Peers that have met need no server; whoever still waits does.
    if (service.isServing) return;
    hangUp("leave");
    fail({ reason, side: "here" });
  }

  function onFailed(failure: Failure): void {
    const { reason, side } = failure;
    if (reason === "source-changed" && side === "here") service.close();
    // Somebody who looked at the offer and went away leaves the link good for the next.
    if (reason === "peer-left" && state.peek().kind === "connected") dispatch({ type: "left" });
    else fail(failure);
  }

  async function retry(): Promise<void> {
    const current = state.peek();
    if (current.kind !== "failed") return;
    const own = keeper.share;
    const steal = ELSEWHERE.has(current.failure.reason);
    if (own && linkLives) {
      if (service.isOpen) return dispatch({ type: "retry", way: "wait" });
      const spoiled = await spoiledShare(files);
      if (state.peek() !== current) return;
      found = spoiled;
      return dispatch({ type: "retry", way: "choose" });
    }
    hangUp("vanish");
    if (own && files.length > 0) {
      dispatch({ type: "retry", way: "return" });
      return await begin(async (signal) => {
        if (steal) await keeper.hold(own, { steal });
        await openSession(own, signal);
      });
    }
    if (edges.shares.isNamed) {
      dispatch({ type: "retry", way: "find" });
      return await find({ steal });
    }
    dispatch({ type: "retry", way: "anew" });
    await share();
  }

  return {
    state,
    progress,
    open() {
      if (!edges.shares.isNamed) return;
      const before = state.peek();
      dispatch({ type: "find" });
      if (state.peek() !== before) find({ steal: false });
    },
    choose(more, handles = new Map()) {
      keeper.note(handles);
      if (found) return gathered(found.take(more));
      // While the reader looks for the button; `share` says where it can't be had.
      edges.loadEngines().catch(() => undefined);
      list([...files, ...more]);
    },
    remove: (index) => list(files.filter((_, at) => at !== index)),
    async reopen() {
      const own = found;
      const refusal = await own?.reopen({ ask: true });
      if (found === own) gathered(refusal);
    },
    share,
    pause: () => service.pause(),
    resume: () => service.resume(),
    cancel: () => service.isServing ? service.cancel() : startOver(),
    retry,
    reset: startOver,
    atRisk() {
      const current = state.peek();
      // Bytes on their way: a tab that is closed by mistake interrupts two people.
      if (current.kind === "transferring") return true;
      // A link that was passed on is dead while the page is gone. Where the browser opens the files
      // by itself, coming back is one click; else they have to be looked for, which is worth a question.
      return "link" in current && current.link !== undefined && !keeper.canReopen;
    },
    leave,
  };
});
