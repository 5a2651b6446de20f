import assert from "node:assert/strict";
import { testArrows } from "../../testing/test_arrows.ts";
import type { Failure } from "../facts/transfer_facts.ts";
import {
  isViewing,
  isWatching,
  transition,
  VIEWER_START,
  type ViewerEvent,
  type ViewerState,
} from "./viewer_state.ts";

const failure: Failure = { reason: "no-route", side: "there" };
const earlier: Failure = { reason: "session-full", side: "here" };
const viewing = { path: "lan", interrupted: true, held: true, hasSound: false } as const;

/** Every kind of state, and twice where an event tells two of a kind apart. */
const STATES: Readonly<Record<string, ViewerState>> = {
  opening: VIEWER_START,
  "connecting again": { kind: "connecting", notice: "introducing", hadPicture: true },
  live: { kind: "live", ...viewing },
  paused: { kind: "paused", ...viewing },
  ended: { kind: "ended" },
  failed: { kind: "failed", failure: earlier },
};

const EVENTS: Readonly<Record<string, ViewerEvent>> = {
  waiting: { type: "waiting", notice: "server-lost" },
  presented: { type: "presented", paused: false, held: false, hasSound: true },
  "presented paused": { type: "presented", paused: true, held: true, hasSound: true },
  path: { type: "path", path: "relay" },
  interrupted: { type: "interrupted", interrupted: false },
  away: { type: "away" },
  ended: { type: "ended" },
  fail: { type: "fail", failure },
  retry: { type: "retry" },
};

const away: ViewerState = { kind: "connecting", notice: "presenter-away", hadPicture: true };
/** A picture about which nothing is known but its sound. */
const fresh = { path: undefined, interrupted: false, held: false, hasSound: true };
const known = { ...viewing, held: false, hasSound: true };

/** Each arrow of the drawing; whatever isn't listed leaves the very same state. */
const ARROWS: Readonly<Record<string, ViewerState>> = {
  "opening --waiting": { ...VIEWER_START, notice: "server-lost" },
  "connecting again --waiting": { ...away, notice: "server-lost" },
  "opening --presented": { kind: "live", ...fresh },
  "connecting again --presented": { kind: "live", ...fresh },
  "live --presented": { kind: "live", ...known },
  "paused --presented": { kind: "live", ...known },
  "opening --presented paused": { kind: "paused", ...fresh, held: true },
  "connecting again --presented paused": { kind: "paused", ...fresh, held: true },
  "live --presented paused": { kind: "paused", ...known, held: true },
  "paused --presented paused": { kind: "paused", ...known, held: true },
  "live --path": { kind: "live", ...viewing, path: "relay" },
  "paused --path": { kind: "paused", ...viewing, path: "relay" },
  "live --interrupted": { kind: "live", ...viewing, interrupted: false },
  "paused --interrupted": { kind: "paused", ...viewing, interrupted: false },
  "opening --away": { ...VIEWER_START, notice: "presenter-away" },
  "connecting again --away": away,
  "live --away": away,
  "paused --away": away,
  "opening --ended": { kind: "ended" },
  "connecting again --ended": { kind: "ended" },
  "live --ended": { kind: "ended" },
  "paused --ended": { kind: "ended" },
  "ended --ended": { kind: "ended" },
  "opening --fail": { kind: "failed", failure },
  "connecting again --fail": { kind: "failed", failure },
  "live --fail": { kind: "failed", failure },
  "paused --fail": { kind: "failed", failure },
  "ended --retry": VIEWER_START,
  "failed --retry": VIEWER_START,
};

testArrows(transition, { states: STATES, events: EVENTS, arrows: ARROWS });

Deno.test("isViewing: while live and while paused, and in no other state", () => {
  const viewed = Object.values(STATES).filter(isViewing).map(({ kind }) => kind);
  assert.deepEqual(viewed, ["live", "paused"]);
});

Deno.test("isWatching: a picture that is there, stands still or went away and may come back", () => {
  const live: ViewerState = { kind: "live", ...viewing };
  assert.ok(isWatching(live) && isWatching({ ...live, interrupted: false, held: false }));
  assert.ok(isWatching(away) && isWatching({ ...away, notice: "server-lost" }));
  assert.ok(!isWatching(VIEWER_START) && !isWatching({ ...live, kind: "paused" }));
  assert.ok(!isWatching({ kind: "ended" }) && !isWatching({ kind: "failed", failure }));
});
