/** Bytes of a MiB. */
export const MIB = 1024 * 1024;

/** How much to move. */
export interface Amount {
  readonly bytes: number;
  /** After so long what has passed counts. Where there is none, all of it has to pass. */
  readonly limitMs?: number;
}

/** When to give up on a transfer that has no limit: slower than this something is broken. */
export function deadlineMsOf(bytes: number): number {
  return 180_000 + bytes / MIB * 2_000;
}

/** What went from one browser to the other, and how long that took. */
export interface Moved {
  readonly bytes: number;
  readonly ms: number;
}

/** The speed of it; `undefined` stays so, for runs that failed. */
export function mibPerSecond(moved: Moved | undefined): number | undefined {
  return moved && moved.bytes / MIB / (moved.ms / 1000);
}
