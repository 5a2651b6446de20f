import type { FileEntry } from "../../protocol/file_entry.ts";
import { Gate } from "../gate.ts";
import type { ByteSink, SinkFactory } from "../ports.ts";
import { MAX_OPEN_SINKS } from "../limits.ts";

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
