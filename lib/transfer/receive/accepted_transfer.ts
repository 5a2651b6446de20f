import type { BlockRange } from "../../protocol/control_message.ts";
import { type FileEntry, isFolder } from "../../protocol/file_entry.ts";
import { BlockIntake } from "./block_intake.ts";
import { FileFinisher } from "./file_finisher.ts";
import type { Ledger } from "../ledger.ts";
import type { Digest, StoredTransfer } from "../ports.ts";
import type { Clock } from "../../base/clock.ts";
import { SinkSet } from "./sink_set.ts";
import { MAX_PREPARED_SINKS } from "../limits.ts";

/** What a {@linkcode AcceptedTransfer} needs and tells. */
export interface AcceptedTransferOptions<Saved> {
  readonly files: readonly FileEntry[];
  readonly stored: StoredTransfer<Saved>;
  /** What an earlier run wrote and was read again; takes what is written now. */
  readonly ledger: Ledger;
  readonly digest: Digest;
  readonly clock: Clock;
  readonly windowBytes: number;
  readonly onAck: (ranges: readonly BlockRange[]) => void;
  readonly onRepair: (block: number) => void;
  /** Something came that can't come twice. */
  readonly onProgress: () => void;
  readonly onSaved: (file: number, saved: Saved, isAgain: boolean) => void;
  readonly onVerified: (root: string) => void;
  readonly onFailure: (error: unknown) => void;
}

/** What a receiver has from the moment it accepts: the way of each block from its lane to the disk. */
export class AcceptedTransfer<Saved> {
  readonly ledger: Ledger;
  readonly #stored: StoredTransfer<Saved>;
  readonly #sinks: SinkSet<Saved>;
  readonly #intake: BlockIntake;
  readonly #finisher: FileFinisher;
  readonly #heldBlocks: number;
  #comparedBlocks = 0;
  #isContinued = false;
  #stopped = false;

  constructor(options: AcceptedTransferOptions<Saved>) {
    const { files, stored, ledger, digest, onProgress, onFailure } = options;
    this.ledger = ledger;
    this.#heldBlocks = ledger.held.size;
    this.#stored = stored;
    const sinks = this.#sinks = new SinkSet(stored, files);
    this.#finisher = new FileFinisher({
      ledger,
      digest,
      finish: async (file) => {
        const entry = files[file];
        // Nothing to open, write or hand over: the list said all there is.
        if (entry && isFolder(entry)) return onProgress();
        const saved = await sinks.finish(file);
        onProgress();
        if (this.#stopped) return;
        options.onSaved(file, saved, stored.wasSaved(file));
        stored.noteSaved(file);
      },
      onVerified: options.onVerified,
      onFailure,
    });
    this.#intake = new BlockIntake({
      ledger,
      digest,
      clock: options.clock,
      windowBytes: options.windowBytes,
      write: (block, bytes) => {
        const { file, offset } = ledger.plan.locate(block);
        return sinks.write(file, offset, bytes);
      },
      onAck: options.onAck,
      onRepair: options.onRepair,
      onProgress,
      onHeld: (block, digest) => {
        const { file } = ledger.plan.locate(block);
        stored.noteBlock(file, block, digest);
        this.#finisher.fileMayBeWhole(file);
      },
      onFailure,
    });
  }

  /** Bytes that have arrived, verified or not yet. */
  get arrivedBytes(): number {
    return this.ledger.bytes + this.#intake.arrivedBytes;
  }

  /** Whether blocks of an earlier run are held and the sender has taken nothing of it yet. */
  get isRefused(): boolean {
    return this.#heldBlocks > 0 && !this.#isContinued;
  }

  /** Makes ready to go on with what an earlier run wrote, which may have to be copied. Called once. */
  async prepare(): Promise<void> {
    await this.#sinks.prepare(this.ledger.partialFiles().slice(0, MAX_PREPARED_SINKS));
  }

  /** Takes one message of a lane. */
  receive(frame: ArrayBuffer): void {
    this.#isContinued = true;
    this.#intake.receive(frame);
  }

  /** The sender has compared so many held blocks; `false` where that is no more than before, or too many. */
  compared(blocks: number): boolean {
    if (blocks <= this.#comparedBlocks || blocks > this.#heldBlocks) return false;
    this.#comparedBlocks = blocks;
    return true;
  }

  /** Takes the sender's roots of files `first` and on; `false` where they don't follow the last. */
  addRoots(first: number, roots: readonly string[]): boolean {
    this.#isContinued = true;
    return this.#finisher.addRoots(first, roots);
  }

  /** Takes the sender's root over all files. */
  setTransferRoot(root: string): void {
    this.#finisher.setTransferRoot(root);
  }

  /**
   * Takes nothing more, and closes what is open. Called once.
   *
   * @param keeps whether a later run may go on with what is written
   */
  async end(keeps: boolean): Promise<void> {
    this.#stopped = true;
    this.#intake.stop();
    this.#finisher.stop();
    try {
      await (keeps ? this.#sinks.keep() : this.#sinks.discard());
    } finally {
      await this.#stored.end(keeps);
    }
  }
}
