import type { FailureReason } from "../../protocol/failure.ts";

/** A file, or a folder with all in it, as a page lists it: its safe name and its size in bytes. */
export interface ListedFile {
  readonly name: string;
  readonly size: number;
  /** Files in the folder; left out where it is none. */
  readonly files?: number;
}

/** A file of an offer; its name is the safe path, that of an empty folder ends with `/`. */
export interface OfferedFile extends ListedFile {
  /** What the sender calls it, where that isn't safe everywhere. */
  readonly given?: string;
  /** Milliseconds since 1970, 0 where the sender doesn't know. */
  readonly modified: number;
}

/** A received file that the reader can save, as often as they like while the page is open. */
export interface SavedFile extends ListedFile {
  /** A `blob:` URL of the whole, verified file; left out where it lies at a destination of its reader's. */
  readonly url?: string | undefined;
  /** What it says, where it is a short and clean text. */
  readonly text?: string | undefined;
}

/** All received files as one. */
export type Archive =
  /** They were saved one by one, of which a browser may have held some back. */
  | { readonly kind: "offered" }
  | { readonly kind: "packing" }
  | { readonly kind: "ready"; readonly name: string; readonly size: number; readonly url: string }
  /** A file couldn't be read again. */
  | { readonly kind: "failed" }
  /** The reader doesn't want it now. */
  | { readonly kind: "given-up" };

/** What transfers of pages that are gone have left, to go on with. */
export interface LeftOvers {
  readonly transfers: number;
  readonly bytes: number;
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

/** Why a file isn't one of those that a share is about. */
export interface Refusal {
  readonly name: string;
  /** There is none of this name, or it has another size or another date of change. */
  readonly why: "name" | "size" | "modified";
}
