import type { OfferedTransfer, StoredTransfer, TransferStore } from "../../transfer/ports.ts";
import type { Destination } from "./destination.ts";
import { beginInDestination } from "./destination_transfer.ts";
import { type Notes } from "../notes.ts";
import type { ReceivedFile } from "../received_file.ts";

/** Where received files go: to this origin's own storage, or where their reader chose. */
export interface PlacingStore extends TransferStore<ReceivedFile> {
  /** The store of a transfer that goes to a destination of its reader's. */
  at(destination: Destination): Pick<TransferStore<File>, "open">;
}

/** What a {@linkcode destinationStore} stands on. */
export interface OwnStore extends TransferStore<ReceivedFile> {
  /** Opens the notes on a transfer whose files are elsewhere. */
  openNotes(transfer: OfferedTransfer): Promise<Notes>;
}

/** A destination and the files that this page has closed there. */
interface Chosen {
  readonly destination: Destination;
  readonly closed: Set<number>;
}

/**
 * Puts transfers where their reader chose, and all others into `own`. A transfer that began in a destination
 * goes on there for as long as this page lives; after that its reader has to give leave again.
 */
export function destinationStore(own: OwnStore): PlacingStore {
  const chosen = new Map<string, Chosen>();

  async function openAt(
    transfer: OfferedTransfer,
    { destination, closed }: Chosen,
  ): Promise<StoredTransfer<File>> {
    const notes = await own.openNotes(transfer);
    const end = async (keeps: boolean) => {
      if (!keeps) chosen.delete(transfer.transferId);
      await notes.end(keeps);
    };
    return await beginInDestination({
      files: transfer.files,
      destination,
      closed,
      notes: { ...notes, end },
    });
  }

  return {
    async find(transfer) {
      const known = chosen.get(transfer.transferId);
      if (known && await isUsable(known.destination)) return true;
      chosen.delete(transfer.transferId);
      return await own.find(transfer);
    },
    async open(transfer) {
      const known = chosen.get(transfer.transferId);
      return known ? await openAt(transfer, known) : await own.open(transfer);
    },
    at: (destination) => ({
      async open(transfer) {
        const known = chosen.get(transfer.transferId);
        const closed = known && await isSame(known.destination, destination)
          ? known.closed
          : new Set<number>();
        const now = { destination, closed };
        chosen.set(transfer.transferId, now);
        return await openAt(transfer, now);
      },
    }),
  };
}

/** What the DOM types don't know yet of a handle. */
interface Permitted {
  queryPermission(options: { mode: "readwrite" }): Promise<PermissionState>;
}

/** Whether the destination is there and may be written to, without asking anybody. */
async function isUsable({ kind, handle }: Destination): Promise<boolean> {
  try {
    const permitted = handle as unknown as Permitted;
    if (await permitted.queryPermission({ mode: "readwrite" }) !== "granted") return false;
    await (kind === "file" ? handle.getFile() : handle.keys().next());
    return true;
  } catch {
    return false; // Gone, or no longer ours to look at: its reader has to choose again.
  }
}

async function isSame(one: Destination, other: Destination): Promise<boolean> {
  return await one.handle.isSameEntry(other.handle);
}
