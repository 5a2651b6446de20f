import assert from "node:assert/strict";
import { crc32, deflateSync } from "node:zlib";
import { animate, chunksOf } from "./apng.ts";

/** A grey picture of one pixel; `width` is only said. */
function png(grey: number, width = 1): Uint8Array {
  const parts = [Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)];
  const add = (type: string, data: Uint8Array) => {
    const body = Uint8Array.of(...new TextEncoder().encode(type), ...data);
    const [length, sum] = [data.length, crc32(body)].map((value) => {
      const bytes = new Uint8Array(4);
      new DataView(bytes.buffer).setUint32(0, value);
      return bytes;
    });
    parts.push(Uint8Array.of(...length ?? [], ...body, ...sum ?? []));
  };
  add("IHDR", Uint8Array.of(0, 0, 0, width, 0, 0, 0, 1, 8, 0, 0, 0, 0));
  add("IDAT", deflateSync(Uint8Array.of(0, grey)));
  add("IEND", new Uint8Array());
  return Uint8Array.of(...parts.flatMap((part) => [...part]));
}

Deno.test("shots become one PNG whose first picture is the first shot", () => {
  const [first, second] = [png(1), png(2)];
  const chunks = chunksOf(animate([{ png: first, ms: 1_500 }, { png: second, ms: 700 }]));
  assert.deepEqual(chunks.map(({ type }) => type), [
    ...["IHDR", "acTL", "fcTL", "IDAT", "fcTL", "fdAT", "IEND"],
  ]);
  const data = (of: Uint8Array) => chunksOf(of).find(({ type }) => type === "IDAT")?.data;
  assert.deepEqual(chunks[3]?.data, data(first));
  assert.deepEqual(chunks[5]?.data.subarray(4), data(second));
});

Deno.test("shots are numbered, as large as the picture, and shown for their time", () => {
  const chunks = chunksOf(animate([{ png: png(1), ms: 1_500 }, { png: png(2), ms: 700 }]));
  const numbersOf = (index: number) => {
    const { buffer, byteOffset } = chunks[index]?.data ?? new Uint8Array();
    return new DataView(buffer, byteOffset);
  };
  assert.equal(numbersOf(1).getUint32(0), 2);
  assert.deepEqual([2, 4, 5].map((index) => numbersOf(index).getUint32(0)), [0, 1, 2]);
  assert.deepEqual([numbersOf(4).getUint32(4), numbersOf(4).getUint32(8)], [1, 1]);
  assert.deepEqual([2, 4].map((index) => numbersOf(index).getUint16(20)), [1_500, 700]);
  assert.equal(numbersOf(2).getUint16(22), 1_000);
});

Deno.test("what is no PNG, or of another size, is refused", () => {
  assert.throws(() => animate([{ png: new Uint8Array(20), ms: 1 }]), /Not a PNG/);
  assert.throws(
    () => animate([{ png: png(1), ms: 1 }, { png: png(1, 2), ms: 1 }]),
    /Shot 1 isn't like the first/,
  );
});
