// Holds PROTOCOL.md to the code: its examples, its tables, its numbers and its test vectors.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { encodeLinkKey, joinTokenOf } from "../security/link.ts";
import { peerIdOf, sessionIdOf } from "../server/sessions/derived_ids.ts";
import * as server from "../server/limits.ts";
import { ratesFor } from "../server/signaling/inbound_guard.ts";
import { BlockPlan } from "../transfer/block_plan.ts";
import { Ledger, transferRoot } from "../transfer/ledger.ts";
import * as transfer from "../transfer/limits.ts";
import { webDigest } from "../transfer/web_digest.ts";
import { encodeBase64Url } from "./base64url.ts";
import { CloseCode } from "./close_code.ts";
import { parseAnyMessage } from "../testing/parse_any_message.ts";
import { FAILURE_REASONS } from "./failure.ts";
import { joinHashOf } from "./join_hash.ts";
import { FRAME_HEADER_BYTES } from "./lane_message.ts";
import * as limits from "./limits.ts";
import { isRecord } from "./parse.ts";
import { parseClientMessage, parseServerMessage } from "./signaling_message.ts";
import { PROTOCOL_VERSION } from "./version.ts";

const page = await Deno.readTextFile(new URL("./PROTOCOL.md", import.meta.url));

/** The bodies of the fenced blocks of one kind, as "```json control" marks them. */
function blocksOf(kind: string): string[] {
  const fence = new RegExp("^```" + kind + "\\n([\\s\\S]*?)^```$", "gm");
  return [...page.matchAll(fence)].map(([, body = ""]) => body);
}

/** The text between one heading and the next of the same or a higher level. */
function section(heading: string): string {
  const level = heading.indexOf(" ");
  const start = page.indexOf(`\n${heading}\n`);
  assert.ok(start >= 0, `no section ${heading}`);
  const rest = page.slice(start + heading.length + 2);
  const end = rest.search(new RegExp(`^#{1,${level}} `, "m"));
  return end < 0 ? rest : rest.slice(0, end);
}

/** The cells of the rows of the first table in a text, without its head. */
function tableOf(text: string): string[][] {
  const [table = ""] = /^\|(?:.*\|\n)+/m.exec(text) ?? [];
  const rows = table.trim().split("\n").map((row) =>
    row.split("|").slice(1, -1).map((cell) => cell.trim())
  );
  return rows.slice(2);
}

for (
  const { kind, parse, types } of [
    {
      kind: "client",
      parse: parseClientMessage,
      types: ["join", "join", "ice-servers", "relay", "ping", "leave"],
    },
    {
      kind: "server",
      parse: parseServerMessage,
      types: [
        ...["joined", "ice-servers", "peer-joined", "peer-left", "relay", "undeliverable"],
        "pong",
      ],
    },
    {
      kind: "control",
      parse: parseAnyMessage,
      types: [
        ...["bind", "heartbeat", "signal", "bye", "offer", "files", "have", "accept"],
        ...["proving", "ack", "repair", "roots", "finish", "receipt", "pause", "resume", "abort"],
        ...["screen", "sent", "seen"],
      ],
    },
  ]
) {
  Deno.test(`PROTOCOL.md has an example of each ${kind} message, which its parser takes as it is`, () => {
    const seen = blocksOf(`json ${kind}`).map((example) => {
      const message: unknown = JSON.parse(example);
      assert.deepEqual(parse(example), message, example);
      assert.ok(isRecord(message));
      return message.type;
    });
    assert.deepEqual(seen, types);
  });
}

Deno.test("PROTOCOL.md has sealed and HTTP examples that are JSON", () => {
  const sealed = blocksOf("json sealed");
  assert.ok(sealed.length > 0);
  for (const example of sealed) assert.ok(isRecord(JSON.parse(example)), example);
  const http = blocksOf("json http");
  assert.ok(http.length > 0);
  for (const example of http) {
    for (const [body] of example.matchAll(/^\{(?:.*\}$|[\s\S]*?^\}$)/gm)) {
      assert.ok(isRecord(JSON.parse(body)), body);
    }
  }
});

Deno.test("PROTOCOL.md explains every failure reason, in the code's order", () => {
  const reasons = tableOf(section("## Failure reasons")).map(([reason]) => reason);
  assert.deepEqual(reasons, FAILURE_REASONS.map((reason) => `\`${reason}\``));
});

Deno.test("PROTOCOL.md lists every close code under its name", () => {
  const listed = tableOf(section("### Close codes")).map(([code, name]) => [name, Number(code)]);
  const known = Object.entries(CloseCode).map(([name, code]) => [`\`${name}\``, code] as const);
  assert.deepEqual(listed, known.toSorted(([, a], [, b]) => a - b));
});

const [clientLimits = "", serverLimits = ""] = section("## Limits").split(
  "The server's own bounds",
);
const guest = ratesFor(1, server.DEFAULT_MESSAGES_PER_SECOND);
const perAddress = server.DEFAULT_MAX_SOCKETS_PER_ADDRESS;

for (
  const { what, text, rows } of [
    {
      what: "both ends know",
      text: clientLimits,
      rows: [
        ["signaling message", `${limits.MAX_SIGNALING_MESSAGE_BYTES} bytes`],
        ["relay payload", `${limits.MAX_RELAY_PAYLOAD_LENGTH} units`],
        ["sealed plaintext", `${limits.MAX_SEALED_PLAINTEXT_BYTES} bytes`],
        ["ICE candidates of a generation", `${limits.MAX_CANDIDATES_PER_GENERATION}`],
        ["data channel message", `${limits.MAX_FRAME_BYTES} bytes`],
        ["bytes of frames for which a tally is due", `${limits.TALLY_EVERY_BYTES} bytes`],
        ["lanes of a session", `${limits.MAX_LANES}`],
        ["offers of further lanes", `${limits.MAX_LANE_OFFERS}`],
        ["data of a frame that doesn't end its block", `${limits.MIN_FRAME_DATA_BYTES} bytes`],
        ["control message", `${limits.MAX_CONTROL_MESSAGE_LENGTH} units`],
        ["block", `${limits.MIN_BLOCK_BYTES} to ${limits.MAX_BLOCK_BYTES} bytes`],
        ["files in a transfer", `${limits.MAX_FILES}`],
        ["bytes of all paths of a list", `${limits.MAX_LIST_BYTES}`],
        ["folders of a list", `${limits.MAX_LIST_FOLDERS}`],
        ["blocks in a transfer", `${limits.MAX_BLOCKS}`],
        ["path", `${limits.MAX_PATH_LENGTH} units`],
        ["window of FileFrag's receiver", `${transfer.WINDOW_BYTES} bytes`],
        ["blocks on the way", `${transfer.WINDOW_BLOCKS}`],
        ["files of a receiver open at once", `${transfer.MAX_OPEN_SINKS}`],
        ["repairs of a block", `${transfer.MAX_REPAIRS_PER_BLOCK}`],
        ["standstill until all is sent again", `${transfer.STALL_RESEND_MS} ms`],
        ["standstill until the end", `${transfer.STALL_FAIL_MS} ms`],
        ["between two words of a comparison", `${transfer.PROVING_MS} ms`],
      ],
    },
    {
      what: "the server has",
      text: serverLimits,
      rows: [
        [
          "guests of a session",
          `${server.USUAL_GUESTS.file} or up to ${server.MAX_GUESTS.file} (file), ${server.MAX_GUESTS.screen} (screen)`,
        ],
        ["time for the `join`", `${server.JOIN_DEADLINE_MS / 1_000} s`],
        ["absence of the owner", `${server.OWNER_ABSENCE_MS / 60_000} min`],
        ["life of a session", `${server.SESSION_LIFETIME_MS / 3_600_000} h`],
        ["seat kept for a guest", `${server.GUEST_GRACE_MS / 1_000} s`],
        [
          "messages of a guest",
          `${guest.messages.perSecond} a second, ${guest.messages.burst} at once`,
        ],
        ["bytes of a guest", `${guest.bytes.perSecond} a second, ${guest.bytes.burst} at once`],
        ["bytes waiting for a peer that reads slowly", `${guest.maxQueuedBytes}`],
        [
          "sockets of an address",
          `${perAddress}, and ${perAddress / server.SOCKET_REFILL_SECONDS} new ones a second`,
        ],
        ["sessions made by an address", `${server.DEFAULT_SESSIONS_PER_MINUTE} a minute`],
        ["failed joins of an address", `${server.FAILED_JOINS_PER_MINUTE} a minute`],
        ["body of a request", `${server.MAX_REQUEST_BODY_BYTES} bytes`],
      ],
    },
  ]
) {
  Deno.test(`PROTOCOL.md states the limits that ${what}`, () => {
    assert.deepEqual(tableOf(text).map(([name, bound]) => [name, bound]), rows);
  });
}

for (
  const [heading, ...statements] of [
    ["## Versions", `It is ${PROTOCOL_VERSION}.`],
    ["### Message syntax", `at most ${limits.MAX_SIGNALING_MESSAGE_BYTES} bytes`],
    ["### Relaying", `at most ${limits.MAX_RELAY_PAYLOAD_LENGTH} UTF-16 units`],
    ["### Payloads", `at most ${limits.MAX_SEALED_PLAINTEXT_BYTES} bytes`],
    [
      "### Data frames",
      `data (1 to ${limits.MAX_FRAME_BYTES - FRAME_HEADER_BYTES} bytes)`,
      `begins at byte ${FRAME_HEADER_BYTES}`,
      `at least ${limits.MIN_FRAME_DATA_BYTES} bytes`,
      `less than ${FRAME_HEADER_BYTES + 2 * limits.MIN_FRAME_DATA_BYTES} bytes`,
      `at most ${limits.MAX_FRAME_BYTES}`,
    ],
    [
      "### Offering",
      `1 to ${limits.MAX_FILES} files`,
      `between ${limits.MIN_BLOCK_BYTES} and ${limits.MAX_BLOCK_BYTES} bytes`,
      `takes ${limits.BLOCK_BYTES}.`,
      `at ${transfer.FILES_PAGE_LENGTH} characters`,
      `1 to ${limits.MAX_PATH_LENGTH} UTF-16 units`,
      `more than ${limits.MAX_BLOCKS} blocks`,
      `longer than ${limits.MAX_LIST_BYTES} bytes`,
      `more than ${limits.MAX_LIST_FOLDERS} folders`,
      `within ${transfer.STALL_FAIL_MS / 1_000} seconds`,
    ],
    ["### Acknowledgement and repair", `at most ${transfer.RANGES_PAGE_COUNT} ranges`],
    [
      "### Flow control",
      `at most ${transfer.WINDOW_BLOCKS} blocks`,
      `at most ${transfer.MAX_OPEN_SINKS} files open`,
      `for ${transfer.STALL_RESEND_MS / 1_000} seconds`,
      `for ${transfer.STALL_FAIL_MS / 1_000} seconds`,
    ],
    ["### Roots and finish", `at most ${transfer.ROOTS_PAGE_COUNT} into one`],
  ] as const
) {
  Deno.test(`PROTOCOL.md has the code's numbers under ${heading}`, () => {
    const text = section(heading).replaceAll(/\s+/g, " ");
    for (const statement of statements) assert.ok(text.includes(statement), statement);
  });
}

/** The values of a list of vectors: a name of several words, two spaces, the value. */
function vectorsOf(body: string): ReadonlyMap<string, string> {
  const lines = body.trim().split("\n").map((line) => line.split(/ {2,}/));
  return new Map(lines.map(([name = "", value = ""]) => [name, value]));
}

Deno.test("PROTOCOL.md has the vectors of the tokens and ids", async () => {
  const [body = ""] = blocksOf("text vectors");
  const secret = Uint8Array.from({ length: 32 }, (_, index) => index);
  const joinToken = await joinTokenOf(secret);
  const ownerToken = encodeBase64Url(new Uint8Array(32).fill(1));
  assert.deepEqual([...vectorsOf(body)], [
    ["link key", encodeLinkKey(secret)],
    ["join token", joinToken],
    ["join hash", await joinHashOf(joinToken)],
    ["owner token", ownerToken],
    ["session id", await sessionIdOf(ownerToken)],
    ["peer id", await peerIdOf(ownerToken)],
  ]);
});

Deno.test("PROTOCOL.md has the vectors of the roots", async () => {
  const [, body = ""] = blocksOf("text vectors");
  const bytes = Buffer.alloc(20_000, "a");
  const plan = new BlockPlan([bytes.length, 0], 16_384);
  const ledger = new Ledger(plan);
  for (let block = 0; block < plan.blockCount; block++) {
    const { offset, length } = plan.locate(block);
    const part = bytes.subarray(offset, offset + length);
    ledger.add(block, createHash("sha256").update(part).digest());
  }
  const roots = [await ledger.rootOf(0, webDigest), await ledger.rootOf(1, webDigest)];
  assert.deepEqual([...vectorsOf(body)], [
    ["first file root", roots[0]],
    ["second file root", roots[1]],
    ["transfer root", await transferRoot(roots, webDigest)],
    ["held digest", await ledger.heldDigest(webDigest)],
  ]);
});

Deno.test("PROTOCOL.md links to sections that it has", () => {
  const anchors = new Set(
    [...page.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
      title.toLowerCase().replaceAll(/[^\w -]/g, "").replaceAll(" ", "-")
    ),
  );
  for (const [link, anchor = ""] of page.matchAll(/\]\(#([^)]*)\)/g)) {
    assert.ok(anchors.has(anchor), link);
  }
});
