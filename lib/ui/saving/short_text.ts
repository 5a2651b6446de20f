/** Longest received text that is shown and copied, bytes: what people paste, and no logs. */
export const MAX_SHOWN_TEXT_BYTES = 64 * 1024;

/** Texts of one transfer that are read: nobody copies more, and each is kept by the page. */
export const MAX_TEXTS = 20;

/**
 * What a text may not hold: control characters but those that lay it out, and what turns the order of
 * characters around, by which a line reads as another than it is.
 */
// deno-lint-ignore no-control-regex -- they are what is looked for
const UNCLEAN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/;

/** Whether a file may be a text worth a look inside. */
export function mayBeText({ name, size }: { readonly name: string; readonly size: number }) {
  return size > 0 && size <= MAX_SHOWN_TEXT_BYTES && /\.txt$/i.test(name);
}

/**
 * Reads a file as text; `undefined` where it is none that can be shown as it is.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(await shortText(new Blob(["ещё\tone\r\n"])), "ещё\tone\r\n");
 * assert.equal(await shortText(new Blob(["a\u001B[2Jb"])), undefined);
 * assert.equal(await shortText(new Blob([new Uint8Array([0xff])])), undefined);
 * ```
 */
export async function shortText(file: Blob): Promise<string | undefined> {
  if (file.size > MAX_SHOWN_TEXT_BYTES) return undefined;
  try {
    const bytes = await file.arrayBuffer();
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return UNCLEAN.test(text) ? undefined : text;
  } catch {
    return undefined; // No UTF-8, or no longer readable; saving it says so.
  }
}
