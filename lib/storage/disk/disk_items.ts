import { type BigIntStats, constants } from "node:fs";
import { access, lstat, readdir, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { MAX_MODIFIED } from "../../protocol/file_entry.ts";
import { MAX_PATH_LENGTH } from "../../protocol/limits.ts";
import { ListBounds } from "../../protocol/list_bounds.ts";
import { UniqueNames } from "../../security/safe_name.ts";
import type { ByteSource, OutgoingFile } from "../../transfer/ports.ts";
import { errorCode } from "./disk_error.ts";
import { diskSource, filesToRead } from "./disk_source.ts";

/** Why something that was named, or lies in a folder that was, isn't sent. */
export type DiskProblemKind =
  /** There is nothing of this name; also where a link points to nothing. */
  | "missing"
  /** This user may not read it, or the disk doesn't give it. */
  | "unreadable"
  /** A pipe, a socket or a device: it has no size. */
  | "special"
  /** A link, which are skipped. */
  | "link"
  /** A link to a folder around it: it would never end. */
  | "loop"
  /** Its path is longer than the protocol takes. */
  | "long-path"
  /** From here on, there is more than one transfer takes. */
  | "too-many";

/** Something that isn't sent. */
export interface DiskProblem {
  readonly kind: DiskProblemKind;
  /** Where it lies on this disk. */
  readonly path: string;
}

/** What the files and folders of a command line come to. */
export interface DiskItems {
  /** In the order of the command line; what is in a folder in the order of its names. */
  readonly files: readonly OutgoingFile[];
  readonly problems: readonly DiskProblem[];
  /** Closes what was opened to read. */
  close(): Promise<void>;
}

/** How {@linkcode diskItems} treats what it meets. */
export interface DiskItemsOptions {
  /** Whether a symbolic link is sent as what it points to, or not at all. */
  readonly links: "skip" | "follow";
  /** What a list may cost; tests take less. */
  readonly bounds?: ListBounds;
}

/**
 * Lists what is sent: each file by itself, and each folder as a whole under its own name. What can't be
 * sent is told and doesn't stop the rest.
 */
export async function diskItems(
  paths: readonly string[],
  options: DiskItemsOptions,
): Promise<DiskItems> {
  const walk = new Walk(options);
  const tops = new UniqueNames();
  for (const path of new Set(paths.map((path) => resolve(path)))) {
    // The root of a disk has no name of its own.
    await walk.add(path, tops.add(basename(path) || "disk"), []);
  }
  const { files, problems, opened } = walk;
  return { files, problems, close: () => opened.close() };
}

/** A folder around something: its numbers on the system, by which a loop is known. */
type Around = readonly Pick<BigIntStats, "dev" | "ino">[];

class Walk {
  readonly files: OutgoingFile[] = [];
  readonly problems: DiskProblem[] = [];
  readonly opened = filesToRead();
  readonly #follows: boolean;
  readonly #bounds: ListBounds;
  #isFull = false;

  constructor({ links, bounds = new ListBounds() }: DiskItemsOptions) {
    this.#follows = links === "follow";
    this.#bounds = bounds;
  }

  /**
   * @param path on this disk
   * @param name as it is sent
   */
  async add(path: string, name: string, around: Around): Promise<void> {
    if (this.#isFull) return;
    if (name.length >= MAX_PATH_LENGTH) return this.#tell("long-path", path);
    try {
      const own = await lstat(path, { bigint: true });
      if (!own.isSymbolicLink()) return await this.#addReal(path, name, own, around);
      if (!this.#follows) return this.#tell("link", path);
      await this.#addReal(path, name, await stat(path, { bigint: true }), around);
    } catch (error) {
      const kind = PROBLEMS[errorCode(error) ?? ""];
      if (kind === undefined) throw error;
      this.#tell(kind, path);
    }
  }

  async #addReal(path: string, name: string, stats: BigIntStats, around: Around): Promise<void> {
    if (stats.isDirectory()) return await this.#addFolder(path, name, stats, around);
    if (!stats.isFile()) return this.#tell("special", path);
    await access(path, constants.R_OK);
    const { size, mtimeNs } = stats;
    this.#list(path, {
      path: name,
      size: Number(size),
      modified: modifiedOf(stats),
      source: diskSource({ path, size, mtimeNs }, this.opened),
    });
  }

  async #addFolder(path: string, name: string, stats: BigIntStats, around: Around): Promise<void> {
    const { dev, ino } = stats;
    if (around.some((folder) => folder.dev === dev && folder.ino === ino)) {
      return this.#tell("loop", path);
    }
    const names = await readdir(path);
    const before = this.files.length;
    // By their units, so that the order is the same wherever it is listed.
    names.sort((a, b) => a < b ? -1 : 1);
    for (const inside of names) {
      await this.add(join(path, inside), `${name}/${inside}`, [...around, { dev, ino }]);
    }
    if (this.files.length > before || this.#isFull) return;
    this.#list(path, { path: `${name}/`, size: 0, modified: 0, source: NOTHING });
  }

  #list(path: string, file: OutgoingFile): void {
    if (this.#bounds.add(file.path)) {
      this.files.push(file);
      return;
    }
    this.#isFull = true;
    this.#tell("too-many", path);
  }

  #tell(kind: DiskProblemKind, path: string): void {
    this.problems.push({ kind, path });
  }
}

/** What a system says of something that it doesn't give. */
const PROBLEMS: Readonly<Record<string, DiskProblemKind>> = {
  ENOENT: "missing",
  ENOTDIR: "missing",
  // Links to each other, or to themselves.
  ELOOP: "loop",
  EACCES: "unreadable",
  EPERM: "unreadable",
  EIO: "unreadable",
  ESTALE: "unreadable",
  ENAMETOOLONG: "long-path",
};

/** What is in an empty folder. */
const NOTHING: ByteSource = { read: () => Promise.resolve(new Uint8Array()) };

/** As the protocol wants it: some disks have dates before 1970, and some nonsense. */
function modifiedOf({ mtimeMs }: BigIntStats): number {
  return Math.min(Math.max(0, Number(mtimeMs)), MAX_MODIFIED);
}
