import type { StoredTransfer } from "../transfer/ports.ts";

/** What is noted of a transfer, without its files. */
export interface Notes extends Omit<StoredTransfer<unknown>, "open" | "restored"> {
  /** Whether nothing of the reader's is in a file; known once the notes were read. */
  readonly isOurs: (index: number) => boolean;
  /** Notes that nothing of the reader's is in a file. */
  readonly noteOurs: (index: number) => void;
}

/** For a page that can keep no notes. */
export const NO_NOTES: Notes = {
  async *notes() {},
  wasSaved: () => false,
  isOurs: () => false,
  noteBlock: () => {},
  noteSaved: () => {},
  noteOurs: () => {},
  end: () => Promise.resolve(),
};
