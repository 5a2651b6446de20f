import assert from "node:assert/strict";
import { DEFAULT_QUALITY, type ScreenQuality } from "../../screen/screen_quality.ts";
import { testArrows } from "../../testing/test_arrows.ts";
import {
  isPresenting,
  type PresenterEvent,
  type PresenterState,
  type SharedScreen,
  transition,
} from "./presenter_state.ts";
import type { Failure } from "../facts/transfer_facts.ts";

const quality = DEFAULT_QUALITY;
const motion: ScreenQuality = { content: "motion", frameRate: 30, codec: "vp8" };
const link = "https://files.example.org/view/1#key";
const screen: SharedScreen = { surface: "monitor", hasSound: false };
const other: SharedScreen = { surface: "window", hasSound: true };
const failure: Failure = { reason: "server-busy", side: "here" };
const earlier: Failure = { reason: "capture-refused", side: "here" };

/** Whatever may trouble a screen that is shared. */
const troubled = { serverLost: true, held: true, switchFailure: earlier };
const presenting = { link, quality, screen, ...troubled };

/** Every kind of state, and twice where an event tells two of a kind apart. */
const STATES: Readonly<Record<string, PresenterState>> = {
  idle: { kind: "idle", canContinue: true, quality },
  choosing: { kind: "starting", step: "choosing", quality },
  creating: { kind: "starting", step: "creating", quality },
  live: { kind: "live", ...presenting },
  paused: { kind: "paused", ...presenting },
  stopped: { kind: "stopped", by: "browser", quality },
  failed: { kind: "failed", failure: earlier, quality },
};

const EVENTS: Readonly<Record<string, PresenterEvent>> = {
  start: { type: "start" },
  captured: { type: "captured" },
  created: { type: "created", link, screen },
  switched: { type: "switched", screen: other },
  "switch-failed": { type: "switch-failed", failure },
  pause: { type: "pause" },
  resume: { type: "resume" },
  quality: { type: "quality", quality: motion },
  held: { type: "held", held: false },
  "server-lost": { type: "server-lost", lost: false },
  stopped: { type: "stopped", by: "page" },
  fail: { type: "fail", failure },
  unknown: { type: "unknown" },
  reset: { type: "reset", canContinue: false },
};

const choosing: PresenterState = { kind: "starting", step: "choosing", quality };
const stopped: PresenterState = { kind: "stopped", by: "page", quality };
const failed: PresenterState = { kind: "failed", failure, quality };
const idle: PresenterState = { kind: "idle", canContinue: false, quality };
/** A screen that took the place of another. */
const switched = { ...presenting, screen: other, held: false, switchFailure: undefined };

/** Each arrow of the drawing; whatever isn't listed leaves the very same state. */
const ARROWS: Readonly<Record<string, PresenterState>> = {
  "idle --unknown": { kind: "idle", canContinue: true, isUnknown: true, quality },
  "idle --start": choosing,
  "stopped --start": choosing,
  "failed --start": choosing,
  "choosing --captured": { kind: "starting", step: "creating", quality },
  "creating --captured": { kind: "starting", step: "creating", quality },
  "creating --created": {
    kind: "live",
    link,
    screen,
    quality,
    serverLost: false,
    held: false,
    switchFailure: undefined,
  },
  "live --switched": { kind: "live", ...switched },
  "paused --switched": { kind: "paused", ...switched },
  "live --switch-failed": { kind: "live", ...presenting, switchFailure: failure },
  "paused --switch-failed": { kind: "paused", ...presenting, switchFailure: failure },
  "live --pause": { kind: "paused", ...presenting, switchFailure: undefined },
  "paused --resume": { kind: "live", ...presenting, switchFailure: undefined },
  "idle --quality": { kind: "idle", canContinue: true, quality: motion },
  "choosing --quality": { kind: "starting", step: "choosing", quality: motion },
  "creating --quality": { kind: "starting", step: "creating", quality: motion },
  "live --quality": { kind: "live", ...presenting, quality: motion },
  "paused --quality": { kind: "paused", ...presenting, quality: motion },
  "stopped --quality": { kind: "stopped", by: "browser", quality: motion },
  "failed --quality": { kind: "failed", failure: earlier, quality: motion },
  "live --held": { kind: "live", ...presenting, held: false },
  "paused --held": { kind: "paused", ...presenting, held: false },
  "live --server-lost": { kind: "live", ...presenting, serverLost: false },
  "paused --server-lost": { kind: "paused", ...presenting, serverLost: false },
  "choosing --stopped": stopped,
  "creating --stopped": stopped,
  "live --stopped": stopped,
  "paused --stopped": stopped,
  "idle --fail": failed,
  "choosing --fail": failed,
  "creating --fail": failed,
  "live --fail": failed,
  "paused --fail": failed,
  "idle --reset": idle,
  "choosing --reset": idle,
  "creating --reset": idle,
  "live --reset": idle,
  "paused --reset": idle,
  "stopped --reset": idle,
  "failed --reset": idle,
};

testArrows(transition, { states: STATES, events: EVENTS, arrows: ARROWS });

Deno.test("isPresenting: while live and while paused, and in no other state", () => {
  const presented = Object.values(STATES).filter(isPresenting).map(({ kind }) => kind);
  assert.deepEqual(presented, ["live", "paused"]);
});
