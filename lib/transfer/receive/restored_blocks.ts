import { sameDigest } from "../../protocol/lane_message.ts";
import type { BlockPlan } from "../block_plan.ts";
import { BlockReader } from "../block_reader.ts";
import {
  type ByteSource,
  type Digest,
  type FreeMemory,
  type RestoredFile,
  type StoredTransfer,
} from "../ports.ts";
import { Ledger } from "../ledger.ts";

/** What {@linkcode restoreBlocks} needs. */
export interface RestoreBlocksOptions {
  readonly stored: Pick<StoredTransfer<unknown>, "notes" | "restored">;
  readonly plan: BlockPlan;
  readonly digest: Digest;
  /** Given what was read, once it is hashed. */
  readonly freeMemory?: FreeMemory | undefined;
  /** Gives up between two blocks. */
  readonly signal: AbortSignal;
}

/**
 * Reads every block again that an earlier run noted, and believes only those whose bytes have the
 * digest that was noted. So a note that is torn or altered, a disk that lost its power and a file
 * that somebody changed cost a block that is sent again, and nothing else.
 */
export async function restoreBlocks(options: RestoreBlocksOptions): Promise<Ledger> {
  const { stored, plan, digest, freeMemory, signal } = options;
  const noted = new Ledger(plan);
  for await (const { block, digest } of stored.notes()) {
    if (signal.aborted) break;
    // The newest comes first, and a ledger keeps the first.
    if (block < plan.blockCount) noted.add(block, digest);
  }
  const files = Array.from(
    { length: plan.fileCount },
    (_, file) => new WholeFile(stored.restored(file)),
  );
  const order = noted.held.values();
  const reader = new BlockReader(plan, files, digest, order, () => {}, freeMemory);
  const held = new Ledger(plan);
  for (let next = reader.take(); next && !signal.aborted; next = reader.take()) {
    const { number, digest, release } = await next;
    release();
    const { file, offset, length } = plan.locate(number);
    if (!files[file]?.reaches(offset + length)) continue;
    if (sameDigest(digest, noted.digestOf(number) ?? NOTHING)) held.add(number, digest);
  }
  return held;
}

const NOTHING = new Uint8Array();

/** A kept file that can be read beyond its end, as slabs of blocks are, and tells of it. */
class WholeFile implements ByteSource {
  readonly #restored: RestoredFile | undefined;
  /** Where the first byte is missing, as far as was read. */
  #end = Infinity;

  constructor(restored: RestoredFile | undefined) {
    this.#restored = restored;
  }

  /** Whether nothing was missing up to there. Its bytes don't tell: they read as zeros. */
  reaches(offset: number): boolean {
    return offset <= this.#end;
  }

  async read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await this.#readable(offset, length);
    if (bytes.length === length) return bytes;
    this.#end = Math.min(this.#end, offset + bytes.length);
    const filled = new Uint8Array(length);
    filled.set(bytes);
    return filled;
  }

  async #readable(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    try {
      return await this.#restored?.read(offset, length) ?? NOTHING;
    } catch {
      return NOTHING; // Why doesn't matter: it is sent again.
    }
  }
}
