import assert from "node:assert/strict";
import { testArrows } from "../../testing/test_arrows.ts";
import {
  nextRecipient,
  type Recipient,
  type RecipientEvent,
  recipientNumberFor,
  seated,
  servedOf,
} from "./recipients.ts";
import type { Failure } from "../facts/transfer_facts.ts";

const failure: Failure = { reason: "connection-lost", side: "there" };
const earlier: Failure = { reason: "cancelled", side: "here" };
const nobody: ReadonlySet<never> = new Set<never>();
const here = new Set(["here"] as const);

const connected = { number: 2, kind: "connected", path: "lan", interrupted: false } as const;
const transferring = { ...connected, kind: "transferring", pausedBy: nobody } as const;
const done = { number: 2, kind: "done", path: "lan", digest: "d" } as const;
const failed = { number: 2, kind: "failed", failure } as const;

const STATES: Readonly<Record<string, Recipient>> = {
  connected,
  transferring,
  done,
  failed: { ...failed, failure: earlier },
};

const EVENTS: Readonly<Record<string, RecipientEvent>> = {
  path: { type: "path", path: "relay" },
  interrupted: { type: "interrupted", interrupted: true },
  accepted: { type: "accepted" },
  paused: { type: "paused", by: here },
  receipt: { type: "receipt", digest: "d" },
  ended: { type: "ended", failure },
};

const ARROWS: Readonly<Record<string, Recipient>> = {
  "connected --path": { ...connected, path: "relay" },
  "transferring --path": { ...transferring, path: "relay" },
  "connected --interrupted": { ...connected, interrupted: true },
  "transferring --interrupted": { ...transferring, interrupted: true },
  "connected --accepted": transferring,
  "transferring --paused": { ...transferring, pausedBy: here },
  "transferring --receipt": done,
  "connected --ended": failed,
  "transferring --ended": failed,
};

testArrows(nextRecipient, { states: STATES, events: EVENTS, arrows: ARROWS });

/** Recipients on seats 1, 2, …, of these kinds; `lost` left by itself, `removed` was sent away. */
function recipientsOf(...kinds: readonly ("there" | "done" | "lost" | "removed")[]): Recipient[] {
  return kinds.map((kind, index) => {
    const number = index + 1;
    if (kind === "there") return { ...transferring, number };
    if (kind === "done") return { ...done, number };
    return { number, kind: "failed", failure: kind === "lost" ? failure : earlier };
  });
}

Deno.test("recipientNumberFor gives seats in their order, and none beyond the last", () => {
  assert.equal(recipientNumberFor([], 2), 1);
  assert.equal(recipientNumberFor(recipientsOf("there"), 2), 2);
  assert.equal(recipientNumberFor(recipientsOf("there", "done"), 2), undefined);
});

Deno.test("recipientNumberFor gives the seat that was left before one that nobody had: it may be a reload", () => {
  assert.equal(recipientNumberFor(recipientsOf("there", "lost", "there"), 5), 2);
});

Deno.test("recipientNumberFor gives the seat of who was sent away only where there is no other", () => {
  assert.equal(recipientNumberFor(recipientsOf("removed", "there"), 3), 3);
  assert.equal(recipientNumberFor(recipientsOf("removed", "there"), 2), 1);
});

Deno.test("seated keeps the order of numbers, and replaces who had the seat", () => {
  const recipients = seated(recipientsOf("there", "lost", "done"), 2);
  assert.deepEqual(recipients.map(({ number, kind }) => `${number} ${kind}`), [
    "1 transferring",
    "2 connected",
    "3 done",
  ]);
  assert.equal(servedOf(recipients).length, 1);
});
