import { createHash } from "node:crypto";
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { FileEntry } from "../../protocol/file_entry.ts";
import type { OfferedTransfer } from "../../transfer/ports.ts";

/** Gives a test a folder of a real file system, and removes it afterwards. */
export async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "filefrag-disk-"));
  try {
    await run(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Puts files into a folder, by their paths; those that end with `/` are folders. */
export async function fillFolder(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const at = join(folder, path);
    await mkdir(path.endsWith("/") ? at : dirname(at), { recursive: true });
    if (!path.endsWith("/")) await writeFile(at, content);
  }
}

/** The paths of all that is in a folder, hidden or not, sorted; folders end with `/`. */
export async function pathsIn(folder: string, inside = ""): Promise<string[]> {
  const paths: string[] = [];
  for (const name of (await readdir(join(folder, inside))).sort()) {
    const path = join(inside, name);
    const isFolder = (await lstat(join(folder, path))).isDirectory();
    paths.push(isFolder ? `${path}/` : path);
    if (isFolder) paths.push(...await pathsIn(folder, path));
  }
  return paths;
}

/** SHA-256 of a file. */
export async function digestOf(path: string): Promise<string> {
  return createHash("sha256").update(await readFile(path)).digest("hex");
}

/** An offer of files of these sizes. */
export function offer(
  sizes: Readonly<Record<string, number>>,
  more: Partial<OfferedTransfer> = {},
): OfferedTransfer {
  const files = Object.entries(sizes).map(([path, size]): FileEntry => ({
    path,
    size,
    modified: 0,
  }));
  return { sessionId: "session", transferId: "transfer", blockBytes: 16 * 1024, files, ...more };
}
