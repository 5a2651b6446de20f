import { createModel, effect, type ReadonlySignal, signal } from "@preact/signals";
import { FailureError, type FailureReason } from "../../protocol/failure.ts";
import type { RowsUnlike } from "../../protocol/failure_traits.ts";
import { isWithinListBounds } from "../../protocol/list_bounds.ts";
import { entryOf, type SharedItem } from "../../storage/sources/shared_item.ts";
import type { Engines } from "../../worker/engines.ts";
import type { OwnMeeting, SenderEdges } from "./edges.ts";
import { endSession } from "../session/end_session.ts";
import { CurrentMeeting } from "../session/current_meeting.ts";
import { fetched } from "../session/fetched.ts";
import type { RestoredShare, spoiledShare } from "./resume/restored_share.ts";
import type { OwnShare } from "./resume/share_records.ts";
import { createOwnSession, linkOf, ownerJoinOf, randomToken } from "../session/own_session.ts";
import { listedItems, withoutRow } from "./intake/listed_items.ts";
import type { LinkActions } from "../parts/share_link.ts";
import type { SenderActions } from "./sender_actions.ts";
import { RecipientMeters } from "./recipient_meters.ts";
import type { RecipientService, ServedShare } from "./recipient_service.ts";
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

/** What a share needs, loaded late. */
interface Serving {
  readonly engines: Engines;
  readonly service: RecipientService;
  /** Asks for the files of a share again. */
  readonly spoiledShare: typeof spoiledShare;
}

/** What the sender's page shows, and what its reader can do. */
export interface SenderModel extends Omit<SenderActions, keyof LinkActions> {
  readonly state: ReadonlySignal<SenderState>;
  /** Of all recipients together. */
  readonly progress: ReadonlySignal<Progress>;
  /** How many may receive what is shared next; 1 unless the reader chose otherwise. */
  readonly seats: ReadonlySignal<number>;
  /** Of the recipient on one seat. */
  progressOf(number: number): ReadonlySignal<Progress>;
  /** The page is there: finds the share that its address names, from before a reload or a crash. */
  open(): void;
  reopen(): Promise<void>;
  share(): Promise<void>;
  stop(): Promise<void>;
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
  const meeting = new CurrentMeeting<OwnMeeting>(fail);
  let files: readonly SharedItem[] = [];
  /** The share whose files are being gathered again. */
  /** Whether the files were chosen again for a share of an earlier page. */
  let areRestored = false;
  let restored: RestoredShare | undefined;
  /** What a share needs; there before anybody can come. */
  let serving: Serving | undefined;

  // Runs nothing: its cleanup is how the model's owner lets go of everything outside.
  effect(() => () => leave());

  function dispatch(event: SenderEvent): void {
    state.value = transition(state.peek(), event);
  }

  function fail(failure: Failure): void {
    meters.stop();
    dispatch({ type: "fail", failure, linkLives: meeting.isOpen });
  }

  /** What recipients are served with. */
  function servedShare(engines: Engines, { transferId }: OwnShare): ServedShare {
    const share = { files, transferId, isRestored: areRestored };
    return { createSender: (options) => engines.createSender({ ...options, ...share }) };
  }

  function list(next: readonly SharedItem[]): void {
    const listed = listedItems(next.map(entryOf));
    dispatch({ type: "choose", files: listed });
    const current = state.peek();
    if (current.kind === "loading" && current.files === listed) files = next;
  }

  /** Lets go of everything outside the page; `vanish` leaves the session to the owner's next page. */
  function hangUp(how: "leave" | "vanish"): void {
    meters.stop();
    serving?.service.hangUp();
    restored = undefined;
    meeting.leave((own) => own[how]());
  }

  function endShare(): void {
    const away = meeting.own ? undefined : keeper.heldShare;
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

  async function share(): Promise<void> {
    const before = state.peek();
    dispatch({ type: "share" });
    if (state.peek() === before) return;
    await meeting.begin(async (signal) => {
      const unsupported = edges.checkSupport();
      if (unsupported) throw new FailureError(unsupported, "Cannot share: this browser can't");
      // Not named where it is the usual one: a server of an earlier version knows no other.
      const guests = seats.peek() === 1 ? undefined : seats.peek();
      const session = await createOwnSession(edges, "file", signal, guests);
      areRestored = false;
      await openSession({ session, transferId: randomToken() }, signal);
    });
  }

  function find({ steal }: { readonly steal: boolean }): Promise<void> {
    return meeting.begin(async (signal) => {
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
    areRestored = true;
    restored = undefined;
    const { share } = keeper;
    if (!share) return;
    if (!meeting.own || !serving) {
      return void meeting.begin((signal) => openSession(share, signal));
    }
    dispatch(created(share));
    serving.service.open(servedShare(serving.engines, share));
  }

  /** Loads all that a share may ever need: once its link is there, the server may be gone. */
  async function load(): Promise<Serving> {
    const [engines, late] = await Promise.all([edges.loadEngines(), import("./late_parts.ts")]);
    const { spoiledShare } = late;
    const service = serving?.service ?? late.shownService({
      clock: edges.clock,
      state,
      meters,
      dispatch,
      linkLives: () => meeting.isOpen,
      fail,
      endShare,
    });
    return serving = { engines, service, spoiledShare };
  }

  async function openSession(share: OwnShare, signal: AbortSignal): Promise<void> {
    const { session } = share;
    const { engines, service } = await fetched(load());
    const { id: sessionId, secret } = session;
    const join = ownerJoinOf(session);
    const own = await meeting.enter(
      signal,
      async (events) => {
        const made = await fetched(edges.meet({ sessionId, secret, join, events }));
        signal.throwIfAborted();
        // Before the link is shown: what was passed on has to be good after a reload.
        await keeper.keep(share, files);
        return made;
      },
      {
        onJoined: () => dispatch({ type: "notice", notice: undefined }),
        onServerLost: (lost) => {
          if (lost) dispatch({ type: "notice", notice: "server-lost" });
        },
        onClosed,
        onPeerState: (peer, peerState) => service.peerChanged(peer, peerState),
        onPeerMessage: (peer, message) => service.receive(peer, message),
        onPeerLane: (peer, lane) => service.addLane(peer, lane),
        onPeerAway: () => dispatch({ type: "notice", notice: "recipient-left" }),
      },
    );
    dispatch(created(share));
    service.open(servedShare(engines, share));
    own.start();
  }

  function onClosed(reason: FailureReason): void {
    if (!(reason in MAY_RETURN)) keeper.forget();
    // Peers that have met need no server; whoever still waits does.
    if (serving?.service.isServing) return;
    hangUp("leave");
    dispatch({ type: "stop" });
    fail({ reason, side: "here" });
  }

  async function stop(): Promise<void> {
    const { own } = meeting;
    serving?.service.close();
    serving?.service.cancel();
    await serving?.service.parted();
    if (meeting.own !== own) return;
    dispatch({ type: "stop" });
    if (state.peek().kind === "done") endShare();
    else startOver();
  }

  async function retry(): Promise<void> {
    const current = state.peek();
    if (current.kind !== "failed") return;
    const own = keeper.share;
    const steal = remedyFor(current.failure.reason) === "take-over";
    if (own && meeting.isOpen) {
      if (serving?.service.isOpen) return dispatch({ type: "retry", way: "wait" });
      restored = serving?.spoiledShare(files);
      return dispatch({ type: "retry", way: "choose" });
    }
    hangUp("vanish");
    if (own && files.length > 0) {
      dispatch({ type: "retry", way: "return" });
      return await meeting.begin(async (signal) => {
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
      const unsupported = edges.checkSupport();
      if (unsupported) return fail({ reason: unsupported, side: "here" });
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
      if (!isWithinListBounds([...files, ...more].map(({ path }) => path))) return false;
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
    pause: (number) => serving?.service.pause(number),
    resume: (number) => serving?.service.resume(number),
    cancel: () => serving?.service.isServing ? serving?.service.cancel() : startOver(),
    removeRecipient: (number) => serving?.service.cancel(number),
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
