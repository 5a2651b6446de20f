import type { FileEntry } from "../../protocol/file_entry.ts";
import { encodeBase64Url } from "../../protocol/base64url.ts";
import type { SessionId } from "../../protocol/ids.ts";
import { type Destination, freePaths } from "../../storage/destination/destination.ts";
import {
  type DestinationRecords,
  openDestinationRecords,
} from "../../storage/destination/destination_records.ts";

/** Lets the reader choose where files go, and remembers it over reloads. */
export interface DestinationPicker {
  /** Whether this browser can. */
  readonly isOffered: boolean;
  /**
   * Asks; in the task of a click.
   *
   * @param names the safe paths of the offer
   * @returns `undefined` where the reader chose nothing
   */
  pick(names: readonly string[]): Promise<Destination | undefined>;
  /** Where an earlier page had begun to receive exactly this offer into. */
  find(sessionId: SessionId, files: readonly FileEntry[]): Promise<Destination | undefined>;
  /** Asks whether it may be written again; `undefined` where not. In the task of a click. */
  permit(destination: Destination): Promise<Destination | undefined>;
  keep(sessionId: SessionId, files: readonly FileEntry[], destination: Destination): Promise<void>;
  forget(sessionId: SessionId): Promise<void>;
}

/** What the DOM types don't know yet. */
interface Pickers {
  showSaveFilePicker(options: { suggestedName: string }): Promise<FileSystemFileHandle>;
  showDirectoryPicker(options: { mode: "readwrite" }): Promise<FileSystemDirectoryHandle>;
}

/** What the DOM types don't know yet of a handle. */
interface Permitted {
  requestPermission(options: { mode: "readwrite" }): Promise<PermissionState>;
}

/** The browser's own pickers. */
export function destinationPicker(): DestinationPicker {
  const pickers = globalThis as unknown as Partial<Pickers>;
  let opened: DestinationRecords | undefined;
  const store = () => opened ??= openDestinationRecords(indexedDB, Date.now);
  return {
    isOffered: "showSaveFilePicker" in globalThis && "showDirectoryPicker" in globalThis,
    async pick(names) {
      try {
        const [name = ""] = names;
        if (names.length === 1 && !name.includes("/")) {
          const handle = await pickers.showSaveFilePicker?.({ suggestedName: name });
          return handle && { kind: "file", handle, isBegun: false };
        }
        const handle = await pickers.showDirectoryPicker?.({ mode: "readwrite" });
        if (!handle) return undefined;
        const taken: string[] = [];
        for await (const name of handle.keys()) taken.push(name);
        return { kind: "folder", handle, paths: freePaths(names, taken), isBegun: false };
      } catch (error) {
        if (error instanceof DOMException && error.name === "AbortError") return undefined;
        throw error;
      }
    },
    async find(sessionId, files) {
      if (!this.isOffered) return undefined;
      const record = await store().load(sessionId);
      if (!record) return undefined; // Mostly; a long list is hashed for nothing then.
      return record.list === await listDigest(files)
        ? { ...record.destination, isBegun: true }
        : undefined;
    },
    async permit(destination) {
      const handle = destination.handle as unknown as Permitted;
      const answer = await handle.requestPermission({ mode: "readwrite" });
      return answer === "granted" ? destination : undefined;
    },
    async keep(sessionId, files, destination) {
      await store().keep(sessionId, { list: await listDigest(files), destination });
    },
    async forget(sessionId) {
      await store().forget(sessionId);
    },
  };
}

/** One offer is another as soon as a path, a size or a time differs. */
async function listDigest(files: readonly FileEntry[]): Promise<string> {
  const list = files.map(({ path, size, modified }) => [path, size, modified]);
  const bytes = new TextEncoder().encode(JSON.stringify(list));
  return encodeBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}
