import { type ReadonlySignal, signal } from "@preact/signals";
import { opfsDirectories } from "../../storage/opfs/opfs_directories.ts";
import {
  findReceived,
  forgetReceived,
  forgetReceivedIn,
  type ReceivedDirectories,
  type ReceivedFiles,
} from "../../storage/opfs/received_before.ts";
import type { zipBlob } from "../../storage/saving/zip_blob.ts";
import { type OfferedFile, totalSize } from "../facts/transfer_facts.ts";
import { archiveName } from "./archive_name.ts";
import { listedFiles } from "./listed_files.ts";
import { bareName, isFolderName } from "./offered_files.ts";
import { type SavedFilesEdges, zipEntries } from "./saved_files.ts";

/** What an earlier page of this browser received and may not have saved. */
export interface UnsavedFiles {
  /** Tells it from others. */
  readonly id: string;
  readonly files: readonly OfferedFile[];
  /** Ms since 1970. */
  readonly acceptedAt: number;
  readonly state:
    | "kept"
    | "saving"
    /** Handed to the browser; saved again as often as its reader likes. */
    | "saved"
    /** A file couldn't be read. */
    | "failed";
}

/** What earlier pages of this browser received: saving and removing it. */
export interface ReceivedBeforeModel {
  /** The newest first. */
  readonly unsaved: ReadonlySignal<readonly UnsavedFiles[]>;
  /** Looks for them; what was found before stays. */
  look(): Promise<void>;
  /** Saves one of them: a file as it is, several as an archive. */
  save(id: string): Promise<void>;
  /** Removes one of them. */
  remove(id: string): Promise<void>;
  /** The session's own files were handed to the browser or given up: no later visit offers them. */
  forget(sessionId: string): Promise<void>;
}

/** What a {@linkcode receivedBeforeModel} needs. */
export interface ReceivedBeforeOptions {
  readonly edges: SavedFilesEdges;
  readonly zipBlob: typeof zipBlob;
  readonly directories?: ReceivedDirectories;
  /** Ms since 1970. */
  readonly now?: () => number;
}

/** Looks for what earlier pages received. */
export function receivedBeforeModel(
  { edges, zipBlob, directories = opfsDirectories(), now = Date.now }: ReceivedBeforeOptions,
): ReceivedBeforeModel {
  const unsaved = signal<readonly UnsavedFiles[]>([]);
  const kept = new Map<string, ReceivedFiles>();

  function set(id: string, state: UnsavedFiles["state"]): void {
    unsaved.value = unsaved.peek().map((item) => item.id === id ? { ...item, state } : item);
  }

  async function handOver(before: ReceivedFiles, files: readonly OfferedFile[]): Promise<void> {
    const opened = await before.open();
    const [first, ...more] = files.flatMap(({ name }, index) => {
      const file = opened[index];
      return file ? [{ name: bareName(name), file }] : [];
    });
    if (first && more.length === 0) return save(first.file, first.name);
    const entries = zipEntries(files, (index) => opened[index]);
    const archive = await zipBlob(entries, new AbortController().signal, () => {});
    const name = archiveName(files, new Date(now()));
    save(new File([archive], name), name);
  }

  /** Its link lasts as long as the page, because nobody knows when the browser has saved it. */
  function save(file: File, name: string): void {
    edges.save(edges.saveUrl(file, name).url, name);
  }

  return {
    unsaved,
    async look() {
      // Where the browser forbids storage, nothing can be kept.
      for (const before of await findReceived(directories, now()).catch(() => [])) {
        if (kept.has(before.directory)) continue;
        kept.set(before.directory, before);
        const { directory: id, acceptedAt } = before;
        const files = listedFiles(before.files);
        unsaved.value = [...unsaved.peek(), { id, files, acceptedAt, state: "kept" }];
      }
    },
    async save(id) {
      const before = kept.get(id);
      const item = unsaved.peek().find((item) => item.id === id);
      if (!before || !item || item.state === "saving") return;
      set(id, "saving");
      try {
        await handOver(before, item.files);
        await forgetReceived(directories, id);
        set(id, "saved");
      } catch {
        set(id, "failed");
      }
    },
    async remove(id) {
      kept.delete(id);
      unsaved.value = unsaved.peek().filter((item) => item.id !== id);
      await forgetReceived(directories, id).catch(() => undefined);
      // What another page reads goes with a later start.
      await directories.remove(id).catch(() => undefined);
    },
    async forget(sessionId) {
      await forgetReceivedIn(directories, sessionId).catch(() => undefined);
    },
  };
}

/** How many files there are, empty folders not counted, and how large they are together. */
export function sizeOf(
  { files }: UnsavedFiles,
): { readonly count: number; readonly bytes: number } {
  const count = files.filter(({ name }) => !isFolderName(name)).length;
  return { count, bytes: totalSize(files) };
}
