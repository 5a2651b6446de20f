import type { BlockRange, TransferMessage } from "../../protocol/control_message.ts";
import { FailureError, reasonOf } from "../../protocol/failure.ts";
import { BLOCK_BYTES, MAX_LANES } from "../../protocol/limits.ts";
import { announceFiles } from "./announce_files.ts";
import { BlockPlan } from "../block_plan.ts";
import { BlockPump } from "./block_pump.ts";
import { BlockReader } from "../block_reader.ts";
import { EngineLife } from "../engine_life.ts";
import {
  type Digest,
  type FreeMemory,
  type Lane,
  type OutgoingFile,
  type TransferControl,
} from "../ports.ts";
import { LaneSupervisor } from "./lane_supervisor.ts";
import { Ledger, transferRoot } from "../ledger.ts";
import type { Clock } from "../../base/clock.ts";
import { ReadDigests } from "./read_digests.ts";
import { ResumeProof } from "./resume_proof.ts";
import { RootAnnouncer } from "./root_announcer.ts";
import { SourceCheck } from "./source_check.ts";
import { StallWatch } from "../stall_watch.ts";
import { nextSending, type SendingEvent, type SendingState, type Side } from "../state.ts";

/** What a {@linkcode FileSender} needs. */
export interface FileSenderOptions {
  readonly files: readonly OutgoingFile[];
  /** 32 random bytes in base64url; names this transfer in `accept`. */
  readonly transferId: string;
  readonly control: TransferControl;
  readonly digest: Digest;
  readonly clock: Clock;
  readonly onState: (state: SendingState) => void;
  /** Who asks for a pause now: one side, both, or nobody. Called at every change. */
  readonly onPaused?: (by: ReadonlySet<Side>) => void;
  /** So many lanes should be open; each is given by {@linkcode FileSender.addLane} when it exists. */
  readonly onLanesWanted?: (count: number) => void;
  /** The files were chosen again for a share of an earlier page. @default {false} */
  readonly isRestored?: boolean;
  /** What this page has read of this share before. @default {new ReadDigests()} */
  readonly readDigests?: ReadDigests;
  /** Frees what was read once it is sent; by default the garbage collector does. */
  readonly freeMemory?: FreeMemory;
  /** Lanes to feed before it is known how many help. @default {1} */
  readonly firstLanes?: number;
  /** @default {BLOCK_BYTES} */
  readonly blockBytes?: number;
  /** In `[0, 1)`, for what is read again; tests seed it. @default {Math.random} */
  readonly random?: () => number;
}

/**
 * Sends files to one receiver: offers them, proves that they are what the receiver has a part of,
 * lets the {@linkcode BlockPump} move the blocks, and is done when the receiver's receipt names the
 * same root.
 */
export class FileSender {
  readonly #options: FileSenderOptions;
  readonly #plan: BlockPlan;
  /** Digests of the blocks read so far, also for earlier receivers. */
  readonly #read: Ledger;
  /** Blocks the receiver has: from an earlier run, or acknowledged. */
  readonly #delivered: Ledger;
  readonly #proof: ResumeProof;
  readonly #pump: BlockPump;
  readonly #lanes: LaneSupervisor;
  readonly #roots: RootAnnouncer;
  readonly #stall: StallWatch;
  readonly #life: EngineLife<SendingState, SendingEvent>;
  readonly #readDigests: ReadDigests;
  #proven = false;

  constructor(options: FileSenderOptions) {
    const { digest, control, clock } = options;
    this.#options = options;
    const { files, transferId, readDigests = new ReadDigests() } = options;
    this.#life = new EngineLife<SendingState, SendingEvent>({
      ...options,
      doing: "send",
      start: { kind: "offering" },
      next: nextSending,
      onPauseChange: (paused) => this.#onPauseChange(paused),
      onEnd: () => this.#onEnd(),
    });
    this.#plan = new BlockPlan(
      files.map((file) => file.size),
      options.blockBytes ?? BLOCK_BYTES,
    );
    this.#readDigests = readDigests;
    this.#read = readDigests.of(transferId, files, this.#plan);
    this.#delivered = new Ledger(this.#plan);
    const { freeMemory, random } = options;
    const check = new SourceCheck({ read: this.#read, files, digest, freeMemory, random });
    this.#proof = new ResumeProof({
      read: this.#read,
      digests: readDigests,
      isRestored: options.isRestored ?? false,
      check,
      random,
      delivered: this.#delivered,
      digest,
      clock,
      readBlocks: (order) => this.#reader(order),
      onProgress: () => this.#stall.progressed(),
      onProving: (blocks) => control.send({ type: "proving", blocks }),
    });
    this.#roots = new RootAnnouncer(
      this.#read,
      digest,
      clock,
      (message) => control.send(message),
      (file) => check.confirm(file, this.#proof.isContinued, this.#life.signal),
    );
    this.#stall = new StallWatch(clock, {
      onResend: () => this.#pump.resendAll(),
      onFail: () => this.#fail(new FailureError("timed-out", STALLED)),
    });
    this.#pump = new BlockPump(this.#read, {
      onRead: () => this.#announceRoots(),
      onActive: () => this.#stall.active(),
      onFailure: (error) => this.#fail(error),
    });
    this.#lanes = new LaneSupervisor({
      crew: this.#pump,
      clock,
      firstLanes: options.firstLanes ?? 1,
      maxLanes: MAX_LANES,
      onLanesWanted: (count) => options.onLanesWanted?.(count),
    });
  }

  /** Where the transfer stands. */
  get state(): SendingState {
    return this.#life.state;
  }

  /** Bytes of all files. */
  get totalBytes(): number {
    return this.#plan.totalBytes;
  }

  /** Bytes the receiver has verified and written. */
  get doneBytes(): number {
    return this.#delivered.bytes;
  }

  /** Announces the files. */
  start(): void {
    const { files, transferId, control } = this.#options;
    if (announceFiles(control, transferId, files, this.#plan)) return;
    this.#life.end("too-large", "here");
  }

  /** Puts a lane to work; it may come at any time and may die at any time. */
  addLane(lane: Lane): void {
    lane.listen({
      onFrame: () => this.#life.violation("received a frame"),
      onClose: () => this.#pump.laneLost(lane),
    });
    this.#pump.addLane(lane);
  }

  /** Takes one message of the receiver. */
  receive(message: TransferMessage): void {
    if (this.#life.receive(message)) return;
    switch (message.type) {
      case "have":
        return this.#onHave(message.ranges);
      case "accept":
        return this.#onAccept(message);
      case "ack":
        return this.#onAck(message.ranges);
      case "repair":
        return this.#onRepair(message.block);
      case "receipt":
        return this.#onReceipt(message.root);
      default:
        this.#life.violation(`received ${message.type}`);
    }
  }

  /** Stops reading and sending until {@linkcode FileSender.resume}; the other side is told. */
  pause(): void {
    this.#life.pause();
  }

  /** Goes on after {@linkcode FileSender.pause}. */
  resume(): void {
    this.#life.resume();
  }

  /**
   * Ends the transfer from outside; idempotent. With `side` `"here"` the receiver is told why;
   * `"there"` means that the receiver or the way to it is gone.
   */
  fail(error: FailureError, side: Side = "here"): void {
    this.#fail(error, side);
  }

  #onHave(ranges: readonly BlockRange[]): void {
    if (this.#life.state.kind !== "offering") return this.#life.violation("late have");
    for (const [from, to] of ranges) {
      if (!this.#proof.addHeld(from, to)) return this.#life.violation("have beyond end");
    }
  }

  #onAccept(message: AcceptMessage): void {
    if (message.transferId !== this.#options.transferId) {
      return this.#life.violation("accept of another transfer");
    }
    if (!this.#life.move({ type: "accepted" })) {
      return this.#life.violation("late accept");
    }
    if (!this.#life.isPaused) this.#stall.start();
    this.#begin(message).catch((error) => this.#fail(error));
  }

  /** Proves that the files are those the receiver has a part of, then lets the blocks go. */
  async #begin({ haveDigest, windowBytes, bundles }: AcceptMessage): Promise<void> {
    const { signal } = this.#life;
    const result = await this.#proof.verify(haveDigest, signal);
    if (signal.aborted) return;
    if (result === "false") {
      this.#readDigests.doubt(this.#read);
      throw new FailureError("part-mismatch", "Cannot resume: what is held isn't of these files");
    }
    if (result === "changed") {
      throw new FailureError(
        "source-changed",
        "Cannot resume: the files differ from what was read of them before",
      );
    }
    this.#proven = true;
    this.#pump.begin(this.#reader(this.#proof.missing()), windowBytes, bundles);
    if (!this.#life.isPaused) this.#lanes.start();
    this.#announceRoots();
  }

  #reader(order: Iterator<number>): BlockReader {
    const sources = this.#options.files.map((file) => file.source);
    const { digest, freeMemory } = this.#options;
    const onFailure = (error: unknown) => this.#fail(error);
    return new BlockReader(this.#plan, sources, digest, order, onFailure, freeMemory);
  }

  #onAck(ranges: readonly BlockRange[]): void {
    for (const [from, to] of ranges) {
      for (let block = from; block < to; block++) {
        const digest = this.#read.digestOf(block);
        // Each block is acknowledged once, so a lying receiver costs no more than the window.
        if (digest === undefined || !this.#pump.acknowledge(block)) {
          return this.#life.violation(`ack of block ${block}, which is not under way`);
        }
        this.#delivered.add(block, digest);
      }
    }
    this.#stall.progressed();
    this.#pump.wake();
    this.#finishWhenDelivered();
  }

  #onRepair(block: number): void {
    if (!this.#read.held.has(block)) {
      return this.#life.violation("repair of unsent block");
    }
    this.#stall.active();
    if (!this.#pump.repair(block)) {
      this.#fail(
        new FailureError(
          "integrity",
          `Cannot deliver block ${block}: it arrives altered every time`,
        ),
      );
    }
  }

  #announceRoots(): void {
    this.#roots.announce(this.#life.signal).then(
      () => this.#finishWhenDelivered(),
      (error) => this.#fail(error),
    );
  }

  #finishWhenDelivered(): void {
    if (!this.#proven || !this.#delivered.complete || !this.#roots.complete) {
      return;
    }
    if (!this.#life.move({ type: "acknowledged" })) return;
    this.#lanes.stop();
    transferRoot(this.#roots.roots, this.#options.digest).then(
      (root) => {
        if (!this.#life.isOver) {
          this.#options.control.send({ type: "finish", root });
        }
      },
      (error) => this.#fail(error),
    );
  }

  #onReceipt(root: string): void {
    if (this.#life.state.kind !== "finishing") {
      return this.#life.violation("early receipt");
    }
    transferRoot(this.#roots.roots, this.#options.digest).then((own) => {
      if (own !== root) {
        this.#fail(
          new FailureError("integrity", "Cannot finish: the roots differ"),
        );
      } else this.#life.move({ type: "receipt", root });
    }, (error) => this.#fail(error));
  }

  #onPauseChange(paused: boolean): void {
    this.#pump.setPaused(paused);
    if (paused) {
      this.#stall.stop();
      this.#lanes.stop();
      return;
    }
    const { kind } = this.#life.state;
    if (kind !== "offering") this.#stall.start();
    if (kind === "sending" && this.#proven) this.#lanes.start();
  }

  #fail(error: unknown, side: Side = "here"): void {
    if (this.#life.isOver) return;
    const isChanged = side === "here" && reasonOf(error) === "source-changed";
    if (isChanged) this.#readDigests.forget();
    this.#life.fail(error, side);
  }

  #onEnd(): void {
    this.#stall.stop();
    this.#lanes.stop();
    this.#pump.stop();
    this.#roots.stop();
  }
}

type AcceptMessage = Extract<TransferMessage, { readonly type: "accept" }>;

const STALLED = "Cannot send: nothing moved for too long";
