import type { BlockRange, TransferMessage } from "../../protocol/control_message.ts";
import { FailureError, type FailureReason, reasonOf } from "../../protocol/failure.ts";
import { BlockPlan } from "../block_plan.ts";
import type {
  Digest,
  FreeMemory,
  Lane,
  OfferedTransfer,
  StoredTransfer,
  TransferControl,
  TransferStore,
} from "../ports.ts";
import { restoreBlocks } from "./restored_blocks.ts";
import { IncomingList } from "./incoming_list.ts";
import { keepsAfter } from "./kept_after.ts";
import type { Ledger } from "../ledger.ts";
import { pages } from "../paging.ts";
import type { Clock } from "../../base/clock.ts";
import { AcceptedTransfer } from "./accepted_transfer.ts";
import { StallWatch } from "../stall_watch.ts";
import { RANGES_PAGE_COUNT, WINDOW_BYTES } from "../limits.ts";
import {
  isOver,
  nextReceiving,
  type ReceivingEvent,
  type ReceivingState,
  type Side,
} from "../state.ts";

/** What a {@linkcode FileReceiver} needs. */
export interface FileReceiverOptions<Saved> {
  readonly control: TransferControl;
  readonly digest: Digest;
  readonly clock: Clock;
  /** The session the offer is made in. */
  readonly sessionId: string;
  readonly store: TransferStore<Saved>;
  /** Frees what was read again once it is hashed; by default the garbage collector does. */
  readonly freeMemory?: FreeMemory;
  readonly onState: (state: ReceivingState) => void;
  /** Who asks for a pause now: one side, both, or nobody. Called at every change. */
  readonly onPaused?: (by: ReadonlySet<Side>) => void;
  /**
   * A file is whole, verified and flushed; others may still be on their way. `isAgain` where an
   * earlier run handed it over already.
   */
  readonly onSaved: (file: number, saved: Saved, isAgain: boolean) => void;
  /** @default {WINDOW_BYTES} */
  readonly windowBytes?: number;
}

/**
 * Receives files from one sender: lists what is offered, takes blocks once the reader accepts,
 * verifies every one, and sends the receipt only after everything is verified and flushed. What it
 * verified outlives it in the {@linkcode TransferStore}, and another goes on with it.
 */
export class FileReceiver<Saved> {
  readonly #options: FileReceiverOptions<Saved>;
  readonly #windowBytes: number;
  readonly #stall: StallWatch;
  readonly #pausedBy = new Set<Side>();
  readonly #abort = new AbortController();
  #state: ReceivingState = { kind: "listing" };
  #list: IncomingList | undefined;
  /** From the moment the sender hears that its offer is accepted. */
  #accepted: AcceptedTransfer<Saved> | undefined;

  constructor(options: FileReceiverOptions<Saved>) {
    this.#options = options;
    this.#windowBytes = options.windowBytes ?? WINDOW_BYTES;
    this.#stall = new StallWatch(options.clock, {
      onFail: () =>
        this.#fail(
          new FailureError(
            "timed-out",
            "Cannot receive: nothing moved for too long",
          ),
        ),
    });
  }

  /** Where the transfer stands. */
  get state(): ReceivingState {
    return this.#state;
  }

  /** What is verified and written; `undefined` before acceptance. */
  get ledger(): Ledger | undefined {
    return this.#accepted?.ledger;
  }

  /** Bytes of all offered files; 0 before the offer. */
  get totalBytes(): number {
    return this.#list?.offer.totalBytes ?? 0;
  }

  /** Bytes that have arrived, for a progress bar. */
  get doneBytes(): number {
    return this.#accepted?.arrivedBytes ?? 0;
  }

  /** Takes data from a lane; lanes may come and go at any time. */
  addLane(lane: Lane): void {
    lane.listen({
      onFrame: (message) => {
        if (isOver(this.#state)) return;
        if (!this.#accepted) return this.#violation("frame before accept");
        this.#accepted.receive(message);
      },
      // The sender sends again what a lane lost; there is nothing to do at this end.
      onClose: () => {},
    });
  }

  /** Takes one message of the sender. */
  receive(message: TransferMessage): void {
    if (isOver(this.#state)) return;
    switch (message.type) {
      case "offer":
        if (this.#list) return this.#violation("second offer");
        this.#list = new IncomingList(message);
        this.#stall.start();
        return;
      case "files":
        return this.#onFiles(message);
      case "proving":
        if (!this.#accepted?.compared(message.blocks)) {
          return this.#violation("proof of what isn't held");
        }
        return this.#stall.progressed();
      case "roots":
        if (!this.#accepted?.addRoots(message.first, message.roots)) {
          this.#violation("roots out of order");
        }
        return;
      case "finish":
        if (!this.#accepted) return this.#violation("early finish");
        return this.#accepted.setTransferRoot(message.root);
      case "pause":
        return this.#setPaused("there", true);
      case "resume":
        return this.#setPaused("there", false);
      case "abort":
        return this.#over(
          message.reason === "cancelled" ? "cancelled-by-peer" : message.reason,
          "there",
          undefined,
        );
      default:
        this.#violation(`received ${message.type}`);
    }
  }

  /**
   * Accepts the offer: makes sure that it fits, reads again what an earlier run wrote of it, then
   * lets the data come.
   *
   * @param store where this one goes, if not where the others do
   */
  async accept(
    store: Pick<TransferStore<Saved>, "open"> = this.#options.store,
  ): Promise<void> {
    const list = this.#list;
    if (this.#state.kind !== "offered" || !list) return;
    this.#move({ type: "accept" });
    try {
      const stored = await store.open(this.#transferOf(list));
      await this.#begin(list, stored);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Asks the sender to stop for now. */
  pause(): void {
    if (isOver(this.#state)) return;
    this.#options.control.send({ type: "pause" });
    this.#setPaused("here", true);
  }

  /** Goes on after {@linkcode FileReceiver.pause}. */
  resume(): void {
    if (isOver(this.#state)) return;
    this.#options.control.send({ type: "resume" });
    this.#setPaused("here", false);
  }

  /** Ends the transfer from outside, as {@linkcode FileSender.fail} does. */
  fail(error: FailureError, side: Side = "here"): void {
    if (side === "here") this.#fail(error);
    else this.#over(error.reason, side, error);
  }

  async #begin(list: IncomingList, stored: StoredTransfer<Saved>): Promise<void> {
    const { digest, clock, control, freeMemory, onSaved } = this.#options;
    const { transferId, blockBytes } = list.offer;
    const plan = new BlockPlan(list.files.map((file) => file.size), blockBytes);
    const { signal } = this.#abort;
    let accepted: AcceptedTransfer<Saved> | undefined;
    try {
      // However long it takes: nobody counts before the sender hears of the acceptance.
      const ledger = await restoreBlocks({ stored, plan, digest, freeMemory, signal });
      const haveDigest = await ledger.heldDigest(digest);
      if (isOver(this.#state)) return;
      accepted = new AcceptedTransfer({
        files: list.files,
        stored,
        ledger,
        digest,
        clock,
        windowBytes: this.#windowBytes,
        onAck: (ranges) => this.#sendRanges("ack", ranges),
        onRepair: (block) => control.send({ type: "repair", block }),
        onProgress: () => this.#stall.progressed(),
        onSaved,
        onVerified: (root) => {
          control.send({ type: "receipt", root });
          if (this.#move({ type: "verified", root })) this.#end();
        },
        onFailure: (error) => this.#fail(error),
      });
      await accepted.prepare();
      if (isOver(this.#state)) return;
      this.#accepted = accepted;
      this.#move({ type: "prepared", heldBytes: ledger.bytes });
      this.#sendRanges("have", ledger.held.ranges());
      const windowBytes = this.#windowBytes;
      control.send({ type: "accept", transferId, windowBytes, haveDigest, bundles: true });
      if (this.#pausedBy.size === 0) this.#stall.start();
    } catch (error) {
      this.#fail(error);
    } finally {
      // Whoever ended it meanwhile found nothing to close.
      if (!this.#accepted) await (accepted ?? stored).end(this.#keeps());
    }
  }

  #transferOf({ offer, files }: IncomingList): OfferedTransfer {
    const { transferId, blockBytes } = offer;
    return { sessionId: this.#options.sessionId, transferId, blockBytes, files };
  }

  #onFiles(
    message: Extract<TransferMessage, { readonly type: "files" }>,
  ): void {
    const list = this.#list;
    if (!list || this.#state.kind !== "listing") {
      return this.#violation("early or late files");
    }
    if (!list.add(message.first, message.files)) {
      return this.#violation("files beyond the offer");
    }
    this.#stall.progressed();
    if (list.complete) this.#lookForKept(list);
  }

  async #lookForKept(list: IncomingList): Promise<void> {
    const { store } = this.#options;
    // What can't be looked at is nothing to go on with; opening it will say why.
    const isKept = await store.find(this.#transferOf(list)).catch(() => false);
    if (isOver(this.#state)) return;
    this.#stall.stop(); // Whether to accept is for the reader to say, in their own time.
    this.#move({ type: "listed", files: list.files, isKept });
  }

  #sendRanges(type: "ack" | "have", ranges: readonly BlockRange[]): void {
    for (const { items } of pages(ranges, () => 1, RANGES_PAGE_COUNT)) {
      this.#options.control.send({ type, ranges: items });
    }
  }

  #setPaused(side: Side, paused: boolean): void {
    if (this.#pausedBy.has(side) === paused) return;
    if (paused) this.#pausedBy.add(side);
    else this.#pausedBy.delete(side);
    this.#options.onPaused?.(new Set(this.#pausedBy));
    // A pause is for blocks: the list's deadline isn't for the sender to lift.
    if (this.#state.kind === "listing") return;
    if (this.#pausedBy.size > 0) this.#stall.stop();
    else if (this.#accepted) this.#stall.start();
  }

  #violation(what: string): void {
    this.#fail(new FailureError("protocol-error", `Cannot receive: ${what}`));
  }

  #fail(error: unknown): void {
    if (isOver(this.#state)) return;
    const reason = reasonOf(error);
    this.#options.control.send({ type: "abort", reason });
    this.#over(reason, "here", error);
  }

  #over(reason: FailureReason, side: Side, cause: unknown): void {
    const failure = { kind: "failed", reason, side, cause } as const;
    if (this.#move({ type: "fail", failure })) this.#end();
  }

  #end(): void {
    this.#stall.stop();
    this.#abort.abort();
    // Nobody is left to tell that cleaning up failed: what stays is found by the next start.
    this.#accepted?.end(this.#keeps()).catch(() => undefined);
  }

  /** Whether a later run may go on, now that this one is over. */
  #keeps(): boolean {
    const state = this.#state;
    if (state.kind !== "failed") return false;
    const isRefused = state.side === "there" && (this.#accepted?.isRefused ?? false);
    return keepsAfter(state.reason, isRefused);
  }

  #move(event: ReceivingEvent): boolean {
    const next = nextReceiving(this.#state, event);
    if (next === undefined) return false;
    this.#state = next;
    this.#options.onState(next);
    return true;
  }
}
