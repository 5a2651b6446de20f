import fc from "fast-check";
import { parseTransferMessage } from "../../../protocol/control_message.ts";
import { parseControlMessage } from "../../../protocol/link_message.ts";
import { parseFailureReason } from "../../../protocol/failure.ts";
import { parseFileEntry } from "../../../protocol/file_entry.ts";
import {
  decodeFrames,
  decodeTally,
  encodeBundle,
  encodeFrame,
  encodeTally,
} from "../../../protocol/lane_message.ts";
import {
  MAX_BLOCK_BYTES,
  MAX_BLOCKS,
  MAX_FILES,
  MIN_BLOCK_BYTES,
} from "../../../protocol/limits.ts";
import { isRecord, type UnknownRecord } from "../../../protocol/parse.ts";
import { MAX_DELAY_MS, parseScreenMessage } from "../../../protocol/screen_message.ts";
import type { Door, JsonValue } from "../door.ts";
import { entry, reason, token, typed, wholeNumber } from "../pieces.ts";

const range: fc.Arbitrary<JsonValue> = wholeNumber(0, MAX_BLOCKS - 1)
  .chain((from) => fc.tuple(fc.constant(from), wholeNumber(from + 1, MAX_BLOCKS)));
const ranges = fc.array(range, { minLength: 1, maxLength: 4 });

const linkMessage = fc.oneof(
  typed("bind", { tag: token }),
  typed("heartbeat"),
  typed("bye"),
  typed("signal", { lane: wholeNumber(0, 7), payload: fc.record({ revision: wholeNumber() }) }),
);

const transferMessage = fc.oneof(
  typed("offer", {
    transferId: token,
    fileCount: wholeNumber(1, MAX_FILES),
    totalBytes: wholeNumber(),
    blockBytes: wholeNumber(MIN_BLOCK_BYTES, MAX_BLOCK_BYTES),
  }),
  typed("files", {
    first: wholeNumber(0, MAX_FILES),
    files: fc.array(entry, { minLength: 1, maxLength: 3 }),
  }),
  typed("proving", { blocks: wholeNumber(1, MAX_BLOCKS) }),
  typed("roots", {
    first: wholeNumber(0, MAX_FILES),
    roots: fc.array(token, { minLength: 1, maxLength: 3 }),
  }),
  typed("finish", { root: token }),
  typed("receipt", { root: token }),
  typed("have", { ranges }),
  typed("ack", { ranges }),
  typed(
    "accept",
    {
      transferId: token,
      windowBytes: wholeNumber(1),
      haveDigest: fc.oneof(token, fc.constant("")),
    },
    { bundles: fc.constant(true) },
  ),
  typed("repair", { block: wholeNumber(0, MAX_BLOCKS - 1) }),
  typed("pause"),
  typed("resume"),
  typed("abort", { reason }),
);

const delayMs = wholeNumber(0, MAX_DELAY_MS);

const screenMessage = fc.oneof(
  typed(
    "screen",
    { state: fc.constantFrom("live", "paused", "ended"), hasSound: fc.boolean() },
    { held: fc.constant(true) },
  ),
  typed("sent", { delayMs }),
  typed("seen", { delayMs }, { undecoded: fc.constant(true) }),
);

const digest = fc.uint8Array({ minLength: 32, maxLength: 32 });
const data = fc.uint8Array({ minLength: 1, maxLength: 40 });
const number32 = wholeNumber(0, 2 ** 32 - 1);

const frame = fc.record({ block: number32, offset: number32, digest, data })
  .map((frame) => encodeFrame(frame as Parameters<typeof encodeFrame>[0]).slice());

const bundle = fc.array(fc.record({ block: number32, digest, data }), {
  minLength: 1,
  maxLength: 3,
})
  .map((blocks) =>
    encodeBundle(blocks as Parameters<typeof encodeBundle>[0], new ArrayBuffer(1_000)).slice()
  );

/** As a page reads them: a value that is no record is none of its messages. */
const ofRecord = (parse: (value: UnknownRecord) => unknown) => (value: unknown) =>
  isRecord(value) ? parse(value) : undefined;

/** What comes over the channels between two pages. */
export const PEER_DOORS: readonly Door[] = [
  {
    kind: "json",
    name: "parseControlMessage",
    grammar: fc.oneof(linkMessage, transferMessage),
    parse: (text) => parseControlMessage(text, parseTransferMessage),
  },
  {
    kind: "value",
    name: "parseTransferMessage",
    grammar: transferMessage,
    parse: ofRecord(parseTransferMessage),
  },
  {
    kind: "value",
    name: "parseScreenMessage",
    grammar: screenMessage,
    parse: ofRecord(parseScreenMessage),
  },
  { kind: "value", name: "parseFileEntry", grammar: entry, parse: parseFileEntry },
  { kind: "value", name: "parseFailureReason", grammar: reason, parse: parseFailureReason },
  {
    kind: "bytes",
    name: "decodeFrames",
    grammar: fc.oneof(frame, bundle),
    parse: ({ buffer }) => decodeFrames(buffer),
  },
  {
    kind: "bytes",
    name: "decodeTally",
    grammar: wholeNumber().map((bytes) => encodeTally(bytes)),
    parse: ({ buffer }) => decodeTally(buffer),
  },
];
