import { Buffer } from "node:buffer";
import { CloseCode } from "../../protocol/close_code.ts";
import { MAX_SIGNALING_MESSAGE_BYTES } from "../../protocol/limits.ts";
import type { SocketRates } from "./signaling_rates.ts";
import { TokenBucket } from "../token_bucket.ts";

/** Refuses what no message may be, before anybody looks into it: binary, oversized, too much. */
export class InboundGuard {
  #messages: TokenBucket;
  #bytes: TokenBucket;

  constructor(rates: SocketRates, now: number) {
    this.#messages = new TokenBucket(rates.messages, now);
    this.#bytes = new TokenBucket(rates.bytes, now);
  }

  /** The text of a message that may pass, or the code to close its socket with. */
  check(data: unknown, now: number): string | CloseCode {
    if (typeof data !== "string") return CloseCode.binaryMessage;
    const bytes = Buffer.byteLength(data);
    if (bytes > MAX_SIGNALING_MESSAGE_BYTES) return CloseCode.messageTooBig;
    const isInRate = this.#messages.take(1, now) &&
      this.#bytes.take(bytes, now);
    return isInRate ? data : CloseCode.tooManyMessages;
  }
}
