import { isCount, isRecord } from "../protocol/parse.ts";
import { isToken } from "../protocol/signaling_message.ts";
import { answerOf, deleteOld, endOf, openDatabase } from "../browser/indexed_db.ts";
import { isFresh } from "./lifetime.ts";

const DATABASE = "filefrag guests";
const TOKENS = "tokens";

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
  const open = () =>
    opened ??= openDatabase(factory, DATABASE, (created) => created.createObjectStore(TOKENS));

  return {
    async load(sessionId) {
      const tokens = (await open()).transaction(TOKENS).objectStore(TOKENS);
      const value: unknown = await answerOf(tokens.get(sessionId));
      return isRecord(value) && isToken(value.token) ? value.token : undefined;
    },
    async keep(sessionId, token) {
      // Strictly durable, because it is for the case that the browser ends without a word.
      const transaction = (await open()).transaction(TOKENS, "readwrite", { durability: "strict" });
      const tokens = transaction.objectStore(TOKENS);
      tokens.put({ token, keptAt: now() }, sessionId);
      deleteOld(tokens, (record) => isOld(record, now()));
      await endOf(transaction);
    },
  };
}

function isOld(record: unknown, now: number): boolean {
  return !isRecord(record) || !isCount(record.keptAt) || !isFresh(record.keptAt, now);
}
