import { readFile, stat, writeFile } from "node:fs/promises";
import process from "node:process";
import { FailureError } from "../../protocol/failure.ts";
import { isCount, isText, parseJsonObject } from "../../protocol/parse.ts";
import { unless } from "./disk_error.ts";
import type { DiskFolder, Way } from "./disk_folder.ts";

const LOCK = /^lock-(\d{1,9})$/;

/** A lock in which nothing stands is being written, unless it is older: that takes no time. */
const WRITING_MS = 10_000;

/** Longest of what tells one run of a program from another. */
const MAX_RUN_LENGTH = 64;

/** Another process receives the same over the same link into the same folder. */
export class FolderBusyError extends FailureError {
  /** Its number on the system; `undefined` where it has just begun. */
  readonly pid: number | undefined;

  constructor(folder: string, pid: number | undefined) {
    const who = pid === undefined ? "another process" : `process ${pid}`;
    super("other-tab", `Cannot receive into ${folder}: ${who} does`);
    this.pid = pid;
  }
}

/** Who has a lock. */
export interface LockHolder {
  readonly pid: number;
  /** When the process began, as the system counts; empty where it doesn't say. Numbers come again. */
  readonly started: string;
  /** Tells this process from one of the same number before it, as each container has one. */
  readonly run: string;
}

/**
 * Takes the lock of a folder of notes, from a process that is dead too: a killed one leaves it behind.
 *
 * Locks are numbered, and who takes one over adds the next: nobody ever removes a lock to put another
 * in its place, since in between a third could do the same. Whoever made one looks around once more and
 * steps back from any other that lives; so two that meet may both step back, but never both go on.
 *
 * It holds among the processes of one machine. Two machines that share a disk see each other's as dead;
 * they write the same bytes to the same files.
 *
 * @returns what gives it back
 * @throws {FolderBusyError} where another has it
 */
export async function lockFolder(folder: DiskFolder, notes: Way): Promise<() => Promise<void>> {
  for (;;) {
    const before = await locksIn(folder, notes);
    await refuseLiving(folder, notes, before);
    const name = `lock-${1 + Math.max(0, ...before.map(numberOf))}`;
    const way = [...notes, name];
    if (!await writeNew(folder.pathOf(way), JSON.stringify(await ownHolder()))) continue;
    const others = (await locksIn(folder, notes)).filter((other) => other !== name);
    try {
      await refuseLiving(folder, notes, others);
    } catch (error) {
      await folder.removeFile(way);
      throw error;
    }
    for (const other of others) await folder.removeFile([...notes, other]);
    return () => folder.removeFile(way);
  }
}

async function locksIn(folder: DiskFolder, notes: Way): Promise<string[]> {
  return (await folder.names(notes)).filter((name) => LOCK.test(name));
}

function numberOf(name: string): number {
  return Number(LOCK.exec(name)?.[1] ?? 0);
}

async function refuseLiving(folder: DiskFolder, notes: Way, locks: string[]): Promise<void> {
  for (const name of locks) {
    const path = folder.pathOf([...notes, name]);
    const text = await unless(["ENOENT"], readFile(path, "utf8"));
    if (text === undefined) continue; // Given back meanwhile.
    const holder = parseLockHolder(text);
    if (holder ? await isAlive(holder) : await isBeingWritten(path)) {
      throw new FolderBusyError(folder.path, holder?.pid);
    }
  }
}

async function writeNew(path: string, text: string): Promise<boolean> {
  const written = writeFile(path, text, { flag: "wx" }).then(() => true);
  return await unless(["EEXIST"], written) ?? false;
}

async function isBeingWritten(path: string): Promise<boolean> {
  const there = await unless(["ENOENT"], stat(path));
  return there !== undefined && Math.abs(Date.now() - there.mtimeMs) < WRITING_MS;
}

async function ownHolder(): Promise<LockHolder> {
  return { pid: process.pid, started: await startOf(process.pid) ?? "", run: ownRun() };
}

function ownRun(): string {
  return `${performance.timeOrigin}`;
}

/** Reads who has a lock; `undefined` where it is torn, altered or being written. */
export function parseLockHolder(text: string): LockHolder | undefined {
  const value = parseJsonObject(text);
  if (!value) return undefined;
  const { pid, started, run } = value;
  return isCount(pid, 1) && isText(started, MAX_RUN_LENGTH) && isText(run, MAX_RUN_LENGTH)
    ? { pid, started, run }
    : undefined;
}

async function isAlive({ pid, started, run }: LockHolder): Promise<boolean> {
  if (pid === process.pid) return run === ownRun();
  try {
    process.kill(pid, 0); // Sends nothing, and tells whether it could.
  } catch (error) {
    // Any other error is one of a process that lives and is somebody else's.
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
  }
  const now = await startOf(pid);
  return now === undefined || (now !== DEAD && (started === "" || now === started));
}

/** What is still listed until its parent has heard of its end. */
const DEAD = "dead";

/** When a process began; `undefined` where the system doesn't say, as others than Linux. */
async function startOf(pid: number): Promise<string | undefined> {
  let text: string;
  try {
    text = await readFile(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined; // No such thing here, or not for us to read.
  }
  // Its name stands in parentheses and may hold any of them (proc(5)).
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" || fields[0] === "X" ? DEAD : fields[19];
}
