/** Our directory in the origin private file system. */
const ROOT = "filefrag";

/** Opens, and at need creates, the directory that holds all of ours. */
export async function opfsRoot(): Promise<FileSystemDirectoryHandle> {
  const origin = await navigator.storage.getDirectory();
  return await origin.getDirectoryHandle(ROOT, { create: true });
}

/** Whether anything of ours is there; looks without creating. */
export async function isOpfsUsed(): Promise<boolean> {
  const origin = await navigator.storage.getDirectory();
  const root = await unlessMissing(() => origin.getDirectoryHandle(ROOT));
  return root !== undefined && !(await root.keys().next()).done;
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
