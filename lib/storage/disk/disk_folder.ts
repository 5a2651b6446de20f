import { constants } from "node:fs";
import {
  type FileHandle,
  link,
  lstat,
  mkdir,
  open,
  readdir,
  realpath,
  rename,
  rmdir,
  stat,
  unlink,
} from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { FailureError } from "../../protocol/failure.ts";
import { errorCode, unless } from "./disk_error.ts";

/** Windows has no such flag, and lets only administrators make links. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;

/** Makes a file that isn't there, and not where a link of its name points to. */
const NEW = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW;

/** What file systems without hard links say of them: FAT, some that are mounted over the network. */
const NO_LINKS = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EACCES"];

/** A way inside the folder: safe names, one for each step. */
export type Way = readonly string[];

/**
 * The folder that is received into. Nothing is opened through a symbolic link that lies in it, nothing
 * that is there is written over, and nothing outside is touched.
 */
export class DiskFolder {
  /** Where it really is; a link that leads to it is its reader's own. */
  readonly path: string;
  /** Folders in it that were made or looked at. */
  readonly #entered = new Map<string, Promise<void>>();

  private constructor(path: string) {
    this.path = path;
  }

  /** @throws {FailureError} `place-gone` where no folder is there */
  static async at(path: string): Promise<DiskFolder> {
    const real = await realpath(path);
    if ((await stat(real)).isDirectory()) return new DiskFolder(real);
    throw new FailureError("place-gone", `Cannot receive into ${path}: it is no folder`);
  }

  /** Where something in it is. */
  pathOf(way: Way): string {
    return join(this.path, ...way);
  }

  /** The names of what is in it. */
  async names(way: Way = []): Promise<string[]> {
    return await readdir(this.pathOf(way));
  }

  /** Makes a folder; `false` where something of its name is there. */
  async makeFolder(way: Way): Promise<boolean> {
    const made = unless(["EEXIST"], mkdir(this.pathOf(way)).then(() => true));
    return await made ?? false;
  }

  /** Makes sure that a folder is there, with those around it, and that it is no link to elsewhere. */
  enter(way: Way): Promise<void> {
    if (way.length === 0) return Promise.resolve();
    const path = this.pathOf(way);
    const known = this.#entered.get(path);
    if (known) return known;
    const entered = this.enter(way.slice(0, -1)).then(() => this.#enter(way));
    this.#entered.set(path, entered);
    // What failed once is tried again by the next file.
    entered.catch(() => this.#entered.delete(path));
    return entered;
  }

  /** Makes a file; `undefined` where something of its name is there. */
  async makeFile(way: Way): Promise<FileHandle | undefined> {
    return await unless(["EEXIST"], open(this.pathOf(way), NEW));
  }

  /** Opens a file to write to it; `undefined` where there is none. */
  async openFile(way: Way): Promise<FileHandle | undefined> {
    return await this.#open(way, constants.O_RDWR);
  }

  /** Opens a file to read it; `undefined` where there is none. */
  async readFile(way: Way): Promise<FileHandle | undefined> {
    return await this.#open(way, constants.O_RDONLY);
  }

  /** Whether there is nothing of this name, not even a link that points to nothing. */
  async isFree(way: Way): Promise<boolean> {
    return await unless(["ENOENT"], lstat(this.pathOf(way))) === undefined;
  }

  /** Gives a file its last name; `false` where something else has it. */
  async publish(from: Way, to: Way): Promise<boolean> {
    const [source, target] = [this.pathOf(from), this.pathOf(to)];
    try {
      await link(source, target); // Unlike renaming, it replaces nothing.
    } catch (error) {
      const code = errorCode(error) ?? "";
      // Whoever ended between linking and unlinking has published it.
      if (code === "EEXIST" && !await isSameFile(source, target)) return false;
      if (NO_LINKS.includes(code)) return await this.#publishWithoutLinks(from, to);
      if (code !== "EEXIST") throw error;
    }
    await unlink(source);
    return true;
  }

  /** Removes a file, or a link itself; content where there is nothing. */
  async removeFile(way: Way): Promise<void> {
    await this.#checkAround(way);
    await unless(["ENOENT", "ENOTDIR"], unlink(this.pathOf(way)));
  }

  /** Removes a folder where nothing is in it. */
  async removeEmpty(way: Way): Promise<void> {
    await this.#checkAround(way);
    const kept = ["ENOENT", "ENOTDIR", "ENOTEMPTY", "EEXIST"];
    await unless(kept, rmdir(this.pathOf(way)));
    this.#entered.delete(this.pathOf(way));
  }

  /** Makes the names in a folder outlive a loss of power. */
  async flushNames(way: Way): Promise<void> {
    if (process.platform === "win32") return; // It opens no folders, and its journal has the names.
    const handle = await open(this.pathOf(way), constants.O_RDONLY);
    try {
      // Some file systems over the network know no such thing.
      await unless(["EINVAL", "ENOTSUP", "EOPNOTSUPP", "EBADF"], handle.sync());
    } finally {
      await handle.close();
    }
  }

  async #enter(way: Way): Promise<void> {
    if (await this.makeFolder(way)) return;
    const there = await lstat(this.pathOf(way));
    if (!there.isDirectory()) throw inTheWay(this.pathOf(way), "no folder");
  }

  async #open(way: Way, flags: number): Promise<FileHandle | undefined> {
    await this.#checkAround(way);
    const path = this.pathOf(way);
    const there = await unless(["ENOENT"], lstat(path));
    if (!there) return undefined;
    if (!there.isFile()) throw inTheWay(path, "no file");
    const handle = await open(path, flags | NO_FOLLOW);
    // It may have been replaced in between, and not every system knows the flag.
    const { dev, ino } = await handle.stat();
    if (dev === there.dev && ino === there.ino) return handle;
    await handle.close();
    throw inTheWay(path, "another file");
  }

  /** Makes sure that no folder around is a link; missing ones are for whoever opens what is in them. */
  async #checkAround(way: Way): Promise<void> {
    for (let depth = 1; depth < way.length; depth++) {
      const path = this.pathOf(way.slice(0, depth));
      if (this.#entered.has(path)) continue;
      const there = await unless(["ENOENT"], lstat(path));
      if (there && !there.isDirectory()) throw inTheWay(path, "no folder");
    }
  }

  /** Takes the name with an empty file, which is ours to replace. */
  async #publishWithoutLinks(from: Way, to: Way): Promise<boolean> {
    const taken = await this.makeFile(to);
    if (!taken) return false;
    await taken.close();
    await rename(this.pathOf(from), this.pathOf(to));
    return true;
  }
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([lstat(one), lstat(other)]);
  return a.ino === b.ino && a.dev === b.dev;
}

function inTheWay(path: string, what: string): FailureError {
  return new FailureError("storage-failed", `Cannot open ${path}: ${what} is there`);
}
