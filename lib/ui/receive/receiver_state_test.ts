import assert from "node:assert/strict";
import { testArrows } from "../../testing/test_arrows.ts";
import type { Side } from "../../transfer/state.ts";
import {
  isMoving,
  RECEIVER_START,
  type ReceiverEvent,
  type ReceiverState,
  transition,
} from "./receiver_state.ts";
import type { Failure } from "../facts/transfer_facts.ts";

const files = [{ name: "a", size: 1, modified: 0 }];
const first = { name: "a", size: 1, url: "blob:1" };
const second = { name: "b", size: 2, url: "blob:2" };
const saved = [first];
const failure: Failure = { reason: "connection-lost", side: "here" };
const earlier: Failure = { reason: "cancelled", side: "there" };

const STATES = {
  loading: RECEIVER_START,
  waiting: { kind: "waiting", notice: "introducing" },
  connected: { kind: "connected", files, begunIn: "there", path: "lan", interrupted: false },
  transferring: {
    kind: "transferring",
    files,
    destination: "here",
    saved,
    path: "lan",
    interrupted: false,
    heldBytes: undefined,
    isContinued: true,
    pausedBy: new Set<Side>(),
  },
  done: { kind: "done", saved, destination: "here", path: "lan", archive: undefined, digest: "d" },
  failed: { kind: "failed", files, saved, failure: earlier },
} as const satisfies Record<ReceiverState["kind"], ReceiverState>;

const EVENTS = {
  joined: { type: "joined", notice: "sender-away" },
  offered: { type: "offered", files },
  path: { type: "path", path: "relay" },
  interrupted: { type: "interrupted", interrupted: true },
  begun: { type: "begun", destination: "elsewhere" },
  accept: { type: "accept", isContinued: true, destination: "here" },
  prepared: { type: "prepared", heldBytes: 7 },
  paused: { type: "paused", by: new Set<Side>(["there"]) },
  saved: { type: "saved", files: [second] },
  text: { type: "text", name: "a", text: "hello" },
  verified: { type: "verified", digest: "e" },
  archive: { type: "archive", archive: { kind: "packing" } },
  fail: { type: "fail", failure },
  broken: { type: "broken" },
  retry: { type: "retry" },
} as const satisfies Record<ReceiverEvent["type"], ReceiverEvent>;

const offer: ReceiverState = {
  kind: "connected",
  files,
  begunIn: undefined,
  path: undefined,
  interrupted: false,
};
const read = [{ ...first, text: "hello" }];

/** Each arrow of the drawing; whatever isn't listed leaves the very same state. */
const ARROWS: Readonly<Record<string, ReceiverState>> = {
  "loading --joined": { kind: "waiting", notice: "sender-away" },
  "waiting --joined": { kind: "waiting", notice: "sender-away" },
  "loading --offered": offer,
  "waiting --offered": offer,
  "connected --begun": { ...STATES.connected, begunIn: "elsewhere" },
  "connected --path": { ...STATES.connected, path: "relay" },
  "transferring --path": { ...STATES.transferring, path: "relay" },
  "connected --interrupted": { ...STATES.connected, interrupted: true },
  "transferring --interrupted": { ...STATES.transferring, interrupted: true },
  "connected --accept": { ...STATES.transferring, saved: [] },
  "transferring --prepared": { ...STATES.transferring, heldBytes: 7 },
  "transferring --paused": { ...STATES.transferring, pausedBy: new Set(["there"]) },
  "transferring --saved": { ...STATES.transferring, saved: [first, second] },
  "transferring --text": { ...STATES.transferring, saved: read },
  "done --text": { ...STATES.done, saved: read },
  "failed --text": { ...STATES.failed, saved: read },
  "transferring --verified": { ...STATES.done, digest: "e" },
  "done --archive": { ...STATES.done, archive: { kind: "packing" } },
  "connected --broken": { kind: "waiting", notice: "reconnecting" },
  "transferring --broken": { kind: "waiting", notice: "reconnecting" },
  "loading --fail": { kind: "failed", files: [], saved: [], failure },
  "waiting --fail": { kind: "failed", files: [], saved: [], failure },
  "connected --fail": { kind: "failed", files, saved: [], failure },
  "transferring --fail": { kind: "failed", files, saved, failure },
  "failed --retry": RECEIVER_START,
};

testArrows(transition, { states: STATES, events: EVENTS, arrows: ARROWS });

Deno.test("a reader whose connection broke is told so until there is other news", () => {
  const waiting = transition(STATES.transferring, { type: "broken" });
  assert.equal(transition(waiting, { type: "joined", notice: "introducing" }), waiting);
  const away = transition(waiting, { type: "joined", notice: "sender-away" });
  assert.deepEqual(away, { kind: "waiting", notice: "sender-away" });
});

Deno.test("isMoving: only a transfer that nobody pauses, also while its connection is repaired", () => {
  const { transferring } = STATES;
  assert.ok(isMoving(transferring));
  assert.ok(isMoving({ ...transferring, interrupted: true }));
  assert.ok(!isMoving({ ...transferring, pausedBy: new Set(["there"]) }));
  assert.ok(!isMoving(STATES.connected) && !isMoving(STATES.done) && !isMoving(STATES.failed));
});
