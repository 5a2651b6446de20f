import type { FileEntry } from "../../protocol/file_entry.ts";
import type { PickedPlace } from "../../storage/destination/picked_place.ts";
import { freePaths } from "../../storage/destination/picked_place.ts";
import type { PlacePicker } from "../../ui/receive/destination_picker.ts";
import type { FakeDirectory } from "./fake_directory.ts";

/** A reader who is asked where files shall go, and a browser that remembers what they said. */
export class FakePicker implements PlacePicker {
  isOffered = true;
  /** The folder that is chosen; `undefined`: nothing is. */
  folder: FakeDirectory | undefined;
  /** What is remembered of each session. */
  readonly kept = new Map<string, { readonly list: string; readonly place: PickedPlace }>();
  /** Whether leave is given again. */
  isPermitted = true;

  pick(names: readonly string[]): Promise<PickedPlace | undefined> {
    const { folder } = this;
    if (!folder) return Promise.resolve(undefined);
    const paths = freePaths(names, [...folder.entriesByName.keys()]);
    const handle = folder as unknown as FileSystemDirectoryHandle;
    return Promise.resolve({ kind: "folder", handle, paths, isBegun: false });
  }

  find(sessionId: string, files: readonly FileEntry[]): Promise<PickedPlace | undefined> {
    const kept = this.kept.get(sessionId);
    const isSame = kept?.list === JSON.stringify(files);
    return Promise.resolve(isSame ? { ...kept.place, isBegun: true } : undefined);
  }

  permit(place: PickedPlace): Promise<PickedPlace | undefined> {
    return Promise.resolve(this.isPermitted ? place : undefined);
  }

  keep(sessionId: string, files: readonly FileEntry[], place: PickedPlace): Promise<void> {
    return Promise.resolve(
      void this.kept.set(sessionId, { list: JSON.stringify(files), place }),
    );
  }

  forget(sessionId: string): Promise<void> {
    return Promise.resolve(void this.kept.delete(sessionId));
  }
}
