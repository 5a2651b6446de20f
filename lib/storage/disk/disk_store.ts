import type { FileEntry } from "../../protocol/file_entry.ts";
import type { Digest, StoredTransfer, TransferStore } from "../../transfer/ports.ts";
import { webDigest } from "../../transfer/web_digest.ts";
import { describe, type TransferDescription } from "../opfs/transfer_description.ts";
import { diskError } from "./disk_error.ts";
import { DiskFolder, type Way } from "./disk_folder.ts";
import { planNames, takeTops } from "./disk_names.ts";
import {
  clearNotes,
  DiskNotes,
  type KeptNotes,
  notesWay,
  readNotes,
  removeNotes,
} from "./disk_notes.ts";
import type { DiskFile } from "./disk_sink.ts";
import { diskTransfer } from "./disk_transfer.ts";
import { lockFolder } from "./folder_lock.ts";
import { removeLeftOvers } from "./old_notes.ts";
import { removeUnfinished } from "./remove_unfinished.ts";
import { reserveRoom, roomTaken } from "./room.ts";

/** What a {@linkcode diskStore} may be given by tests. */
export interface DiskStoreOptions {
  readonly digest?: Digest;
  /** Ms since 1970. */
  readonly now?: () => number;
}

/** Transfers in a folder of a real file system. */
export interface DiskStore extends TransferStore<DiskFile> {
  /** Resolves once every transfer that was opened is closed: until then a process mustn't exit. */
  closed(): Promise<void>;
}

/**
 * Receives into a folder of a real file system, in which nothing that is there is touched. What is on
 * its way has names that end with `.part`; notes on it are in a hidden folder beside, from which a
 * later call with the same link goes on, whatever ended this one. Of two processes on one link and
 * folder the second is refused with a `FolderBusyError`.
 */
export function diskStore(path: string, options: DiskStoreOptions = {}): DiskStore {
  const { digest = webDigest, now = Date.now } = options;
  const open = new Set<Promise<void>>();

  /** Counts a transfer as open until it has ended, well or not. */
  function counted(stored: StoredTransfer<DiskFile>): StoredTransfer<DiskFile> {
    let close = () => {};
    const closed = new Promise<void>((resolve) => close = resolve);
    open.add(closed);
    const end = async (keeps: boolean) => {
      try {
        await stored.end(keeps);
      } finally {
        open.delete(closed);
        close();
      }
    };
    return { ...stored, end };
  }

  return {
    async find(transfer) {
      const folder = await DiskFolder.at(path);
      const way = await notesWay(transfer, digest);
      const kept = await readNotes(folder, way);
      if (!kept) return false;
      if (isSame(kept.description, await describe(transfer, digest, now()))) return true;
      await lockFolder(folder, way);
      await discard(folder, kept);
      await removeNotes(folder, way);
      return false;
    },
    async open(transfer) {
      try {
        const folder = await DiskFolder.at(path);
        const way = await notesWay(transfer, digest);
        await removeLeftOvers(folder, { own: way, now: now() });
        await folder.enter(way);
        const unlock = await lockFolder(folder, way);
        try {
          const description = await describe(transfer, digest, now());
          const { files } = transfer;
          return counted(await openLocked({ folder, way, unlock, description, files }));
        } catch (error) {
          await unlock();
          throw error;
        }
      } catch (error) {
        throw diskError("receive", error);
      }
    },
    async closed() {
      await Promise.all(open);
    },
  };
}

/** A transfer whose lock this process has. */
interface LockedTransfer {
  readonly folder: DiskFolder;
  /** Where its notes are. */
  readonly way: Way;
  readonly unlock: () => Promise<void>;
  readonly description: TransferDescription;
  readonly files: readonly FileEntry[];
}

async function openLocked(locked: LockedTransfer): Promise<StoredTransfer<DiskFile>> {
  const { folder, way, description } = locked;
  const kept = await readNotes(folder, way);
  if (kept && isSame(kept.description, description)) return await goOn(locked, kept);
  if (kept) await discard(folder, kept);
  await clearNotes(folder, way); // What was torn by a process that ended while it began.
  return await begin(locked);
}

async function begin(locked: LockedTransfer): Promise<StoredTransfer<DiskFile>> {
  const { folder, way, files, description } = locked;
  try {
    await reserveRoom(folder, files, new Map());
    const tops = await takeTops(planNames(files), folder);
    const planned = planNames(files, tops);
    try {
      const notes = await DiskNotes.begin(folder, way, { description, files, tops });
      return await diskTransfer({ ...locked, notes, planned });
    } catch (error) {
      await removeUnfinished(folder, planned, []);
      throw error;
    }
  } catch (error) {
    await removeNotes(folder, way);
    throw error;
  }
}

async function goOn(locked: LockedTransfer, kept: KeptNotes): Promise<StoredTransfer<DiskFile>> {
  const { folder, way, files } = locked;
  const planned = planNames(files, kept.names.tops);
  await reserveRoom(folder, files, await roomTaken(folder, planned, kept.names.begun));
  const notes = await DiskNotes.goOn(folder, way, kept.names);
  return await diskTransfer({ ...locked, notes, planned });
}

async function discard(folder: DiskFolder, { files, names }: KeptNotes): Promise<void> {
  await removeUnfinished(folder, planNames(files, names.tops), names.begun);
}

function isSame(one: TransferDescription, other: TransferDescription): boolean {
  return one.sessionId === other.sessionId && one.transferId === other.transferId &&
    one.listDigest === other.listDigest;
}
