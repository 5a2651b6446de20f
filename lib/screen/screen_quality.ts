/**
 * How a screen is sent: what the presenter chooses, and what that means to the browser.
 * @module
 */

/** What is shown: sharp text at any frame rate, or smooth motion. */
export const SCREEN_CONTENTS = ["text", "motion"] as const;
export type ScreenContent = typeof SCREEN_CONTENTS[number];

/** Frames a second at most. */
export const FRAME_RATES = [15, 30, 60] as const;
export type FrameRate = typeof FRAME_RATES[number];

/** `auto`: what this machine encodes well. */
export const CODEC_CHOICES = ["auto", "av1", "vp9", "vp8", "h264"] as const;
export type CodecChoice = typeof CODEC_CHOICES[number];

/** What the presenter chooses. */
export interface ScreenQuality {
  readonly content: ScreenContent;
  readonly frameRate: FrameRate;
  readonly codec: CodecChoice;
}

/** Text, as often as screens change, in whatever codec the machine is good at. */
export const DEFAULT_QUALITY: ScreenQuality = { content: "text", frameRate: 60, codec: "auto" };
