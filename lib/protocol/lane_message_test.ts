import assert from "node:assert/strict";
import { SeededRandom } from "../testing/simulation/seeded_random.ts";
import {
  BUNDLE_HEADER_BYTES,
  type BundledBlock,
  bundledBytes,
  decodeFrame,
  decodeFrames,
  decodeTally,
  DIGEST_BYTES,
  encodeBundle,
  encodeFrame,
  encodeTally,
  FRAME_HEADER_BYTES,
  sameDigest,
  TALLY_BYTES,
} from "./lane_message.ts";
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

Deno.test("FRAME_HEADER_BYTES is what the layout leaves", () => {
  assert.equal(DIGEST_BYTES, 32);
  assert.equal(FRAME_HEADER_BYTES, 44);
  assert.equal(MAX_FRAME_BYTES - FRAME_HEADER_BYTES, 65_536 - 44);
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

Deno.test("a tally survives the wire, up to the largest whole number a double counts", () => {
  for (const bytes of [0, 1, 65_536, 2 ** 32, Number.MAX_SAFE_INTEGER]) {
    assert.equal(decodeTally(encodeTally(bytes).buffer), bytes);
  }
});

Deno.test("a tally is laid out as the page on the protocol draws it", () => {
  const expected = new Uint8Array([2, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5]);
  assert.deepEqual(encodeTally(0x0102030405), expected);
});

Deno.test("another length, another type, a reserved byte or too large a number is no tally", () => {
  const changed = (at: number, to: number) => {
    const message = encodeTally(7);
    message[at] = to;
    return message.buffer;
  };
  const wrong = [
    new ArrayBuffer(0),
    new ArrayBuffer(TALLY_BYTES - 1),
    new ArrayBuffer(TALLY_BYTES + 1),
    changed(0, 1),
    ...[1, 2, 3].map((at) => changed(at, 1)),
    changed(4, 0xff),
    changed(5, 0x20), // 2 to the power of 53
  ];
  for (const message of wrong) assert.equal(decodeTally(message), undefined);
});

Deno.test("sameDigest sees any byte that differs, and a digest that is cut", () => {
  const other = digest.slice();
  assert.equal(sameDigest(digest, other), true);
  assert.equal(sameDigest(digest, digest.subarray(1)), false);
  for (let at = 0; at < digest.length; at++) {
    const altered = digest.slice();
    altered[at]! ^= 1;
    assert.equal(sameDigest(digest, altered), false, `byte ${at}`);
  }
});
