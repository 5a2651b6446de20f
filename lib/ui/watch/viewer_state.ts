import type { FailureReason } from "../../protocol/failure.ts";
import type { Failure, Path } from "../facts/transfer_facts.ts";

/**
 * What the viewer's page shows.
 *
 * ```
 * connecting ──presented──▶ live ⇄ paused
 *   ▲  │  ▲                  │       │
 *   │  │  └──── away ────────┴───────┤  ended ──▶ ended
 *   │  └─────── fail ──▶ failed ◀────┘
 *   └── retry ────────────┘
 * ```
 */
export type ViewerState =
  /** On the way to the presenter, for the first time or again; a picture that was there stays. */
  | {
    readonly kind: "connecting";
    readonly notice: ViewerNotice;
    readonly hadPicture: boolean;
  }
  | ({ readonly kind: "live" } & Viewing)
  /** The presenter paused: the last picture stays. */
  | ({ readonly kind: "paused" } & Viewing)
  /** The presenter ended it. */
  | { readonly kind: "ended" }
  | { readonly kind: "failed"; readonly failure: Failure };

/** Why the viewer still waits. */
export type ViewerNotice = "opening" | "introducing" | "presenter-away" | "server-lost";

/** What goes on while there is a presenter. */
export interface Viewing {
  readonly path: Path | undefined;
  /** The connection is being repaired: the picture stands still. */
  readonly interrupted: boolean;
  /** The presenter's system holds the picture back: it stands still. */
  readonly held: boolean;
  readonly hasSound: boolean;
}

/** What can happen on the viewer's page. */
export type ViewerEvent =
  | { readonly type: "waiting"; readonly notice: ViewerNotice }
  /** The presenter says what it does. */
  | {
    readonly type: "presented";
    readonly paused: boolean;
    readonly held: boolean;
    readonly hasSound: boolean;
  }
  | { readonly type: "path"; readonly path: Path | undefined }
  | { readonly type: "interrupted"; readonly interrupted: boolean }
  /** The presenter is gone, and may come back. */
  | { readonly type: "away" }
  | { readonly type: "ended" }
  | { readonly type: "fail"; readonly failure: Failure }
  | { readonly type: "retry" };

/** The page when its link is opened. */
export const VIEWER_START: Extract<ViewerState, { kind: "connecting" }> = {
  kind: "connecting",
  notice: "opening",
  hadPicture: false,
};

/**
 * The next state. An event that means nothing in a state leaves it as it is.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const presented = { type: "presented", paused: false, held: false, hasSound: false } as const;
 * const live = transition(VIEWER_START, presented);
 * assert.equal(live.kind, "live");
 * assert.equal(transition(live, { type: "away" }).kind, "connecting");
 * ```
 */
export function transition(state: ViewerState, event: ViewerEvent): ViewerState {
  switch (event.type) {
    case "waiting":
      return state.kind === "connecting" ? { ...state, notice: event.notice } : state;
    case "presented": {
      if (state.kind === "failed" || state.kind === "ended") return state;
      const { paused, held, hasSound } = event;
      const known = isViewing(state) ? state : { path: undefined, interrupted: false };
      return { ...known, kind: paused ? "paused" : "live", held, hasSound };
    }
    case "path":
      return isViewing(state) ? { ...state, path: event.path } : state;
    case "interrupted":
      return isViewing(state) ? { ...state, interrupted: event.interrupted } : state;
    case "away":
      if (state.kind === "connecting") return { ...state, notice: "presenter-away" };
      return isViewing(state)
        ? { kind: "connecting", notice: "presenter-away", hadPicture: true }
        : state;
    case "ended":
      return state.kind === "failed" ? state : { kind: "ended" };
    case "fail":
      return state.kind === "failed" || state.kind === "ended"
        ? state
        : { kind: "failed", failure: event.failure };
    case "retry":
      return state.kind === "failed" || state.kind === "ended" ? VIEWER_START : state;
  }
}

/** Whether there is a presenter. */
export function isViewing(
  state: ViewerState,
): state is Extract<ViewerState, { kind: "live" | "paused" }> {
  return state.kind === "live" || state.kind === "paused";
}

/**
 * Whether somebody watches, or waits for a picture that went away to come back: then the device mustn't
 * sleep, which would end the wait.
 */
export function isWatching(state: ViewerState): boolean {
  return state.kind === "live" || state.kind === "connecting" && state.hadPicture;
}

/**
 * What is wrong just now, as the page's `data-reason`; `undefined` where nothing is. One has a name of
 * its own, because it ends nothing by itself: the presenter's system holds the picture back.
 */
export function viewerTroubleOf(state: ViewerState): FailureReason | "capture-held" | undefined {
  if (state.kind === "failed") return state.failure.reason;
  if (state.kind === "live" && state.held) return "capture-held";
  if (state.kind !== "connecting") return undefined;
  if (state.notice === "presenter-away") return "peer-left";
  return state.notice === "server-lost" ? "server-unreachable" : undefined;
}
