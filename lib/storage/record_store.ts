import { answerOf, databaseOpener, endOf } from "../browser/indexed_db.ts";
import { isCount, isRecord } from "../protocol/parse.ts";
import { isFresh, RECORD_LIFETIME_MS } from "./lifetime.ts";

const RECORDS = "records";
const BY_AGE = "keptAt";

/** Version 1 had tables of three shapes. What was in them is a day old at the most, and is dropped. */
const VERSION = 2;

/** What is kept in the browser for later pages, over reloads and crashes. */
export interface RecordStore<Value> {
  /** What was kept last under a key; `undefined` where it is too old, or this version can't read it. */
  load(key: string): Promise<Value | undefined>;
  /** Keeps a record, and removes what is too old or too much. */
  keep(key: string, value: Value): Promise<void>;
  forget(key: string): Promise<void>;
}

/** What a {@linkcode RecordStore} keeps, and where. */
export interface RecordStoreOptions<Value> {
  /** The name of its database. */
  readonly database: string;
  /** Reads a record; another version of the program may have written it. */
  readonly parse: (value: unknown) => Value | undefined;
  /** Records kept at once; as many as are fresh unless set. */
  readonly most?: number;
}

/**
 * Keeps records in IndexedDB: of what a page can write to, it alone is on the disk when it says so,
 * and takes handles. Every call rejects where the browser forbids storage.
 *
 * @param now milliseconds since 1970
 */
export function openRecordStore<Value>(
  factory: IDBFactory,
  now: () => number,
  { database, parse, most = Infinity }: RecordStoreOptions<Value>,
): RecordStore<Value> {
  const open = databaseOpener(factory, database, VERSION, (created) => {
    for (const name of created.objectStoreNames) created.deleteObjectStore(name);
    created.createObjectStore(RECORDS).createIndex(BY_AGE, BY_AGE);
  });

  async function within<Answer>(
    mode: IDBTransactionMode,
    run: (store: IDBObjectStore) => Promise<Answer>,
  ): Promise<Answer> {
    // Strictly durable, because it is for the case that the browser ends without a word.
    const transaction = (await open()).transaction(RECORDS, mode, { durability: "strict" });
    const ended = endOf(transaction);
    ended.catch(() => undefined); // `run` rejects first, with the cause.
    const answer = await run(transaction.objectStore(RECORDS));
    await ended;
    return answer;
  }

  return {
    async load(key) {
      const record = await within("readonly", (store) => answerOf<unknown>(store.get(key)));
      if (!isRecord(record) || !isCount(record.keptAt)) return undefined;
      return isFresh(record.keptAt, now()) ? parse(record.value) : undefined;
    },
    async keep(key, value) {
      await within("readwrite", async (store) => {
        store.put({ value, keptAt: now() }, key);
        // By keys alone, because a record may be large: what the index lacks has no date.
        const fresh = await answerOf(store.index(BY_AGE).getAllKeys(freshAt(now())));
        const spared = new Set(fresh.slice(-most));
        for (const each of await answerOf(store.getAllKeys())) {
          if (!spared.has(each)) store.delete(each);
        }
      });
    },
    async forget(key) {
      await within("readwrite", (store) => answerOf(store.delete(key)));
    },
  };
}

/** The dates that {@linkcode isFresh} takes. */
function freshAt(now: number): IDBKeyRange {
  return IDBKeyRange.bound(now - RECORD_LIFETIME_MS, now + RECORD_LIFETIME_MS, true, true);
}
