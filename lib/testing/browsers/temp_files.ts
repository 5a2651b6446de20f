import { createHash } from "node:crypto";
import { SeededRandom } from "../simulation/seeded_random.ts";

const CHUNK_BYTES = 1024 * 1024;

/** A folder of source files that goes away with its test. */
export class TempFiles implements AsyncDisposable {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async create(): Promise<TempFiles> {
    return new TempFiles(await Deno.makeTempDir({ prefix: "filefrag_source_" }));
  }

  /** A file of seeded random bytes. */
  async random(name: string, size: number, seed = 1): Promise<string> {
    const path = `${this.#folder}/${name}`;
    // One random chunk, changed a little for each place: as good for comparing, and much faster.
    const chunk = new SeededRandom(seed).bytes(Math.min(CHUNK_BYTES, size));
    const view = new DataView(chunk.buffer);
    using file = await Deno.open(path, { create: true, write: true, truncate: true });
    for (let at = 0; at < size; at += CHUNK_BYTES) {
      if (size > CHUNK_BYTES) view.setFloat64(0, at);
      await writeAll(file, chunk.subarray(0, Math.min(CHUNK_BYTES, size - at)));
    }
    return path;
  }

  /** A file that takes no room on the disk: zeros with a few marks, the last at its very end. */
  async sparse(name: string, size: number): Promise<string> {
    const path = `${this.#folder}/${name}`;
    using file = await Deno.open(path, { create: true, write: true, truncate: true });
    await file.truncate(size);
    for (const at of [0, Math.floor(size / 3), size - 1]) {
      await file.seek(at, Deno.SeekMode.Start);
      await writeAll(file, new Uint8Array([1 + at % 255]));
    }
    return path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#folder, { recursive: true });
  }
}

/** SHA-256 of a file on disk, in hex. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  using file = await Deno.open(path);
  const buffer = new Uint8Array(CHUNK_BYTES);
  for (let read = await file.read(buffer); read !== null; read = await file.read(buffer)) {
    hash.update(buffer.subarray(0, read));
  }
  return hash.digest("hex");
}

/** Writes all of it: one call may write less. */
export async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}
