import assert from "node:assert/strict";
import { centralEntry, endRecords, localHeader, type ZipRecord } from "./zip_records.ts";

const name = new TextEncoder().encode("a.bin");
const MODIFIED = Date.UTC(2026, 0, 2, 3, 4, 7);
const record: ZipRecord = {
  name,
  isFolder: false,
  modified: MODIFIED,
  size: 5,
  crc: 0x3610_a686,
};
const LARGE = 2 ** 32 + 5;

function hex(bytes: Uint8Array): string {
  return bytes.toHex();
}

/** 2026-01-02 03:04:06 in the zone of these tests. */
const date = new Date(MODIFIED);
const dosTime = date.getHours() << 11 | date.getMinutes() << 5 | date.getSeconds() >> 1;
const dosDate = (date.getFullYear() - 1980) << 9 | (date.getMonth() + 1) << 5 | date.getDate();
const time = hex(new Uint8Array(new Uint16Array([dosTime, dosDate]).buffer));
const exact = "55540500" + "01" + hex(new Uint8Array(new Uint32Array([MODIFIED / 1000]).buffer));

Deno.test("localHeader() writes each field at its offset, size and sum included", () => {
  assert.equal(
    hex(localHeader(record)),
    `504b0304${"1400"}${"0008"}${"0000"}${time}86a61036${"05000000".repeat(2)}0500${"0900"}` +
      hex(name) + exact,
  );
});

Deno.test("localHeader() of a file of 4 GiB has its sizes in a ZIP64 field", () => {
  const size = "0500000001000000";
  assert.equal(
    hex(localHeader({ ...record, size: LARGE })),
    `504b0304${"2d00"}${"0008"}${"0000"}${time}86a61036${"ffffffff".repeat(2)}0500${"1d00"}` +
      hex(name) + `01001000${size}${size}` + exact,
  );
});

Deno.test("centralEntry() says sizes and the offset in a ZIP64 field where they need it, and only then", () => {
  const near = hex(centralEntry(record, 7));
  assert.ok(near.startsWith("504b0102" + "1403" + "1400" + "0008" + "0000" + time));
  assert.ok(near.endsWith("07000000" + hex(name) + exact));
  const far = hex(centralEntry(record, LARGE));
  assert.ok(far.endsWith("ffffffff" + hex(name) + "01000800" + "0500000001000000" + exact));
  const both = hex(centralEntry({ ...record, size: LARGE }, LARGE));
  assert.ok(both.endsWith(hex(name) + "01001800" + "0500000001000000".repeat(3) + exact));
});

for (
  const [what, modified, expected] of [
    ["before 1980", Date.UTC(1975, 5, 5), "00002100"],
    ["after 2107", Date.UTC(2200, 5, 5), "7dbf9fff"],
  ] as const
) {
  Deno.test(`localHeader() says the nearest date that the old field has, of one ${what}`, () => {
    assert.equal(hex(localHeader({ ...record, modified })).slice(20, 28), expected);
  });
}

Deno.test("localHeader() leaves out the exact second where 32 bits don't hold it", () => {
  for (const modified of [-1_000, 2 ** 31 * 1_000]) {
    assert.ok(hex(localHeader({ ...record, modified })).endsWith(hex(name)));
  }
});

Deno.test("endRecords() has the ZIP64 records where a number needs them, and only then", () => {
  assert.equal(
    hex(endRecords({ count: 2, size: 9, offset: 100 })),
    "504b0506" + "00000000" + "02000200" + "09000000" + "64000000" + "0000",
  );
  for (
    const [count, size, offset] of [[0xffff, 9, 100], [2, LARGE, 100], [2, 9, LARGE]] as const
  ) {
    const end = endRecords({ count, size, offset });
    const view = new DataView(end.buffer);
    assert.equal(end.length, 98);
    assert.deepEqual(
      [24, 32, 40, 48].map((at) => Number(view.getBigUint64(at, true))),
      [count, count, size, offset],
    );
    // The locator: the record before it lies right behind the directory.
    assert.equal(Number(view.getBigUint64(56 + 8, true)), offset + size);
    assert.deepEqual(
      [view.getUint16(76 + 8, true), view.getUint32(76 + 12, true), view.getUint32(76 + 16, true)],
      [Math.min(count, 0xffff), Math.min(size, 0xffff_ffff), Math.min(offset, 0xffff_ffff)],
    );
  }
});
