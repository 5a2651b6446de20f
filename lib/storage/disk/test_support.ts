import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { FileEntry } from "../../protocol/file_entry.ts";
import type { OfferedTransfer, StoredTransfer } from "../../transfer/ports.ts";
import type { DiskFile } from "./disk_sink.ts";
import { diskStore } from "./disk_store.ts";

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

/** Bytes of a block in these tests. */
export const BLOCK = 16 * 1024;

/** Bytes by which a test knows a file again. */
export function bytesOf(size: number, seed = 1): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: size }, (_, at) => (at * 31 + (at >> 8) * 7 + seed) % 255 + 1);
}

/** Writes one file of a transfer whole. */
export async function receive(
  stored: StoredTransfer<DiskFile>,
  { files }: OfferedTransfer,
  index: number,
): Promise<DiskFile> {
  const file = files[index];
  assert.ok(file);
  const sink = await stored.open(index, file);
  await sink.write(0, bytesOf(file.size, index));
  const saved = await sink.finish();
  stored.noteSaved(index);
  return saved;
}

/** Receives a whole transfer, compares its bytes, and answers where its files lie. */
export async function receiveAll(folder: string, offered: OfferedTransfer): Promise<string[]> {
  const stored = await diskStore(folder).open(offered);
  const paths: string[] = [];
  for (const [index, { path }] of offered.files.entries()) {
    if (path.endsWith("/")) continue;
    const saved = await receive(stored, offered, index);
    assert.deepEqual(new Uint8Array(await readFile(saved.path)), bytesOf(saved.size, index), path);
    paths.push(saved.path);
  }
  await stored.end(false);
  return paths;
}

/** What a killed process leaves: its lock is one of a process that is dead. */
export async function forgetLocks(folder: string): Promise<void> {
  for (const path of await pathsIn(folder)) {
    if (!/lock-\d+$/.test(path)) continue;
    const text = JSON.stringify({ pid: 2 ** 22 + 1, started: "", run: "" });
    await writeFile(join(folder, path), text);
  }
}
