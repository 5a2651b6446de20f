import { Buffer } from "node:buffer";
import { CloseCode } from "../../protocol/close_code.ts";
import { MAX_SIGNALING_MESSAGE_BYTES } from "../../protocol/limits.ts";
import {
  BYTE_BURST,
  BYTE_REFILL_SECONDS,
  DEFAULT_MESSAGES_PER_SECOND,
  MAX_QUEUED_BYTES_PER_PEER,
  MESSAGE_BURST_SECONDS,
} from "../limits.ts";
import { type Rate, TokenBucket } from "../token_bucket.ts";

/** What one socket may send and have queued. */
export interface SocketRates {
  readonly messages: Rate;
  readonly bytes: Rate;
  readonly maxQueuedBytes: number;
}

/** The rates of a socket that talks to this many peers. */
export function ratesFor(
  peers: number,
  messagesPerSecond: number,
): SocketRates {
  const perSecond = peers * messagesPerSecond;
  const byteBurst = BYTE_BURST * perSecond / DEFAULT_MESSAGES_PER_SECOND;
  return {
    messages: { burst: perSecond * MESSAGE_BURST_SECONDS, perSecond },
    bytes: { burst: byteBurst, perSecond: byteBurst / BYTE_REFILL_SECONDS },
    maxQueuedBytes: peers * MAX_QUEUED_BYTES_PER_PEER,
  };
}

/** Refuses what no message may be, before anybody looks into it: binary, oversized, too much. */
export class InboundGuard {
  /** Bytes that may wait in the socket for its peer to read them. */
  readonly maxQueuedBytes: number;
  readonly #messages: TokenBucket;
  readonly #bytes: TokenBucket;

  constructor({ messages, bytes, maxQueuedBytes }: SocketRates, now: number) {
    this.maxQueuedBytes = maxQueuedBytes;
    this.#messages = new TokenBucket(messages, now);
    this.#bytes = new TokenBucket(bytes, now);
  }

  /** The text of a message that may pass, or the code to close its socket with. */
  check(data: unknown, now: number): string | CloseCode {
    if (typeof data !== "string") return CloseCode.binaryMessage;
    const bytes = Buffer.byteLength(data);
    if (bytes > MAX_SIGNALING_MESSAGE_BYTES) return CloseCode.messageTooBig;
    const isInRate = this.#messages.take(1, now) && this.#bytes.take(bytes, now);
    return isInRate ? data : CloseCode.tooManyMessages;
  }
}
