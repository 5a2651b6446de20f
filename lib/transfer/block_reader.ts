import type { ByteSource, Digest, FreeMemory } from "./ports.ts";
import type { BlockPlan } from "./block_plan.ts";

const MIB = 1024 * 1024;

/** Bytes asked of the disk at once: a slab of blocks costs one trip through the browser's blob store. */
export const SLAB_BYTES = 4 * MIB;

/** Bytes read and hashed before they are asked for: two slabs, so the disk never waits for the wire. */
const READ_AHEAD_BYTES = 2 * SLAB_BYTES;

/**
 * Blocks read ahead: bounds the open reads where blocks are small files. As much as the bytes allow of
 * files of 64 KiB.
 */
const READ_AHEAD_BLOCKS = 128;

/** From here on more are read, many in one breath: small reads of one breath can be made one. */
const LOW_BLOCKS = READ_AHEAD_BLOCKS / 2;

/** A block that is ready to be sent. */
export interface ReadBlock {
  readonly number: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly digest: Uint8Array<ArrayBuffer>;
  /** Says that the bytes aren't needed any more. Called at most once; then they may be gone. */
  release(): void;
}

interface Pending {
  readonly number: number;
  readonly length: number;
  readonly block: Promise<ReadBlock>;
}

/** Reads and hashes blocks in a given order, some ahead of the asking. */
export class BlockReader {
  readonly #plan: BlockPlan;
  readonly #sources: readonly ByteSource[];
  readonly #digest: Digest;
  readonly #order: Iterator<number>;
  readonly #onFailure: (error: unknown) => void;
  readonly #freeMemory: FreeMemory;
  readonly #ahead: Pending[] = [];
  #aheadBytes = 0;
  #nextNumber: number | undefined;

  /**
   * @param order the blocks to read, each once
   * @param onFailure told about the first failed read, also one that nobody asked for yet
   * @param freeMemory given what was read once all its blocks are released
   */
  constructor(
    plan: BlockPlan,
    sources: readonly ByteSource[],
    digest: Digest,
    order: Iterator<number>,
    onFailure: (error: unknown) => void,
    freeMemory: FreeMemory = () => {},
  ) {
    this.#plan = plan;
    this.#sources = sources;
    this.#digest = digest;
    this.#order = order;
    this.#onFailure = onFailure;
    this.#freeMemory = freeMemory;
    this.#nextNumber = this.#pull();
  }

  /** Which block {@linkcode BlockReader.take} would give, and its bytes; `undefined` at the end. */
  peek(): { readonly number: number; readonly length: number } | undefined {
    this.#readAhead();
    return this.#ahead[0];
  }

  /** The next block in order, `undefined` at the end. */
  take(): Promise<ReadBlock> | undefined {
    this.#readAhead();
    const pending = this.#ahead.shift();
    if (pending === undefined) return undefined;
    this.#aheadBytes -= pending.length;
    this.#readAhead();
    return pending.block;
  }

  /** Reads one block again, outside the order. */
  async read(number: number): Promise<ReadBlock> {
    const { file, offset, length } = this.#plan.locate(number);
    const bytes = await this.#source(file).read(offset, length);
    const release = () => this.#freeMemory(bytes.buffer);
    return { number, bytes, digest: await this.#digest.sha256(bytes), release };
  }

  #readAhead(): void {
    if (this.#ahead.length > LOW_BLOCKS) return;
    while (
      this.#nextNumber !== undefined &&
      this.#aheadBytes < READ_AHEAD_BYTES &&
      this.#ahead.length < READ_AHEAD_BLOCKS
    ) this.#readSlab(this.#nextNumber);
  }

  /** Starts one read of consecutive blocks of one file, beginning with `first`. */
  #readSlab(first: number): void {
    const { file, offset } = this.#plan.locate(first);
    const lengths: number[] = [];
    let slabBytes = 0;
    let number: number | undefined = first;
    while (number === first + lengths.length && slabBytes < SLAB_BYTES) {
      const location = this.#plan.locate(number);
      if (location.file !== file) break;
      lengths.push(location.length);
      slabBytes += location.length;
      number = this.#pull();
      // Slabs of a file lie at the same locations for everybody, so that recipients can share them.
      if ((location.offset + location.length) % SLAB_BYTES === 0) break;
    }
    this.#nextNumber = number;
    const slab = this.#source(file).read(offset, slabBytes);
    let at = 0;
    let inUse = lengths.length;
    const release = async () => {
      if (--inUse === 0) this.#freeMemory((await slab).buffer);
    };
    lengths.forEach((length, index) => {
      const from = at;
      at += length;
      const block = this.#cut(slab, first + index, from, length, release);
      // A read may fail long before its turn; told at once, and again to whoever takes it.
      block.catch(this.#onFailure);
      this.#ahead.push({ number: first + index, length, block });
      this.#aheadBytes += length;
    });
  }

  async #cut(
    slab: Promise<Uint8Array<ArrayBuffer>>,
    number: number,
    from: number,
    length: number,
    release: () => void,
  ): Promise<ReadBlock> {
    const bytes = (await slab).subarray(from, from + length);
    return { number, bytes, digest: await this.#digest.sha256(bytes), release };
  }

  #source(file: number): ByteSource {
    const source = this.#sources[file];
    if (source === undefined) throw new RangeError(`Cannot read file ${file}`);
    return source;
  }

  #pull(): number | undefined {
    const result = this.#order.next();
    return result.done ? undefined : result.value;
  }
}
