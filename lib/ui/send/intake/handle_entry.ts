/** Entries that are handed out at once. */
const PART_LENGTH = 100;

/** What `values()` of a folder's handle gives; missing in the types of the language's library. */
type Handle = FileSystemDirectoryHandle | FileSystemFileHandle;

/** A folder that its reader picked, as one that was dropped, so that both are walked in one way. */
export function folderEntryOf(
  folder: FileSystemDirectoryEntry | FileSystemDirectoryHandle,
): FileSystemDirectoryEntry {
  return "createReader" in folder ? folder : entryOfHandle(folder) as FileSystemDirectoryEntry;
}

function entryOfHandle(handle: Handle): FileSystemEntry {
  const { name } = handle;
  const isFile = handle.kind === "file";
  const own = isFile
    ? { file: given(() => handle.getFile()) }
    : { createReader: () => ({ readEntries: given(partsOf(handle)) }) };
  return { name, isFile, isDirectory: !isFile, ...own } as unknown as FileSystemEntry;
}

/** Answers the next entries each time it is asked, and none at the end. */
function partsOf(folder: FileSystemDirectoryHandle): () => Promise<FileSystemEntry[]> {
  const rest = (folder as unknown as { values(): AsyncIterator<Handle> }).values();
  return async () => {
    const part: FileSystemEntry[] = [];
    while (part.length < PART_LENGTH) {
      const { value, done } = await rest.next();
      if (done) break;
      part.push(entryOfHandle(value));
    }
    return part;
  };
}

/** A promise's answer, given as entries give theirs. */
function given<Value>(ask: () => Promise<Value>) {
  return (resolve: (value: Value) => void, reject: (error: unknown) => void): void => {
    ask().then(resolve, reject);
  };
}
