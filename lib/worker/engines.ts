/**
 * What a page knows of its transfer engines: they may run on the page, or in its worker.
 * @module
 */
import type { CreateLane, LaneHandle } from "../peer/lanes/lane_handle.ts";
import type { TransferMessage } from "../protocol/control_message.ts";
import type { FailureError } from "../protocol/failure.ts";
import type { Destination } from "../storage/destination/destination.ts";
import type { ReceivedFile } from "../storage/received_file.ts";
import type { SharedItem } from "../storage/sources/shared_item.ts";
import type { TransferControl } from "../transfer/ports.ts";
import type { ReceivingState, SendingState, Side } from "../transfer/state.ts";

/** What both sides' engines do. */
export interface HostedEngine {
  /** Bytes that are where they should be, as far as this page knows. */
  readonly doneBytes: number;
  /** Bytes of all files. */
  readonly totalBytes: number;
  /** Takes one message of the other side. */
  receive(message: TransferMessage): void;
  /** Puts a lane to work, one made by the {@linkcode EngineHost} of this engine. */
  addLane(lane: LaneHandle): void;
  /** Stops the blocks for now; the other side is told. */
  pause(): void;
  /** Lets them go on. */
  resume(): void;
  /** Ends the transfer from outside; idempotent. The state has changed when this returns. */
  fail(error: FailureError, side?: Side): void;
}

/** A `FileSender`, wherever it runs. */
export interface HostedSender extends HostedEngine {
  /** Announces the files. */
  start(): void;
}

/** A `FileReceiver`, wherever it runs. */
export interface HostedReceiver extends HostedEngine {
  /** Accepts the offer; its files go to a destination of their reader's where one is given. */
  accept(destination?: Destination): void;
}

/** What a {@linkcode HostedSender} needs and tells. */
export interface HostedSenderOptions {
  readonly files: readonly SharedItem[];
  /** 32 random bytes in base64url. */
  readonly transferId: string;
  /** The files were chosen again for a share of an earlier page, and may be others under the same names. */
  readonly isRestored?: boolean;
  readonly control: TransferControl;
  readonly onState: (state: SendingState) => void;
  /** Who asks for a pause now: one side, both, or nobody. Called at every change. */
  readonly onPaused?: (by: ReadonlySet<Side>) => void;
  /** So many lanes should be open. */
  readonly onLanesWanted: (count: number) => void;
}

/** What a {@linkcode HostedReceiver} needs and tells. */
export interface HostedReceiverOptions {
  /** The session the offer is made in. */
  readonly sessionId: string;
  readonly control: TransferControl;
  readonly onState: (state: ReceivingState) => void;
  /** Who asks for a pause now: one side, both, or nobody. Called at every change. */
  readonly onPaused?: (by: ReadonlySet<Side>) => void;
  /** A file is whole, verified and flushed; `isAgain` where an earlier page handed it over. */
  readonly onSaved: (index: number, file: ReceivedFile, isAgain: boolean) => void;
}

/** Makes engines. */
export interface Engines {
  createSender(options: HostedSenderOptions): HostedSender;
  createReceiver(options: HostedReceiverOptions): HostedReceiver;
}

/** Where engines and lanes live. */
export interface EngineHost {
  /** Takes a new bulk channel to where the engines are. */
  readonly createLane: CreateLane;
  /**
   * Loads what engines need; once it resolved nothing more comes from the server.
   *
   * @throws where the server can't be reached.
   */
  load(): Promise<Engines>;
}
