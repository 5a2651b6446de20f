import assert from "node:assert/strict";
import type { ControlMessage } from "./control_message.ts";
import { encodeControlMessage } from "./link_message.ts";
import { parseAnyMessage } from "../testing/parse_any_message.ts";
import { FAILURE_REASONS } from "./failure.ts";
import {
  MAX_BLOCK_BYTES,
  MAX_BLOCKS,
  MAX_CONTROL_MESSAGE_LENGTH,
  MAX_FILES,
  MIN_BLOCK_BYTES,
} from "./limits.ts";

const digest = "A".repeat(43); // 32 zero bytes.
const other = "B".repeat(42) + "A";
const entry = { path: "a", size: 1, modified: 0 };
const most = Number.MAX_SAFE_INTEGER;

const SAMPLES: readonly ControlMessage[] = [
  { type: "bind", tag: digest },
  { type: "heartbeat" },
  { type: "signal", lane: 0, payload: { revision: 1, description: { type: "offer", sdp: "v=0" } } },
  { type: "bye" },
  { type: "offer", transferId: digest, fileCount: 3, totalBytes: 7, blockBytes: 1_048_576 },
  { type: "files", first: 0, files: [entry, { path: "b/c", size: 0, modified: 5 }] },
  { type: "proving", blocks: 7 },
  { type: "roots", first: 2, roots: [digest, other] },
  { type: "finish", root: digest },
  { type: "have", ranges: [[0, 1], [5, 900]] },
  { type: "accept", transferId: digest, windowBytes: 16_777_216, haveDigest: other },
  { type: "ack", ranges: [[0, 1]] },
  { type: "repair", block: 3 },
  { type: "receipt", root: digest },
  { type: "pause" },
  { type: "resume" },
  { type: "abort", reason: "cancelled" },
  { type: "screen", state: "live", hasSound: true },
  { type: "sent", delayMs: 12 },
  { type: "seen", delayMs: 87 },
];

/** Messages at the edge of what is allowed. */
const EXTREMES: readonly ControlMessage[] = [
  { type: "signal", lane: 7, payload: {} },
  { type: "offer", transferId: digest, fileCount: 1, totalBytes: 0, blockBytes: MIN_BLOCK_BYTES },
  {
    type: "offer",
    transferId: digest,
    fileCount: MAX_FILES,
    totalBytes: most,
    blockBytes: MAX_BLOCK_BYTES,
  },
  { type: "files", first: MAX_FILES, files: [entry] },
  { type: "files", first: 0, files: Array.from({ length: 300 }, () => entry) },
  { type: "proving", blocks: 1 },
  { type: "proving", blocks: MAX_BLOCKS },
  { type: "roots", first: MAX_FILES, roots: Array.from({ length: 300 }, () => digest) },
  { type: "have", ranges: [[0, MAX_BLOCKS]] },
  { type: "ack", ranges: [[MAX_BLOCKS - 1, MAX_BLOCKS]] },
  // Nothing asks for sorted or disjoint ranges.
  { type: "ack", ranges: [[5, 6], [0, 9], [0, 9]] },
  { type: "accept", transferId: digest, windowBytes: 1, haveDigest: "" },
  { type: "accept", transferId: digest, windowBytes: most, haveDigest: "" },
  { type: "accept", transferId: digest, windowBytes: 1, haveDigest: "", bundles: true },
  { type: "repair", block: 0 },
  { type: "repair", block: MAX_BLOCKS - 1 },
  { type: "sent", delayMs: 0 },
  { type: "seen", delayMs: 60_000 },
  ...FAILURE_REASONS.map((reason) => ({ type: "abort", reason }) as const),
];

for (const message of [...SAMPLES, ...EXTREMES]) {
  const text = encodeControlMessage(message);
  Deno.test(`parseAnyMessage reads ${text.slice(0, 90)}`, () => {
    assert.deepEqual(parseAnyMessage(text), message);
  });
}

/** In JSON, because some of it has no other way to arrive. */
const JUNK = ["null", "true", "-1", "0.5", "1e400", "9007199254740992", "[]", '{"length":1}'];
JUNK.push(
  '"__proto__"',
  '"constructor"',
  `"${digest}="`,
  `"${"A".repeat(5_000)}"`,
  "[[]]",
  "[null]",
);

for (const message of SAMPLES) {
  const { type } = message;
  for (const [member, value] of Object.entries(message)) {
    Deno.test(`parseAnyMessage refuses a "${type}" whose ${member} is missing or of another kind`, () => {
      const text = JSON.stringify(message);
      const own = `"${member}":${JSON.stringify(value)}`;
      assert.ok(text.includes(own));
      assert.equal(
        parseAnyMessage(JSON.stringify({ ...message, [member]: undefined })),
        undefined,
      );
      for (const junk of JUNK) {
        // Opaque here: the negotiation looks into it.
        if (member === "payload" && /^[{[]/.test(junk)) continue;
        if (typeof value === "boolean" && junk === "true") continue;
        const altered = text.replace(own, `"${member}":${junk}`);
        assert.equal(parseAnyMessage(altered), undefined, altered.slice(0, 200));
      }
    });
  }

  Deno.test(`parseAnyMessage drops what a "${type}" has too much, and a prototype too`, () => {
    const text = encodeControlMessage(message).replace(
      "{",
      '{"__proto__":{"polluted":1},"constructor":7,"extra":[1],',
    );
    const parsed = parseAnyMessage(text);
    assert.deepEqual(parsed, message);
    assert.deepEqual(Object.keys(parsed ?? {}).sort(), Object.keys(message).sort());
    assert.equal(Object.hasOwn(Object.prototype, "polluted"), false);
  });
}

const long = "x".repeat(1_025);

for (
  const message of [
    { type: "bind", tag: digest.slice(1) },
    { type: "bind", tag: digest + "A" },
    { type: "bind", tag: digest.slice(1) + "B" }, // Stray bits: not the one text of its bytes.
    { type: "bind", tag: digest.slice(1) + "+" },
    { type: "signal", lane: 8, payload: {} },
    { type: "signal", lane: 0, payload: [] },
    { type: "offer", transferId: "", fileCount: 1, totalBytes: 0, blockBytes: MIN_BLOCK_BYTES },
    { type: "offer", transferId: digest, fileCount: 0, totalBytes: 0, blockBytes: MIN_BLOCK_BYTES },
    {
      type: "offer",
      transferId: digest,
      fileCount: MAX_FILES + 1,
      totalBytes: 0,
      blockBytes: MIN_BLOCK_BYTES,
    },
    { type: "offer", transferId: digest, fileCount: 1, totalBytes: 0, blockBytes: 0 },
    {
      type: "offer",
      transferId: digest,
      fileCount: 1,
      totalBytes: 0,
      blockBytes: MIN_BLOCK_BYTES - 1,
    },
    {
      type: "offer",
      transferId: digest,
      fileCount: 1,
      totalBytes: 0,
      blockBytes: MAX_BLOCK_BYTES + 1,
    },
    { type: "files", first: 0, files: [] },
    { type: "files", first: MAX_FILES + 1, files: [entry] },
    { type: "files", first: 0, files: [entry, null] },
    { type: "files", first: 0, files: [entry, { ...entry, size: -1 }] },
    { type: "files", first: 0, files: [{ ...entry, path: "" }] },
    { type: "files", first: 0, files: [{ ...entry, path: long }] },
    { type: "files", first: 0, files: { 0: entry, length: 1 } },
    { type: "proving" },
    { type: "proving", blocks: 0 },
    { type: "proving", blocks: MAX_BLOCKS + 1 },
    { type: "roots", first: 0, roots: [] },
    { type: "roots", first: MAX_FILES + 1, roots: [digest] },
    { type: "roots", first: 0, roots: [digest, ""] },
    { type: "roots", first: 0, roots: digest },
    { type: "finish", root: "" },
    { type: "have", ranges: [] },
    { type: "have", ranges: [[0, MAX_BLOCKS + 1]] },
    { type: "ack", ranges: [[0, 0]] },
    { type: "ack", ranges: [[4, 3]] },
    { type: "ack", ranges: [[-1, 3]] },
    { type: "ack", ranges: [[0]] },
    { type: "ack", ranges: [[0, 1, 2]] },
    { type: "ack", ranges: [[0, 1], [1, 1.5]] },
    { type: "ack", ranges: [["0", "1"]] },
    { type: "ack", ranges: [{ 0: 0, 1: 1, length: 2 }] },
    { type: "ack", ranges: [0, 1] },
    { type: "accept", transferId: digest, windowBytes: 0, haveDigest: "" },
    { type: "accept", transferId: digest, windowBytes: 1, haveDigest: "A" },
    { type: "accept", transferId: "", windowBytes: 1, haveDigest: "" },
    { type: "repair", block: MAX_BLOCKS },
    { type: "receipt", root: long },
    { type: "screen", state: "stopped", hasSound: true },
    { type: "screen", state: ["live"], hasSound: true },
    { type: "screen", state: "live", hasSound: 1 },
    { type: "sent", delayMs: 60_001 },
    { type: "seen", delayMs: 1.5 },
    { type: "abort", reason: "because" },
    { type: "abort", reason: ["cancelled"] },
    { type: "abort", reason: "toString" },
    { type: "join" },
    { type: "" },
    { type: ["bye"] },
  ]
) {
  const text = JSON.stringify(message);
  Deno.test(`parseAnyMessage refuses ${text.slice(0, 110)}`, () => {
    assert.equal(parseAnyMessage(text), undefined);
  });
}

for (const text of ["", "7", "null", "[]", '"bye"', '[{"type":"bye"}]', "{}", '{"Type":"bye"}']) {
  Deno.test(`parseAnyMessage refuses the text ${JSON.stringify(text)}`, () => {
    assert.equal(parseAnyMessage(text), undefined);
  });
}

Deno.test("parseAnyMessage refuses a message that only its prototype would make one", () => {
  assert.equal(parseAnyMessage('{"__proto__":{"type":"bye"}}'), undefined);
  assert.equal(
    parseAnyMessage(`{"type":"finish","__proto__":{"root":"${digest}"}}`),
    undefined,
  );
});

Deno.test("parseAnyMessage takes a text as long as allowed, and not one character more", () => {
  const padded = (length: number) => '{"type":"bye"}'.padEnd(length, " ");
  assert.deepEqual(parseAnyMessage(padded(MAX_CONTROL_MESSAGE_LENGTH)), { type: "bye" });
  assert.equal(parseAnyMessage(padded(MAX_CONTROL_MESSAGE_LENGTH + 1)), undefined);
});

Deno.test("parseControlMessage takes a bye with a reason that it doesn't know for a bye", () => {
  for (const reason of ["removed", "session-full"] as const) {
    const bye = { type: "bye", reason } as const;
    assert.deepEqual(parseAnyMessage(encodeControlMessage(bye)), bye);
  }
  for (const reason of ["internal", "", 7, null, {}]) {
    assert.deepEqual(parseAnyMessage(JSON.stringify({ type: "bye", reason })), { type: "bye" });
  }
});
