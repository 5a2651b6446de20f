/**
 * What a transfer's directory says of its files, for a later visit that offers those that arrived whole:
 * a tab can be closed before the browser has saved any. Written before the first byte, so that whatever
 * ends the page, the names are there.
 * @module
 */
import { type FileEntry, parseFileEntry } from "../../protocol/file_entry.ts";
import { MAX_FILES } from "../../protocol/limits.ts";
import { isCount, isText, parseJsonObject, parseList } from "../../protocol/parse.ts";
import type { OpfsDirectories } from "./opfs_directories.ts";

/** The file in which a directory says what was offered. */
export const RECEIVED = "received";

/** Above every record that was written. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Longest id of a session. */
const MAX_ID_LENGTH = 64;

/** The files of one offer. Their names are the sender's: nothing of them is safe yet. */
export interface ReceivedRecord {
  readonly sessionId: string;
  /** When the offer was accepted, ms since 1970. */
  readonly acceptedAt: number;
  readonly files: readonly FileEntry[];
}

/** The bytes of a record. */
export function encodeReceived(
  { sessionId, acceptedAt, files }: ReceivedRecord,
): Uint8Array<ArrayBuffer> {
  const list = files.map(({ path, size, modified }) => ({ path, size, modified }));
  return new TextEncoder().encode(JSON.stringify({ sessionId, acceptedAt, files: list }));
}

/**
 * Reads a record; `undefined` where it is torn, altered or of another kind.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const files = [{ path: "a", size: 1, modified: 0 }, { path: "b/", size: 0, modified: 0 }];
 * const record = { sessionId: "s", acceptedAt: 5, files };
 * assert.deepEqual(await parseReceived(new Blob([encodeReceived(record)])), record);
 * assert.equal(await parseReceived(new Blob(["{}"])), undefined);
 * ```
 */
export async function parseReceived(file: Blob): Promise<ReceivedRecord | undefined> {
  if (file.size > MAX_BYTES) return undefined;
  const value = parseJsonObject(await file.text());
  if (!value) return undefined;
  const { sessionId, acceptedAt } = value;
  const files = parseList(value.files, 1, MAX_FILES, parseFileEntry);
  return files && isText(sessionId, MAX_ID_LENGTH) && isCount(acceptedAt)
    ? { sessionId, acceptedAt, files }
    : undefined;
}

/** What a directory says was offered; `undefined` where that is nothing, or can't be read. */
export async function readReceived(
  directories: Pick<OpfsDirectories, "read">,
  directory: string,
): Promise<ReceivedRecord | undefined> {
  try {
    const file = await directories.read({ directory, name: RECEIVED });
    return file && await parseReceived(file);
  } catch {
    return undefined; // One directory must not keep whoever looks for others.
  }
}
