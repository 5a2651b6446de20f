import type { SharedItem } from "../../storage/sources/shared_item.ts";

/** What the sender's page can ask for. */
export interface SenderActions {
  /** Adds to the list; `false` where it would be too long. */
  choose(items: readonly SharedItem[]): boolean;
  /** Takes the row at an index of the list out again. */
  remove(index: number): void;
  /** Opens the files of a share that was found. */
  reopen(): void;
  share(): void;
  /** Copies the link; `false` where the browser didn't let it. */
  copyLink(): Promise<boolean>;
  /** Opens the system's share sheet; left out where there is none. */
  shareLink?: (() => void) | undefined;
  /** Lets so many receive what is shared next. */
  setSeats(count: number): void;
  /** Pauses one recipient, or all. */
  pause(number?: number): void;
  resume(number?: number): void;
  cancel(): void;
  /** Sends one recipient away. */
  removeRecipient(number: number): void;
  /** Lets nobody else receive. */
  stop(): void;
  retry(): void;
  /** Back to choosing; the share is over. */
  reset(): void;
}
