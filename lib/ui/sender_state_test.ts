import { testArrows } from "../testing/test_arrows.ts";
import type { Refusal } from "./regather.ts";
import { SENDER_START, type SenderEvent, type SenderState, transition } from "./sender_state.ts";
import type { Failure } from "./transfer_facts.ts";

const files = [{ name: "a", size: 1 }];
const more = [...files, { name: "b", size: 2 }];
const link = "https://files.example.org/room/1#key";
const path = "direct";
const failure: Failure = { reason: "connection-lost", side: "here" };
const earlier: Failure = { reason: "cancelled", side: "there" };
const refusal: Refusal = { name: "c", why: "name" };
const nobody: ReadonlySet<never> = new Set<never>();
const here = new Set(["here"] as const);

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

/** Every kind of state, and twice where an event tells two of a kind apart. */
const STATES: Readonly<Record<string, SenderState>> = {
  "nothing chosen": SENDER_START,
  chosen,
  creating,
  finding,
  resuming,
  returning,
  waiting: { kind: "waiting", files, link, notice: "introducing" },
  connected: { kind: "connected", files, link, path: "lan", interrupted: false },
  transferring: {
    kind: "transferring",
    files,
    link,
    path: "lan",
    interrupted: true,
    pausedBy: nobody,
  },
  done: { kind: "done", files, path: "lan", digest: "d" },
  failed: { kind: "failed", files, link, failure: earlier },
  "failed without a link": { kind: "failed", files, link: undefined, failure: earlier },
};

const EVENTS: Readonly<Record<string, SenderEvent>> = {
  choose: { type: "choose", files: more },
  share: { type: "share" },
  find: { type: "find" },
  lost: { type: "lost" },
  found: { type: "found", files: more, canPermit: true },
  "regathered in part": { type: "regathered", missing: more, canPermit: true, refusal },
  regathered: { type: "regathered", missing: [], canPermit: false, refusal },
  created: { type: "created", link },
  notice: { type: "notice", notice: "server-lost" },
  met: { type: "met" },
  path: { type: "path", path },
  interrupted: { type: "interrupted", interrupted: true },
  left: { type: "left" },
  accepted: { type: "accepted" },
  paused: { type: "paused", by: here },
  receipt: { type: "receipt", digest: "e" },
  fail: { type: "fail", failure, linkLives: true },
  "fail with the link": { type: "fail", failure, linkLives: false },
  "retry by waiting": { type: "retry", way: "wait" },
  "retry by returning": { type: "retry", way: "return" },
  "retry by choosing": { type: "retry", way: "choose" },
  "retry by finding": { type: "retry", way: "find" },
  "retry anew": { type: "retry", way: "anew" },
  reset: { type: "reset", files: more },
};

const connected: SenderState = {
  kind: "connected",
  files,
  link,
  path: undefined,
  interrupted: false,
};
const transferring: SenderState = {
  kind: "transferring",
  files,
  link,
  path: "lan",
  interrupted: true,
  pausedBy: nobody,
};
const waiting: SenderState = { kind: "waiting", files, link, notice: undefined };
const unlinked: SenderState = { kind: "failed", files, link: undefined, failure };
const linked: SenderState = { ...unlinked, link };
const anew: SenderState = { kind: "loading", step: "choosing", files: more };

/** Each arrow of the drawing; whatever isn't listed leaves the very same state. */
const ARROWS: Readonly<Record<string, SenderState>> = {
  "nothing chosen --choose": anew,
  "chosen --choose": anew,
  "chosen --share": creating,
  "nothing chosen --find": { kind: "loading", step: "finding", files: [] },
  "chosen --find": finding,
  "finding --lost": chosen,
  "finding --found": { ...resuming, files: more, missing: more, canPermit: true },
  "resuming --regathered in part": { ...resuming, missing: more, canPermit: true, refusal },
  "resuming --regathered": returning,
  "creating --created": waiting,
  "returning --created": waiting,
  "waiting --notice": { ...waiting, notice: "server-lost" },
  "waiting --met": connected,
  "failed --met": connected,
  "connected --path": { ...connected, path },
  "transferring --path": { ...transferring, path },
  "connected --interrupted": { ...connected, path: "lan", interrupted: true },
  "transferring --interrupted": transferring,
  "connected --left": { kind: "waiting", files, link, notice: "receiver-left" },
  "connected --accepted": { ...transferring, interrupted: false },
  "transferring --paused": { ...transferring, pausedBy: here },
  "transferring --receipt": { kind: "done", files, path: "lan", digest: "e" },
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
