import assert from "node:assert/strict";
import { SeededRandom } from "../testing/simulation/seeded_random.ts";
import {
  BUNDLE_HEADER_BYTES,
  type BundledBlock,
  bundledBytes,
  decodeFrames,
  encodeBundle,
} from "./bundle.ts";
import { encodeFrame } from "./frame.ts";
import { MAX_FRAME_BYTES } from "./limits.ts";

const digest = Uint8Array.from({ length: 32 }, (_, index) => 0xa0 + index);

function bundleOf(...lengths: readonly number[]): Uint8Array<ArrayBuffer> {
  const blocks = lengths.map((length, block) => ({ block, digest, data: new Uint8Array(length) }));
  return encodeBundle(blocks, new ArrayBuffer(2 * MAX_FRAME_BYTES)).slice();
}

Deno.test("encodeBundle writes each field at its offset, most significant byte first", () => {
  const blocks = [
    { block: 0x0102_0304, digest, data: new Uint8Array([0xd0, 0xd1]) },
    { block: 0xffff_ffff, digest, data: new Uint8Array([0xe0]) },
  ];
  const bytes = encodeBundle(blocks, new ArrayBuffer(100));
  assert.deepEqual(
    [...bytes],
    [
      ...[0x03, 0x00, 0x00, 0x00], // 0: type, reserved
      ...[0x01, 0x02, 0x03, 0x04], // 4: block
      ...[0x00, 0x00, 0x00, 0x02], // 8: length
      ...digest, // 12
      ...[0xd0, 0xd1], // 44: data
      ...[0xff, 0xff, 0xff, 0xff], // 46: the next block
      ...[0x00, 0x00, 0x00, 0x01],
      ...digest,
      ...[0xe0],
    ],
  );
  assert.equal(bytes.length, BUNDLE_HEADER_BYTES + bundledBytes(2) + bundledBytes(1));
  assert.deepEqual(
    decodeFrames(bytes.slice().buffer),
    blocks.map((block) => ({ ...block, offset: 0 })),
  );
});

Deno.test("decodeFrames reads a data frame as one, and copies nothing of either", () => {
  const frame = { block: 7, offset: 8, digest, data: new Uint8Array([1, 2, 3]) };
  const single = encodeFrame(frame);
  assert.deepEqual(decodeFrames(single.buffer), [frame]);
  for (const { buffer } of [single, bundleOf(3, 4)]) {
    for (const { data, digest } of decodeFrames(buffer) ?? assert.fail()) {
      assert.equal(data.buffer, buffer);
      assert.equal(digest.buffer, buffer);
    }
  }
});

Deno.test("decodeFrames takes a bundle of the largest message, and nothing longer", () => {
  const overhead = BUNDLE_HEADER_BYTES + bundledBytes(0);
  assert.ok(decodeFrames(bundleOf(MAX_FRAME_BYTES - overhead).buffer));
  assert.equal(decodeFrames(bundleOf(MAX_FRAME_BYTES - overhead + 1).buffer), undefined);
});

Deno.test("decodeFrames refuses a bundle that is cut anywhere but between two blocks", () => {
  const whole = bundleOf(1, 5, 3);
  const between = [
    whole.length,
    whole.length - bundledBytes(3),
    BUNDLE_HEADER_BYTES + bundledBytes(1),
  ];
  for (let length = 0; length <= whole.length; length++) {
    const frames = decodeFrames(whole.slice(0, length).buffer);
    assert.equal(frames !== undefined, between.includes(length), `${length} bytes`);
  }
});

Deno.test("decodeFrames refuses a bundle with an empty block, a reserved bit, or a length beyond its end", () => {
  assert.equal(decodeFrames(bundleOf(1, 0, 1).buffer), undefined);
  assert.equal(decodeFrames(bundleOf(1, 1, 0).buffer), undefined);
  for (const at of [1, 2, 3]) {
    const bytes = bundleOf(2, 2);
    bytes[at] = 1;
    assert.equal(decodeFrames(bytes.buffer), undefined, `byte ${at}`);
  }
  for (const length of [3 + bundledBytes(2), 0x7fff_ffff, 0xffff_ffff]) {
    const bytes = bundleOf(2, 2);
    new DataView(bytes.buffer).setUint32(BUNDLE_HEADER_BYTES + 4, length);
    assert.equal(decodeFrames(bytes.buffer), undefined, `length ${length}`);
  }
});

Deno.test("decodeFrames answers any bytes without throwing, and encodeBundle restores the bundles it takes", () => {
  const random = new SeededRandom(45);
  let taken = 0;
  for (let round = 0; round < 5_000; round++) {
    const blocks = Array.from({ length: 1 + random.below(4) }, (): BundledBlock => ({
      block: random.below(2 ** 32),
      digest: random.bytes(32),
      data: random.bytes(1 + random.below(20)),
    }));
    const bytes = encodeBundle(blocks, new ArrayBuffer(1_000)).slice();
    if (random.chance(0.7)) bytes[random.below(bytes.length)] = random.below(256);
    const frames = decodeFrames(bytes.buffer);
    if (!frames || bytes[0] !== 3) continue;
    taken++;
    assert.deepEqual(encodeBundle(frames, new ArrayBuffer(1_000)), bytes);
  }
  assert.ok(taken > 1_000, `${taken} bundles taken`);
});
