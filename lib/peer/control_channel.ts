import type { ControlMessage, TransferMessage } from "../protocol/control_message.ts";
import { encodeControlMessage, parseControlMessage } from "../protocol/link_message.ts";
import { MAX_CONTROL_MESSAGE_LENGTH } from "../protocol/limits.ts";
import type { UnknownRecord } from "../protocol/parse.ts";
import type { ScreenMessage } from "../protocol/screen_message.ts";

/**
 * Text waits here rather than in the browser from this many bytes in its buffer on: Chromium
 * throws away what exceeds 16 MiB.
 */
const HIGH_WATERMARK_BYTES = 1024 * 1024;
const LOW_WATERMARK_BYTES = HIGH_WATERMARK_BYTES / 4;

/**
 * UTF-16 units waiting to be sent. The largest thing said at once is the list of 100,000 files:
 * 20 MiB with paths of 100 letters. More than three times that is a defect of the caller.
 */
const MAX_QUEUED_LENGTH = 64 * 1024 * 1024;

/** The control channel: negotiated, so both ends make it without a message; ordered and reliable. */
export const CONTROL_CHANNEL: RTCDataChannelInit = { negotiated: true, id: 0 };

/** What a {@linkcode ControlChannel} needs and tells. */
export interface ControlChannelOptions {
  readonly channel: RTCDataChannel;
  readonly onOpen: () => void;
  /** Reads a message about what the session carries. */
  readonly parseCargo: (value: UnknownRecord) => TransferMessage | ScreenMessage | undefined;
  /** One message of the peer, in order. Chromium may deliver one before `onOpen`. */
  readonly onMessage: (message: ControlMessage) => void;
  /** The peer sent something that is no control message. */
  readonly onViolation: () => void;
  /** The channel closed by itself or from the other side. */
  readonly onClose: () => void;
}

/** Control messages as JSON text over one data channel (design: "Moving bytes"). */
export class ControlChannel {
  readonly #options: ControlChannelOptions;
  readonly #listeners = new AbortController();
  #queue: string[] = [];
  #queuedLength = 0;

  constructor(options: ControlChannelOptions) {
    this.#options = options;
    const { channel } = options;
    const { signal } = this.#listeners;
    channel.binaryType = "arraybuffer";
    channel.bufferedAmountLowThreshold = LOW_WATERMARK_BYTES;
    channel.addEventListener("open", () => {
      this.#flush();
      options.onOpen();
    }, { signal });
    channel.addEventListener("bufferedamountlow", () => this.#flush(), {
      signal,
    });
    channel.addEventListener("message", ({ data }) => {
      const message = typeof data === "string"
        ? parseControlMessage(data, options.parseCargo)
        : undefined;
      message ? options.onMessage(message) : options.onViolation();
    }, { signal });
    channel.addEventListener("close", () => {
      this.close();
      options.onClose();
    }, { signal });
  }

  /** Whether messages leave at once. */
  get isOpen(): boolean {
    return !this.#listeners.signal.aborted &&
      this.#options.channel.readyState === "open";
  }

  /**
   * Sends a message after all earlier ones; before the channel is open it waits. On a closed
   * channel it goes nowhere: whoever depends on it hears of the close by itself.
   *
   * @throws {RangeError} where the message is too long, or too much is waiting.
   */
  send(message: ControlMessage): void {
    if (this.#listeners.signal.aborted) return;
    const text = encodeControlMessage(message);
    const waiting = this.#queuedLength;
    if (text.length > MAX_CONTROL_MESSAGE_LENGTH || waiting + text.length > MAX_QUEUED_LENGTH) {
      throw new RangeError(
        `Cannot send "${message.type}": too long, ${text.length} units behind ${waiting}`,
      );
    }
    this.#queue.push(text);
    this.#queuedLength += text.length;
    this.#flush();
  }

  /** Lets go of the channel and of all that waits. Idempotent. */
  close(): void {
    this.#listeners.abort();
    this.#queue = [];
  }

  #flush(): void {
    const { channel } = this.#options;
    let sent = 0;
    for (const text of this.#queue) {
      if (!this.isOpen || channel.bufferedAmount >= HIGH_WATERMARK_BYTES) break;
      channel.send(text);
      this.#queuedLength -= text.length;
      sent++;
    }
    this.#queue.splice(0, sent);
  }
}
