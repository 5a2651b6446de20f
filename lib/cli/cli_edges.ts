import type { Clock } from "../base/clock.ts";
import type { OutgoingFile, TransferStore } from "../transfer/ports.ts";
import type { Terminal } from "./terminal.ts";

/** What lies on a disk below the paths of a command line. */
export interface OpenedFiles {
  readonly files: readonly OutgoingFile[];
  /** What can't be sent, and why. */
  readonly problems: readonly { readonly path: string; readonly kind: string }[];
  /** Closes what was opened to read. */
  close(): Promise<void>;
}

/** The outside world of the command line. */
export interface CliEdges {
  readonly clock: Clock;
  readonly terminal: Terminal;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly fetch: typeof fetch;
  readonly openSocket: (url: string) => WebSocket;
  /** Readies connections; once a run. */
  readonly openConnections: () => Promise<(config: RTCConfiguration) => RTCPeerConnection>;
  readonly openFiles: (paths: readonly string[]) => Promise<OpenedFiles>;
  /**
   * Where received files go; makes the folder where there is none.
   *
   * @throws {FailureError} where it can't be had.
   */
  readonly openFolder: (folder: string) => Promise<TransferStore<unknown>>;
  /** Calls back whenever the run is to end, as by Ctrl-C, until the signal is aborted. */
  readonly onInterrupt: (end: () => void, signal: AbortSignal) => void;
}

/** What a run ends with. */
export const ExitCode = { done: 0, failed: 1, wrongUse: 2, interrupted: 130 } as const;
