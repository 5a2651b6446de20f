import assert from "node:assert/strict";
import { FakeIndexedDb, installHandleClasses } from "../../testing/fakes/fake_indexed_db.ts";
import { newToken } from "../../testing/servers/signaling_fixture.ts";
import { testRecordStore } from "../record_store_contract.ts";
import { MAX_SHARES, openShareStore, parseStoredShare, type StoredShare } from "./share_store.ts";

const record = {
  id: "9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80",
  url: "https://files.example.org/room/9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80",
  ownerToken: newToken(),
  transferId: newToken(),
  files: [{ path: "a", size: 1, modified: 5 }],
  ways: [undefined, "a text"],
} as unknown as StoredShare;

Deno.test("parseStoredShare reads what was kept", () => {
  assert.deepEqual(parseStoredShare(structuredClone(record)), record);
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
};

for (const [what, value] of Object.entries(WRONG)) {
  Deno.test(`parseStoredShare refuses ${what}`, () => {
    assert.equal(parseStoredShare(value), undefined);
  });
}

Deno.test("parseStoredShare takes only handles and texts for ways back", () => {
  const forged = { ...record, ways: [{ kind: "file", getFile: "?" }, 7, "a text"] };
  assert.deepEqual(parseStoredShare(forged)?.ways, [undefined, undefined, "a text"]);
});

Deno.test("parseStoredShare takes handles of files and folders for ways back", () => {
  using _classes = installHandleClasses();
  const ways = [{ kind: "file", name: "a" }, { kind: "directory", name: "b" }];
  assert.deepEqual(parseStoredShare({ ...record, ways })?.ways, ways);
});

testRecordStore({
  name: "the store of shares",
  database: "filefrag shares",
  open: openShareStore,
  samples: [record, { ...record, guests: 3, ways: ["another text", undefined] }],
});

Deno.test("the store of shares keeps the newest where there are too many", async () => {
  let now = 1_000;
  const store = openShareStore(new FakeIndexedDb(), () => now++);
  const keys = Array.from({ length: MAX_SHARES + 2 }, (_, index) => `share ${MAX_SHARES - index}`);
  for (const key of keys) await store.keep(key, record);
  const found = await Promise.all(keys.map((key) => store.load(key)));
  assert.deepEqual(found.map((share) => share !== undefined), [
    false,
    false,
    ...Array.from({ length: MAX_SHARES }, () => true),
  ]);
});
