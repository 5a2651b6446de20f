import type { StoredTransfer } from "../transfer/ports.ts";

/** What is noted of a transfer, without its files. */
export interface Notes extends Omit<StoredTransfer<unknown>, "open" | "restored"> {
  /** Whether nothing of the reader's is in a file; known once the notes were read. */
  readonly isOurs: (index: number) => boolean;
  /** Notes that nothing of the reader's is in a file. */
  readonly noteOurs: (index: number) => void;
}
