import { isRecord } from "../protocol/parse.ts";
import { isToken } from "../protocol/signaling_message.ts";

const DATABASE = "filefrag guests";
const TOKENS = "tokens";

/** A session lives no longer, and neither does a place in it. */
const KEPT_MS = 24 * 60 * 60 * 1_000;

/**
 * The tokens under which this browser's pages took their places as guests, by session, kept where a
 * crash of the browser doesn't lose them. A token opens nothing without the link.
 */
export interface TokenStore {
  /** The last token of a session; `undefined` where there is none. */
  load(sessionId: string): Promise<string | undefined>;
  /** Keeps the token of a page that has its place now. */
  keep(sessionId: string, token: string): Promise<void>;
}

/**
 * Keeps tokens in IndexedDB.
 *
 * @param now ms since 1970
 */
export function openTokenStore(factory: IDBFactory, now: () => number): TokenStore {
  let opened: Promise<IDBDatabase> | undefined;
  const open = () => opened ??= openDatabase(factory);
  return {
    async load(sessionId) {
      const tokens = (await open()).transaction(TOKENS).objectStore(TOKENS);
      const value: unknown = await done(tokens.get(sessionId));
      return isRecord(value) && isToken(value.token) ? value.token : undefined;
    },
    async keep(sessionId, token) {
      // Strictly durable, because it is for the case that the browser ends without a word.
      const transaction = (await open()).transaction(TOKENS, "readwrite", { durability: "strict" });
      const tokens = transaction.objectStore(TOKENS);
      tokens.put({ token, keptAt: now() }, sessionId);
      forgetOld(tokens, now() - KEPT_MS);
      await new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error);
      });
    },
  };
}

function openDatabase(factory: IDBFactory): Promise<IDBDatabase> {
  const request = factory.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(TOKENS);
  return done(request);
}

function forgetOld(tokens: IDBObjectStore, before: number): void {
  const request = tokens.openCursor();
  request.onsuccess = () => {
    const cursor = request.result;
    if (!cursor) return;
    const value: unknown = cursor.value;
    const isOld = !isRecord(value) || typeof value.keptAt !== "number" || value.keptAt < before;
    if (isOld) cursor.delete();
    cursor.continue();
  };
}

function done<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
