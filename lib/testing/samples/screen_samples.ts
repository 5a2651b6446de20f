/**
 * A state of every kind for both pages of screen sharing.
 * @module
 */
import { FAILURE_REASONS } from "../../protocol/failure.ts";
import { DEFAULT_QUALITY } from "../../screen/screen_quality.ts";
import type { PresenterState, Presenting } from "../../ui/present/presenter_state.ts";
import type { SendingFacts, ViewerFacts, ViewingFacts } from "../../ui/facts/screen_facts.ts";
import type { Failure } from "../../ui/facts/transfer_facts.ts";
import type { ViewerState, Viewing } from "../../ui/watch/viewer_state.ts";

const quality = DEFAULT_QUALITY;

const PRESENTING: Presenting = {
  link:
    "https://files.example.org/view/9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80#k3yVZq0mJcX9bTtRw2sYd8LfPq1uNhGe5oAiKxCvB7M",
  quality,
  screen: { surface: "monitor", hasSound: false },
  serverLost: false,
  held: false,
  switchFailure: undefined,
};

const VIEWING: Viewing = { path: "direct", interrupted: false, held: false, hasSound: false };

const VIEWER: ViewerFacts = {
  number: 1,
  path: "lan",
  interrupted: false,
  delayMs: 34.4,
  limit: "none",
};

/** A presenter's page. */
export interface PresenterSample {
  readonly state: PresenterState;
  readonly viewers: readonly ViewerFacts[];
}

/** A viewer's page. */
export interface ViewerSample {
  readonly state: ViewerState;
  readonly facts: ViewingFacts | undefined;
}

/** What a presenter sends. */
export const SAMPLE_SENDING: SendingFacts = {
  width: 2560,
  height: 1440,
  framesPerSecond: 29.7,
  codec: "VP9",
  bitsPerSecond: 4_230_000,
};

/** What a viewer knows. */
export const SAMPLE_VIEWING: ViewingFacts = {
  delayMs: 85.4,
  width: 2560,
  height: 1440,
  framesPerSecond: 29.7,
  codec: "VP9",
  bitsPerSecond: 4_230_000,
  roundTripMs: 23.9,
  bufferMs: 4.2,
  lostPercent: 0.34,
  framesDropped: 1_203,
  freezes: 0,
};

const MANY: readonly ViewerFacts[] = [
  VIEWER,
  { ...VIEWER, number: 2, path: "direct", delayMs: 1_240, limit: "bandwidth" },
  { ...VIEWER, number: 4, path: "relay", delayMs: 183, interrupted: true },
  { ...VIEWER, number: 5, path: undefined, delayMs: undefined },
  { ...VIEWER, number: 11, path: "direct", delayMs: 92, limit: "bandwidth" },
];

/** Presenter's pages by a name that tells them apart. */
export const PRESENTER_SAMPLES: Readonly<Record<string, PresenterSample>> = {
  "idle": alone({ kind: "idle", canContinue: false, quality }),
  "idle-unknown": alone({ kind: "idle", canContinue: false, isUnknown: true, quality }),
  "idle-can-continue": alone({ kind: "idle", canContinue: true, quality }),
  "starting-choosing": alone({ kind: "starting", step: "choosing", quality }),
  "starting-creating": alone({ kind: "starting", step: "creating", quality }),
  "live-alone": alone({ kind: "live", ...PRESENTING }),
  "live-watched": { state: { kind: "live", ...PRESENTING }, viewers: [VIEWER] },
  "live-many": {
    state: {
      kind: "live",
      ...PRESENTING,
      quality: { content: "motion", frameRate: 30, codec: "h264" },
      screen: { surface: "browser", hasSound: true },
    },
    viewers: MANY,
  },
  "live-busy-computer": {
    state: { kind: "live", ...PRESENTING, screen: { surface: undefined, hasSound: false } },
    viewers: [{ ...VIEWER, limit: "cpu" }],
  },
  "live-held": {
    state: {
      kind: "live",
      ...PRESENTING,
      held: true,
      screen: { surface: "window", hasSound: false },
    },
    viewers: [VIEWER],
  },
  "live-server-lost": {
    state: { kind: "live", ...PRESENTING, serverLost: true },
    viewers: [VIEWER],
  },
  "live-switch-refused": {
    state: {
      kind: "live",
      ...PRESENTING,
      switchFailure: { reason: "capture-refused", side: "here" },
    },
    viewers: [VIEWER],
  },
  "live-switch-failed": {
    state: {
      kind: "live",
      ...PRESENTING,
      switchFailure: { reason: "capture-failed", side: "here" },
    },
    viewers: [VIEWER],
  },
  "live-switch-sound-failed": {
    state: {
      kind: "live",
      ...PRESENTING,
      switchFailure: { reason: "sound-failed", side: "here" },
    },
    viewers: [VIEWER],
  },
  "paused": { state: { kind: "paused", ...PRESENTING }, viewers: MANY.slice(0, 2) },
  "stopped": alone({ kind: "stopped", by: "page", quality }),
  "stopped-by-browser": alone({ kind: "stopped", by: "browser", quality }),
  ...failures((failure) => alone({ kind: "failed", failure, quality })),
};

/** Viewer's pages by a name that tells them apart. */
export const VIEWER_SAMPLES: Readonly<Record<string, ViewerSample>> = {
  "connecting": blind({ kind: "connecting", notice: "opening", hadPicture: false }),
  "connecting-introducing": blind({
    kind: "connecting",
    notice: "introducing",
    hadPicture: false,
  }),
  "connecting-server-lost": blind({
    kind: "connecting",
    notice: "server-lost",
    hadPicture: false,
  }),
  "connecting-presenter-away": blind({
    kind: "connecting",
    notice: "presenter-away",
    hadPicture: true,
  }),
  "live-no-picture": blind({ kind: "live", ...VIEWING, path: undefined }),
  "live": { state: { kind: "live", ...VIEWING }, facts: SAMPLE_VIEWING },
  "live-sound": {
    state: { kind: "live", ...VIEWING, path: "relay", hasSound: true },
    facts: { ...SAMPLE_VIEWING, delayMs: 1_204 },
  },
  "live-interrupted": {
    state: { kind: "live", ...VIEWING, interrupted: true },
    facts: { ...SAMPLE_VIEWING, delayMs: undefined },
  },
  "live-held": { state: { kind: "live", ...VIEWING, held: true }, facts: SAMPLE_VIEWING },
  "paused": { state: { kind: "paused", ...VIEWING }, facts: SAMPLE_VIEWING },
  "ended": blind({ kind: "ended" }),
  ...failures((failure) => blind({ kind: "failed", failure })),
};

function alone(state: PresenterState): PresenterSample {
  return { state, viewers: [] };
}

function blind(state: ViewerState): ViewerSample {
  return { state, facts: undefined };
}

function failures<Sample>(sample: (failure: Failure) => Sample): Record<string, Sample> {
  const samples: Record<string, Sample> = {};
  for (const reason of FAILURE_REASONS) {
    for (const side of ["here", "there"] as const) {
      samples[`failed-${reason}-${side}`] = sample({ reason, side });
    }
  }
  return samples;
}
