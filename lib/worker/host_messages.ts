/**
 * What a page and the room of its engines say to each other. A worker that holds the room is built
 * together with the page, and its address holds a hash of its content, so neither ever meets another
 * version: nothing is parsed.
 * @module
 */
import type { TransferMessage } from "../protocol/control_message.ts";
import type { FailureReason } from "../protocol/failure.ts";
import type { SharedFile, SharedFolder } from "../storage/sources/shared_item.ts";
import type { Destination } from "../storage/destination/destination.ts";
import type { ReceivedFile } from "../storage/received_file.ts";
import type { ReceivingState, SendingState, Side, TransferFailure } from "../transfer/state.ts";

/** What is shared as it crosses to the room: without the way back to it, which may be a promise. */
export type PostedItem = Omit<SharedFile, "way"> | Omit<SharedFolder, "way">;

/** What a page asks of one engine. */
export type EngineRequest =
  | {
    readonly type: "create-sender";
    readonly files: readonly PostedItem[];
    readonly transferId: string;
    readonly isRestored: boolean;
  }
  | { readonly type: "create-receiver"; readonly sessionId: string }
  | {
    readonly type: "add-lane";
    readonly lane: number;
    /** What `pc.sctp.maxMessageSize` says; the room has no connection to ask. */
    readonly maxMessageSize: number | undefined;
  }
  | { readonly type: "control"; readonly message: TransferMessage }
  | { readonly type: "start" | "pause" | "resume" }
  | {
    readonly type: "accept";
    /** Where its files go, where their reader chose. */
    readonly destination: Destination | undefined;
  }
  /** The page ended it, and has told the other side. */
  | { readonly type: "end"; readonly reason: FailureReason };

/**
 * Page → room. Engines and lanes are numbered by the page, all of them by one count: no lane has the
 * number of an engine.
 */
export type HostRequest =
  | { readonly type: "lane"; readonly lane: number; readonly channel: RTCDataChannel }
  | { readonly type: "close-lane"; readonly lane: number }
  | { readonly type: "engine"; readonly engine: number; readonly request: EngineRequest };

/** What one engine says to its page. */
export type EngineReply =
  | { readonly type: "control"; readonly message: TransferMessage }
  | { readonly type: "state"; readonly state: PostedState }
  | { readonly type: "paused"; readonly by: ReadonlySet<Side> }
  /** Those that became whole since the last of these. */
  | { readonly type: "saved"; readonly files: readonly PostedFile[] }
  | { readonly type: "lanes-wanted"; readonly count: number };

/** Room → page. */
export type HostReply =
  /** It is there. */
  | { readonly type: "ready" }
  | { readonly type: "engine"; readonly engine: number; readonly reply: EngineReply }
  /** The channel closed by itself or from the other side. */
  | { readonly type: "lane-closed"; readonly lane: number }
  /** The peer sent what no lane carries. */
  | { readonly type: "lane-violation"; readonly lane: number }
  /** What changed since the last of these. */
  | {
    readonly type: "counters";
    readonly engines: readonly EngineCounters[];
    readonly lanes: readonly LaneCounters[];
  };

/** A file that is whole, verified and flushed. */
export interface PostedFile {
  readonly index: number;
  readonly file: ReceivedFile;
  /** An earlier page handed it over. */
  readonly isAgain: boolean;
}

/** How far an engine is. */
export interface EngineCounters {
  readonly engine: number;
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** Frames that a lane has received. */
export interface LaneCounters {
  readonly lane: number;
  readonly received: number;
}

/** A state that can be posted: errors lose their class on the way, so a failure says what it knows. */
export type PostedState =
  | Exclude<SendingState | ReceivingState, TransferFailure>
  | Omit<TransferFailure, "cause"> & { readonly cause: PostedCause | undefined };

/** What is left of an error. */
export interface PostedCause {
  readonly message: string;
  /** Of a `NoRoomError`. */
  readonly room?: { readonly neededBytes: number; readonly freeBytes: number };
}
