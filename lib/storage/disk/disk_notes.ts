import type { FileHandle } from "node:fs/promises";
import { rm } from "node:fs/promises";
import { encodeBase64Url } from "../../protocol/base64url.ts";
import type { FileEntry } from "../../protocol/file_entry.ts";
import type { Digest, NotedBlock, OfferedTransfer } from "../../transfer/ports.ts";
import {
  blockRecord,
  LEDGER,
  notesOf,
  savedRecord,
  type StoredLedger,
  wholeRecords,
} from "../opfs/ledger_file.ts";
import { encodeReceived, parseReceived, RECEIVED } from "../opfs/received_record.ts";
import {
  DESCRIPTION,
  encodeDescription,
  parseDescription,
  type TransferDescription,
} from "../opfs/transfer_description.ts";
import { AppendedFile, writeWhole } from "./appended_file.ts";
import type { DiskFolder, Way } from "./disk_folder.ts";
import { type ChosenNames, encodeNameRecord, parseNameRecords } from "./disk_names.ts";
import { readUpTo } from "./disk_source.ts";

/** What the folders of notes begin with: hidden, and nobody else's. */
export const NOTES_PREFIX = ".filefrag-";

/** Units of a digest that tell transfers apart: 96 bits. */
const ID_LENGTH = 16;

/** The file in which names are noted. */
const NAMES = "names";

/** Above all notes but the ledger, which is read part by part. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Where the notes on a transfer are, in the folder that it is received into. */
export async function notesWay(
  { sessionId, transferId }: OfferedTransfer,
  digest: Digest,
): Promise<Way> {
  const id = await digest.sha256(new TextEncoder().encode(JSON.stringify([sessionId, transferId])));
  return [NOTES_PREFIX + encodeBase64Url(id).slice(0, ID_LENGTH)];
}

/** What an earlier run noted on a transfer, without its blocks. */
export interface KeptNotes {
  readonly description: TransferDescription;
  readonly files: readonly FileEntry[];
  readonly names: ChosenNames;
}

/** Reads what an earlier run noted; `undefined` where that isn't enough to go on. */
export async function readNotes(folder: DiskFolder, way: Way): Promise<KeptNotes | undefined> {
  const [description, received, names] = [
    await read(folder, [...way, DESCRIPTION]),
    await read(folder, [...way, RECEIVED]),
    await read(folder, [...way, NAMES]),
  ];
  const [described, record] = [
    description && await parseDescription(new Blob([description])),
    received && await parseReceived(new Blob([received])),
  ];
  const chosen = names && parseNameRecords(new TextDecoder().decode(names));
  if (!described || !record || !chosen) return undefined;
  return { description: described, files: record.files, names: chosen };
}

/** Removes the notes on a transfer, and leaves the lock on them. */
export async function clearNotes(folder: DiskFolder, way: Way): Promise<void> {
  // The description first, because nobody goes on with what has none.
  for (const name of [DESCRIPTION, NAMES, RECEIVED, LEDGER]) {
    await folder.removeFile([...way, name]);
  }
}

/** Removes the notes on a transfer, with the lock on them. */
export async function removeNotes(folder: DiskFolder, way: Way): Promise<void> {
  await clearNotes(folder, way);
  await rm(folder.pathOf(way), { recursive: true, force: true });
}

/** The notes on one transfer, which this process has the lock of. */
export class DiskNotes {
  readonly #folder: DiskFolder;
  readonly #way: Way;
  readonly #names: AppendedFile;
  readonly #ledger: AppendedFile;
  /** What files are called once they are whole, of those that were begun. */
  readonly #begun: Map<number, string>;
  /** Files that an earlier run handed over. */
  readonly #saved = new Set<number>();

  private constructor(
    folder: DiskFolder,
    way: Way,
    { names, ledger, begun }: {
      readonly names: AppendedFile;
      readonly ledger: AppendedFile;
      readonly begun: Map<number, string>;
    },
  ) {
    this.#folder = folder;
    this.#way = way;
    this.#names = names;
    this.#ledger = ledger;
    this.#begun = begun;
  }

  /** Begins the notes on a transfer. */
  static async begin(
    folder: DiskFolder,
    way: Way,
    { description, files, tops }: {
      readonly description: TransferDescription;
      readonly files: readonly FileEntry[];
      readonly tops: readonly string[];
    },
  ): Promise<DiskNotes> {
    await write(folder, [...way, NAMES], encodeNameRecord({ tops }));
    await write(folder, [...way, RECEIVED], encodeReceived({ ...description, files }));
    // Last, because what has one is gone on with.
    await write(folder, [...way, DESCRIPTION], encodeDescription(description));
    return await DiskNotes.goOn(folder, way, { tops, begun: new Map() });
  }

  /** Goes on with the notes on a transfer. */
  static async goOn(folder: DiskFolder, way: Way, kept: ChosenNames): Promise<DiskNotes> {
    const namesWay = [...way, NAMES];
    const names = await read(folder, namesWay) ?? new Uint8Array();
    const namesEnd = names.lastIndexOf("\n".charCodeAt(0)) + 1;
    const ledger = await opened(folder, [...way, LEDGER]);
    const { size } = await ledger.stat();
    return new DiskNotes(folder, way, {
      names: new AppendedFile(await opened(folder, namesWay), namesEnd),
      ledger: new AppendedFile(ledger, wholeRecords(size)),
      begun: new Map(kept.begun),
    });
  }

  /** What the files that were begun are called once they are whole. */
  get begun(): ReadonlyMap<number, string> {
    return this.#begun;
  }

  /** Notes that a file is begun, before anything of it is on the disk. */
  async begin(file: number, name: string): Promise<void> {
    this.#begun.set(file, name);
    await this.#names.append(encodeNameRecord({ file, name }));
  }

  /** What an earlier run noted of blocks, the newest first. */
  async *blocks(): AsyncGenerator<NotedBlock> {
    const handle = await this.#folder.readFile([...this.#way, LEDGER]);
    if (!handle) return;
    try {
      const { size } = await handle.stat();
      const ledger: StoredLedger = {
        size,
        slice: (from, to) => ({
          arrayBuffer: async () => (await readUpTo(handle, from, to - from)).buffer,
        }),
      };
      yield* notesOf(ledger, { onSaved: (file) => this.#saved.add(file), onOurs: () => {} });
    } finally {
      await handle.close();
    }
  }

  /** Whether an earlier run handed a file over; known once the blocks were read. */
  wasSaved(file: number): boolean {
    return this.#saved.has(file);
  }

  /** Notes a block. Nobody waits for it: what isn't noted is received again. */
  noteBlock(block: number, digest: Uint8Array): void {
    this.#ledger.append(blockRecord(block, digest)).catch(() => undefined);
  }

  /** Notes that a file was handed over, as nobody waits for either. */
  noteSaved(file: number): void {
    if (!this.#saved.has(file)) this.#ledger.append(savedRecord(file)).catch(() => undefined);
  }

  /** Closes them. */
  async close(): Promise<void> {
    await Promise.all([this.#names.close(), this.#ledger.close()]);
  }
}

async function read(folder: DiskFolder, way: Way): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const handle = await folder.readFile(way);
  if (!handle) return undefined;
  try {
    const { size } = await handle.stat();
    return size > MAX_BYTES ? undefined : await readUpTo(handle, 0, size);
  } finally {
    await handle.close();
  }
}

async function write(folder: DiskFolder, way: Way, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const handle = await made(folder, way);
  try {
    await writeWhole(handle, bytes, 0);
  } finally {
    await handle.close();
  }
}

async function made(folder: DiskFolder, way: Way): Promise<FileHandle> {
  const handle = await folder.makeFile(way);
  if (!handle) throw new Error(`${folder.pathOf(way)} is there already`);
  return handle;
}

/** What an earlier run may have lost is made again. */
async function opened(folder: DiskFolder, way: Way): Promise<FileHandle> {
  return await folder.openFile(way) ?? await made(folder, way);
}
