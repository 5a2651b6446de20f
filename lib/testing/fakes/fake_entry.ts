/** What a fake disk holds: a file, a folder, or something that can't be read. */
export type FakeTree = { readonly [name: string]: FakeTree | File | "unreadable" };

/** A dropped folder as browsers show it, which hands out so many of its entries at a time. */
export function fakeFolder(
  name: string,
  tree: FakeTree | "unreadable",
  partLength = 100,
): FileSystemDirectoryEntry {
  return {
    ...entryNamed(name, "folder"),
    createReader() {
      const rest = tree === "unreadable" ? [] : Object.entries(tree);
      return {
        readEntries(resolve: (entries: FileSystemEntry[]) => void, reject: (error: Error) => void) {
          if (tree === "unreadable") return reject(new DOMException("no", "NotReadableError"));
          const part = rest.splice(0, partLength);
          resolve(part.map(([name, what]) => entryOf(name, what, partLength)));
        },
      };
    },
  } as unknown as FileSystemDirectoryEntry;
}

function entryOf(
  name: string,
  what: FakeTree | File | "unreadable",
  partLength: number,
): FileSystemEntry {
  // An unreadable name that ends with a slash is a folder's.
  if (what === "unreadable" && name.endsWith("/")) {
    return fakeFolder(name.slice(0, -1), what, partLength);
  }
  if (what !== "unreadable" && !(what instanceof File)) return fakeFolder(name, what, partLength);
  return {
    ...entryNamed(name, "file"),
    file(resolve: (file: File) => void, reject: (error: Error) => void) {
      if (what instanceof File) resolve(what);
      else reject(new DOMException("no", "NotReadableError"));
    },
  } as unknown as FileSystemEntry;
}

function entryNamed(name: string, kind: "file" | "folder") {
  return { name, isFile: kind === "file", isDirectory: kind === "folder" };
}
