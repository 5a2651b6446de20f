import { encodeBase64Url } from "../protocol/base64url.ts";
import { DIGEST_BYTES } from "../protocol/lane_message.ts";
import { concatBytes } from "../security/transcript.ts";
import type { BlockPlan } from "./block_plan.ts";
import type { Digest } from "./ports.ts";
import { RangeSet } from "./range_set.ts";

/** Blocks whose digests are kept together: 32 KiB. */
const PAGE_BLOCKS = 1024;

/**
 * Which blocks of a transfer are known to be right, and the digest of each. The receiver's ledger
 * is what it holds, verified and written; the sender's is what it has read. A terabyte costs 32 MiB.
 */
export class Ledger {
  readonly plan: BlockPlan;
  readonly held = new RangeSet();
  #bytes = 0;
  // In pages: one block of a huge offer must not cost the whole table.
  readonly #pages = new Map<number, Uint8Array<ArrayBuffer>>();

  constructor(plan: BlockPlan) {
    this.plan = plan;
  }

  /** Bytes of the held blocks. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether every block is held. */
  get complete(): boolean {
    return this.held.size === this.plan.blockCount;
  }

  /** Whether every block of a file is held. */
  hasFile(file: number): boolean {
    const [from, to] = this.plan.blocksOf(file);
    return this.held.covers(from, to);
  }

  /** The files of which a part is held, in order. */
  partialFiles(): readonly number[] {
    // A range that ends in such a file has a first or a last block there.
    const ends = this.held.ranges().flatMap(([from, to]) => [from, to - 1]);
    const files = new Set(ends.map((block) => this.plan.locate(block).file));
    return [...files].filter((file) => !this.hasFile(file));
  }

  /** Records a block; a block that is held already keeps its first digest. */
  add(block: number, digest: Uint8Array): void {
    if (this.held.has(block)) return;
    const page = Math.floor(block / PAGE_BLOCKS);
    let digests = this.#pages.get(page);
    if (!digests) {
      digests = new Uint8Array(PAGE_BLOCKS * DIGEST_BYTES);
      this.#pages.set(page, digests);
    }
    digests.set(digest, (block % PAGE_BLOCKS) * DIGEST_BYTES);
    this.held.add(block, block + 1);
    this.#bytes += this.plan.locate(block).length;
  }

  /** The digest of a held block, as a view; `undefined` where it isn't held. */
  digestOf(block: number): Uint8Array<ArrayBuffer> | undefined {
    if (!this.held.has(block)) return undefined;
    const at = (block % PAGE_BLOCKS) * DIGEST_BYTES;
    return this.#pages.get(Math.floor(block / PAGE_BLOCKS))?.subarray(at, at + DIGEST_BYTES);
  }

  /**
   * The root digest of a file whose blocks are all held: SHA-256 over a label, the file's size and
   * the block size, and the digests of its blocks in order. Its length is fixed by the size in front, so no
   * two different files share a preimage.
   */
  async rootOf(file: number, digest: Digest): Promise<string> {
    if (!this.hasFile(file)) {
      throw new RangeError(
        `Cannot compute root of file ${file}: blocks missing`,
      );
    }
    const [from, to] = this.plan.blocksOf(file);
    const preimage = concatBytes(
      label("filefrag 1 file"),
      uint64(this.plan.sizeOf(file)),
      uint64(this.plan.blockBytes),
      this.#digestsOf(from, to),
    );
    return encodeBase64Url(await digest.sha256(preimage));
  }

  /**
   * SHA-256 over the digests of the held blocks in order: how a receiver says in one line what it
   * holds from an earlier run, for the sender to compare with its file. Empty for an empty ledger.
   */
  async heldDigest(digest: Digest): Promise<string> {
    if (this.held.size === 0) return "";
    const parts = this.held.ranges().map(([from, to]) => this.#digestsOf(from, to));
    const preimage = concatBytes(label("filefrag 1 held"), ...parts);
    return encodeBase64Url(await digest.sha256(preimage));
  }

  /** The digests of held blocks `[from, to)`, one after another. */
  #digestsOf(from: number, to: number): Uint8Array<ArrayBuffer> {
    const digests = new Uint8Array((to - from) * DIGEST_BYTES);
    for (let block = from; block < to;) {
      const page = Math.floor(block / PAGE_BLOCKS);
      const end = Math.min(to, (page + 1) * PAGE_BLOCKS);
      const at = (block - page * PAGE_BLOCKS) * DIGEST_BYTES;
      const part = this.#pages.get(page)?.subarray(at, at + (end - block) * DIGEST_BYTES);
      if (part) digests.set(part, (block - from) * DIGEST_BYTES);
      block = end;
    }
    return digests;
  }
}

/** The root of a whole transfer: SHA-256 over a label, the number of files and their roots in order. */
export async function transferRoot(
  fileRoots: readonly string[],
  digest: Digest,
): Promise<string> {
  const preimage = concatBytes(
    label("filefrag 1 transfer"),
    uint64(fileRoots.length),
    new TextEncoder().encode(fileRoots.join("")),
  );
  return encodeBase64Url(await digest.sha256(preimage));
}

function label(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${text}\0`);
}

function uint64(value: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}
