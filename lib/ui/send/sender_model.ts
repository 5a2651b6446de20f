import { createModel, effect, type ReadonlySignal, signal } from "@preact/signals";
import { FailureError, type FailureReason } from "../../protocol/failure.ts";
import type { RowsUnlike } from "../../protocol/failure_traits.ts";
import { MAX_FILES } from "../../protocol/limits.ts";
import { entryOf, type SharedItem } from "../../storage/sources/shared_item.ts";
import type { Engines } from "../../worker/engines.ts";
import type { OwnMeeting, SenderEdges } from "./edges.ts";
import { endSession } from "../session/end_session.ts";
import { currentMeeting } from "../session/current_meeting.ts";
import { failureHere } from "../session/failure_here.ts";
import { fetched } from "../session/fetched.ts";
import type { RestoredShare, spoiledShare } from "./resume/restored_share.ts";
import type { OwnShare } from "./resume/share_records.ts";
import { createOwnSession, linkOf, ownerJoinOf, randomToken } from "../session/own_session.ts";
import { listedItems, withoutRow } from "./intake/listed_items.ts";
import { RecipientMeters } from "./recipient_meters.ts";
import { RecipientService } from "./recipient_service.ts";
import { type RecipientEvent, recipientNumberFor, servedOf } from "./recipients.ts";
import type { Failure, Progress, Refusal } from "../facts/transfer_facts.ts";
import { remedyFor } from "../facts/remedy.ts";
import {
  isResuming,
  SENDER_START,
  type SenderEvent,
  type SenderState,
  transition,
} from "./sender_state.ts";
import { ShareKeeper } from "./resume/share_keeper.ts";

/** Why the way to a session may close without ending it: its owner can go back to it. */
const MAY_RETURN: RowsUnlike<"ownerMayReturn", false> = {
  "replaced": true,
  "server-unreachable": true,
  "server-busy": true,
  "version-mismatch": true,
};

/** What the sender's page shows, and what its reader can do. */
export interface SenderModel {
  readonly state: ReadonlySignal<SenderState>;
  /** Of all recipients together. */
  readonly progress: ReadonlySignal<Progress>;
  /** How many may receive what is shared next; 1 unless the reader chose otherwise. */
  readonly seats: ReadonlySignal<number>;
  /** Of the recipient on one place. */
  progressOf(number: number): ReadonlySignal<Progress>;
  /** The page is there: finds the share that its address names, from before a reload or a crash. */
  open(): void;
  /**
   * Adds files to the list, or gives a share that was found its files again; ignored once shared.
   *
   * @returns `false` where the list would be longer than a transfer may be; then nothing was added
   */
  choose(more: readonly SharedItem[]): boolean;
  /** Takes one row out of the list: a file, or a folder with all in it. */
  remove(index: number): void;
  /** Opens the files of a share that was found, where the browser knows the way. By a click. */
  reopen(): Promise<void>;
  /** Makes the link and waits for the recipient. */
  share(): Promise<void>;
  /** Lets so many receive what is shared next. */
  setSeats(count: number): void;
  /** Sends nothing to a recipient, or to any, until {@linkcode SenderModel.resume}; it is told. */
  pause(number?: number): void;
  resume(number?: number): void;
  /** Gives up what is under way; chosen files stay chosen. */
  cancel(): void;
  /** Ends the service of one recipient, which is told; its place is free for the next. */
  removeRecipient(number: number): void;
  /** Lets nobody else receive: whoever does is told, and the share is over. */
  stop(): Promise<void>;
  /** Goes on with the share where it still lives, else makes a new link. */
  retry(): void;
  /** Back to choosing, and the share is over; after success with an empty list. */
  reset(): void;
  /** Whether to leave the page now would cost the reader, or the recipient, something. */
  atRisk(): boolean;
  /** The page goes away: without a word where it can come back, else with a goodbye. */
  leave(): void;
}

/**
 * The sender's page without its elements: holds the chosen files, makes the session, serves whoever
 * receives, and shows all of it as one state and the progress of each.
 */
export const SenderModel = createModel<SenderModel, [edges: SenderEdges]>((edges) => {
  const state = signal<SenderState>(SENDER_START);
  const seats = signal(1);
  const meters = new RecipientMeters(edges.clock);
  const keeper = new ShareKeeper(edges, onTabLost);
  const service = new RecipientService(edges.clock, {
    freeSeat: () => {
      const current = state.peek();
      return "seats" in current ? recipientNumberFor(current.recipients, current.seats) : undefined;
    },
    openRecords: () => {
      const current = state.peek();
      return "seats" in current ? current.seats - servedOf(current.recipients).length : 1;
    },
    notice: (notice) => dispatch({ type: "notice", notice }),
    tell,
    onServing: (number) => {
      meters.reset(number);
      dispatch({ type: "met", number });
    },
    onSending: (number, engine) => {
      meters.start(number, engine);
      tell(number, { type: "accepted" });
    },
    onDone: (number, digest) => {
      meters.complete(number);
      tell(number, { type: "receipt", digest });
      if (state.peek().kind === "done") endShare();
    },
    onFailed,
    onUnreachable: (reason) => {
      const current = state.peek();
      // Whoever has to choose files again has something else to do.
      if (current.kind !== "waiting") return;
      if (current.seats > 1) dispatch({ type: "notice", notice: "unreachable" });
      else fail({ reason, side: "there" });
    },
  });
  let files: readonly SharedItem[] = [];
  /** The share whose files are being gathered again. */
  let restored: RestoredShare | undefined;
  let engines: Engines | undefined;
  /** Asks for the files of a share again; loaded with its engines. */
  let spoiled: typeof spoiledShare | undefined;
  let meeting: OwnMeeting | undefined;
  /** Whether the server still has the session, so that a recipient may come by the link. */
  let linkLives = false;
  /** Aborted when what was begun last is given up. */
  let attempt = new AbortController();

  // Runs nothing: its cleanup is how the model's owner lets go of everything outside.
  effect(() => () => leave());

  function dispatch(event: SenderEvent): void {
    state.value = transition(state.peek(), event);
  }

  function tell(number: number, event: RecipientEvent): void {
    dispatch({ type: "receiver", number, event, linkLives });
  }

  function fail(failure: Failure): void {
    meters.stop();
    dispatch({ type: "fail", failure, linkLives });
  }

  function list(next: readonly SharedItem[]): void {
    const listed = listedItems(next.map(entryOf));
    dispatch({ type: "choose", files: listed });
    const current = state.peek();
    if (current.kind === "loading" && current.files === listed) files = next;
  }

  /** Lets go of everything outside the page; `vanish` leaves the session to the owner's next page. */
  function hangUp(how: "leave" | "vanish"): void {
    attempt.abort();
    meters.stop();
    service.hangUp();
    restored = undefined;
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
    dispatch({ type: "reset", files: listedItems(files.map(entryOf)) });
  }

  /** Does what takes a while, until something else is begun or it is given up. */
  async function begin(run: (signal: AbortSignal) => Promise<void>): Promise<void> {
    attempt.abort();
    attempt = new AbortController();
    const { signal } = attempt;
    try {
      await run(signal);
    } catch (error) {
      if (!signal.aborted) fail(failureHere(error));
    }
  }

  async function share(): Promise<void> {
    const before = state.peek();
    dispatch({ type: "share" });
    if (state.peek() === before) return;
    await begin(async (signal) => {
      const unsupported = edges.checkSupport();
      if (unsupported) throw new FailureError(unsupported, "Cannot share: this browser can't");
      // Not named where it is the usual one: a server of an earlier version knows no other.
      const guests = seats.peek() === 1 ? undefined : seats.peek();
      const session = await createOwnSession(edges, "file", signal, guests);
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
      restored = share;
      dispatch({ type: "found", files: share.listed, canPermit: share.canPermit });
      gathered(reopened ?? chosen);
    });
  }

  /** Shows what is still missing; goes on where nothing is. */
  function gathered(refusal: Refusal | undefined): void {
    if (!restored || !isResuming(state.peek())) return;
    const { missing, canPermit, items: whole } = restored;
    dispatch({ type: "regathered", missing, canPermit, refusal });
    if (!whole) return;
    files = whole;
    restored = undefined;
    const { share } = keeper;
    if (!share) return;
    if (!meeting || !engines) return void begin((signal) => openSession(share, signal));
    dispatch(created(share));
    service.open({ engines, files, transferId: share.transferId });
  }

  /** Loads all that a share may ever need: once its link is there, the server may be gone. */
  function load() {
    return Promise.all([edges.loadEngines(), import("./resume/restored_share.ts")]);
  }

  async function openSession(share: OwnShare, signal: AbortSignal): Promise<void> {
    const { session } = share;
    const [loaded, late] = await fetched(load());
    engines = loaded;
    spoiled = late.spoiledShare;
    const own: OwnMeeting = await fetched(edges.meet({
      sessionId: session.id,
      secret: session.secret,
      join: ownerJoinOf(session),
      events: currentMeeting(() => meeting === own, {
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
    dispatch(created(share));
    service.open({ engines: loaded, files, transferId: share.transferId });
    own.start();
  }

  function onClosed(reason: FailureReason): void {
    linkLives = false;
    if (!(reason in MAY_RETURN)) keeper.forget();
    // Peers that have met need no server; whoever still waits does.
    if (service.isServing) return;
    hangUp("leave");
    dispatch({ type: "stop" });
    fail({ reason, side: "here" });
  }

  function onFailed(number: number, failure: Failure): void {
    meters.reset(number);
    tell(number, { type: "ended", failure });
    const { kind } = state.peek();
    if (kind === "done") endShare();
    const isSpoiled = failure.reason === "source-changed" && failure.side === "here";
    if (kind === "failed" && isSpoiled) service.close();
  }

  async function stop(): Promise<void> {
    const own = meeting;
    service.close();
    service.cancel();
    await service.parted();
    if (meeting !== own) return;
    dispatch({ type: "stop" });
    if (state.peek().kind === "done") endShare();
    else startOver();
  }

  async function retry(): Promise<void> {
    const current = state.peek();
    if (current.kind !== "failed") return;
    const own = keeper.share;
    const steal = remedyFor(current.failure.reason) === "take-over";
    if (own && linkLives) {
      if (service.isOpen) return dispatch({ type: "retry", way: "wait" });
      restored = spoiled?.(files);
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
    progress: meters.all,
    seats,
    progressOf: (number) => meters.of(number),
    setSeats: (count) => seats.value = count,
    open() {
      if (!edges.shares.isNamed) return;
      const before = state.peek();
      dispatch({ type: "find" });
      if (state.peek() !== before) find({ steal: false });
    },
    choose(more) {
      if (restored) {
        gathered(restored.take(more));
        return true;
      }
      if (files.length + more.length > MAX_FILES) return false;
      // While the reader looks for the button; `share` says where it can't be had.
      load().catch(() => undefined);
      list([...files, ...more]);
      return true;
    },
    remove: (index) => list(withoutRow(files, index)),
    async reopen() {
      const own = restored;
      const refusal = await own?.reopen({ ask: true });
      if (restored === own) gathered(refusal);
    },
    share,
    pause: (number) => service.pause(number),
    resume: (number) => service.resume(number),
    cancel: () => service.isServing ? service.cancel() : startOver(),
    removeRecipient: (number) => service.cancel(number),
    stop,
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

function created({ session }: OwnShare): SenderEvent {
  return { type: "created", link: linkOf(session), seats: session.guests ?? 1 };
}
