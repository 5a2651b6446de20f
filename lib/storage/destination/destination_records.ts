import { MAX_FILES, MAX_PATH_LENGTH } from "../../protocol/limits.ts";
import { isRecord, isText, parseList } from "../../protocol/parse.ts";
import { parseHandle } from "../parse_handle.ts";
import { openRecordStore, type RecordStore } from "../record_store.ts";
import type { Destination } from "./destination.ts";

/** Of a digest. */
const MAX_LIST_LENGTH = 64;

/** A destination that files of a session are received into. */
export interface DestinationRecord {
  /** Digest of what is received. */
  readonly list: string;
  readonly destination: Destination;
}

/** The destinations that readers of this browser chose, by session: each opens only by their leave. */
export type DestinationRecords = RecordStore<DestinationRecord>;

/**
 * Keeps destinations in IndexedDB.
 *
 * @param now milliseconds since 1970
 */
export function openDestinationRecords(factory: IDBFactory, now: () => number): DestinationRecords {
  // Under another name, what earlier versions kept would stay on the disk for good.
  return openRecordStore(factory, now, { database: "filefrag places", parse: parseRecord });
}

function parseRecord(value: unknown): DestinationRecord | undefined {
  if (!isRecord(value) || !isText(value.list, MAX_LIST_LENGTH)) return undefined;
  const destination = parseDestination(value.destination);
  return destination && { list: value.list, destination };
}

function parseDestination(value: unknown): Destination | undefined {
  if (!isRecord(value)) return undefined;
  const handle = parseHandle(value.handle);
  if (handle?.kind === "file") return { kind: "file", handle, isBegun: true };
  const paths = parseList(value.paths, 0, MAX_FILES, parsePath);
  return handle && paths && { kind: "folder", handle, paths, isBegun: true };
}

function parsePath(value: unknown): string[] | undefined {
  return parseList(value, 0, MAX_PATH_LENGTH, (part) => {
    return typeof part === "string" ? part : undefined;
  });
}
