/**
 * The file in which a transfer notes what it has written, a record of 36 bytes at a time: a number
 * and a digest. Appended to and never changed, so that whatever interrupts it loses its end only; a
 * reader believes nothing of it that the bytes on the disk don't say too.
 *
 * ```text
 * block      u32 its number             32 bytes, its digest
 * file       u32 2³¹ + its number       32 bytes of zeros: it was handed over
 * file       u32 2³¹ + 2³⁰ + its number 32 bytes of zeros: nothing of the reader's is in it
 * ```
 * @module
 */
import { DIGEST_BYTES } from "../../protocol/lane_message.ts";
import type { NotedBlock } from "../../transfer/ports.ts";

/** Where a transfer notes what it has written. */
export const LEDGER = "ledger";

/** Bytes of a record. */
export const RECORD_BYTES = 4 + DIGEST_BYTES;

/** Marks a file that was handed over; far above every number of a block. */
const SAVED = 2 ** 31;

/** Marks a file at a destination of the reader's that nothing of theirs is in; far above every other number. */
const OURS = SAVED + 2 ** 30;

/** Records read at once: 1.1 MiB. */
const PAGE_RECORDS = 32 * 1024;

/** The record of a block that is written. */
export function blockRecord(block: number, digest: Uint8Array): Uint8Array<ArrayBuffer> {
  const record = new Uint8Array(RECORD_BYTES);
  new DataView(record.buffer).setUint32(0, block);
  record.set(digest, 4);
  return record;
}

/** The record of a file that was handed over. */
export function savedRecord(file: number): Uint8Array<ArrayBuffer> {
  return blockRecord(SAVED + file, new Uint8Array(DIGEST_BYTES));
}

/** The record of a file that nothing of the reader's is in. */
export function oursRecord(file: number): Uint8Array<ArrayBuffer> {
  return blockRecord(OURS + file, new Uint8Array(DIGEST_BYTES));
}

/** How much of a ledger of this length is whole records; the next begins behind them. */
export function wholeRecords(bytes: number): number {
  return bytes - bytes % RECORD_BYTES;
}

/** A ledger that an earlier run left: a `Blob`, or a file that is read part by part. */
export interface StoredLedger {
  readonly size: number;
  slice(from: number, to: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** Told of what a ledger says of files. */
export interface FileNotes {
  /** A file was handed over. */
  readonly onSaved: (file: number) => void;
  /** Nothing of the reader's is in a file. */
  readonly onOurs: (file: number) => void;
}

/**
 * Reads a ledger from its end to its beginning.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const digest = new Uint8Array(32).fill(7);
 * const torn = savedRecord(3).subarray(0, 5);
 * const ledger = new Blob([blockRecord(1, digest), savedRecord(2), oursRecord(4), torn]);
 * const [saved, ours]: [number[], number[]] = [[], []];
 * const blocks = await Array.fromAsync(notesOf(ledger, {
 *   onSaved: (file) => saved.push(file),
 *   onOurs: (file) => ours.push(file),
 * }));
 * assert.deepEqual([blocks, saved, ours], [[{ block: 1, digest }], [2], [4]]);
 * ```
 */
export async function* notesOf(
  ledger: StoredLedger,
  { onSaved, onOurs }: FileNotes,
): AsyncGenerator<NotedBlock> {
  let end = wholeRecords(ledger.size);
  while (end > 0) {
    const from = Math.max(0, end - PAGE_RECORDS * RECORD_BYTES);
    const page = new Uint8Array(await ledger.slice(from, end).arrayBuffer());
    const view = new DataView(page.buffer);
    for (let at = page.length - RECORD_BYTES; at >= 0; at -= RECORD_BYTES) {
      const number = view.getUint32(at);
      if (number >= OURS) onOurs(number - OURS);
      else if (number >= SAVED) onSaved(number - SAVED);
      else yield { block: number, digest: page.subarray(at + 4, at + RECORD_BYTES) };
    }
    end = from;
  }
}
