import type { FileEntry } from "../../../protocol/file_entry.ts";

/** The reader's permission to read what is behind a handle. */
interface Permitted {
  /** Left out by browsers that give handles of their own files only. */
  queryPermission?(descriptor: { readonly mode: "read" }): Promise<PermissionState>;
  requestPermission?(descriptor: { readonly mode: "read" }): Promise<PermissionState>;
}

/** The way back to a file, as far as a page uses it. */
export interface FileHandle extends Permitted {
  readonly kind: "file";
  getFile(): Promise<File>;
}

/** The way back to a folder, and with it to everything inside. */
export interface FolderHandle extends Permitted {
  readonly kind: "directory";
  getFileHandle(name: string): Promise<Pick<FileHandle, "getFile">>;
  getDirectoryHandle(name: string): Promise<FolderHandle>;
}

/** The way back to a file: its own handle, or that of the folder its path begins with. */
export type Handle = FileHandle | FolderHandle;

/** A file to open again. */
export interface Reopening {
  readonly path: FileEntry["path"];
  readonly handle: Handle;
}

/** Files opened at once: each is a question to another process, and few keep it busy. */
const AT_ONCE = 32;

/**
 * Opens files by the ways back to them.
 *
 * @param ask asks the reader for the permission, which needs a click; once for each handle
 * @returns the files in the order given; `undefined` for what is moved, removed or forbidden
 */
export async function reopen(
  files: readonly Reopening[],
  ask: boolean,
): Promise<readonly (File | undefined)[]> {
  const handles = [...new Set(files.map(({ handle }) => handle))];
  const permitted = new Map(
    await Promise.all(handles.map(async (each) => [each, await permits(each, ask)] as const)),
  );
  const opened: (File | undefined)[] = [];
  const folders = new Map<Handle, FolderCache>();
  for (let first = 0; first < files.length; first += AT_ONCE) {
    const batch = files.slice(first, first + AT_ONCE).map(async ({ path, handle }) => {
      if (!permitted.get(handle)) return undefined;
      try {
        if (handle.kind === "file") return await handle.getFile();
        const known = folders.get(handle) ?? new Map();
        folders.set(handle, known);
        return await fileInside(handle, path.split("/").slice(1), known);
      } catch {
        return undefined; // It can still be chosen.
      }
    });
    opened.push(...await Promise.all(batch));
  }
  return opened;
}

/** Folders on the way, by their paths. */
type FolderCache = Map<string, Promise<FolderHandle>>;

async function fileInside(
  root: FolderHandle,
  parts: readonly string[],
  known: FolderCache,
): Promise<File> {
  let folder = Promise.resolve(root);
  for (let depth = 1; depth < parts.length; depth++) {
    const path = parts.slice(0, depth).join("/");
    const parent = folder;
    folder = known.get(path) ??
      parent.then((handle) => handle.getDirectoryHandle(parts[depth - 1] ?? ""));
    known.set(path, folder);
  }
  const handle = await (await folder).getFileHandle(parts.at(-1) ?? "");
  return await handle.getFile();
}

async function permits(handle: Handle, ask: boolean): Promise<boolean> {
  const mode = { mode: "read" } as const;
  try {
    const permission = ask
      ? await handle.requestPermission?.(mode)
      : await handle.queryPermission?.(mode);
    return permission === "granted";
  } catch {
    return false;
  }
}
