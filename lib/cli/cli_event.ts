import type { FailureReason } from "../protocol/failure.ts";
import type { Path } from "../ui/facts/transfer_facts.ts";
import type { Side } from "../transfer/state.ts";

/** What can be told of the ways to the server and to the other side. */
export type CliNotice =
  /** The server is being looked for; who is connected goes on. */
  | "server-lost"
  /** The server answers again. */
  | "server-back"
  /** Somebody opened the link. */
  | "introducing"
  /** Somebody opened the link and left before anything was sent. */
  | "recipient-left"
  /** The sender isn't there; it is waited for. */
  | "sender-away"
  /** The connection is silent, and is being repaired. */
  | "interrupted"
  /** It is heard again. */
  | "recovered"
  /** It is past repair, and another is being made. */
  | "reconnecting";

/**
 * What happens, as `--json` writes it: one object a line. `recipient` numbers whom a sender serves and
 * is 1 for a receiver.
 */
export type CliEvent =
  /** The link to pass on. */
  | { readonly event: "link"; readonly link: string }
  /** Something in a folder can't be sent. */
  | { readonly event: "skipped"; readonly path: string; readonly why: string }
  | { readonly event: "notice"; readonly notice: CliNotice }
  /** Connected and proven; again where the path changes. */
  | { readonly event: "connected"; readonly recipient: number; readonly path: Path | undefined }
  /** A receiver sees what it can have. */
  | { readonly event: "offer"; readonly files: number; readonly bytes: number }
  /** The offer was accepted. */
  | { readonly event: "started"; readonly recipient: number; readonly isContinued: boolean }
  | {
    readonly event: "progress";
    readonly recipient: number;
    readonly doneBytes: number;
    readonly totalBytes: number;
    readonly bytesPerSecond: number;
    /** Missing while nobody can say. */
    readonly secondsLeft?: number;
  }
  /** A recipient's receipt is here: it has everything, verified. */
  | { readonly event: "delivered"; readonly recipient: number; readonly digest: string }
  /** Everything is here, verified and flushed. */
  | { readonly event: "received"; readonly digest: string }
  /** The service of one recipient ended; its seat is free. */
  | {
    readonly event: "ended";
    readonly recipient: number;
    readonly reason: FailureReason;
    readonly side: Side;
  }
  /** The last line of a run that failed. */
  | { readonly event: "failed"; readonly reason: FailureReason; readonly side: Side };
