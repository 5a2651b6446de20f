import { Buffer } from "node:buffer";
import fc from "fast-check";
import { encodeNameRecord, parseNameRecords } from "../../../storage/disk/disk_names.ts";
import { parseLockHolder } from "../../../storage/disk/folder_lock.ts";
import {
  blockRecord,
  notesOf,
  oursRecord,
  savedRecord,
} from "../../../storage/opfs/ledger_file.ts";
import { parseOpfsReply, parseOpfsRequest } from "../../../storage/opfs/opfs_messages.ts";
import { parseReceived } from "../../../storage/opfs/received_record.ts";
import { encodeBatch, readPack } from "../../../storage/opfs/small_pack.ts";
import { parseDescription } from "../../../storage/opfs/transfer_description.ts";
import { parseStoredShare } from "../../../storage/sources/share_store.ts";
import { parseHandle } from "../../../storage/parse_handle.ts";
import type { Door, JsonValue } from "../door.ts";
import { entry, id, text, token, typed, wholeNumber } from "../pieces.ts";

const place: fc.Arbitrary<JsonValue> = fc.record({ directory: text(20), name: text(5) });

const opfsRequest = fc.oneof(
  typed("open", { file: wholeNumber(), entry: place }),
  typed("finish", { call: wholeNumber(), file: wholeNumber(), size: wholeNumber() }),
  typed("keep", { call: wholeNumber(), file: wholeNumber() }),
  typed("discard", { call: wholeNumber(), file: wholeNumber(), entry: place }),
  typed("probe", { call: wholeNumber(), entry: place, bytes: wholeNumber() }),
);

const opfsReply = fc.oneof(
  typed("done", { call: wholeNumber() }),
  typed("room", { call: wholeNumber(), bytes: wholeNumber() }),
  typed("failed", {
    call: wholeNumber(),
    reason: fc.constantFrom("storage-full", "storage-failed"),
    message: text(20),
  }),
);

const description = fc.record({
  sessionId: text(40),
  transferId: text(40),
  listDigest: text(40),
  acceptedAt: wholeNumber(),
});

const received = fc.record({
  sessionId: text(40),
  acceptedAt: wholeNumber(),
  files: fc.array(entry, { minLength: 1, maxLength: 3 }),
});

const share = fc.record({
  id,
  url: text(40),
  ownerToken: token,
  transferId: token,
  files: fc.array(entry, { minLength: 1, maxLength: 3 }),
  ways: fc.array(fc.oneof(text(10), fc.constant(null)), { maxLength: 3 }),
}, { requiredKeys: ["id", "url", "ownerToken", "transferId", "files"] });

const fileName = text(20).map((name) => `n${name.replaceAll(/[/\\\0]/g, "_")}`);

const names = fc.tuple(
  fc.array(fileName, { maxLength: 3 }).map((tops) => encodeNameRecord({ tops })),
  fc.array(
    fc.record({ file: fc.nat(1_000), name: fileName }).map((record) => encodeNameRecord(record)),
    { maxLength: 3 },
  ),
).map(([tops, begun]) => new TextDecoder().decode(Buffer.concat([tops, ...begun])));

const lockHolder = fc.record({
  pid: fc.integer({ min: 1, max: 2 ** 22 }),
  started: text(20),
  run: text(20),
});

const digest = fc.uint8Array({ minLength: 32, maxLength: 32 });
const ledger = fc.array(
  fc.oneof(
    fc.tuple(wholeNumber(0, 2 ** 24), digest).map(([block, digest]) => blockRecord(block, digest)),
    wholeNumber(0, 100_000).map(savedRecord),
    wholeNumber(0, 100_000).map(oursRecord),
  ),
  { maxLength: 5 },
).map(joined);

const smallFile = fc.tuple(wholeNumber(0, 100_000), fc.uint8Array({ maxLength: 20 }));
const pack = fc.array(fc.array(smallFile, { minLength: 1, maxLength: 3 }).map(encodeBatch), {
  maxLength: 3,
}).map(joined);

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** What a browser's storage gives back, of whatever version wrote it, and what its workers say. */
export const STORED_DOORS: readonly Door[] = [
  { kind: "value", name: "parseOpfsRequest", grammar: opfsRequest, parse: parseOpfsRequest },
  { kind: "value", name: "parseOpfsReply", grammar: opfsReply, parse: parseOpfsReply },
  {
    kind: "json",
    name: "parseDescription",
    grammar: description,
    parse: (text) => parseDescription(new Blob([text])),
  },
  {
    kind: "json",
    name: "parseReceived",
    grammar: received,
    parse: (text) => parseReceived(new Blob([text])),
  },
  { kind: "value", name: "parseStoredShare", grammar: share, parse: parseStoredShare },
  {
    kind: "value",
    name: "parseHandle",
    // No value that could be written as JSON is a handle: all that counts is that none throws.
    grammar: fc.constant(null),
    parse: (value) => parseHandle(value) ?? null,
  },
  { kind: "text", name: "parseNameRecords", grammar: names, parse: parseNameRecords },
  { kind: "json", name: "parseLockHolder", grammar: lockHolder, parse: parseLockHolder },
  {
    kind: "bytes",
    name: "notesOf",
    grammar: ledger,
    parse: (bytes) =>
      Array.fromAsync(notesOf(new Blob([bytes]), { onSaved: () => {}, onOurs: () => {} })),
  },
  {
    kind: "bytes",
    name: "readPack",
    grammar: pack,
    parse: (bytes) => readPack(new Blob([bytes])),
  },
];
