import type { RestoredFile } from "../transfer/ports.ts";

/** What an earlier run wrote of a file, which is opened when it is first read; nothing where it is gone. */
export function restoredFile(open: () => Promise<Blob | undefined>): RestoredFile {
  let file: Promise<Blob | undefined> | undefined;
  return {
    async read(offset, length) {
      file ??= open();
      const part = (await file)?.slice(offset, offset + length);
      return part ? new Uint8Array(await part.arrayBuffer()) : new Uint8Array();
    },
  };
}
