import type { zipBlob } from "../../storage/saving/zip_blob.ts";
import { archiveName } from "./archive_name.ts";
import type { ProgressSampler } from "../parts/progress_sampler.ts";
import type { SavedFiles } from "./saved_files.ts";
import { type Archive, type OfferedFile, totalSize } from "../facts/transfer_facts.ts";

/** Makes the archive. */
export type ZipBlob = typeof zipBlob;

/** What an {@linkcode ArchivePacker} needs and tells. */
export interface ArchivePackerOptions {
  readonly zipBlob: ZipBlob;
  /** Idle by now: the transfer it looked at is over. */
  readonly sampler: ProgressSampler;
  readonly dispatch: (event: { readonly type: "archive"; readonly archive: Archive }) => void;
  /** It was handed to the browser. */
  readonly onSaved: () => void;
}

/** Makes one archive of all received files, and says how far that is. */
export class ArchivePacker {
  readonly #options: ArchivePackerOptions;
  #under: AbortController | undefined;

  constructor(options: ArchivePackerOptions) {
    this.#options = options;
  }

  /** Whether one is being made. */
  get isPacking(): boolean {
    return this.#under !== undefined;
  }

  /** Makes the archive and saves it. */
  async pack(saved: SavedFiles, files: readonly OfferedFile[]): Promise<void> {
    const { zipBlob, sampler, dispatch, onSaved } = this.#options;
    this.stop();
    const under = this.#under = new AbortController();
    const { signal } = under;
    const name = archiveName(files, new Date());
    const counters = { doneBytes: 0, totalBytes: totalSize(files) };
    dispatch({ type: "archive", archive: { kind: "packing" } });
    sampler.start(counters);
    try {
      const archive = await zipBlob(
        saved.entries(),
        signal,
        (count) => counters.doneBytes += count,
      );
      if (signal.aborted) return;
      const url = saved.saveArchive(archive, name);
      onSaved();
      dispatch({ type: "archive", archive: { kind: "ready", name, size: archive.size, url } });
    } catch {
      if (!signal.aborted) dispatch({ type: "archive", archive: { kind: "failed" } });
    } finally {
      if (this.#under === under) this.stop();
    }
  }

  /** The reader doesn't want it. */
  giveUp(): void {
    if (!this.#under) return;
    this.stop();
    this.#options.dispatch({ type: "archive", archive: { kind: "given-up" } });
  }

  /** Stops without a word; idempotent. */
  stop(): void {
    if (!this.#under) return;
    this.#under.abort();
    this.#under = undefined;
    this.#options.sampler.stop();
  }
}
