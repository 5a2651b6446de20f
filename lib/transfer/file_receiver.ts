import type { BlockRange, TransferMessage } from "../protocol/control_message.ts";
import { FailureError, type FailureReason, reasonOf } from "../protocol/failure.ts";
import { BlockIntake } from "./block_intake.ts";
import { BlockPlan } from "./block_plan.ts";
import { FileFinisher } from "./file_finisher.ts";
import { IncomingList } from "./incoming_list.ts";
import { Ledger } from "./ledger.ts";
import { pages } from "./paging.ts";
import type { Clock, Digest, Lane, SinkFactory, TransferControl } from "./ports.ts";
import { SinkSet } from "./sink_set.ts";
import { StallWatch } from "./stall_watch.ts";
import { RANGES_PAGE_COUNT, WINDOW_BYTES } from "./transfer_limits.ts";
import {
  isOver,
  nextReceiving,
  type ReceivingEvent,
  type ReceivingState,
  type Side,
} from "./transfer_state.ts";

/** What a {@linkcode FileReceiver} needs. */
export interface FileReceiverOptions<Saved> {
  readonly control: TransferControl;
  readonly digest: Digest;
  readonly clock: Clock;
  readonly sinks: SinkFactory<Saved>;
  readonly onState: (state: ReceivingState) => void;
  /** A file is whole, verified and flushed; others may still be on their way. */
  readonly onSaved: (file: number, saved: Saved) => void;
  /** @default {WINDOW_BYTES} */
  readonly windowBytes?: number;
}

/** What exists from the moment of acceptance. */
interface Reception<Saved> {
  readonly ledger: Ledger;
  readonly intake: BlockIntake;
  readonly sinks: SinkSet<Saved>;
  readonly finisher: FileFinisher;
}

/**
 * Receives files from one sender: lists what is offered, takes blocks once the reader accepts,
 * verifies every one, and sends the receipt only after everything is verified and flushed.
 */
export class FileReceiver<Saved> {
  readonly #options: FileReceiverOptions<Saved>;
  readonly #windowBytes: number;
  readonly #stall: StallWatch;
  readonly #pausedBy = new Set<Side>();
  #state: ReceivingState = { kind: "listing" };
  #list: IncomingList | undefined;
  #reception: Reception<Saved> | undefined;

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

  /** What is verified and written; `undefined` before acceptance. Kept, it resumes the transfer. */
  get ledger(): Ledger | undefined {
    return this.#reception?.ledger;
  }

  /** Bytes of all offered files; 0 before the offer. */
  get totalBytes(): number {
    return this.#list?.offer.totalBytes ?? 0;
  }

  /** Bytes that have arrived, for a progress bar. */
  get doneBytes(): number {
    if (!this.#reception) return 0;
    const { ledger, intake } = this.#reception;
    return ledger.bytes + intake.arrivedBytes;
  }

  /** Takes data from a lane; lanes may come and go at any time. */
  addLane(lane: Lane): void {
    lane.listen({
      onFrame: (message) => {
        if (isOver(this.#state)) return;
        if (!this.#reception) return this.#violation("frame before accept");
        this.#reception.intake.receive(message);
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
      case "roots":
        return this.#onRoots(message);
      case "finish":
        if (!this.#reception) return this.#violation("early finish");
        return this.#reception.finisher.setTransferRoot(message.root);
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
   * Accepts the offer: makes sure that it fits, then lets the data come.
   *
   * @param held blocks kept from an earlier run, already in the sinks that the factory will open
   */
  async accept(held?: Ledger): Promise<void> {
    const list = this.#list;
    if (this.#state.kind !== "offered" || !list) return;
    const { sinks, digest, control } = this.#options;
    try {
      this.#move({ type: "accept" });
      await sinks.reserve(list.files);
      if (isOver(this.#state)) return;
      const plan = planOf(list);
      const ledger = held?.plan.equals(plan) ? held : new Ledger(plan);
      this.#reception = this.#open(ledger, new SinkSet(sinks, list.files));
      const haveDigest = await ledger.heldDigest(digest);
      if (isOver(this.#state)) return;
      this.#sendRanges("have", ledger.held.ranges());
      const { transferId } = list.offer;
      const windowBytes = this.#windowBytes;
      control.send({ type: "accept", transferId, windowBytes, haveDigest });
      if (this.#pausedBy.size === 0) this.#stall.start();
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

  #open(ledger: Ledger, sinks: SinkSet<Saved>): Reception<Saved> {
    const { digest, control, onSaved } = this.#options;
    const onFailure = (error: unknown) => this.#fail(error);
    const finisher = new FileFinisher({
      ledger,
      digest,
      finish: async (file) => {
        const saved = await sinks.finish(file);
        this.#stall.progressed();
        if (!isOver(this.#state)) onSaved(file, saved);
      },
      onVerified: (root) => {
        control.send({ type: "receipt", root });
        if (this.#move({ type: "verified", root })) this.#end();
      },
      onFailure,
    });
    const intake = new BlockIntake({
      ledger,
      digest,
      windowBytes: this.#windowBytes,
      write: (block, bytes) => {
        const { file, offset } = ledger.plan.locate(block);
        return sinks.write(file, offset, bytes);
      },
      onAck: (ranges) => this.#sendRanges("ack", ranges),
      onRepair: (block) => control.send({ type: "repair", block }),
      onProgress: () => this.#stall.progressed(),
      onHeld: (block) => finisher.fileMayBeWhole(ledger.plan.locate(block).file),
      onFailure,
    });
    return { ledger, intake, sinks, finisher };
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
    if (!list.complete) return;
    this.#stall.stop(); // Whether to accept is for the reader to say, in their own time.
    this.#move({ type: "listed", files: list.files });
  }

  #onRoots(
    message: Extract<TransferMessage, { readonly type: "roots" }>,
  ): void {
    if (!this.#reception?.finisher.addRoots(message.first, message.roots)) {
      this.#violation("roots out of order");
    }
  }

  #sendRanges(type: "ack" | "have", ranges: readonly BlockRange[]): void {
    for (const { items } of pages(ranges, () => 1, RANGES_PAGE_COUNT)) {
      this.#options.control.send({ type, ranges: items });
    }
  }

  #setPaused(side: Side, paused: boolean): void {
    if (paused) this.#pausedBy.add(side);
    else this.#pausedBy.delete(side);
    // A pause is for blocks: the list's deadline isn't for the sender to lift.
    if (this.#state.kind === "listing") return;
    if (this.#pausedBy.size > 0) this.#stall.stop();
    else if (this.#reception) this.#stall.start();
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
    if (!this.#move({ type: "fail", failure })) return;
    this.#end();
    // Nobody is left to tell that cleaning up failed: what stays is found by the next start.
    this.#reception?.sinks.discard().catch(() => undefined);
  }

  #end(): void {
    this.#stall.stop();
    this.#reception?.intake.stop();
    this.#reception?.finisher.stop();
  }

  #move(event: ReceivingEvent): boolean {
    const next = nextReceiving(this.#state, event);
    if (next === undefined) return false;
    this.#state = next;
    this.#options.onState(next);
    return true;
  }
}

function planOf(list: IncomingList): BlockPlan {
  const sizes = list.files.map((file) => file.size);
  return new BlockPlan(sizes, list.offer.blockBytes);
}
