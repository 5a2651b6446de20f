import assert from "node:assert/strict";
import { testArrows } from "../../testing/test_arrows.ts";
import type { Recipient, RecipientEvent } from "./recipients.ts";
import type { Failure, Refusal } from "../facts/transfer_facts.ts";
import { SENDER_START, type SenderEvent, type SenderState, transition } from "./sender_state.ts";

const files = [{ name: "a", size: 1 }];
const more = [...files, { name: "b", size: 2 }];
const link = "https://files.example.org/room/1#key";
const path = "direct";
const failure: Failure = { reason: "connection-lost", side: "here" };
const earlier: Failure = { reason: "cancelled", side: "there" };
const refusal: Refusal = { name: "c", why: "name" };
const nobody: ReadonlySet<never> = new Set<never>();
const here = new Set(["here"] as const);

const alone = { files, seats: 1, recipients: [] } as const;
const offered: Recipient = { number: 1, kind: "connected", path: "lan", interrupted: false };
const receiving: Recipient = {
  ...offered,
  kind: "transferring",
  interrupted: true,
  pausedBy: nobody,
};
const served: Recipient = { number: 1, kind: "done", path: "lan", digest: "e" };

const chosen: SenderState = { kind: "loading", step: "choosing", files };
const creating: SenderState = { kind: "loading", step: "creating", files };
const finding: SenderState = { kind: "loading", step: "finding", files };
const returning: SenderState = { kind: "loading", step: "returning", files };
const resuming: SenderState = {
  kind: "loading",
  step: "resuming",
  files,
  missing: files,
  canPermit: false,
  refusal: undefined,
};

/** News of a recipient. */
function of(number: number, event: RecipientEvent, linkLives = true): SenderEvent {
  return { type: "recipient", number, event, linkLives };
}

/** Every kind of state, and twice where an event tells two of a kind apart. */
const STATES: Readonly<Record<string, SenderState>> = {
  "nothing chosen": SENDER_START,
  chosen,
  creating,
  finding,
  resuming,
  returning,
  waiting: { kind: "waiting", ...alone, link, notice: "introducing" },
  connected: { kind: "connected", ...alone, link, recipients: [offered] },
  transferring: { kind: "transferring", ...alone, link, recipients: [receiving] },
  done: { kind: "done", ...alone, recipients: [{ ...served, digest: "d" }], digest: "d" },
  failed: { kind: "failed", ...alone, link, failure: earlier },
  "failed without a link": { kind: "failed", ...alone, link: undefined, failure: earlier },
};

const EVENTS: Readonly<Record<string, SenderEvent>> = {
  choose: { type: "choose", files: more },
  share: { type: "share" },
  find: { type: "find" },
  lost: { type: "lost" },
  found: { type: "found", files: more, canPermit: true },
  "regathered in part": { type: "regathered", missing: more, canPermit: true, refusal },
  regathered: { type: "regathered", missing: [], canPermit: false, refusal },
  created: { type: "created", link, seats: 1 },
  notice: { type: "notice", notice: "server-lost" },
  met: { type: "met", number: 1 },
  path: of(1, { type: "path", path }),
  interrupted: of(1, { type: "interrupted", interrupted: true }),
  left: of(1, { type: "ended", failure: { reason: "peer-left", side: "there" } }),
  accepted: of(1, { type: "accepted" }),
  paused: of(1, { type: "paused", by: here }),
  receipt: of(1, { type: "receipt", digest: "e" }),
  ended: of(1, { type: "ended", failure }),
  "ended with the link": of(1, { type: "ended", failure }, false),
  stop: { type: "stop" },
  fail: { type: "fail", failure, linkLives: true },
  "fail with the link": { type: "fail", failure, linkLives: false },
  "retry by waiting": { type: "retry", way: "wait" },
  "retry by returning": { type: "retry", way: "return" },
  "retry by choosing": { type: "retry", way: "choose" },
  "retry by finding": { type: "retry", way: "find" },
  "retry anew": { type: "retry", way: "anew" },
  reset: { type: "reset", files: more },
};

const connected = { kind: "connected", ...alone, link, recipients: [offered] } as const;
const transferring = { kind: "transferring", ...alone, link, recipients: [receiving] } as const;
const newcomer: Recipient = { ...offered, path: undefined };
const waiting = { kind: "waiting", ...alone, link, notice: undefined } as const;
const unlinked = { kind: "failed", ...alone, link: undefined, failure } as const;
const linked: SenderState = { ...unlinked, link };
const anew: SenderState = { kind: "loading", step: "choosing", files: more };

/** Each arrow of the drawing; whatever isn't listed leaves the very same state. */
const ARROWS: Readonly<Record<string, SenderState>> = {
  "nothing chosen --choose": anew,
  "chosen --choose": anew,
  "chosen --share": creating,
  "nothing chosen --find": { kind: "loading", step: "finding", files: [] },
  "chosen --find": finding,
  "finding --lost": { ...chosen, isUnknown: true },
  "finding --found": { ...resuming, files: more, missing: more, canPermit: true },
  "resuming --regathered in part": { ...resuming, missing: more, canPermit: true, refusal },
  "resuming --regathered": returning,
  "creating --created": waiting,
  "returning --created": waiting,
  "waiting --notice": { ...waiting, notice: "server-lost" },
  "waiting --met": { ...connected, recipients: [newcomer] },
  "connected --met": { ...connected, recipients: [newcomer] },
  "transferring --met": { ...connected, recipients: [newcomer] },
  "failed --met": { ...connected, recipients: [newcomer] },
  "connected --path": { ...connected, recipients: [{ ...offered, path }] },
  "transferring --path": { ...transferring, recipients: [{ ...receiving, path }] },
  "connected --interrupted": { ...connected, recipients: [{ ...offered, interrupted: true }] },
  "transferring --interrupted": transferring,
  "connected --left": { ...waiting, notice: "recipient-left" },
  "transferring --left": { ...unlinked, link, failure: { reason: "peer-left", side: "there" } },
  "connected --accepted": { ...transferring, recipients: [{ ...receiving, interrupted: false }] },
  "transferring --paused": { ...transferring, recipients: [{ ...receiving, pausedBy: here }] },
  "transferring --receipt": { kind: "done", ...alone, recipients: [served], digest: "e" },
  "connected --ended": linked,
  "transferring --ended": linked,
  "connected --ended with the link": unlinked,
  "transferring --ended with the link": unlinked,
  "nothing chosen --fail": { ...unlinked, files: [] },
  "chosen --fail": unlinked,
  "creating --fail": unlinked,
  "finding --fail": unlinked,
  "resuming --fail": unlinked,
  "returning --fail": unlinked,
  "waiting --fail": linked,
  "connected --fail": linked,
  "transferring --fail": linked,
  "nothing chosen --fail with the link": { ...unlinked, files: [] },
  "chosen --fail with the link": unlinked,
  "creating --fail with the link": unlinked,
  "finding --fail with the link": unlinked,
  "resuming --fail with the link": unlinked,
  "returning --fail with the link": unlinked,
  "waiting --fail with the link": unlinked,
  "connected --fail with the link": unlinked,
  "transferring --fail with the link": unlinked,
  "failed --retry by waiting": waiting,
  "failed without a link --retry by waiting": returning,
  "failed --retry by returning": returning,
  "failed without a link --retry by returning": returning,
  "failed --retry by choosing": resuming,
  "failed without a link --retry by choosing": resuming,
  "failed --retry by finding": finding,
  "failed without a link --retry by finding": finding,
  "failed --retry anew": chosen,
  "failed without a link --retry anew": chosen,
  ...Object.fromEntries(Object.keys(STATES).map((name) => [`${name} --reset`, anew])),
};

testArrows(transition, { states: STATES, events: EVENTS, arrows: ARROWS });

/** Runs a share of three seats through what happens, and answers where it comes to. */
function several(...events: readonly SenderEvent[]): SenderState {
  const start: SenderState = { ...waiting, seats: 3 };
  return events.reduce(transition, start);
}

/** The recipients of a state: number and kind of each. */
function shown(state: SenderState): readonly string[] {
  return "recipients" in state
    ? state.recipients.map(({ number, kind }) => `${number} ${kind}`)
    : assert.fail(state.kind);
}

const come = (number: number): SenderEvent => ({ type: "met", number });
const accept = (number: number) => of(number, { type: "accepted" });
const receipt = (number: number) => of(number, { type: "receipt", digest: "e" });
const lose = (number: number, linkLives = true) =>
  of(number, { type: "ended", failure: { reason: "connection-lost", side: "there" } }, linkLives);
const spoil = (number: number) =>
  of(number, { type: "ended", failure: { reason: "source-changed", side: "here" } });

Deno.test("several recipients: the page shows the furthest of what goes on", () => {
  assert.equal(several(come(1)).kind, "connected");
  assert.equal(several(come(1), accept(1), come(2)).kind, "transferring");
  assert.equal(several(come(1), accept(1), come(2), receipt(1)).kind, "connected");
  assert.equal(several(come(1), accept(1), receipt(1)).kind, "waiting");
});

Deno.test("several recipients: one that fails fails nobody else, and its seat is free", () => {
  const state = several(come(1), accept(1), come(2), accept(2), lose(1));
  assert.equal(state.kind, "transferring");
  assert.deepEqual(shown(state), ["1 failed", "2 transferring"]);
  assert.deepEqual(shown(transition(state, come(1))), ["1 connected", "2 transferring"]);
  assert.equal(transition(state, lose(2)).kind, "waiting");
});

Deno.test("several recipients: done when every seat was served, and not before", () => {
  const two = several(come(1), accept(1), receipt(1), come(2), accept(2), receipt(2));
  assert.equal(two.kind, "waiting");
  const three = [come(3), accept(3), receipt(3)].reduce(transition, two);
  assert.ok(three.kind === "done" && three.digest === "e");
  assert.deepEqual(shown(three), ["1 done", "2 done", "3 done"]);
});

Deno.test("several recipients: stop is done where anyone was served, and nothing where nobody was", () => {
  const served = several(come(1), accept(1), receipt(1), come(2), accept(2));
  const stopped = transition(served, { type: "stop" });
  assert.equal(stopped.kind, "done");
  assert.deepEqual(shown(stopped), ["1 done", "2 failed"]);
  const nobody = several(come(1), accept(1));
  assert.equal(transition(nobody, { type: "stop" }), nobody);
});

Deno.test("several recipients: the end of the link is the end when the last one is gone", () => {
  const served = several(come(1), accept(1), receipt(1), come(2), accept(2));
  assert.equal(transition(served, lose(2, false)).kind, "done");
  const nobody = several(come(1), accept(1), come(2), accept(2), lose(1, false));
  assert.equal(nobody.kind, "transferring");
  const over = transition(nobody, lose(2, false));
  assert.ok(over.kind === "failed" && over.link === undefined);
});

Deno.test("several recipients: files that changed end the share once that was said of all there are", () => {
  const one = several(come(1), accept(1), come(2), accept(2), spoil(1));
  assert.equal(one.kind, "transferring");
  const all = transition(one, spoil(2));
  assert.ok(all.kind === "failed" && all.failure.reason === "source-changed" && all.link === link);
});
