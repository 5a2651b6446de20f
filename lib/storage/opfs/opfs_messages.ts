/**
 * What the page and the OPFS worker say to each other. Both are ours, but the door is kept all the
 * same: after a deployment a page may meet a worker of another version.
 * @module
 */
import { isCount, isRecord, isText } from "../../protocol/parse.ts";
import type { OpfsEntry } from "./file_writer.ts";

/** Above a uuid and a ten-digit number: the two kinds of names we give. */
const MAX_NAME_LENGTH = 64;

/** Page → worker. Everything but `open` is answered under its `call`. */
export type OpfsRequest =
  /** Its failure is told by the first call on the file: a small file costs no extra round trip. */
  | { readonly type: "open"; readonly file: number; readonly entry: OpfsEntry }
  | {
    readonly type: "write";
    readonly call: number;
    readonly file: number;
    readonly offset: number;
    readonly bytes: Uint8Array<ArrayBuffer>;
  }
  | {
    readonly type: "finish";
    readonly call: number;
    readonly file: number;
    readonly size: number;
  }
  /** Closes a file and leaves it as it is. */
  | { readonly type: "keep"; readonly call: number; readonly file: number }
  /** Names the entry again, because the worker that opened the file may be gone. */
  | {
    readonly type: "discard";
    readonly call: number;
    readonly file: number;
    readonly entry: OpfsEntry;
  }
  /** Asks how much of `bytes` the quota admits. */
  | {
    readonly type: "probe";
    readonly call: number;
    readonly entry: OpfsEntry;
    readonly bytes: number;
  };

/** Worker → page. */
export type OpfsReply =
  /** Answers `write`, `keep` and `discard`. */
  | { readonly type: "done"; readonly call: number }
  /** Answers `finish`. */
  | { readonly type: "saved"; readonly call: number; readonly file: File }
  /** Answers `probe`. */
  | { readonly type: "room"; readonly call: number; readonly bytes: number }
  /** Answers any call. */
  | {
    readonly type: "failed";
    readonly call: number;
    readonly reason: "storage-full" | "storage-failed";
    readonly message: string;
  };

/** Reads a request; `undefined` where anything about it is wrong. */
export function parseOpfsRequest(value: unknown): OpfsRequest | undefined {
  if (!isRecord(value)) return undefined;
  const { type, call, file, offset, bytes, size } = value;
  const entry = parseEntry(value.entry);
  if (type === "open") {
    return isCount(file) && entry ? { type, file, entry } : undefined;
  }
  if (!isCount(call)) return undefined;
  if (type === "probe") {
    return entry && isCount(bytes) ? { type, call, entry, bytes } : undefined;
  }
  if (!isCount(file)) return undefined;
  switch (type) {
    case "write":
      return isCount(offset) && isBytes(bytes) ? { type, call, file, offset, bytes } : undefined;
    case "finish":
      return isCount(size) ? { type, call, file, size } : undefined;
    case "keep":
      return { type, call, file };
    case "discard":
      return entry && { type, call, file, entry };
    default:
      return undefined;
  }
}

/** Reads a reply; `undefined` where anything about it is wrong. */
export function parseOpfsReply(value: unknown): OpfsReply | undefined {
  if (!isRecord(value)) return undefined;
  const { type, call, file, bytes, reason, message } = value;
  if (!isCount(call)) return undefined;
  switch (type) {
    case "done":
      return { type, call };
    case "saved":
      return file instanceof File ? { type, call, file } : undefined;
    case "room":
      return isCount(bytes) ? { type, call, bytes } : undefined;
    case "failed":
      return (reason === "storage-full" || reason === "storage-failed") &&
          typeof message === "string"
        ? { type, call, reason, message }
        : undefined;
    default:
      return undefined;
  }
}

function parseEntry(value: unknown): OpfsEntry | undefined {
  if (!isRecord(value)) return undefined;
  const { directory, name } = value;
  return isText(directory, MAX_NAME_LENGTH) && isText(name, MAX_NAME_LENGTH)
    ? { directory, name }
    : undefined;
}

function isBytes(value: unknown): value is Uint8Array<ArrayBuffer> {
  return value instanceof Uint8Array && value.buffer instanceof ArrayBuffer;
}
