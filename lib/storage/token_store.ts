import { is256Bits } from "../protocol/base64url.ts";
import { openRecordStore, type RecordStore } from "./record_store.ts";

/**
 * The tokens under which this browser's pages took their seats as guests, by session, kept where a
 * crash of the browser doesn't lose them. A token opens nothing without the link.
 */
export type TokenStore = Pick<RecordStore<string>, "load" | "keep">;

/**
 * Keeps tokens in IndexedDB.
 *
 * @param now milliseconds since 1970
 */
export function openTokenStore(factory: IDBFactory, now: () => number): TokenStore {
  return openRecordStore(factory, now, {
    database: "filefrag guests",
    parse: (value) => is256Bits(value) ? value : undefined,
  });
}
