import type { FailureReason } from "../protocol/failure.ts";

/** A file as a page lists it: its safe name and its size in bytes. */
export interface ListedFile {
  readonly name: string;
  readonly size: number;
}

/** A received file that the reader can save, as often as they like while the page is open. */
export interface SavedFile extends ListedFile {
  /** A `blob:` URL of the whole, verified file. */
  readonly url: string;
}

/** How the bytes travel: same network, across the internet, or through a TURN relay. */
export type Path = "lan" | "direct" | "relay";

/** Why something ended, and which side it ended on first. */
export interface Failure {
  readonly reason: FailureReason;
  readonly side: "here" | "there";
  /** Numbers for the reader where the reason has any, such as bytes needed and free. */
  readonly neededBytes?: number;
  readonly freeBytes?: number;
}

/** What a progress bar shows; sampled a few times a second, never per frame. */
export interface Progress {
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** 0 while unknown. */
  readonly bytesPerSecond: number;
  /** `undefined` while unknown. */
  readonly secondsLeft: number | undefined;
}

/** Progress before anything moved. */
export const NO_PROGRESS: Progress = {
  doneBytes: 0,
  totalBytes: 0,
  bytesPerSecond: 0,
  secondsLeft: undefined,
};

/** Bytes of all listed files together. */
export function totalSize(files: readonly ListedFile[]): number {
  return files.reduce((sum, file) => sum + file.size, 0);
}
