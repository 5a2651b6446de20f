import assert from "node:assert/strict";
import { newToken } from "../../testing/servers/signaling_fixture.ts";
import { parseShareRecord, type StoredShare } from "./share_store.ts";

const record = {
  joinHash: newToken(),
  id: "9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80",
  url: "https://files.example.org/room/9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80",
  ownerToken: newToken(),
  transferId: newToken(),
  files: [{ path: "a", size: 1, modified: 5 }],
  ways: [undefined, "a text"],
  keptAt: 7,
} as unknown as StoredShare;

Deno.test("parseShareRecord reads what was kept", () => {
  assert.deepEqual(parseShareRecord(structuredClone(record)), record);
});

const WRONG: Readonly<Record<string, unknown>> = {
  "no record": undefined,
  "a list": [record],
  "no session": { ...record, id: "1" },
  "no owner's token": { ...record, ownerToken: "short" },
  "no name of the transfer": { ...record, transferId: undefined },
  "no link": { ...record, url: 5 },
  "a link without end": { ...record, url: "x".repeat(2_049) },
  "no files": { ...record, files: [] },
  "a file without a size": { ...record, files: [{ path: "a", modified: 1 }] },
  "no date": { ...record, keptAt: "yesterday" },
};

for (const [what, value] of Object.entries(WRONG)) {
  Deno.test(`parseShareRecord refuses ${what}`, () => {
    assert.equal(parseShareRecord(value), undefined);
  });
}

Deno.test("parseShareRecord takes only handles and texts for ways back", () => {
  const forged = { ...record, ways: [{ kind: "file", getFile: "?" }, 7, "a text"] };
  assert.deepEqual(parseShareRecord(forged)?.ways, [undefined, undefined, "a text"]);
});
