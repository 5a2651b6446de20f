import { is256Bits } from "./base64url.ts";
import { type Dismissal, type FailureReason, parseFailureReason } from "./failure.ts";
import { type FileEntry, parseFileEntry } from "./file_entry.ts";
import { MAX_BLOCK_BYTES, MAX_BLOCKS, MAX_FILES, MIN_BLOCK_BYTES } from "./limits.ts";
import type { ScreenMessage } from "./screen_message.ts";
import { isCount, parseList, type UnknownRecord } from "./parse.ts";

/** `[from, to)` of block numbers. */
export type BlockRange = readonly [from: number, to: number];

/** Messages that keep the connection itself; everything else belongs to a transfer or a screen. */
export type LinkMessage =
  /** The first message each way: proof that both ends see the same two DTLS certificates. */
  | { readonly type: "bind"; readonly tag: string }
  /** Sent at least every second; its absence is how a vanished peer is noticed. */
  | { readonly type: "heartbeat" }
  /** A description or candidate for a lane, sent over lane 0 instead of the server. */
  | {
    readonly type: "signal";
    readonly lane: number;
    readonly payload: UnknownRecord;
  }
  /** The page is closing on purpose, or this peer isn't wanted any more, and why. */
  | { readonly type: "bye"; readonly reason?: Dismissal };

/** What the sender of files says. */
export type SenderMessage =
  /** Announces a transfer; its file list follows in `files` messages. */
  | {
    readonly type: "offer";
    readonly transferId: string;
    readonly fileCount: number;
    readonly totalBytes: number;
    readonly blockBytes: number;
  }
  /** A page of the file list, in order, starting with file number `first`. */
  | {
    readonly type: "files";
    readonly first: number;
    readonly files: readonly FileEntry[];
  }
  /** So many of the blocks that the receiver holds have been compared with the sender's files. */
  | { readonly type: "proving"; readonly blocks: number }
  /** Root digests of consecutive files, starting with file number `first`. */
  | {
    readonly type: "roots";
    readonly first: number;
    readonly roots: readonly string[];
  }
  /** Every block was acknowledged; the digest over all roots. */
  | { readonly type: "finish"; readonly root: string };

/** What the receiver of files says. */
export type ReceiverMessage =
  /** Blocks the receiver holds from an earlier run; any number of these precede `accept`. */
  | { readonly type: "have"; readonly ranges: readonly BlockRange[] }
  /**
   * Starts the data. `windowBytes` bounds the bytes sent and not acknowledged. `haveDigest` is
   * SHA-256 over the digests of the blocks named by `have`, so the sender can prove that its file
   * is still the same; empty where there were none. `bundles` says that small blocks may come
   * several in one message.
   */
  | {
    readonly type: "accept";
    readonly transferId: string;
    readonly windowBytes: number;
    readonly haveDigest: string;
    readonly bundles?: true;
  }
  /** Blocks that are verified and written. */
  | { readonly type: "ack"; readonly ranges: readonly BlockRange[] }
  /** A block whose bytes don't match their digest; to be sent again. */
  | { readonly type: "repair"; readonly block: number }
  /** Every file is verified and flushed. Nobody may say "done" before this. */
  | { readonly type: "receipt"; readonly root: string };

/** What both may say during a transfer. */
export type TransferMessage =
  | SenderMessage
  | ReceiverMessage
  | { readonly type: "pause" }
  | { readonly type: "resume" }
  /** The transfer is over for the sender of this message, and why. */
  | { readonly type: "abort"; readonly reason: FailureReason };

/** Everything on the control channel. */
export type ControlMessage = LinkMessage | TransferMessage | ScreenMessage;

/** Reads a message about a transfer; `undefined` where anything about it is wrong. */
export function parseTransferMessage(value: UnknownRecord): TransferMessage | undefined {
  switch (value.type) {
    case "offer": {
      const { transferId, fileCount, totalBytes, blockBytes } = value;
      if (!is256Bits(transferId) || !isCount(fileCount, 1, MAX_FILES)) {
        return undefined;
      }
      if (!isCount(totalBytes)) return undefined;
      if (!isCount(blockBytes, MIN_BLOCK_BYTES, MAX_BLOCK_BYTES)) {
        return undefined;
      }
      return { type: "offer", transferId, fileCount, totalBytes, blockBytes };
    }
    case "files": {
      const files = parseList(value.files, 1, MAX_FILES, parseFileEntry);
      return isCount(value.first, 0, MAX_FILES) && files
        ? { type: "files", first: value.first, files }
        : undefined;
    }
    case "proving":
      return isCount(value.blocks, 1, MAX_BLOCKS)
        ? { type: "proving", blocks: value.blocks }
        : undefined;
    case "roots": {
      const roots = parseList(
        value.roots,
        1,
        MAX_FILES,
        (root) => is256Bits(root) ? root : undefined,
      );
      return isCount(value.first, 0, MAX_FILES) && roots
        ? { type: "roots", first: value.first, roots }
        : undefined;
    }
    case "finish":
    case "receipt":
      return is256Bits(value.root) ? { type: value.type, root: value.root } : undefined;
    case "have":
    case "ack": {
      const ranges = parseList(value.ranges, 1, MAX_BLOCKS, parseRange);
      return ranges && { type: value.type, ranges };
    }
    case "accept": {
      const { transferId, windowBytes, haveDigest } = value;
      if (!is256Bits(transferId) || !isCount(windowBytes, 1)) return undefined;
      if (haveDigest !== "" && !is256Bits(haveDigest)) return undefined;
      const accept = { type: "accept", transferId, windowBytes, haveDigest } as const;
      return value.bundles === true ? { ...accept, bundles: true } : accept;
    }
    case "repair":
      return isCount(value.block, 0, MAX_BLOCKS - 1)
        ? { type: "repair", block: value.block }
        : undefined;
    case "pause":
    case "resume":
      return { type: value.type };
    case "abort": {
      const reason = parseFailureReason(value.reason);
      return reason && { type: "abort", reason };
    }
    default:
      return undefined;
  }
}

function parseRange(value: unknown): BlockRange | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [from, to]: unknown[] = value;
  if (!isCount(from, 0, MAX_BLOCKS) || !isCount(to, from + 1, MAX_BLOCKS)) {
    return undefined;
  }
  return [from, to];
}
