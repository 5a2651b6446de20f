import { MAX_FILES, MAX_PATH_LENGTH } from "../../protocol/limits.ts";
import { isCount, isRecord, isText, parseList } from "../../protocol/parse.ts";
import { answerOf, deleteOld, endOf, openDatabase } from "../../browser/indexed_db.ts";
import { isFresh } from "../lifetime.ts";
import type { Destination } from "./destination.ts";

const DATABASE = "filefrag places";
const PLACES = "places";

/** Of a digest. */
const MAX_LIST_LENGTH = 64;

/** A place that files of a session are received into. */
export interface DestinationRecord {
  /** Digest of what is received. */
  readonly list: string;
  readonly destination: Destination;
}

/** The places that readers of this browser chose, by session: each opens only by their leave. */
export interface DestinationRecords {
  load(sessionId: string): Promise<DestinationRecord | undefined>;
  /** Keeps a place, and removes what is too old. */
  keep(sessionId: string, record: DestinationRecord): Promise<void>;
  forget(sessionId: string): Promise<void>;
}

/**
 * Keeps places in IndexedDB, the only storage that takes handles.
 *
 * @param now ms since 1970
 */
export function openDestinationRecords(factory: IDBFactory, now: () => number): DestinationRecords {
  let opened: Promise<IDBDatabase> | undefined;

  async function places(mode: IDBTransactionMode): Promise<IDBObjectStore> {
    opened ??= openDatabase(factory, DATABASE, (created) => created.createObjectStore(PLACES));
    return (await opened).transaction(PLACES, mode).objectStore(PLACES);
  }

  return {
    async load(sessionId) {
      const value: unknown = await answerOf((await places("readonly")).get(sessionId));
      return parseKept(value, now());
    },
    async keep(sessionId, record) {
      const store = await places("readwrite");
      store.put({ ...record, keptAt: now() }, sessionId);
      deleteOld(store, (record) => !parseKept(record, now()));
      await endOf(store.transaction);
    },
    async forget(sessionId) {
      const store = await places("readwrite");
      store.delete(sessionId);
      await endOf(store.transaction);
    },
  };
}

/** Reads a record; another version of the program may have written it. */
function parseKept(value: unknown, now: number): DestinationRecord | undefined {
  if (!isRecord(value) || !isText(value.list, MAX_LIST_LENGTH) || !isCount(value.keptAt)) {
    return undefined;
  }
  if (!isFresh(value.keptAt, now)) return undefined;
  const destination = parseDestination(value.destination);
  return destination && { list: value.list, destination };
}

function parseDestination(value: unknown): Destination | undefined {
  if (!isRecord(value)) return undefined;
  const { handle } = value;
  if (handle instanceof FileSystemFileHandle) return { kind: "file", handle, isBegun: true };
  const paths = parseList(value.paths, 0, MAX_FILES, parsePath);
  return handle instanceof FileSystemDirectoryHandle && paths
    ? { kind: "folder", handle, paths, isBegun: true }
    : undefined;
}

function parsePath(value: unknown): string[] | undefined {
  return parseList(value, 0, MAX_PATH_LENGTH, (part) => {
    return typeof part === "string" ? part : undefined;
  });
}
