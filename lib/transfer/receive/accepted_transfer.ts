import { type FileEntry, isFolder } from "../../protocol/file_entry.ts";
import { Gate } from "../gate.ts";
import type { Ledger } from "../ledger.ts";
import { MAX_OPEN_SINKS, MAX_PREPARED_SINKS } from "../limits.ts";
import type { ByteSink, SinkFactory, StoredTransfer } from "../ports.ts";
import { BlockIntake, type BlockIntakeOptions } from "./block_intake.ts";
import { FileFinisher } from "./file_finisher.ts";

/** What an {@linkcode AcceptedTransfer} needs and tells. */
export interface AcceptedTransferOptions<Saved>
  extends Omit<BlockIntakeOptions, "write" | "onHeld"> {
  readonly files: readonly FileEntry[];
  readonly stored: StoredTransfer<Saved>;
  readonly onSaved: (file: number, saved: Saved, isAgain: boolean) => void;
  readonly onVerified: (root: string) => void;
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
      ...options,
      write: (block, bytes) => {
        const { file, offset } = ledger.plan.locate(block);
        return sinks.write(file, offset, bytes);
      },
      onHeld: (block, digest) => {
        const { file } = ledger.plan.locate(block);
        stored.noteBlock(file, block, digest);
        if (ledger.hasFile(file)) this.#finisher.fileIsWhole(file);
      },
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

/**
 * The sinks of one transfer: each opened when first needed, then finished, kept or discarded once. Only so
 * many are open at a time; a write into one more waits until a file is finished, and with it the
 * acknowledgement that would bring yet another.
 */
export class SinkSet<Saved> {
  readonly #factory: Pick<SinkFactory<Saved>, "open">;
  readonly #files: readonly FileEntry[];
  readonly #open = new Map<number, Promise<ByteSink<Saved>>>();
  readonly #closed = new Gate();
  #ended = false;

  constructor(factory: Pick<SinkFactory<Saved>, "open">, files: readonly FileEntry[]) {
    this.#factory = factory;
    this.#files = files;
  }

  /** Makes the sinks of files ready, each with as much time as it takes. */
  async prepare(files: readonly number[]): Promise<void> {
    await Promise.all(files.map(async (file) => await (await this.#sink(file)).prepare?.()));
  }

  /** Writes into a file's sink; resolves when the bytes are durable. */
  async write(file: number, offset: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    while (!this.#open.has(file) && this.#open.size >= MAX_OPEN_SINKS) await this.#closed.wait();
    // Nobody waits for this any more, and a sink opened now would never be closed.
    if (this.#ended) return;
    const sink = await this.#sink(file);
    await sink.write(offset, bytes);
  }

  /**
   * Flushes and closes a file's sink. Doesn't wait for its turn, because files end one by one, and
   * the one that ends is what others wait for.
   */
  async finish(file: number): Promise<Saved> {
    const sink = this.#sink(file);
    // No longer ours to discard: a sink is finished, kept or discarded.
    this.#open.delete(file);
    try {
      return await (await sink).finish();
    } finally {
      this.#closed.notify();
    }
  }

  /** Removes what was written of every unfinished file. */
  discard(): Promise<void> {
    return this.#end((sink) => sink.discard());
  }

  /** Leaves what was written of every unfinished file for a later run. */
  keep(): Promise<void> {
    return this.#end((sink) => sink.keep());
  }

  async #end(close: (sink: ByteSink<Saved>) => Promise<void>): Promise<void> {
    this.#ended = true;
    const sinks = [...this.#open.values()];
    this.#open.clear();
    this.#closed.notify();
    // One sink that can't be closed must not keep the others.
    const results = await Promise.allSettled(sinks.map(async (sink) => await close(await sink)));
    const failed = results.find((result) => result.status === "rejected");
    if (failed) throw failed.reason;
  }

  #sink(file: number): Promise<ByteSink<Saved>> {
    const known = this.#open.get(file);
    if (known) return known;
    const entry = this.#files[file];
    if (!entry) throw new RangeError(`Cannot open sink of file ${file}`);
    const sink = this.#factory.open(file, entry);
    this.#open.set(file, sink);
    return sink;
  }
}
