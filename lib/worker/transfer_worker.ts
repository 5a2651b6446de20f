/**
 * The dedicated worker that holds whole engines, their lanes and their files. Built into its own
 * file, a classic script like the other.
 * @module
 */
import { browserClock } from "../browser/browser_clock.ts";
import { opfsDisk } from "../storage/opfs/opfs_disk.ts";
import { OpfsWriter } from "../storage/opfs/opfs_writer.ts";
import type { PlacingStore } from "../storage/destination/destination_store.ts";
import { openStorage } from "../storage/storage.ts";
import { webDigest } from "../transfer/web_digest.ts";
import { EngineRoom } from "./engine_room.ts";
import type { HostReply, HostRequest } from "./host_messages.ts";
import { lateStore } from "./late_store.ts";

/** Opened before anything is offered: between an offer and its reader it would take 10 ms. */
const storage: Promise<PlacingStore> = openStorage(() => new OpfsWriter(opfsDisk()));

const post: (reply: HostReply) => void = self.postMessage.bind(self);

const room = new EngineRoom({
  clock: browserClock,
  digest: webDigest,
  store: lateStore(() => storage),
  post,
});

self.addEventListener("message", ({ data }: MessageEvent<HostRequest>) => room.receive(data));
post({ type: "ready" });
