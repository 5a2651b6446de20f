import type { BlockRange, TransferMessage } from "../../protocol/control_message.ts";
import { FailureError } from "../../protocol/failure.ts";
import { BlockPlan } from "../block_plan.ts";
import { EngineLife } from "../engine_life.ts";
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
import { nextReceiving, type ReceivingEvent, type ReceivingState, type Side } from "../state.ts";

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
  readonly #life: EngineLife<ReceivingState, ReceivingEvent>;
  #list: IncomingList | undefined;
  /** From the moment the sender hears that its offer is accepted. */
  #accepted: AcceptedTransfer<Saved> | undefined;

  constructor(options: FileReceiverOptions<Saved>) {
    this.#options = options;
    this.#windowBytes = options.windowBytes ?? WINDOW_BYTES;
    this.#life = new EngineLife<ReceivingState, ReceivingEvent>({
      ...options,
      doing: "receive",
      start: { kind: "listing" },
      next: nextReceiving,
      onPauseChange: (paused) => this.#onPauseChange(paused),
      onEnd: () => this.#onEnd(),
    });
    this.#stall = new StallWatch(options.clock, {
      onFail: () => this.#life.fail(new FailureError("timed-out", STALLED)),
    });
  }

  /** Where the transfer stands. */
  get state(): ReceivingState {
    return this.#life.state;
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
        // What comes after the end it ignores by itself.
        if (this.#accepted) this.#accepted.receive(message);
        else if (!this.#life.isOver) this.#life.violation("frame before accept");
      },
      // The sender sends again what a lane lost; there is nothing to do at this end.
      onClose: () => {},
    });
  }

  /** Takes one message of the sender. */
  receive(message: TransferMessage): void {
    if (this.#life.receive(message)) return;
    switch (message.type) {
      case "offer":
        if (this.#list) return this.#life.violation("second offer");
        this.#list = new IncomingList(message);
        this.#stall.start();
        return;
      case "files":
        return this.#onFiles(message);
      case "proving":
        if (!this.#accepted?.compared(message.blocks)) {
          return this.#life.violation("proof of what isn't held");
        }
        return this.#stall.progressed();
      case "roots":
        if (!this.#accepted?.addRoots(message.first, message.roots)) {
          this.#life.violation("roots out of order");
        }
        return;
      case "finish":
        if (!this.#accepted) return this.#life.violation("early finish");
        return this.#accepted.setTransferRoot(message.root);
      default:
        this.#life.violation(`received ${message.type}`);
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
    if (this.#life.state.kind !== "offered" || !list) return;
    this.#life.move({ type: "accept" });
    try {
      const stored = await store.open(this.#transferOf(list));
      await this.#begin(list, stored);
    } catch (error) {
      this.#life.fail(error);
    }
  }

  /** Asks the sender to stop for now. */
  pause(): void {
    this.#life.pause();
  }

  /** Goes on after {@linkcode FileReceiver.pause}. */
  resume(): void {
    this.#life.resume();
  }

  /** Ends the transfer from outside, as {@linkcode FileSender.fail} does. */
  fail(error: FailureError, side: Side = "here"): void {
    this.#life.fail(error, side);
  }

  async #begin(list: IncomingList, stored: StoredTransfer<Saved>): Promise<void> {
    const { digest, clock, control, freeMemory, onSaved } = this.#options;
    const { transferId, blockBytes } = list.offer;
    const plan = new BlockPlan(list.files.map((file) => file.size), blockBytes);
    const { signal } = this.#life;
    let accepted: AcceptedTransfer<Saved> | undefined;
    try {
      // However long it takes: nobody counts before the sender hears of the acceptance.
      const ledger = await restoreBlocks({ stored, plan, digest, freeMemory, signal });
      const haveDigest = await ledger.heldDigest(digest);
      if (this.#life.isOver) return;
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
          this.#life.move({ type: "verified", root });
        },
        onFailure: (error) => this.#life.fail(error),
      });
      await accepted.prepare();
      if (this.#life.isOver) return;
      this.#accepted = accepted;
      this.#life.move({ type: "prepared", heldBytes: ledger.bytes });
      this.#sendRanges("have", ledger.held.ranges());
      const windowBytes = this.#windowBytes;
      control.send({ type: "accept", transferId, windowBytes, haveDigest, bundles: true });
      if (!this.#life.isPaused) this.#stall.start();
    } catch (error) {
      this.#life.fail(error);
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
    if (!list || this.#life.state.kind !== "listing") {
      return this.#life.violation("early or late files");
    }
    if (!list.add(message.first, message.files)) {
      return this.#life.violation("files beyond the offer");
    }
    this.#stall.progressed();
    if (list.complete) this.#lookForKept(list);
  }

  async #lookForKept(list: IncomingList): Promise<void> {
    const { store } = this.#options;
    // What can't be looked at is nothing to go on with; opening it will say why.
    const isKept = await store.find(this.#transferOf(list)).catch(() => false);
    if (this.#life.isOver) return;
    this.#stall.stop(); // Whether to accept is for the reader to say, in their own time.
    this.#life.move({ type: "listed", files: list.files, isKept });
  }

  #sendRanges(type: "ack" | "have", ranges: readonly BlockRange[]): void {
    for (const { items } of pages(ranges, () => 1, RANGES_PAGE_COUNT)) {
      this.#options.control.send({ type, ranges: items });
    }
  }

  #onPauseChange(paused: boolean): void {
    // A pause is for blocks: the list's deadline isn't for the sender to lift.
    if (this.#life.state.kind === "listing") return;
    if (paused) this.#stall.stop();
    else if (this.#accepted) this.#stall.start();
  }

  #onEnd(): void {
    this.#stall.stop();
    // Nobody is left to tell that cleaning up failed: what stays is found by the next start.
    this.#accepted?.end(this.#keeps()).catch(() => undefined);
  }

  /** Whether a later run may go on, now that this one is over. */
  #keeps(): boolean {
    const state = this.#life.state;
    if (state.kind !== "failed") return false;
    const isRefused = state.side === "there" && (this.#accepted?.isRefused ?? false);
    return keepsAfter(state.reason, isRefused);
  }
}

const STALLED = "Cannot receive: nothing moved for too long";
