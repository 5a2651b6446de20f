import assert from "node:assert/strict";
import { FakeIndexedDb, installHandleClasses } from "../../testing/fakes/fake_indexed_db.ts";
import { testRecordStore } from "../record_store_contract.ts";
import { type DestinationRecord, openDestinationRecords } from "./destination_records.ts";

installHandleClasses();

/** A destination as it comes back: somebody has begun to write there. */
const file = {
  list: "digest of one offer",
  destination: { kind: "file", handle: { kind: "file", name: "a.txt" }, isBegun: true },
} as unknown as DestinationRecord;

const folder = {
  list: "digest of another",
  destination: {
    kind: "folder",
    handle: { kind: "directory", name: "Downloads" },
    paths: [["trip", "a.txt"], ["b.txt"]],
    isBegun: true,
  },
} as unknown as DestinationRecord;

testRecordStore({
  name: "the store of destinations",
  database: "filefrag places",
  open: openDestinationRecords,
  samples: [file, folder],
});

const WRONG: Readonly<Record<string, unknown>> = {
  "whose digest is too long": { ...file, list: "x".repeat(65) },
  "without a handle": { ...file, destination: { kind: "file", handle: "a.txt" } },
  "of a folder without paths": { ...folder, destination: { ...folder.destination, paths: 3 } },
  "of a folder whose paths aren't texts": {
    ...folder,
    destination: { ...folder.destination, paths: [["a", 3]] },
  },
};

for (const [what, value] of Object.entries(WRONG)) {
  Deno.test(`the store of destinations passes over a record ${what}`, async () => {
    const store = openDestinationRecords(new FakeIndexedDb(), () => 1_000);
    await store.keep("session", value as DestinationRecord);
    assert.equal(await store.load("session"), undefined);
  });
}
