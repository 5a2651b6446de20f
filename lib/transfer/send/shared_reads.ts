import type { ByteSource, Digest, FreeMemory, OutgoingFile } from "../ports.ts";

/**
 * Bytes of a share that stay in memory for the next recipient, where there are several. A recipient that
 * is a window (16 MiB) and what is read ahead (8 MiB) behind another still finds what that one read;
 * one that is further behind reads for itself.
 */
export const SHARED_BYTES = 32 * 1024 * 1024;

/** What one recipient's engine reads with. */
export interface SharedReader {
  readonly files: readonly OutgoingFile[];
  readonly digest: Digest;
  readonly freeMemory: FreeMemory;
  /** The engine is done; idempotent. */
  leave(): void;
}

/** Bytes that were read once, and whoever uses them. */
interface Slab {
  readonly file: number;
  readonly offset: number;
  readonly length: number;
  readonly bytes: Promise<Uint8Array<ArrayBuffer>>;
  /** Those who asked for it and haven't given it back. */
  users: number;
  /** Whether the next who asks finds it. */
  isKept: boolean;
}

/** A digest of part of a buffer. */
interface PartDigest {
  readonly length: number;
  readonly digest: Promise<Uint8Array<ArrayBuffer>>;
}

/**
 * Reads and hashes each part of a share once for all recipients that are near the same location. For a
 * single one nothing is kept: each slab is freed when it was sent, as without this.
 */
export class SharedReads {
  readonly #digest: Digest;
  readonly #freeMemory: FreeMemory;
  #slabs: SlabCache | undefined;

  /** @param freeMemory frees what was read once nobody needs it; by default the garbage collector does */
  constructor(digest: Digest, freeMemory: FreeMemory = () => {}) {
    this.#digest = digest;
    this.#freeMemory = freeMemory;
  }

  /** Takes in one more engine; those of the same share with the same files read together. */
  join(transferId: string, files: readonly OutgoingFile[]): SharedReader {
    if (!this.#slabs?.isOf(transferId, files)) {
      this.#slabs = new SlabCache(transferId, files, this.#digest, this.#freeMemory);
    }
    return this.#slabs.join(files);
  }
}

/** What was read of one share. */
class SlabCache {
  readonly #transferId: string;
  readonly #files: readonly OutgoingFile[];
  readonly #digest: Digest;
  readonly #freeMemory: FreeMemory;
  /** Those that are kept, by their file. */
  readonly #kept = new Map<number, Slab[]>();
  /** The same, the one longest unused first. */
  readonly #order = new Set<Slab>();
  #keptBytes = 0;
  #readers = 0;
  readonly #slabOf = new WeakMap<ArrayBuffer, Slab>();
  readonly #digests = new WeakMap<ArrayBuffer, Map<number, PartDigest>>();

  constructor(
    transferId: string,
    files: readonly OutgoingFile[],
    digest: Digest,
    freeMemory: FreeMemory,
  ) {
    this.#transferId = transferId;
    this.#files = files;
    this.#digest = digest;
    this.#freeMemory = freeMemory;
  }

  /** By time and size too: a share may have been given other files under the same names. */
  isOf(transferId: string, files: readonly OutgoingFile[]): boolean {
    return transferId === this.#transferId && files.length === this.#files.length &&
      files.every(({ path, size, modified }, index) => {
        const own = this.#files[index];
        return path === own?.path && size === own.size && modified === own.modified;
      });
  }

  join(files: readonly OutgoingFile[]): SharedReader {
    this.#readers++;
    let isIn = true;
    return {
      files: files.map((file, index) => ({
        ...file,
        source: {
          read: (offset, length) => this.#read(index, file.source, offset, length),
          readAgain: (offset, length) => file.source.read(offset, length),
        },
      })),
      digest: { sha256: (bytes) => this.#sha256(bytes) },
      freeMemory: (buffer) => this.#release(buffer),
      leave: () => {
        if (isIn) this.#readers--;
        isIn = false;
        this.#trim();
      },
    };
  }

  async #read(
    file: number,
    source: ByteSource,
    offset: number,
    length: number,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const slab = this.#find(file, offset, length) ?? this.#fetch(file, source, offset, length);
    slab.users++;
    if (slab.isKept) {
      this.#order.delete(slab);
      this.#order.add(slab);
    }
    this.#trim();
    const from = offset - slab.offset;
    return (await slab.bytes).subarray(from, from + length);
  }

  #find(file: number, offset: number, length: number): Slab | undefined {
    return this.#kept.get(file)?.find((slab) =>
      slab.offset <= offset && offset + length <= slab.offset + slab.length
    );
  }

  #fetch(file: number, source: ByteSource, offset: number, length: number): Slab {
    const bytes = source.read(offset, length);
    const slab: Slab = { file, offset, length, bytes, users: 0, isKept: true };
    const ofFile = this.#kept.get(file);
    if (ofFile) ofFile.push(slab);
    else this.#kept.set(file, [slab]);
    this.#order.add(slab);
    this.#keptBytes += length;
    bytes.then(
      // A buffer that holds more isn't this slab's to free.
      ({ buffer }) => void (buffer.byteLength === length && this.#slabOf.set(buffer, slab)),
      () => this.#drop(slab), // Whoever asks next may have more luck.
    );
    return slab;
  }

  /** Keeps no more than may be kept; for a single reader that is nothing. */
  #trim(): void {
    const most = this.#readers > 1 ? SHARED_BYTES : 0;
    for (const slab of this.#order) {
      if (this.#keptBytes <= most) return;
      this.#drop(slab);
      if (slab.users === 0) slab.bytes.then(({ buffer }) => this.#free(slab, buffer), () => {});
    }
  }

  #drop(slab: Slab): void {
    if (!slab.isKept) return;
    slab.isKept = false;
    this.#order.delete(slab);
    this.#keptBytes -= slab.length;
    const others = this.#kept.get(slab.file)?.filter((other) => other !== slab) ?? [];
    if (others.length > 0) this.#kept.set(slab.file, others);
    else this.#kept.delete(slab.file);
  }

  #release(buffer: ArrayBuffer): void {
    const slab = this.#slabOf.get(buffer);
    if (!slab) return; // Part of something else: the garbage collector knows when it is free.
    slab.users--;
    this.#free(slab, buffer);
  }

  #free(slab: Slab, buffer: ArrayBuffer): void {
    if (slab.users > 0 || slab.isKept || !this.#slabOf.delete(buffer)) return;
    this.#freeMemory(buffer);
  }

  /** Hashes what was read once, and anything else as often as asked. */
  #sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    const { buffer, byteOffset, byteLength: length } = bytes;
    if (!this.#slabOf.has(buffer)) return this.#digest.sha256(bytes);
    let parts = this.#digests.get(buffer);
    if (!parts) this.#digests.set(buffer, parts = new Map());
    const known = parts.get(byteOffset);
    if (known?.length === length) return known.digest;
    const digest = this.#digest.sha256(bytes);
    parts.set(byteOffset, { length, digest });
    return digest;
  }
}
