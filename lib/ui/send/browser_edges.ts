import { browserClock } from "../../browser/browser_clock.ts";
import type { NetworkView } from "../../peer/rendezvous.ts";
import { checkSupport } from "../../peer/ice/support.ts";
import { createSession } from "../../signaling/session_api.ts";
import { onceTried } from "../../base/once_tried.ts";
import { holdTab } from "../session/active_tab.ts";
import type { SenderEdges } from "./edges.ts";
import { fetched } from "../session/fetched.ts";
import { type ShareRecords, shareRecords } from "./resume/share_records.ts";
import { engineLoaders } from "../session/engine_loaders.ts";
import { workerUrls } from "../session/worker_urls.ts";

/** The sender's way to the real browser and server. Choosing files needs none of the rest yet. */
export function senderEdges(basePath: string, network: NetworkView): SenderEdges {
  const { loadLanes, loadEngines } = engineLoaders(workerUrls(basePath));
  let shares: ShareRecords | undefined;
  return {
    clock: browserClock,
    checkSupport: () => checkSupport(),
    createSession: (joinHash, signal, guests) =>
      createSession(
        { kind: "file", joinHash, ...(guests && { guests }) },
        { basePath, signal },
      ),
    meet: async (options) => {
      const { Doorkeeper, browserRendezvous, fileCargo } = await import("./late_meeting.ts");
      const { sessionId, secret } = options;
      const doorkeeper = new Doorkeeper({ clock: browserClock, sessionId, secret });
      return browserRendezvous({ ...options, doorkeeper }, fileCargo(loadLanes), network, basePath);
    },
    loadEngines,
    holdTab,
    // Asked for late: on the server, which renders the page first, there is no address.
    get shares() {
      return shares ??= browserShares();
    },
  };
}

function browserShares(): ShareRecords {
  const loadStore = onceTried(async () => {
    const { openShareStore } = await fetched(import("../../storage/sources/share_store.ts"));
    return openShareStore(indexedDB, Date.now);
  });
  return shareRecords({ location, history }, loadStore);
}
