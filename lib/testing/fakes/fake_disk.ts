import type { OpfsEntry } from "../../storage/opfs/file_writer.ts";
import type { OpfsDirectories } from "../../storage/opfs/opfs_directories.ts";
import type { Disk, WritableFile } from "../../storage/opfs/opfs_writer.ts";

/** A disk in memory that can be told to misbehave. */
export class FakeDisk implements Disk {
  /** Contents by path. */
  readonly files = new Map<string, Uint8Array<ArrayBuffer>>();
  /** Paths of the files that are open. */
  readonly open = new Set<string>();
  flushes = 0;
  /** What every write claims to have taken, whatever it took. */
  claimedBytes: number | undefined;
  /** What all files may hold together. */
  quota = Infinity;
  /** Thrown where the quota ends. */
  full: unknown = new DOMException("No space available", "QuotaExceededError");
  /** Thrown by every opening. */
  openError: unknown;
  /** Thrown by every flush. */
  flushError: unknown;

  // deno-lint-ignore require-await -- a promise by the contract
  async openFile(entry: OpfsEntry): Promise<WritableFile> {
    if (this.openError) throw this.openError;
    const path = pathOf(entry);
    assertClosed(this, path);
    if (!this.files.has(path)) this.files.set(path, new Uint8Array());
    this.open.add(path);
    const content = () => {
      const bytes = this.files.get(path);
      if (!bytes || !this.open.has(path)) throw new Error("closed");
      return bytes;
    };
    const resize = (size: number) => {
      let total = size - content().length;
      for (const { length } of this.files.values()) total += length;
      if (total > this.quota) throw this.full;
      this.files.set(path, resized(content(), size));
    };
    return {
      write: (bytes, { at }) => {
        resize(Math.max(content().length, at + bytes.length));
        content().set(bytes, at);
        return this.claimedBytes ?? bytes.length;
      },
      truncate: resize,
      getSize: () => content().length,
      flush: () => {
        this.flushes++;
        if (this.flushError) throw this.flushError;
      },
      close: () => this.open.delete(path),
    };
  }

  // deno-lint-ignore require-await -- a promise by the contract
  async read(entry: OpfsEntry): Promise<File> {
    const path = pathOf(entry);
    assertClosed(this, path);
    return new InstantFile(this.files.get(path) ?? new Uint8Array(), entry.name);
  }

  // deno-lint-ignore require-await -- a promise by the contract
  async remove(entry: OpfsEntry): Promise<void> {
    const path = pathOf(entry);
    assertClosed(this, path);
    this.files.delete(path);
  }
}

/** Which pages use which directories of a {@linkcode FakeDisk}; shared between the pages. */
export class FakeGuards {
  /** The page that writes into a directory. */
  readonly writers = new Map<string, FakeDirectories>();
  /** The pages whose object URLs lead into it. */
  readonly readers = new Map<string, Set<FakeDirectories>>();
  #last = 0;

  /** A name for the next directory. */
  nextName(): string {
    return `d${++this.#last}`;
  }
}

/** The directories of a {@linkcode FakeDisk}, as one page sees them. */
export class FakeDirectories implements OpfsDirectories {
  readonly #disk: FakeDisk;
  readonly #guards: FakeGuards;

  constructor(disk: FakeDisk, guards: FakeGuards) {
    this.#disk = disk;
    this.#guards = guards;
  }

  /** The page goes away, and what it guarded is free. */
  close(): void {
    const { writers, readers } = this.#guards;
    for (const directory of [...writers.keys()]) this.release(directory);
    for (const pages of readers.values()) pages.delete(this);
  }

  async add(): Promise<string> {
    const directory = this.#guards.nextName();
    await this.claim(directory);
    return directory;
  }

  names(): Promise<readonly string[]> {
    const paths = [...this.#disk.files.keys()];
    return Promise.resolve([...new Set(paths.map((path) => path.split("/")[0] ?? ""))]);
  }

  async idle(): Promise<readonly string[]> {
    const { readers } = this.#guards;
    return (await this.names()).filter((directory) => !readers.get(directory)?.size);
  }

  claim(directory: string): Promise<boolean> {
    const { writers, readers } = this.#guards;
    const writer = writers.get(directory);
    if (writer !== undefined && writer !== this) return Promise.resolve(false);
    writers.set(directory, this);
    readers.set(directory, (readers.get(directory) ?? new Set()).add(this));
    return Promise.resolve(true);
  }

  release(directory: string): void {
    const { writers } = this.#guards;
    if (writers.get(directory) === this) writers.delete(directory);
  }

  sizes(directory: string): Promise<ReadonlyMap<string, number>> {
    const sizes = new Map<string, number>();
    for (const [path, { length }] of this.#disk.files) {
      const [parent, name] = path.split("/");
      if (parent === directory && name) sizes.set(name, length);
    }
    return Promise.resolve(sizes);
  }

  read(entry: OpfsEntry): Promise<File | undefined> {
    const bytes = this.#disk.files.get(pathOf(entry));
    return Promise.resolve(bytes && new InstantFile(bytes, entry.name));
  }

  removeFile(entry: OpfsEntry): Promise<void> {
    return this.#disk.remove(entry);
  }

  async remove(directory: string): Promise<void> {
    const pages = this.#guards.readers.get(directory);
    pages?.delete(this);
    if (pages && pages.size > 0) return;
    for (const name of (await this.sizes(directory)).keys()) {
      await this.removeFile({ directory, name });
    }
  }
}

/** The same bytes, fewer or with zeros behind them; in memory that grows by doubling. */
function resized(bytes: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> {
  const { buffer, length } = bytes;
  if (size <= length) return bytes.subarray(0, size);
  const roomy = buffer.byteLength >= size ? buffer : new ArrayBuffer(2 * size);
  const grown = new Uint8Array(roomy, 0, size);
  grown.set(bytes);
  return grown.fill(0, length);
}

/** A file that is read at once, so that a simulated run has one order only. */
class InstantFile extends File {
  readonly #content: Uint8Array<ArrayBuffer>;

  constructor(content: Uint8Array<ArrayBuffer>, name: string) {
    super([content], name);
    this.#content = content;
  }

  override slice(from = 0, to = this.#content.length): Blob {
    return new InstantFile(this.#content.slice(from, to), this.name);
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    return Promise.resolve(this.#content.slice().buffer);
  }

  override text(): Promise<string> {
    return Promise.resolve(new TextDecoder().decode(this.#content));
  }
}

function pathOf({ directory, name }: OpfsEntry): string {
  return `${directory}/${name}`;
}

function assertClosed(disk: FakeDisk, path: string): void {
  if (disk.open.has(path)) throw new Error(`${path} is open`);
}
