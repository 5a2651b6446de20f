/**
 * What is known of a screen that is being sent or shown: the facts that pages display.
 * @module
 */

/** What is being captured; a window and a tab are told apart where the browser says. */
export type CapturedSurface = "monitor" | "window" | "browser" | undefined;

/**
 * What a browser says it is limited by while it encodes (W3C webrtc-stats `qualityLimitationReason`), or
 * that the codec takes less than was to be sent.
 */
export type SendingLimit = "none" | "cpu" | "bandwidth" | "codec";

/** What is shown of a stream's picture, whichever way it goes. */
export interface PictureFacts {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  /** `VP9`, `AV1`…; `undefined` while unknown. */
  readonly codec: string | undefined;
  readonly bitsPerSecond: number;
  /** There and back, ms; `undefined` while unknown. */
  readonly roundTripMs: number | undefined;
}

/** What is sent just now, of all viewers the best; its bits are those of all together. */
export type SendingFacts = Omit<PictureFacts, "roundTripMs">;

/** What a viewer's page knows of what it shows; sampled once a second. */
export interface ViewingFacts extends PictureFacts {
  /** From capture to this screen, ms; `undefined` while unknown. */
  readonly delayMs: number | undefined;
  /** Ms that frames wait in the jitter buffer, on average. */
  readonly bufferMs: number | undefined;
  /** Share of packets that never came, in percent. */
  readonly lostPercent: number;
  readonly framesDropped: number;
  /** How often the picture stood still for noticeably long. */
  readonly freezes: number;
}
