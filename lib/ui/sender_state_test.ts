import { testArrows } from "../testing/test_arrows.ts";
import { SENDER_START, type SenderEvent, type SenderState, transition } from "./sender_state.ts";
import type { Failure } from "./transfer_facts.ts";

const files = [{ name: "a", size: 1 }];
const more = [...files, { name: "b", size: 2 }];
const link = "https://files.example.org/room/1#key";
const path = "direct";
const failure: Failure = { reason: "connection-lost", side: "here" };
const earlier: Failure = { reason: "cancelled", side: "there" };

/** Every kind of state, and twice where an event tells two of a kind apart. */
const STATES: Readonly<Record<string, SenderState>> = {
  "nothing chosen": SENDER_START,
  chosen: { kind: "loading", files, creating: false },
  creating: { kind: "loading", files, creating: true },
  waiting: { kind: "waiting", files, link, notice: "introducing" },
  connected: { kind: "connected", files, link, path: "lan", interrupted: false },
  transferring: { kind: "transferring", files, link, path: "lan", interrupted: true },
  done: { kind: "done", files, path: "lan", digest: "d" },
  failed: { kind: "failed", files, link, failure: earlier },
  "failed without a link": { kind: "failed", files, link: undefined, failure: earlier },
};

const EVENTS: Readonly<Record<string, SenderEvent>> = {
  choose: { type: "choose", files: more },
  share: { type: "share" },
  created: { type: "created", link },
  notice: { type: "notice", notice: "server-lost" },
  met: { type: "met" },
  path: { type: "path", path },
  interrupted: { type: "interrupted", interrupted: true },
  left: { type: "left" },
  accepted: { type: "accepted" },
  receipt: { type: "receipt", digest: "e" },
  fail: { type: "fail", failure, linkLives: true },
  "fail with the link": { type: "fail", failure, linkLives: false },
  retry: { type: "retry", linkLives: true },
  "retry after the link": { type: "retry", linkLives: false },
  reset: { type: "reset" },
};

const chosen: SenderState = { kind: "loading", files, creating: false };
const connected: SenderState = {
  kind: "connected",
  files,
  link,
  path: undefined,
  interrupted: false,
};
const unlinked: SenderState = { kind: "failed", files, link: undefined, failure };
const linked: SenderState = { ...unlinked, link };

/** Each arrow of the drawing; whatever isn't listed leaves the very same state. */
const ARROWS: Readonly<Record<string, SenderState>> = {
  "nothing chosen --choose": { kind: "loading", files: more, creating: false },
  "chosen --choose": { kind: "loading", files: more, creating: false },
  "chosen --share": { kind: "loading", files, creating: true },
  "creating --created": { kind: "waiting", files, link, notice: undefined },
  "waiting --notice": { kind: "waiting", files, link, notice: "server-lost" },
  "waiting --met": connected,
  "failed --met": connected,
  "connected --path": { kind: "connected", files, link, path, interrupted: false },
  "transferring --path": { kind: "transferring", files, link, path, interrupted: true },
  "connected --interrupted": { kind: "connected", files, link, path: "lan", interrupted: true },
  "transferring --interrupted": {
    kind: "transferring",
    files,
    link,
    path: "lan",
    interrupted: true,
  },
  "connected --left": { kind: "waiting", files, link, notice: "receiver-left" },
  "connected --accepted": {
    kind: "transferring",
    files,
    link,
    path: "lan",
    interrupted: false,
  },
  "transferring --receipt": { kind: "done", files, path: "lan", digest: "e" },
  "nothing chosen --fail": { ...unlinked, files: [] },
  "chosen --fail": unlinked,
  "creating --fail": unlinked,
  "waiting --fail": linked,
  "connected --fail": linked,
  "transferring --fail": linked,
  "nothing chosen --fail with the link": { ...unlinked, files: [] },
  "chosen --fail with the link": unlinked,
  "creating --fail with the link": unlinked,
  "waiting --fail with the link": unlinked,
  "connected --fail with the link": unlinked,
  "transferring --fail with the link": unlinked,
  "failed --retry": { kind: "waiting", files, link, notice: undefined },
  "failed without a link --retry": chosen,
  "failed --retry after the link": chosen,
  "failed without a link --retry after the link": chosen,
  "nothing chosen --reset": { kind: "loading", files: [], creating: false },
  "chosen --reset": chosen,
  "creating --reset": chosen,
  "waiting --reset": chosen,
  "connected --reset": chosen,
  "transferring --reset": chosen,
  "done --reset": { kind: "loading", files: [], creating: false },
  "failed --reset": chosen,
  "failed without a link --reset": chosen,
};

testArrows(transition, { states: STATES, events: EVENTS, arrows: ARROWS });
