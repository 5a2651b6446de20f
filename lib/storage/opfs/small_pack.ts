/**
 * Whole small files behind each other in one file, because a file of its own costs a browser more than
 * its bytes. Appended to in batches; whatever interrupts it loses its end only.
 *
 * ```text
 * batch   u32 count   count × (u32 number of the file, u32 its bytes)   the bytes of all
 * ```
 * @module
 */

/** The file they are in. */
export const SMALL_FILES = "small";

/** Files joined into one batch at most. What isn't written yet is lost with a page that crashes. */
export const BATCH_FILES = 16;

/** A small file and its number in the offer. */
export type SmallFile = readonly [index: number, bytes: Uint8Array];

/** Small files as a batch. */
export function encodeBatch(files: readonly SmallFile[]): Uint8Array<ArrayBuffer> {
  const headerBytes = 4 + 8 * files.length;
  const total = files.reduce((sum, [, { length }]) => sum + length, headerBytes);
  const batch = new Uint8Array(total);
  const view = new DataView(batch.buffer);
  view.setUint32(0, files.length);
  let at = headerBytes;
  for (const [place, [index, bytes]] of files.entries()) {
    view.setUint32(4 + 8 * place, index);
    view.setUint32(8 + 8 * place, bytes.length);
    batch.set(bytes, at);
    at += bytes.length;
  }
  return batch;
}

/**
 * Small files by their numbers; a batch that is torn, and all behind it, isn't among them.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const batch = encodeBatch([[3, new Uint8Array([7])], [1, new Uint8Array()]]);
 * const files = await readPack(new Blob([batch, batch.subarray(0, 9)]));
 * assert.deepEqual([...files.keys()], [3, 1]);
 * assert.equal(await files.get(3)?.text(), "\x07");
 * ```
 */
export async function readPack(pack: Blob): Promise<ReadonlyMap<number, Blob>> {
  const files = new Map<number, Blob>();
  let from = 0;
  while (from + 4 <= pack.size) {
    const [count = 0] = await numbersAt(pack, from, 1);
    const headerBytes = 4 + 8 * count;
    if (count === 0 || count > BATCH_FILES || from + headerBytes > pack.size) break;
    const header = await numbersAt(pack, from + 4, 2 * count);
    let at = from + headerBytes;
    for (let place = 0; place < count; place++) {
      const [index = 0, size = 0] = header.slice(2 * place);
      if (at + size > pack.size) return files;
      files.set(index, pack.slice(at, at + size));
      at += size;
    }
    from = at;
  }
  return files;
}

async function numbersAt(pack: Blob, from: number, count: number): Promise<readonly number[]> {
  const bytes = await pack.slice(from, from + 4 * count).arrayBuffer();
  const view = new DataView(bytes);
  return Array.from({ length: count }, (_, index) => view.getUint32(4 * index));
}
