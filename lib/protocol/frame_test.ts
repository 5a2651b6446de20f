import assert from "node:assert/strict";
import { SeededRandom } from "../testing/simulation/seeded_random.ts";
import {
  decodeFrame,
  DIGEST_BYTES,
  encodeFrame,
  FRAME_HEADER_BYTES,
  MAX_FRAME_DATA_BYTES,
} from "./frame.ts";
import { MAX_FRAME_BYTES } from "./limits.ts";

const digest = Uint8Array.from({ length: 32 }, (_, index) => 0xa0 + index);
const data = new Uint8Array([0xd0, 0xd1, 0xd2]);

/** A well-formed frame of `length` bytes in all. */
function frameOf(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  bytes[0] = 1;
  return bytes;
}

Deno.test("encodeFrame writes each field at its offset, most significant byte first", () => {
  const frame = encodeFrame({ block: 0x0102_0304, offset: 0xfffe_fdfc, digest, data });
  assert.deepEqual(
    [...frame],
    [
      ...[0x01], // 0: type
      ...[0x00], // 1: reserved
      ...[0x00, 0x00], // 2: reserved
      ...[0x01, 0x02, 0x03, 0x04], // 4: block
      ...[0xff, 0xfe, 0xfd, 0xfc], // 8: offset
      ...[0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7], // 12: digest
      ...[0xa8, 0xa9, 0xaa, 0xab, 0xac, 0xad, 0xae, 0xaf],
      ...[0xb0, 0xb1, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6, 0xb7],
      ...[0xb8, 0xb9, 0xba, 0xbb, 0xbc, 0xbd, 0xbe, 0xbf],
      ...[0xd0, 0xd1, 0xd2], // 44: data
    ],
  );
});

Deno.test("FRAME_HEADER_BYTES and MAX_FRAME_DATA_BYTES are what the layout leaves", () => {
  assert.equal(DIGEST_BYTES, 32);
  assert.equal(FRAME_HEADER_BYTES, 44);
  assert.equal(MAX_FRAME_DATA_BYTES, 65_536 - 44);
});

for (
  const { block, offset } of [
    { block: 0, offset: 0 },
    { block: 1, offset: 65_492 },
    // Above 2^31 a signed reader would answer a negative number.
    { block: 0x8000_0000, offset: 0x8000_0000 },
    { block: 0xffff_ffff, offset: 0xffff_ffff },
  ]
) {
  Deno.test(`decodeFrame gives back block ${block} at offset ${offset}`, () => {
    const frame = encodeFrame({ block, offset, digest, data });
    assert.deepEqual(decodeFrame(frame.buffer), { block, offset, digest, data });
  });
}

Deno.test("decodeFrame copies nothing: digest and data are views into the message", () => {
  const { buffer } = encodeFrame({ block: 7, offset: 8, digest, data });
  const frame = decodeFrame(buffer);
  assert.ok(frame);
  assert.equal(frame.digest.buffer, buffer);
  assert.equal(frame.digest.byteOffset, 12);
  assert.equal(frame.digest.length, 32);
  assert.equal(frame.data.buffer, buffer);
  assert.equal(frame.data.byteOffset, 44);
  assert.equal(frame.data.length, 3);
});

for (const length of [FRAME_HEADER_BYTES + 1, MAX_FRAME_BYTES]) {
  Deno.test(`decodeFrame takes a frame of ${length} bytes`, () => {
    const frame = decodeFrame(frameOf(length).buffer);
    assert.equal(frame?.data.length, length - FRAME_HEADER_BYTES);
  });
}

for (
  const length of [
    0,
    1,
    4,
    11,
    12,
    43,
    FRAME_HEADER_BYTES, // A header without data.
    MAX_FRAME_BYTES + 1,
    2 * MAX_FRAME_BYTES,
  ]
) {
  Deno.test(`decodeFrame refuses a message of ${length} bytes`, () => {
    const bytes = new Uint8Array(length);
    if (length > 0) bytes[0] = 1;
    // Not compared as a whole: what a failed comparison shows of a frame has no end.
    assert.equal(decodeFrame(bytes.buffer) === undefined, true);
  });
}

Deno.test("decodeFrame refuses every type but 1", () => {
  for (let type = 0; type < 256; type++) {
    const bytes = frameOf(60);
    bytes[0] = type;
    assert.equal(decodeFrame(bytes.buffer) !== undefined, type === 1, `type ${type}`);
  }
});

Deno.test("decodeFrame refuses any bit set in a reserved byte", () => {
  for (const at of [1, 2, 3]) {
    for (let bit = 0; bit < 8; bit++) {
      const bytes = frameOf(60);
      bytes[at] = 1 << bit;
      assert.equal(decodeFrame(bytes.buffer), undefined, `byte ${at}, bit ${bit}`);
    }
  }
});

Deno.test("decodeFrame answers any bytes without throwing, and encodeFrame restores what it takes", () => {
  const random = new SeededRandom(44);
  let taken = 0;
  for (let round = 0; round < 5_000; round++) {
    const bytes = random.bytes(random.below(120));
    // Left to chance, the first four bytes would hardly ever be those of a frame.
    if (random.chance(0.7)) bytes.set([1, 0, 0, 0].slice(0, bytes.length));
    const frame = decodeFrame(bytes.buffer);
    if (frame === undefined) continue;
    taken++;
    assert.deepEqual(encodeFrame(frame), bytes);
  }
  assert.ok(taken > 1_000, `${taken} frames taken`);
});
