import {
  type ReopenableFile,
  type SharedFile,
  sharedFile,
} from "../../../storage/sources/shared_item.ts";

/** One thing that was dropped or pasted, as far as its event tells. */
export type Dropped =
  | { readonly kind: "file"; readonly item: SharedFile }
  | {
    readonly kind: "folder";
    readonly entry: FileSystemDirectoryEntry | FileSystemDirectoryHandle;
    readonly way: Promise<ReopenableFile | undefined> | undefined;
  };

/**
 * What is in a drop or a clipboard. To be asked for in the event itself: when it is over, the items
 * are empty.
 */
export function droppedIn(data: Pick<DataTransfer, "items">): readonly Dropped[] {
  const dropped: Dropped[] = [];
  for (const item of data.items) {
    if (item.kind !== "file") continue;
    const entry = item.webkitGetAsEntry();
    const way = wayTo(item);
    // A folder also gives a File, but one that can't be read.
    if (entry?.isDirectory) {
      dropped.push({ kind: "folder", entry: entry as FileSystemDirectoryEntry, way });
      continue;
    }
    const file = item.getAsFile();
    if (file === null) continue;
    const shared = sharedFile(file);
    dropped.push({ kind: "file", item: way ? { ...shared, way } : shared });
  }
  return dropped;
}

/** The way back to what was dropped after a reload; Chromium gives one. */
function wayTo(item: DataTransferItem): Promise<ReopenableFile | undefined> | undefined {
  if (!("getAsFileSystemHandle" in item)) return undefined;
  const { getAsFileSystemHandle } = item as DataTransferItem & {
    getAsFileSystemHandle(): Promise<FileSystemFileHandle | FileSystemDirectoryHandle | null>;
  };
  return getAsFileSystemHandle.call(item).then(
    (handle) => handle ?? undefined,
    () => undefined, // A file without a place on a disk, as one that was pasted.
  );
}
