import type { FailureReason } from "../../protocol/failure.ts";
import type { ScreenQuality } from "../../screen/screen_quality.ts";
import type { CapturedSurface } from "../facts/screen_facts.ts";
import type { Failure } from "../facts/transfer_facts.ts";

/**
 * What the presenter's page shows.
 *
 * ```
 *  idle ──start──▶ starting ──captured──▶ (creating) ──created──▶ live ⇄ paused
 *   ▲                 │ dialog closed, capture refused            │      │
 *   └─── failed ◀─────┴───────────── fail ────────────────────────┴──────┤
 *   └─── stopped ◀──────────────────────────── stopped ──────────────────┘
 * ```
 */
export type PresenterState =
  /** Nothing is shared. `canContinue`: this tab shared before a reload, and its link still lives. */
  | {
    readonly kind: "idle";
    readonly canContinue: boolean;
    /** The address names a session that isn't here: over, or another tab's. */
    readonly isUnknown?: boolean;
    readonly quality: ScreenQuality;
  }
  /** The browser asks what to share, or, once that is known, the session is being made. */
  | {
    readonly kind: "starting";
    readonly step: "choosing" | "creating";
    readonly quality: ScreenQuality;
  }
  | ({ readonly kind: "live" } & Presenting)
  /** Nothing leaves this device; viewers keep the last picture. */
  | ({ readonly kind: "paused" } & Presenting)
  /** The presenter ended it, by the page or by the browser's own bar. The link is dead. */
  | {
    readonly kind: "stopped";
    readonly by: "page" | "browser";
    readonly quality: ScreenQuality;
  }
  | {
    readonly kind: "failed";
    readonly failure: Failure;
    readonly quality: ScreenQuality;
  };

/** What goes on while a screen is shared. */
export interface Presenting {
  readonly link: string;
  readonly quality: ScreenQuality;
  readonly screen: SharedScreen;
  /** The server can't be reached: viewers stay, nobody new can come. */
  readonly serverLost: boolean;
  /** The system holds frames back, as behind a locked screen or a minimised window. */
  readonly held: boolean;
  /** Why the last attempt to switch to another screen came to nothing. */
  readonly switchFailure: Failure | undefined;
}

/** What is captured. */
export interface SharedScreen {
  readonly surface: CapturedSurface;
  readonly hasSound: boolean;
}

/** What can happen on the presenter's page. */
export type PresenterEvent =
  | { readonly type: "start" }
  | { readonly type: "captured" }
  | { readonly type: "created"; readonly link: string; readonly screen: SharedScreen }
  | { readonly type: "switched"; readonly screen: SharedScreen }
  | { readonly type: "switch-failed"; readonly failure: Failure }
  | { readonly type: "pause" }
  | { readonly type: "resume" }
  | { readonly type: "quality"; readonly quality: ScreenQuality }
  | { readonly type: "held"; readonly held: boolean }
  | { readonly type: "server-lost"; readonly lost: boolean }
  | { readonly type: "stopped"; readonly by: "page" | "browser" }
  | { readonly type: "fail"; readonly failure: Failure }
  | { readonly type: "unknown" }
  | { readonly type: "reset"; readonly canContinue: boolean };

/**
 * The next state. An event that means nothing in a state leaves it as it is.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { DEFAULT_QUALITY } from "../../screen/screen_quality.ts";
 *
 * const idle = { kind: "idle", canContinue: false, quality: DEFAULT_QUALITY } as const;
 * assert.equal(transition(idle, { type: "start" }).kind, "starting");
 * assert.equal(transition(idle, { type: "pause" }), idle);
 * ```
 */
export function transition(state: PresenterState, event: PresenterEvent): PresenterState {
  const { quality } = state;
  switch (event.type) {
    case "start":
      return state.kind === "idle" || state.kind === "stopped" || state.kind === "failed"
        ? { kind: "starting", step: "choosing", quality }
        : state;
    case "captured":
      return state.kind === "starting" ? { ...state, step: "creating" } : state;
    case "created": {
      if (state.kind !== "starting" || state.step !== "creating") return state;
      const { link, screen } = event;
      return { kind: "live", link, screen, quality, ...UNTROUBLED };
    }
    case "switched":
      return isPresenting(state)
        ? { ...state, screen: event.screen, held: false, switchFailure: undefined }
        : state;
    case "switch-failed":
      return isPresenting(state) ? { ...state, switchFailure: event.failure } : state;
    case "pause":
      return state.kind === "live" ? { ...state, kind: "paused", switchFailure: undefined } : state;
    case "resume":
      return state.kind === "paused" ? { ...state, kind: "live", switchFailure: undefined } : state;
    case "quality":
      return { ...state, quality: event.quality };
    case "held":
      return isPresenting(state) ? { ...state, held: event.held } : state;
    case "server-lost":
      return isPresenting(state) ? { ...state, serverLost: event.lost } : state;
    case "stopped":
      return isPresenting(state) || state.kind === "starting"
        ? { kind: "stopped", by: event.by, quality }
        : state;
    case "fail":
      return state.kind === "failed" || state.kind === "stopped"
        ? state
        : { kind: "failed", failure: event.failure, quality };
    case "unknown":
      return state.kind === "idle" ? { ...state, isUnknown: true } : state;
    case "reset":
      return { kind: "idle", canContinue: event.canContinue, quality };
  }
}

const UNTROUBLED = { serverLost: false, held: false, switchFailure: undefined } as const;

/** Whether a screen is shared just now, paused or not. */
export function isPresenting(
  state: PresenterState,
): state is Extract<PresenterState, { kind: "live" | "paused" }> {
  return state.kind === "live" || state.kind === "paused";
}

/**
 * What is wrong just now, as the page's `data-reason`; `undefined` where nothing is. Two have a name of
 * their own, because they end nothing by themselves: the capture was ended from outside, or is held.
 */
export function presenterTroubleOf(
  state: PresenterState,
): FailureReason | "capture-ended" | "capture-held" | undefined {
  if (state.kind === "failed") return state.failure.reason;
  if (state.kind === "stopped") return state.by === "browser" ? "capture-ended" : undefined;
  if (!isPresenting(state)) return undefined;
  return state.switchFailure?.reason ?? (state.held ? "capture-held" : undefined);
}
