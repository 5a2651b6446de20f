import type { FailureReason } from "./failure.ts";

/**
 * What a reader can do about a failure:
 *
 * - `retry`: try again, on the same page with the same link;
 * - `take-over`: the same, but another tab of this browser has the session, and to try again here is
 *   to take it from there;
 * - `new-link`: the link is dead, and whoever made it makes another;
 * - `none`: this page would only meet the failure again.
 */
export type Remedy = "retry" | "take-over" | "new-link" | "none";

/** What follows from a failure, on whichever page it is met. */
export interface FailureTraits {
  /** What the reader can do. */
  readonly remedy: Remedy;
  /**
   * Where the way to the server closed for it: whether the session lives on there, so that its owner
   * can go back to it. `false` too for what never closes that way.
   */
  readonly ownerMayReturn: boolean;
  /**
   * Where an accepted transfer ended for it: whether what was received stays for a later run. Where
   * somebody ended it, where what came can't be trusted, or where nobody can come back for it, it is
   * discarded.
   */
  readonly keepsReceived: boolean;
}

/**
 * The traits of every reason, so that the compiler asks a new one for all of them. Engines read it;
 * pages, of which most need a few rows, write those down as {@linkcode RowsUnlike} of it.
 */
export const FAILURE_TRAITS = {
  "no-key": { remedy: "none", ownerMayReturn: false, keepsReceived: false },
  "wrong-key": { remedy: "none", ownerMayReturn: false, keepsReceived: false },
  "session-unknown": { remedy: "retry", ownerMayReturn: false, keepsReceived: false },
  "session-full": { remedy: "retry", ownerMayReturn: false, keepsReceived: true },
  "session-ended": { remedy: "new-link", ownerMayReturn: false, keepsReceived: false },
  "replaced": { remedy: "take-over", ownerMayReturn: true, keepsReceived: true },
  "other-tab": { remedy: "take-over", ownerMayReturn: false, keepsReceived: true },
  "server-unreachable": { remedy: "retry", ownerMayReturn: true, keepsReceived: true },
  "server-busy": { remedy: "retry", ownerMayReturn: true, keepsReceived: true },
  "no-route": { remedy: "retry", ownerMayReturn: false, keepsReceived: true },
  "no-relay": { remedy: "retry", ownerMayReturn: false, keepsReceived: true },
  "connection-lost": { remedy: "retry", ownerMayReturn: false, keepsReceived: true },
  "peer-left": { remedy: "retry", ownerMayReturn: false, keepsReceived: true },
  "removed": { remedy: "none", ownerMayReturn: false, keepsReceived: false },
  "tampered": { remedy: "new-link", ownerMayReturn: false, keepsReceived: false },
  "version-mismatch": { remedy: "retry", ownerMayReturn: true, keepsReceived: true },
  "protocol-error": { remedy: "retry", ownerMayReturn: false, keepsReceived: false },
  "source-changed": { remedy: "retry", ownerMayReturn: false, keepsReceived: true },
  "part-mismatch": { remedy: "retry", ownerMayReturn: false, keepsReceived: false },
  "integrity": { remedy: "retry", ownerMayReturn: false, keepsReceived: false },
  "storage-full": { remedy: "retry", ownerMayReturn: false, keepsReceived: true },
  "storage-failed": { remedy: "retry", ownerMayReturn: false, keepsReceived: true },
  "place-denied": { remedy: "retry", ownerMayReturn: false, keepsReceived: true },
  "place-gone": { remedy: "retry", ownerMayReturn: false, keepsReceived: false },
  "too-large": { remedy: "none", ownerMayReturn: false, keepsReceived: false },
  "no-capture": { remedy: "none", ownerMayReturn: false, keepsReceived: false },
  "capture-refused": { remedy: "retry", ownerMayReturn: false, keepsReceived: false },
  "capture-failed": { remedy: "retry", ownerMayReturn: false, keepsReceived: false },
  "sound-failed": { remedy: "retry", ownerMayReturn: false, keepsReceived: false },
  "no-webrtc": { remedy: "none", ownerMayReturn: false, keepsReceived: false },
  "insecure-context": { remedy: "none", ownerMayReturn: false, keepsReceived: false },
  "timed-out": { remedy: "retry", ownerMayReturn: false, keepsReceived: true },
  "cancelled": { remedy: "retry", ownerMayReturn: false, keepsReceived: false },
  "cancelled-by-peer": { remedy: "retry", ownerMayReturn: false, keepsReceived: false },
  "internal": { remedy: "retry", ownerMayReturn: false, keepsReceived: true },
} as const satisfies Readonly<Record<FailureReason, FailureTraits>>;

/**
 * The rows of one trait that aren't as usual, for a page that shall not load the whole table. A row
 * that is missing, too many or other than in the table doesn't compile.
 *
 * @example
 * ```ts
 * const mayReturn: RowsUnlike<"ownerMayReturn", false> = {
 *   "replaced": true,
 *   "server-unreachable": true,
 *   "server-busy": true,
 *   "version-mismatch": true,
 * };
 * ```
 */
export type RowsUnlike<Trait extends keyof FailureTraits, Usual extends FailureTraits[Trait]> = {
  readonly [
    Reason in FailureReason as Table[Reason][Trait] extends Usual ? never : Reason
  ]: Table[Reason][Trait];
};

type Table = typeof FAILURE_TRAITS;
