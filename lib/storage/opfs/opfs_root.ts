/** Our directory in the origin private file system. */
const ROOT = "filefrag";

/** Opens, and at need creates, the directory that holds all of ours. */
export async function opfsRoot(): Promise<FileSystemDirectoryHandle> {
  const origin = await navigator.storage.getDirectory();
  return await origin.getDirectoryHandle(ROOT, { create: true });
}
