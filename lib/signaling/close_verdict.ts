import { CloseCode } from "../protocol/close_code.ts";
import type { FailureReason } from "../protocol/failure.ts";

/** What a closed signaling socket means for its client. */
export interface CloseVerdict {
  /** Whether another try can't end differently. */
  readonly final: boolean;
  /** What to tell the reader: at once where `final`, else when patience ends. */
  readonly reason: FailureReason;
  /** Whether the server asked to come back later, so everybody else was asked as well. */
  readonly serverAsked: boolean;
  /** After how many ms this client should; `undefined` where the server doesn't say. */
  readonly retryAfterMs?: number;
}

/** The reason of a close that says when to come back. Five digits are more than a client waits. */
const RETRY_AFTER = /^retry-after-ms=(\d{1,5})$/;

/**
 * Reads the code of a close event.
 *
 * @param code `CloseEvent.code`; anything unknown, 1006 above all, is a connection that was lost
 * @param reason `CloseEvent.reason`
 * @param hasJoined whether this client was a member before. A restarted server knows no session
 * until its owner registers it again, so a guest that comes back first is told "unknown session"
 * and has to ask once more.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(closeVerdict(4410, true).reason, "session-ended");
 * assert.equal(closeVerdict(4404, false).final, true);
 * assert.equal(closeVerdict(4404, true).final, false);
 * assert.equal(closeVerdict(1012, true, "retry-after-ms=700").retryAfterMs, 700);
 * ```
 */
export function closeVerdict(code: number, hasJoined: boolean, reason = ""): CloseVerdict {
  switch (code) {
    case CloseCode.wrongKey:
      return final("wrong-key");
    case CloseCode.unknownSession:
      return hasJoined ? retry("session-unknown") : final("session-unknown");
    case CloseCode.sessionFull:
      return final("session-full");
    case CloseCode.sessionEnded:
      return final("session-ended");
    case CloseCode.replaced:
      return final("replaced");
    case CloseCode.versionMismatch:
      return final("version-mismatch");
    case CloseCode.binaryMessage:
    case CloseCode.messageTooBig:
    case CloseCode.malformedMessage:
      return final("protocol-error");
    case CloseCode.serviceRestart: {
      const [, ms] = RETRY_AFTER.exec(reason) ?? [];
      const verdict = { ...retry("server-unreachable"), serverAsked: true };
      return ms === undefined ? verdict : { ...verdict, retryAfterMs: Number(ms) };
    }
    case CloseCode.tryAgainLater:
    case CloseCode.tooManyMessages:
      return { ...retry("server-busy"), serverAsked: true };
    default:
      return retry("server-unreachable");
  }
}

function final(reason: FailureReason): CloseVerdict {
  return { final: true, reason, serverAsked: false };
}

function retry(reason: FailureReason): CloseVerdict {
  return { final: false, reason, serverAsked: false };
}
