import { type FileEntry, parseFileEntry } from "../../protocol/file_entry.ts";
import { parseSessionId, type SessionId } from "../../protocol/ids.ts";
import { MAX_FILES } from "../../protocol/limits.ts";
import { isCount, isRecord, isText, parseList } from "../../protocol/parse.ts";
import { isGuestCount, isToken } from "../../protocol/signaling_message.ts";
import { answerOf, endOf, openDatabase } from "../../browser/indexed_db.ts";
import { isFresh, RECORD_LIFETIME_MS } from "../lifetime.ts";
import type { ReopenableFile } from "./shared_item.ts";

const DATABASE = "filefrag shares";
const STORE = "shares";
const BY_AGE = "keptAt";

/** Longest link without its key that is taken back; browsers and proxies take as much. */
const MAX_URL_LENGTH = 2_048;

/** Shares kept at once. Nobody has as many tabs that send, and each may list many files. */
export const MAX_SHARES = 20;

/**
 * What is kept of a share, so that its page can go on after a reload or a crash. It opens nothing by
 * itself: the key of the link is not in it, and can't be had from it.
 */
export interface StoredShare {
  /** Finds the record for whoever has the key: a hash of what is derived from it. */
  readonly joinHash: string;
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
  /** Milliseconds since 1970. */
  readonly keptAt: number;
}

/** Keeps shares in the browser, over reloads and crashes. */
export interface ShareStore {
  find(joinHash: string): Promise<StoredShare | undefined>;
  /** Keeps a share, and removes what is too old or too much. */
  keep(record: StoredShare): Promise<void>;
  forget(joinHash: string): Promise<void>;
}

/**
 * The shares that are kept in IndexedDB: of what a page can write to, it alone is on the disk when it
 * says so, and takes handles of files. Every call rejects where the browser forbids storage.
 *
 * @param now milliseconds since 1970
 */
export function openShareStore(factory: IDBFactory, now: () => number): ShareStore {
  async function within<Value>(
    mode: IDBTransactionMode,
    run: (store: IDBObjectStore) => Promise<Value>,
  ): Promise<Value> {
    const database = await openDatabase(factory, DATABASE, (created) => {
      created.createObjectStore(STORE, { keyPath: "joinHash" }).createIndex(BY_AGE, BY_AGE);
    });
    try {
      const transaction = database.transaction(STORE, mode, { durability: "strict" });
      const ended = endOf(transaction);
      ended.catch(() => undefined); // `run` rejects first, with the cause.
      const value = await run(transaction.objectStore(STORE));
      await ended;
      return value;
    } finally {
      database.close();
    }
  }

  return {
    async find(joinHash) {
      const record = parseShareRecord(
        await within("readonly", (store) => answerOf(store.get(joinHash))),
      );
      return record && isFresh(record.keptAt, now()) ? record : undefined;
    },
    async keep(record) {
      await within("readwrite", async (store) => {
        store.put(record);
        const byAge = store.index(BY_AGE);
        const tooOld = IDBKeyRange.upperBound(now() - RECORD_LIFETIME_MS);
        const old = await answerOf(byAge.getAllKeys(tooOld));
        const all = await answerOf(byAge.getAllKeys());
        for (const key of [...old, ...surplusOf(all)]) store.delete(key);
      });
    },
    async forget(joinHash) {
      await within("readwrite", (store) => answerOf(store.delete(joinHash)));
    },
  };
}

/**
 * What is too much of a list of keys, oldest first.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const keys = Array.from({ length: MAX_SHARES + 1 }, (_, index) => index);
 * assert.deepEqual(surplusOf(keys), [0]);
 * assert.deepEqual(surplusOf(keys.slice(1)), []);
 * ```
 */
export function surplusOf<Key>(keys: readonly Key[]): readonly Key[] {
  return keys.slice(0, Math.max(0, keys.length - MAX_SHARES));
}

/** Reads a record; another version of the program may have written it. */
export function parseShareRecord(value: unknown): StoredShare | undefined {
  if (!isRecord(value)) return undefined;
  const { joinHash, url, ownerToken, transferId, keptAt } = value;
  const id = parseSessionId(value.id);
  const files = parseList(value.files, 1, MAX_FILES, parseFileEntry);
  if (!id || !files || !isText(url, MAX_URL_LENGTH)) return undefined;
  if (!isToken(joinHash) || !isToken(ownerToken) || !isToken(transferId)) return undefined;
  if (!isCount(keptAt)) return undefined;
  const ways = Array.isArray(value.ways) ? value.ways.map(parseWay) : [];
  const { guests } = value;
  if (guests !== undefined && !isGuestCount(guests)) return undefined;
  const own = { joinHash, id, url, ownerToken, ...(guests !== undefined && { guests }) };
  return { ...own, transferId, files, ways, keptAt };
}

function parseWay(value: unknown): ReopenableFile | undefined {
  if (typeof value === "string") return value;
  const { FileSystemFileHandle, FileSystemDirectoryHandle } = globalThis;
  const isHandle = [FileSystemFileHandle, FileSystemDirectoryHandle]
    .some((Handle) => Handle !== undefined && value instanceof Handle);
  return isHandle ? value as ReopenableFile : undefined;
}
