/** Bytes of all files of a disk, counted as they are closed. */
export interface FakeRoom {
  freeBytes: number;
}

/**
 * A folder of a reader's disk, as a page that was let in sees it: what is written to a file is in it
 * once that is closed, and names that Chromium refuses are refused.
 */
export class FakeDirectory {
  readonly kind = "directory";
  readonly name: string;
  readonly entriesByName = new Map<string, FakeDirectory | FakeFile>();
  /** Thrown by every use of it. */
  error: unknown;
  readonly room: FakeRoom;

  constructor(name: string, room: FakeRoom = { freeBytes: Infinity }) {
    this.name = name;
    this.room = room;
  }

  // deno-lint-ignore require-await -- a promise by the contract
  async getFileHandle(name: string, { create = false } = {}): Promise<FakeFile> {
    const file = this.#entry(name, create, () => new FakeFile(name, this));
    if (file instanceof FakeFile) return file;
    throw new DOMException("a folder", "TypeMismatchError");
  }

  // deno-lint-ignore require-await -- a promise by the contract
  async getDirectoryHandle(name: string, { create = false } = {}): Promise<FakeDirectory> {
    const folder = this.#entry(name, create, () => new FakeDirectory(name, this.room));
    if (folder instanceof FakeDirectory) return folder;
    throw new DOMException("a file", "TypeMismatchError");
  }

  // deno-lint-ignore require-await -- a promise by the contract
  async removeEntry(name: string): Promise<void> {
    if (!this.entriesByName.delete(name)) throw new DOMException("none", "NotFoundError");
  }

  /** The reader's leave. */
  permission: PermissionState = "granted";

  queryPermission(): Promise<PermissionState> {
    return Promise.resolve(this.permission);
  }

  isSameEntry(other: unknown): Promise<boolean> {
    return Promise.resolve(other === this);
  }

  async *keys(): AsyncGenerator<string> {
    if (this.error) throw this.error;
    yield* this.entriesByName.keys();
  }

  async *values(): AsyncGenerator<FakeDirectory | FakeFile> {
    if (this.error) throw this.error;
    yield* this.entriesByName.values();
  }

  /** Paths of everything in it; that of a folder with nothing in it ends with `/`. */
  get tree(): string[] {
    return [...this.entriesByName].flatMap(([name, entry]) => {
      if (entry instanceof FakeFile) return [name];
      const inside = entry.tree.map((path) => `${name}/${path}`);
      return inside.length > 0 ? inside : [`${name}/`];
    });
  }

  /** What is at a path; fails where that is no file. */
  read(path: string): string {
    const [first = "", ...rest] = path.split("/");
    const entry = this.entriesByName.get(first);
    if (entry instanceof FakeFile && rest.length === 0) {
      return new TextDecoder().decode(entry.bytes);
    }
    if (entry instanceof FakeDirectory) return entry.read(rest.join("/"));
    throw new Error(`No file at ${path}`);
  }

  #entry<Entry extends FakeDirectory | FakeFile>(
    name: string,
    create: boolean,
    make: () => Entry,
  ): FakeDirectory | FakeFile {
    if (this.error) throw this.error;
    if (!isAllowed(name)) throw new TypeError("Name is not allowed");
    // As on Windows and macOS: names that differ in case only are one.
    const known = [...this.entriesByName].find(([own]) => fold(own) === fold(name))?.[1];
    if (known) return known;
    if (!create) throw new DOMException("none", "NotFoundError");
    const entry = make();
    this.entriesByName.set(name, entry);
    return entry;
  }
}

/** A file of a {@linkcode FakeDirectory}. */
export class FakeFile {
  readonly kind = "file";
  readonly name: string;
  bytes = new Uint8Array();
  /** How often it was opened for writing. */
  opened = 0;
  readonly #parent: FakeDirectory;

  constructor(name: string, parent: FakeDirectory) {
    this.name = name;
    this.#parent = parent;
  }

  isSameEntry(other: unknown): Promise<boolean> {
    return Promise.resolve(other === this);
  }

  async remove(): Promise<void> {
    await this.#parent.removeEntry(this.name);
  }

  // deno-lint-ignore require-await -- a promise by the contract
  async getFile(): Promise<File> {
    this.#check();
    return new File([this.bytes], this.name);
  }

  // deno-lint-ignore require-await -- a promise by the contract
  async createWritable({ keepExistingData = false } = {}): Promise<FakeWritable> {
    this.#check();
    this.opened++;
    const { room } = this.#parent;
    return new FakeWritable(keepExistingData ? this.bytes : new Uint8Array(), room, (bytes) => {
      this.#check();
      this.bytes = bytes;
    });
  }

  #check(): void {
    if (this.#parent.error) throw this.#parent.error;
  }
}

class FakeWritable {
  #bytes: Uint8Array<ArrayBuffer>;
  readonly #room: FakeRoom;
  readonly #commit: (bytes: Uint8Array<ArrayBuffer>) => void;
  #isOver = false;

  constructor(
    bytes: Uint8Array<ArrayBuffer>,
    room: FakeRoom,
    commit: (bytes: Uint8Array<ArrayBuffer>) => void,
  ) {
    this.#bytes = bytes.slice();
    this.#room = room;
    this.#commit = commit;
  }

  // deno-lint-ignore require-await -- a promise by the contract
  async write(
    { position, data }: { readonly position: number; readonly data: Uint8Array },
  ): Promise<void> {
    this.#checkOpen();
    if ((this.#room.freeBytes -= data.length) < 0) {
      throw new DOMException("full", "QuotaExceededError");
    }
    this.#resize(Math.max(this.#bytes.length, position + data.length));
    this.#bytes.set(data, position);
  }

  // deno-lint-ignore require-await -- a promise by the contract
  async truncate(size: number): Promise<void> {
    this.#checkOpen();
    this.#resize(size);
  }

  // deno-lint-ignore require-await -- a promise by the contract
  async close(): Promise<void> {
    this.#checkOpen();
    this.#isOver = true;
    this.#commit(this.#bytes);
  }

  // deno-lint-ignore require-await -- a promise by the contract
  async abort(): Promise<void> {
    this.#isOver = true;
  }

  #resize(size: number): void {
    const bytes = new Uint8Array(size);
    bytes.set(this.#bytes.subarray(0, size));
    this.#bytes = bytes;
  }

  #checkOpen(): void {
    if (this.#isOver) throw new TypeError("The stream is closed");
  }
}

/** As Chromium's `IsSafePathComponent` and ICU's list of what is illegal in a file's name say. */
function isAllowed(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." &&
    !/["~*/:<>?\\|\p{Cc}\p{Cf}]/u.test(name) && !/^\s|[\s.]$/u.test(name) &&
    !/\.(?:lnk|scf|url)$/i.test(name) && !/^(?:desktop\.ini|thumbs\.db)$/i.test(name) &&
    !/^(?:con|prn|aux|nul|clock\$|(?:com|lpt)[1-9])(?:\.|$)/i.test(name);
}

function fold(name: string): string {
  return name.normalize("NFC").toLowerCase();
}
