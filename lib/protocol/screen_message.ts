import { isCount, type UnknownRecord } from "./parse.ts";

/** Longest delay that is told, ms: whoever is further behind sees a picture that stands still. */
export const MAX_DELAY_MS = 60_000;

/** What the presenter of a screen says to a viewer. */
export type PresenterMessage =
  /** What it does now; after the proof, and at every change. After `ended` it closes. */
  | {
    readonly type: "screen";
    readonly state: "live" | "paused" | "ended";
    readonly hasSound: boolean;
    /** While its system holds the picture back, as of a minimised window: it stands still. */
    readonly held?: true;
  }
  /** Ms that a frame takes at the presenter's end, from capture to the wire; once a second. */
  | { readonly type: "sent"; readonly delayMs: number };

/** What a viewer says to the presenter. */
export type ViewerMessage =
  /**
   * Ms from capture to this viewer's screen; once a second while it sees something. `undecoded`: frames
   * come, and its browser can decode none of them in this codec; then it is as late as can be.
   */
  { readonly type: "seen"; readonly delayMs: number; readonly undecoded?: true };

/** What both may say while a screen is shown. */
export type ScreenMessage = PresenterMessage | ViewerMessage;

/** Reads one screen message; `undefined` where anything about it is wrong. */
export function parseScreenMessage(value: UnknownRecord): ScreenMessage | undefined {
  switch (value.type) {
    case "screen": {
      const { state, hasSound, held } = value;
      if (state !== "live" && state !== "paused" && state !== "ended") return undefined;
      if (typeof hasSound !== "boolean" || held !== undefined && held !== true) return undefined;
      return { type: "screen", state, hasSound, ...(held && { held }) };
    }
    case "sent":
      return isCount(value.delayMs, 0, MAX_DELAY_MS)
        ? { type: "sent", delayMs: value.delayMs }
        : undefined;
    case "seen": {
      const { delayMs, undecoded } = value;
      if (!isCount(delayMs, 0, MAX_DELAY_MS)) return undefined;
      if (undecoded !== undefined && undecoded !== true) return undefined;
      return { type: "seen", delayMs, ...(undecoded && { undecoded }) };
    }
    default:
      return undefined;
  }
}

/** Whether a message belongs to a screen and not to a transfer. */
export function isScreenMessage<Other extends { readonly type: string }>(
  message: ScreenMessage | Other,
): message is ScreenMessage {
  return message.type === "screen" || message.type === "sent" || message.type === "seen";
}
