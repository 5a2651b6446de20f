import {
  BYTE_BURST,
  BYTE_REFILL_SECONDS,
  DEFAULT_MESSAGES_PER_SECOND,
  MAX_QUEUED_BYTES_PER_PEER,
  MESSAGE_BURST_SECONDS,
} from "../limits.ts";
import type { Rate } from "../token_bucket.ts";

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
