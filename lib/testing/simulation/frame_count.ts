import { FRAME_HEADER_BYTES } from "../../protocol/lane_message.ts";
import { BLOCK_BYTES } from "../../protocol/limits.ts";
import { FRAME_BYTES } from "../../transfer/send/ready_blocks.ts";

/**
 * In how many frames a sender sends a file of so many bytes, alone and without bundles.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual([framesOf(1), framesOf(20_000), framesOf(40_000)], [1, 2, 3]);
 * ```
 */
export function framesOf(bytes: number): number {
  const data = FRAME_BYTES - FRAME_HEADER_BYTES;
  const rest = bytes % BLOCK_BYTES;
  return (bytes - rest) / BLOCK_BYTES * Math.ceil(BLOCK_BYTES / data) + Math.ceil(rest / data);
}
