/**
 * The dedicated worker that owns the files being received, for engines that run on the page: only in
 * workers do browsers offer `FileSystemSyncAccessHandle`, which writes in place, without a swap file
 * that `close()` would copy. Built into its own file; a classic script, because Firefox 111 to 113
 * have OPFS but no module workers.
 * @module
 */
import { opfsDisk } from "./opfs_disk.ts";
import { carryOut } from "./opfs_local_port.ts";
import { OpfsWriter } from "./opfs_writer.ts";

const writer = new OpfsWriter(opfsDisk(), (reply) => self.postMessage(reply));

self.addEventListener("message", ({ data }: MessageEvent<unknown>) => carryOut(writer, data));
