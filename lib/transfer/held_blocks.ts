import { sameBytes } from "./block_assembly.ts";
import type { BlockPlan } from "./block_plan.ts";
import { BlockReader, type FreeMemory } from "./block_reader.ts";
import { Ledger } from "./ledger.ts";
import type { ByteSource, Digest, StoredReception } from "./ports.ts";

/** What {@linkcode readHeld} needs. */
export interface HeldBlocksOptions {
  readonly stored: Pick<StoredReception<unknown>, "notes" | "kept">;
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
export async function readHeld(options: HeldBlocksOptions): Promise<Ledger> {
  const { stored, plan, digest, freeMemory, signal } = options;
  const noted = new Ledger(plan);
  for await (const { block, digest } of stored.notes()) {
    if (signal.aborted) break;
    // The newest comes first, and a ledger keeps the first.
    if (block < plan.blockCount) noted.add(block, digest);
  }
  const sources = Array.from({ length: plan.fileCount }, (_, file) => lenient(stored.kept(file)));
  const order = noted.held.values();
  const reader = new BlockReader(plan, sources, digest, order, () => {}, freeMemory);
  const held = new Ledger(plan);
  for (let next = reader.take(); next && !signal.aborted; next = reader.take()) {
    const { number, digest, release } = await next;
    release();
    if (sameBytes(digest, noted.digestOf(number) ?? NOTHING)) held.add(number, digest);
  }
  return held;
}

const NOTHING = new Uint8Array();

/** What can't be read reads as zeros: it has another digest, and what is zeros is zeros. */
function lenient(source: ByteSource | undefined): ByteSource {
  return {
    read: async (offset, length) => {
      try {
        return await source?.read(offset, length) ?? new Uint8Array(length);
      } catch {
        return new Uint8Array(length);
      }
    },
  };
}
