import { MAX_DELAY_MS } from "../protocol/screen_message.ts";

/** What a browser says of a frame that it shows: `VideoFrameCallbackMetadata`, ms of this page. */
export interface ShownFrame {
  /** When the other side captured it, on this page's clock; an estimate of the browser's. */
  readonly captureTime?: number;
  /** When its last packet came. */
  readonly receiveTime?: number;
  /** When it is seen. */
  readonly expectedDisplayTime: number;
}

/** What is known from elsewhere of the way before this page; each left out while unknown. */
export interface DelayParts {
  /** Ms from capture until the frame is on the wire. */
  readonly senderMs?: number | undefined;
  /** Ms there and back. */
  readonly roundTripMs?: number | undefined;
  /** Ms from a frame's first to its last packet: frames of 40 KB took 50 ms at 6 Mbit/s. */
  readonly assemblyMs?: number | undefined;
}

/** How far behind what is shown is. */
export interface MeasuredDelay {
  /** From capture to this screen, ms. */
  readonly delayMs: number;
  /** Measured by the browser end to end; otherwise added up from parts. */
  readonly isExact: boolean;
}

/** Frames that are remembered between two takes: a second at 120 a second, two at 60. */
const MAX_FRAMES = 120;

/**
 * A frame "seen before it was captured" by up to this is kept: the browser's estimate of the other
 * side's clock was up to 8 ms off on one machine, and moves with the round trip. Anything below
 * comes from a clock that was set, or from an estimate that hasn't settled.
 */
const TOLERANCE_MS = 20;

/**
 * Says how far behind its presenter a viewer is, from what the browser tells with each frame
 * (`HTMLVideoElement.requestVideoFrameCallback`).
 *
 * The answer is the median since the last one: a single key frame takes several times as long as
 * the frames around it, which would pull a mean away from what the viewer sees.
 *
 * Where frames carry `captureTime` the delay is measured: Chromium, from the second RTCP sender
 * report on, one to three seconds after the start; within 10 ms of the truth on one machine.
 * Elsewhere (Firefox) it is added up from the sender's part, half the round trip, the time between a
 * frame's first and last packet, and what happens from there to the screen: 5 to 30 % too low as a
 * rule, as nobody tells how long a frame waits to be captured and encoded.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const meter = new DelayMeter();
 * meter.frameShown({ captureTime: 1000, receiveTime: 1020, expectedDisplayTime: 1035 });
 * assert.deepEqual(meter.take(), { delayMs: 35, isExact: true });
 * assert.equal(meter.take(), undefined);
 *
 * meter.frameShown({ receiveTime: 2020, expectedDisplayTime: 2035 });
 * const parts = { senderMs: 8, roundTripMs: 30, assemblyMs: 4 };
 * assert.deepEqual(meter.take(parts), { delayMs: 42, isExact: false });
 * ```
 */
export class DelayMeter {
  readonly #sinceCapture = new Ring(MAX_FRAMES);
  readonly #sinceReceive = new Ring(MAX_FRAMES);

  /** Takes what the browser says of a frame. Allocates nothing: it is called for every frame. */
  frameShown(frame: ShownFrame): void {
    const { captureTime, receiveTime, expectedDisplayTime } = frame;
    if (captureTime !== undefined) this.#sinceCapture.add(expectedDisplayTime - captureTime);
    if (receiveTime !== undefined) this.#sinceReceive.add(expectedDisplayTime - receiveTime);
  }

  /**
   * The delay of the frames shown since the last call; `undefined` where none was, or where the
   * round trip is unknown, which may be the largest part. Other unknown parts count as nothing: the
   * estimate is then a lower bound.
   */
  take(parts: DelayParts = {}): MeasuredDelay | undefined {
    const whole = this.#sinceCapture.takeMedian();
    const here = this.#sinceReceive.takeMedian();
    if (whole !== undefined) return { delayMs: Math.max(0, whole), isExact: true };
    const { senderMs = 0, assemblyMs = 0, roundTripMs } = parts;
    if (here === undefined || roundTripMs === undefined) return undefined;
    const before = senderMs + roundTripMs / 2 + assemblyMs;
    return { delayMs: before + Math.max(0, here), isExact: false };
  }
}

/** The newest plausible delays, in no order. */
class Ring {
  readonly #values: Float64Array;
  #added = 0;

  constructor(size: number) {
    this.#values = new Float64Array(size);
  }

  add(delayMs: number): void {
    // Above the most that can be told it is a wrong clock: a picture is given up long before that.
    // Written so that NaN, which compares as false, is dropped too.
    if (!(delayMs >= -TOLERANCE_MS && delayMs <= MAX_DELAY_MS)) return;
    this.#values[this.#added++ % this.#values.length] = delayMs;
  }

  /** Empties it. */
  takeMedian(): number | undefined {
    const values = this.#values.subarray(0, Math.min(this.#added, this.#values.length)).sort();
    this.#added = 0;
    const [low, high] = [values[(values.length - 1) >> 1], values[values.length >> 1]];
    return low === undefined || high === undefined ? undefined : (low + high) / 2;
  }
}
