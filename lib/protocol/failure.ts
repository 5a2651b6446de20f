/**
 * Why a transfer or a session could not go on. The codes are stable: pages show them as
 * `data-reason`, peers send them in `abort`, and every language has a text for each.
 */
export const FAILURE_REASONS = [
  /** The link has no key after `#`. */
  "no-key",
  /** The key in the link isn't this session's, or isn't a key at all. */
  "wrong-key",
  /** The session is unknown to the server or over. */
  "session-unknown",
  /** Somebody else is already connected over this link. */
  "session-full",
  /** The owner ended the session. */
  "session-ended",
  /** The same page is open in another tab, which took over. */
  "replaced",
  /** Another tab of this browser has the same link open, and keeps it. */
  "other-tab",
  /** The signaling server can't be reached, and the peers haven't met. */
  "server-unreachable",
  /** The server asks to slow down or is full. */
  "server-busy",
  /** No network path between the peers: hard NAT or blocked UDP. */
  "no-route",
  /** One side only goes through a relay, and the server offers none. */
  "no-relay",
  /** The connection was lost and didn't come back. */
  "connection-lost",
  /** The other side closed the page. */
  "peer-left",
  /** The presenter removed this viewer. */
  "removed",
  /** The introduction was altered on its way: a handshake message or a fingerprint doesn't verify. */
  "tampered",
  /** The other side runs another version of the protocol. */
  "version-mismatch",
  /** The other side said something the protocol forbids. */
  "protocol-error",
  /** The file changed, moved or disappeared while it was sent. */
  "source-changed",
  /** What the receiver says that it holds from an earlier run isn't part of the sender's files. */
  "part-mismatch",
  /** A block stayed wrong after every repair, or the root digests differ. */
  "integrity",
  /** No room left where the file is written. */
  "storage-full",
  /** Writing failed for another reason than room. */
  "storage-failed",
  /** Writing where the receiver chose isn't allowed any more. */
  "place-denied",
  /** The folder or file that the receiver chose is gone. */
  "place-gone",
  /** The file is larger than this browser can take. */
  "too-large",
  /** This browser can't capture a screen, as on phones. */
  "no-capture",
  /** The permission to capture was refused, or nothing was picked. */
  "capture-refused",
  /** The system couldn't capture what was picked. */
  "capture-failed",
  /** The system couldn't capture the sound of what was picked, and so gave no picture either. */
  "sound-failed",
  /** This browser has no WebRTC. */
  "no-webrtc",
  /** The page isn't a secure context (plain http from another host). */
  "insecure-context",
  /** Nobody moved for too long. */
  "timed-out",
  /** Cancelled here. */
  "cancelled",
  /** Cancelled by the other side. */
  "cancelled-by-peer",
  /** A defect of the program itself. */
  "internal",
] as const;

/** One of {@linkcode FAILURE_REASONS}. */
export type FailureReason = typeof FAILURE_REASONS[number];

/** Reads a failure reason from outside; `undefined` where it is not one. */
export function parseFailureReason(value: unknown): FailureReason | undefined {
  return FAILURE_REASONS.find((reason) => reason === value);
}

/** Why an owner may hang up on a guest that has the link's key all the same. */
export type Dismissal = Extract<FailureReason, "removed" | "session-full">;

/**
 * An error that ends something for the reader, with the reason a page shows.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const error = new FailureError("storage-full", "Cannot write block 7: quota exceeded");
 * assert.equal(error.reason, "storage-full");
 * ```
 */
export class FailureError extends Error {
  override readonly name = "FailureError";
  readonly reason: FailureReason;

  constructor(
    reason: FailureReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.reason = reason;
  }
}

/** The reason to show for any error: its own where it has one, else `internal`. */
export function reasonOf(error: unknown): FailureReason {
  return error instanceof FailureError ? error.reason : "internal";
}
