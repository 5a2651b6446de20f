import type { FileEntry } from "../../protocol/file_entry.ts";
import { encodeBase64Url } from "../../protocol/base64url.ts";
import type { SessionId } from "../../protocol/ids.ts";
import { freePaths, type PickedPlace } from "../../storage/destination/picked_place.ts";
import { openPlaceStore, type PlaceStore } from "../../storage/destination/place_store.ts";

/** Lets the reader choose where files go, and remembers it over reloads. */
export interface PlacePicker {
  /** Whether this browser can. */
  readonly isOffered: boolean;
  /**
   * Asks; in the task of a click.
   *
   * @param names the safe paths of the offer
   * @returns `undefined` where the reader chose nothing
   */
  pick(names: readonly string[]): Promise<PickedPlace | undefined>;
  /** Where an earlier page had begun to receive exactly this offer into. */
  find(sessionId: SessionId, files: readonly FileEntry[]): Promise<PickedPlace | undefined>;
  /** Asks whether it may be written again; `undefined` where not. In the task of a click. */
  permit(place: PickedPlace): Promise<PickedPlace | undefined>;
  keep(sessionId: SessionId, files: readonly FileEntry[], place: PickedPlace): Promise<void>;
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
export function placePicker(): PlacePicker {
  const pickers = globalThis as unknown as Partial<Pickers>;
  let opened: PlaceStore | undefined;
  const store = () => opened ??= openPlaceStore(indexedDB, Date.now);
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
      const kept = await store().load(sessionId);
      return kept?.list === await listDigest(files) ? { ...kept.place, isBegun: true } : undefined;
    },
    async permit(place) {
      const handle = place.handle as unknown as Permitted;
      const answer = await handle.requestPermission({ mode: "readwrite" });
      return answer === "granted" ? place : undefined;
    },
    async keep(sessionId, files, place) {
      await store().keep(sessionId, { list: await listDigest(files), place });
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
