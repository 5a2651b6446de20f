/**
 * The dedicated worker that owns the files being received, for engines that run on the page: only in
 * workers do browsers offer `FileSystemSyncAccessHandle`, which writes in place, without a swap file
 * that `close()` would copy. Built into its own file; a classic script, because Firefox 111 to 113
 * have OPFS but no module workers.
 * @module
 */
import { carryOut } from "./carry_out.ts";
import { opfsDisk } from "./opfs_disk.ts";
import { OpfsWriter } from "./opfs_writer.ts";

const writer = new OpfsWriter(opfsDisk());

self.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
  carryOut(writer, data, (reply) => self.postMessage(reply));
});
