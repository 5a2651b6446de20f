import { FailureError } from "../protocol/failure.ts";

/** Files that don't fit, with the two numbers a page shows. */
export class NoRoomError extends FailureError {
  /** What the files take together. */
  readonly neededBytes: number;
  /** What is left for them. */
  readonly freeBytes: number;

  /**
   * @param reason `storage-full` where the disk or its quota ends, `too-large` where this browser
   * has nothing but memory to receive into.
   */
  constructor(
    reason: "storage-full" | "too-large",
    neededBytes: number,
    freeBytes: number,
  ) {
    super(
      reason,
      `Cannot receive ${neededBytes} bytes: there is room for ${freeBytes}`,
    );
    this.neededBytes = neededBytes;
    this.freeBytes = freeBytes;
  }
}
