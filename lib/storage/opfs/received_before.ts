import { type FileEntry, isFolder } from "../../protocol/file_entry.ts";
import { isFresh } from "../lifetime.ts";
import type { OpfsDirectories } from "./opfs_directories.ts";
import { LEDGER, notesOf } from "./ledger_file.ts";
import { readReceived, RECEIVED, type ReceivedRecord } from "./received_record.ts";
import { readPack, SMALL_FILES } from "./small_pack.ts";

/** Whole files of a page that is gone, which may never have been saved. */
export interface ReceivedFiles {
  /** Where they lie. */
  readonly directory: string;
  /** When they were asked for, ms since 1970. */
  readonly acceptedAt: number;
  /** Of the offer, and empty folders. Their names are the sender's: nothing of them is safe yet. */
  readonly files: readonly FileEntry[];
  /** Opens all, in the order of `files`; nothing for a folder. */
  open(): Promise<readonly (File | undefined)[]>;
}

/** One of them, and what opens it: nothing for a folder. */
interface WholeFile {
  readonly entry: FileEntry;
  readonly open: () => Promise<File | undefined>;
}

/** The part of {@linkcode OpfsDirectories} that finds, opens and removes them. */
export type ReceivedDirectories = Pick<
  OpfsDirectories,
  "idle" | "names" | "read" | "sizes" | "claim" | "release" | "removeFile" | "remove"
>;

/**
 * Finds what pages that are gone have received and may not have saved, the newest first.
 *
 * @param now ms since 1970
 */
export async function findReceived(
  directories: ReceivedDirectories,
  now: number,
): Promise<readonly ReceivedFiles[]> {
  const found: ReceivedFiles[] = [];
  for (const directory of await directories.idle()) {
    const record = await readReceived(directories, directory);
    if (!record || !isFresh(record.acceptedAt, now)) continue;
    // One that can't be read must not keep whoever looks for others.
    const whole = await wholeFiles(directories, directory, record).catch(() => []);
    if (whole.every(({ entry }) => isFolder(entry))) continue;
    found.push({
      directory,
      acceptedAt: record.acceptedAt,
      files: whole.map(({ entry }) => entry),
      async open() {
        // Guarded from here on, and not written into: another page would remove it, or go on with it.
        if (!await directories.claim(directory)) throw new Error("another page writes into it");
        directories.release(directory);
        return await Promise.all(whole.map((file) => file.open()));
      },
    });
  }
  return found.sort((one, other) => other.acceptedAt - one.acceptedAt);
}

/**
 * Takes note that files were handed to the browser or given up: no later visit offers them. What is shown
 * stays readable for as long as its page lives.
 */
export async function forgetReceived(
  directories: ReceivedDirectories,
  directory: string,
): Promise<void> {
  // The engine that received them may still have files to close.
  if (!await directories.claim(directory)) return;
  try {
    await directories.removeFile({ directory, name: RECEIVED });
  } finally {
    directories.release(directory);
  }
}

/**
 * As {@linkcode forgetReceived}, for what pages that live have received in a session. What an earlier visit
 * received there is offered by itself, and goes by itself.
 */
export async function forgetReceivedIn(
  directories: ReceivedDirectories,
  sessionId: string,
): Promise<void> {
  const ofEarlierVisits = new Set(await directories.idle());
  for (const directory of await directories.names()) {
    if (ofEarlierVisits.has(directory)) continue;
    const record = await readReceived(directories, directory);
    if (record?.sessionId === sessionId) await forgetReceived(directories, directory);
  }
}

/** The whole files of a directory, each by what opens it; empty folders open to nothing. */
async function wholeFiles(
  directories: ReceivedDirectories,
  directory: string,
  { files }: ReceivedRecord,
): Promise<readonly WholeFile[]> {
  const sizes = await directories.sizes(directory);
  const pack = await directories.read({ directory, name: SMALL_FILES });
  const small = pack ? await readPack(pack) : new Map<number, Blob>();
  const saved = await savedFiles(directories, directory);
  const whole: WholeFile[] = [];
  for (const [index, entry] of files.entries()) {
    const packed = small.get(index);
    if (isFolder(entry)) whole.push({ entry, open: () => Promise.resolve(undefined) });
    else if (packed?.size === entry.size) {
      whole.push({ entry, open: () => Promise.resolve(new File([packed], "")) });
    } else if (saved.has(index) && sizes.get(`${index}`) === entry.size) {
      whole.push({ entry, open: () => directories.read({ directory, name: `${index}` }) });
    }
  }
  return whole;
}

/** Numbers of the files that a page was handed whole, by its notes. */
async function savedFiles(
  directories: ReceivedDirectories,
  directory: string,
): Promise<ReadonlySet<number>> {
  const saved = new Set<number>();
  const ledger = await directories.read({ directory, name: LEDGER });
  if (!ledger) return saved;
  const notes = notesOf(ledger, { onSaved: (file) => saved.add(file), onOurs: () => {} });
  for await (const _block of notes); // Only what it says of files is of use here.
  return saved;
}
