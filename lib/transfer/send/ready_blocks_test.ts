import assert from "node:assert/strict";
import {
  BUNDLE_HEADER_BYTES,
  bundledBytes,
  FRAME_HEADER_BYTES,
} from "../../protocol/lane_message.ts";
import type { BlockRange } from "../../protocol/control_message.ts";
import { BlockCut } from "./block_cut.ts";
import { type Filling, type Piece, ReadyBlocks } from "./ready_blocks.ts";

class Ready {
  readonly unwanted = new Set<number>();
  readonly released: number[] = [];
  readonly blocks = new ReadyBlocks((block) => !this.unwanted.has(block));

  push(number: number, length: number, ranges?: readonly BlockRange[]): void {
    const bytes = new Uint8Array(length);
    const release = () => void this.released.push(number);
    this.blocks.push(new BlockCut({ number, bytes, digest: new Uint8Array(32), release }, ranges));
  }

  /** What goes into the next message, as `block: from-to`. */
  take(filling: Partial<Filling> = {}): string[] {
    const defaults = { mostBytes: 1_000, mayBundle: true, mayGrow: false };
    return this.blocks.take({ ...defaults, ...filling }).map(say);
  }
}

const say = ({ block, from, to, isLast }: Piece) =>
  `${block.number}: ${from}-${to}${isLast ? "" : " …"}`;

/** A message for blocks of such lengths and no more. */
const fitting = (...lengths: readonly number[]) =>
  lengths.reduce((sum, length) => sum + bundledBytes(length), BUNDLE_HEADER_BYTES);

Deno.test("ReadyBlocks puts as many whole blocks into a message as fit", () => {
  const ready = new Ready();
  [100, 200, 300, 50].forEach((length, block) => ready.push(block, length));
  assert.deepEqual(ready.take({ mostBytes: fitting(100, 200) }), ["0: 0-100", "1: 0-200"]);
  assert.deepEqual(ready.take({ mostBytes: fitting(300, 50) - 1 }), ["2: 0-300"]);
  assert.deepEqual(ready.take(), ["3: 0-50"]);
  assert.deepEqual(ready.take(), []);
});

Deno.test("ReadyBlocks lets a message wait that isn't full, for as long as more is on its way", () => {
  const ready = new Ready();
  ready.push(0, 100);
  assert.deepEqual(ready.take({ mayGrow: true }), []);
  ready.push(1, 100);
  assert.deepEqual(ready.take({ mayGrow: true }), []);
  assert.deepEqual(ready.take({ mayGrow: true, mostBytes: fitting(100, 99) }), ["0: 0-100"]);
  assert.deepEqual(ready.take({ mayGrow: false }), ["1: 0-100"]);
});

Deno.test("ReadyBlocks lets nothing wait behind which a part of a block comes", () => {
  const ready = new Ready();
  ready.push(0, 100);
  ready.push(1, 100, [[50, 100]]);
  assert.deepEqual(ready.take({ mayGrow: true }), ["0: 0-100"]);
  assert.deepEqual(ready.take({ mayGrow: true }), ["1: 50-100"]);
});

Deno.test("ReadyBlocks gives single blocks to who takes no bundles, and lets none wait", () => {
  const ready = new Ready();
  ready.push(0, 100);
  ready.push(1, 100);
  const filling = { mayBundle: false, mayGrow: true };
  assert.deepEqual([ready.take(filling), ready.take(filling)], [["0: 0-100"], ["1: 0-100"]]);
});

Deno.test("ReadyBlocks cuts what is longer than a message, and bundles only what is whole", () => {
  const ready = new Ready();
  ready.push(0, 150);
  ready.push(1, 10);
  const mostBytes = FRAME_HEADER_BYTES + 100;
  assert.deepEqual(ready.take({ mostBytes }), ["0: 0-75 …"]);
  assert.deepEqual(ready.take({ mostBytes: 1_000 }), ["0: 75-150"]);
  assert.deepEqual(ready.take({ mostBytes }), ["1: 0-10"]);
});

Deno.test("ReadyBlocks cuts a block into frames of 16 KiB, and fills the longest message with whole ones", () => {
  const ready = new Ready();
  ready.push(0, 40_000);
  ready.push(1, 40_000, [[0, 40_000]]);
  const filling = { mostBytes: 65_536, mayBundle: true };
  assert.deepEqual(ready.take(filling), ["0: 0-40000"]);
  assert.deepEqual(ready.take({ ...filling, mayBundle: false }), ["1: 0-13334 …"]);
});

Deno.test("ReadyBlocks releases, and leaves out, what nobody waits for any more", () => {
  const ready = new Ready();
  for (const block of [0, 1, 2, 3]) ready.push(block, 10);
  ready.unwanted.add(0).add(2);
  assert.deepEqual(ready.take(), ["1: 0-10", "3: 0-10"]);
  assert.deepEqual(ready.released, [0, 2]);
  ready.push(4, 10);
  ready.unwanted.add(4);
  assert.deepEqual([ready.take({ mayGrow: true }), ready.released], [[], [0, 2, 4]]);
});

Deno.test("ReadyBlocks wants two blocks, and of small ones as many as fill the largest message", () => {
  const ready = new Ready();
  ready.push(0, 1_000_000);
  assert.ok(ready.blocks.wantsMore);
  ready.push(1, 1);
  assert.equal(ready.blocks.wantsMore, false);
  const small = new Ready();
  let count = 0;
  for (; small.blocks.wantsMore; count++) small.push(count, 1_024);
  assert.equal(count, 64);
  small.take({ mostBytes: 65_536 });
  assert.ok(small.blocks.wantsMore);
});
