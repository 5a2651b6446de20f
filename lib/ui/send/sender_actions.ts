import type { SharedItem } from "../../storage/sources/shared_item.ts";
import type { LinkActions } from "../parts/share_link.ts";

/** What the sender's page can ask for. */
export interface SenderActions extends LinkActions {
  /**
   * Adds files to the list, or gives a share that was found its files again; ignored once shared.
   *
   * @returns `false` where the list would be longer than a transfer may be; then nothing was added
   */
  choose(more: readonly SharedItem[]): boolean;
  /** Takes one row out of the list: a file, or a folder with all in it. */
  remove(index: number): void;
  /** Opens the files of a share that was found, where the browser knows the way. By a click. */
  reopen(): void;
  /** Makes the link and waits for the recipient. */
  share(): void;
  /** Lets so many receive what is shared next. */
  setSeats(count: number): void;
  /** Sends nothing to a recipient, or to any, until `resume`; it is told. */
  pause(number?: number): void;
  resume(number?: number): void;
  /** Gives up what is under way; chosen files stay chosen. */
  cancel(): void;
  /** Ends the service of one recipient, which is told; its seat is free for the next. */
  removeRecipient(number: number): void;
  /** Lets nobody else receive: whoever does is told, and the share is over. */
  stop(): void;
  /** Goes on with the share where it still lives, else makes a new link. */
  retry(): void;
  /** Back to choosing, and the share is over; after success with an empty list. */
  reset(): void;
}
