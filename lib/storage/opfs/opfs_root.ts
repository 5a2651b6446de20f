/** Our directory in the origin private file system. */
const ROOT = "filefrag";

/** Opens, and at need creates, the directory that holds all of ours. */
export async function opfsRoot(): Promise<FileSystemDirectoryHandle> {
  const origin = await navigator.storage.getDirectory();
  return await origin.getDirectoryHandle(ROOT, { create: true });
}

/** What is there of a file or directory; `undefined` where there is none. */
export async function unlessMissing<Value>(act: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotFoundError") return undefined;
    throw error;
  }
}
