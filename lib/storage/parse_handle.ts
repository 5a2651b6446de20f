/** A handle of something on the reader's disk, where storage gave one back. */
export function parseHandle(
  value: unknown,
): FileSystemFileHandle | FileSystemDirectoryHandle | undefined {
  // Some browsers have neither class, and nothing can be a handle there.
  const { FileSystemFileHandle, FileSystemDirectoryHandle } = globalThis;
  if (FileSystemFileHandle && value instanceof FileSystemFileHandle) return value;
  if (FileSystemDirectoryHandle && value instanceof FileSystemDirectoryHandle) return value;
  return undefined;
}
