/**
 * A whole, verified file: on the disk, or its bytes, where it is small. Only who needs a `File` of them
 * makes one, because in Chromium each is a trip to another process, which costs as much as everything
 * else that is done for such a file.
 */
export type ReceivedFile = File | Uint8Array<ArrayBuffer>;

/**
 * The file as the browser takes it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(await asFile(new TextEncoder().encode("abc")).text(), "abc");
 * ```
 */
export function asFile(received: ReceivedFile): File {
  return received instanceof File ? received : new File([received], "");
}
