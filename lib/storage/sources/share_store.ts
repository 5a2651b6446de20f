import { type FileEntry, parseFileEntry } from "../../protocol/file_entry.ts";
import { parseSessionId, type SessionId } from "../../protocol/ids.ts";
import { MAX_FILES } from "../../protocol/limits.ts";
import { isRecord, isText, parseList } from "../../protocol/parse.ts";
import { is256Bits } from "../../protocol/base64url.ts";
import { isGuestCount } from "../../protocol/signaling_message.ts";
import { parseHandle } from "../parse_handle.ts";
import { openRecordStore, type RecordStore } from "../record_store.ts";
import type { ReopenableFile } from "./shared_item.ts";

/** Longest link without its key that is taken back; browsers and proxies take as much. */
const MAX_URL_LENGTH = 2_048;

/** Shares kept at once. Nobody has as many tabs that send, and each may list many files. */
export const MAX_SHARES = 20;

/**
 * What is kept of a share, so that its page can go on after a reload or a crash. Who has the key finds
 * it, by a hash of what is derived from that. It opens nothing by itself: the key of the link is not in
 * it, and can't be had from it.
 */
export interface StoredShare {
  readonly id: SessionId;
  /** The link without its key. */
  readonly url: string;
  readonly ownerToken: string;
  /** How many guests its session takes, where that isn't as many as usual. */
  readonly guests?: number;
  readonly transferId: string;
  readonly files: readonly FileEntry[];
  /** The way back to each file, where there is one. */
  readonly ways: readonly (ReopenableFile | undefined)[];
}

/** Shares that are kept in the browser, by their join hashes. */
export type ShareStore = RecordStore<StoredShare>;

/**
 * Keeps shares in IndexedDB.
 *
 * @param now milliseconds since 1970
 */
export function openShareStore(factory: IDBFactory, now: () => number): ShareStore {
  return openRecordStore(factory, now, {
    database: "filefrag shares",
    parse: parseStoredShare,
    most: MAX_SHARES,
  });
}

/** Reads a record; another version of the program may have written it. */
export function parseStoredShare(value: unknown): StoredShare | undefined {
  if (!isRecord(value)) return undefined;
  const { url, ownerToken, transferId, guests } = value;
  const id = parseSessionId(value.id);
  const files = parseList(value.files, 1, MAX_FILES, parseFileEntry);
  if (!id || !files || !isText(url, MAX_URL_LENGTH)) return undefined;
  if (!is256Bits(ownerToken) || !is256Bits(transferId)) return undefined;
  const ways = Array.isArray(value.ways) ? value.ways.map(parseWay) : [];
  if (guests !== undefined && !isGuestCount(guests)) return undefined;
  const own = { id, url, ownerToken, ...(guests !== undefined && { guests }) };
  return { ...own, transferId, files, ways };
}

function parseWay(value: unknown): ReopenableFile | undefined {
  return typeof value === "string" ? value : parseHandle(value);
}
