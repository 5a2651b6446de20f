// deno-lint-ignore-file no-console -- A program for tests: this is how it answers.
/**
 * Sends a folder into another from disk to disk, under Deno and under Node. The arguments are `whole`, or
 * `stall` to read nothing beyond the first half of any file; then the folder that is sent and the one
 * that it goes to. Prints how it went.
 * @module
 */
import process from "node:process";
import { BLOCK_BYTES } from "../../protocol/limits.ts";
import { diskItems } from "../../storage/disk/disk_items.ts";
import { diskStore } from "../../storage/disk/disk_store.ts";
import type { OutgoingFile } from "../../transfer/ports.ts";
import { transferDirectly } from "./direct_transfer.ts";

/** A file of which only the first half is ever read. */
function stalling(file: OutgoingFile): OutgoingFile {
  const { source, size } = file;
  const read = (offset: number, length: number) =>
    offset + length > size / 2
      ? new Promise<Uint8Array<ArrayBuffer>>(() => {})
      : source.read(offset, length);
  return { ...file, source: { read } };
}

async function run(mode: string, from: string, to: string): Promise<void> {
  const items = await diskItems([from], { links: "follow" });
  const files = mode === "stall" ? items.files.map(stalling) : items.files;
  const store = diskStore(to);
  const { sending, heldBytes } = await transferDirectly({
    files,
    store,
    blockBytes: BLOCK_BYTES,
  });
  await store.closed();
  await items.close();
  console.log(JSON.stringify({ sending: sending.kind, heldBytes }));
}

const [mode, from, to] = process.argv.slice(2);
if (mode && from && to) await run(mode, from, to);
