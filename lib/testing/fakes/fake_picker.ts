import type { FileEntry } from "../../protocol/file_entry.ts";
import type { Destination } from "../../storage/destination/destination.ts";
import { freePaths } from "../../storage/destination/destination.ts";
import type { DestinationPicker } from "../../ui/receive/destination_picker.ts";
import type { FakeDirectory } from "./fake_directory.ts";

/** A reader who is asked where files shall go, and a browser that remembers what they said. */
export class FakePicker implements DestinationPicker {
  isOffered = true;
  /** The folder that is chosen; `undefined`: nothing is. */
  folder: FakeDirectory | undefined;
  /** What is remembered of each session. */
  readonly records = new Map<
    string,
    { readonly list: string; readonly destination: Destination }
  >();
  /** Whether leave is given again. */
  isPermitted = true;

  pick(names: readonly string[]): Promise<Destination | undefined> {
    const { folder } = this;
    if (!folder) return Promise.resolve(undefined);
    const paths = freePaths(names, [...folder.entriesByName.keys()]);
    const handle = folder as unknown as FileSystemDirectoryHandle;
    return Promise.resolve({ kind: "folder", handle, paths, isBegun: false });
  }

  find(sessionId: string, files: readonly FileEntry[]): Promise<Destination | undefined> {
    const record = this.records.get(sessionId);
    const isSame = record?.list === JSON.stringify(files);
    return Promise.resolve(isSame ? { ...record.destination, isBegun: true } : undefined);
  }

  permit(destination: Destination): Promise<Destination | undefined> {
    return Promise.resolve(this.isPermitted ? destination : undefined);
  }

  keep(sessionId: string, files: readonly FileEntry[], destination: Destination): Promise<void> {
    return Promise.resolve(
      void this.records.set(sessionId, { list: JSON.stringify(files), destination }),
    );
  }

  forget(sessionId: string): Promise<void> {
    return Promise.resolve(void this.records.delete(sessionId));
  }
}
