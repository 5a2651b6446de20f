import type { OpfsPlace } from "./opfs_messages.ts";
import type { Disk, WritableFile } from "./opfs_writer.ts";

/** A disk in memory that can be told to misbehave. Only tests import it. */
export class FakeDisk implements Disk {
  /** Contents by name. */
  readonly files = new Map<string, Uint8Array>();
  readonly open = new Set<string>();
  flushes = 0;
  /** What every write claims to have taken, whatever it took. */
  claimedBytes: number | undefined;
  /** What all files may hold together. */
  quota = Infinity;
  /** Thrown where the quota ends. */
  full: unknown = new DOMException("No space available", "QuotaExceededError");
  /** Thrown by every opening. */
  createError: unknown;
  /** Thrown by every flush. */
  flushError: unknown;

  // deno-lint-ignore require-await -- a promise by the contract
  async create({ name }: OpfsPlace): Promise<WritableFile> {
    if (this.createError) throw this.createError;
    this.files.set(name, new Uint8Array());
    this.open.add(name);
    const content = () => {
      const bytes = this.files.get(name);
      if (!bytes || !this.open.has(name)) throw new Error("closed");
      return bytes;
    };
    const resize = (size: number) => {
      let total = size - content().length;
      for (const { length } of this.files.values()) total += length;
      if (total > this.quota) throw this.full;
      const grown = new Uint8Array(size);
      grown.set(content().subarray(0, size));
      this.files.set(name, grown);
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
      close: () => this.open.delete(name),
    };
  }

  // deno-lint-ignore require-await -- a promise by the contract
  async read({ name }: OpfsPlace): Promise<File> {
    assertClosed(this, name);
    return new File([new Uint8Array(this.files.get(name) ?? [])], name);
  }

  // deno-lint-ignore require-await -- a promise by the contract
  async remove({ name }: OpfsPlace): Promise<void> {
    assertClosed(this, name);
    this.files.delete(name);
  }
}

function assertClosed(disk: FakeDisk, name: string): void {
  if (disk.open.has(name)) throw new Error(`${name} is open`);
}
