import type { FileEntry } from "../protocol/file_entry.ts";
import type { ByteSink, SinkFactory } from "./ports.ts";

/** The sinks of one transfer: each opened when first needed, then finished or discarded once. */
export class SinkSet<Saved> {
  readonly #factory: SinkFactory<Saved>;
  readonly #files: readonly FileEntry[];
  readonly #open = new Map<number, Promise<ByteSink<Saved>>>();

  constructor(factory: SinkFactory<Saved>, files: readonly FileEntry[]) {
    this.#factory = factory;
    this.#files = files;
  }

  /** Writes into a file's sink; resolves when the bytes are durable. */
  async write(
    file: number,
    offset: number,
    bytes: Uint8Array<ArrayBuffer>,
  ): Promise<void> {
    const sink = await this.#sink(file);
    await sink.write(offset, bytes);
  }

  /** Flushes and closes a file's sink. */
  async finish(file: number): Promise<Saved> {
    const sink = await this.#sink(file);
    const saved = await sink.finish();
    this.#open.delete(file);
    return saved;
  }

  /** Removes what was written of every unfinished file. */
  async discard(): Promise<void> {
    const sinks = [...this.#open.values()];
    this.#open.clear();
    // One sink that can't be removed must not keep the others.
    const results = await Promise.allSettled(
      sinks.map(async (sink) => await (await sink).discard()),
    );
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
