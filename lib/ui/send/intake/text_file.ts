import type { SharedFile } from "../../../storage/sources/shared_item.ts";
import { MAX_TYPED_TEXT_BYTES } from "./typed_text_limit.ts";

/** Longest name that is made of a text's words, in characters, so that a row shows it whole. */
const MAX_NAME_LENGTH = 40;

/**
 * A text as a file to share, named by its first words. It has no date: the same text is the same
 * file, whenever it is added again.
 *
 * @returns `undefined` where it is too long
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(textFile("https://example.org/a?b=c")?.path, "example.org a b c.txt");
 * assert.equal(textFile("Meet at 12:30, platform 4")?.path, "Meet at 12 30 platform 4.txt");
 * assert.equal(textFile("?!")?.path, "text.txt");
 * ```
 */
export function textFile(text: string): SharedFile | undefined {
  if (text.length > MAX_TYPED_TEXT_BYTES) return undefined;
  const path = `${nameOf(text)}.txt`;
  const file = new File([text], path, { type: "text/plain", lastModified: 0 });
  return file.size > MAX_TYPED_TEXT_BYTES ? undefined : { path, file, way: text };
}

function nameOf(text: string): string {
  const words = text.slice(0, 20 * MAX_NAME_LENGTH)
    .replace(/^\s*https?:\/\//i, "")
    .replace(/[^\p{L}\p{M}\p{N}._-]+/gu, " ")
    .trim();
  const letters = [...words];
  const start = letters.slice(0, MAX_NAME_LENGTH).join("");
  const lastSpace = start.lastIndexOf(" ");
  // Cut between two words, unless that would leave next to nothing.
  const cut = letters.length > MAX_NAME_LENGTH && lastSpace > MAX_NAME_LENGTH / 2
    ? start.slice(0, lastSpace)
    : start;
  return cut.replace(/^[. ]+|[. ]+$/g, "") || "text";
}
