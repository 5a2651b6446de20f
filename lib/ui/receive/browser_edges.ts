import { fileCargo } from "../../peer/file_cargo.ts";
import type { NetworkView } from "../../peer/rendezvous.ts";
import { checkSupport } from "../../peer/ice/support.ts";
import { onceTried } from "../../base/once_tried.ts";
import { holdTab } from "../session/active_tab.ts";
import type { ReceiverEdges } from "./edges.ts";
import { engineLoaders } from "../session/engine_loaders.ts";
import { browserRendezvous } from "../session/browser_rendezvous.ts";
import { tabTokens } from "../session/tab_tokens.ts";
import { savingEdges } from "../saving/saving_edges.ts";
import { workerUrls } from "../session/worker_urls.ts";

/**
 * The receiver's way to the real browser and server. Finding the sender is what the page does first;
 * engines and storage are loaded while the server answers its join.
 */
export function receiverEdges(basePath: string, network: NetworkView): ReceiverEdges {
  const { loadLanes, loadEngines } = engineLoaders(workerUrls(basePath));
  const loadSeatTokens = onceTried(async () => {
    const { openTokenStore } = await import("../../storage/token_store.ts");
    return openTokenStore(indexedDB, Date.now);
  });
  return {
    ...savingEdges,
    checkSupport: () => checkSupport(),
    meet: (options) =>
      Promise.resolve(browserRendezvous(options, fileCargo(loadLanes), network, basePath)),
    loadEngines,
    loadLate: () => import("./late_parts.ts"),
    tabTokens,
    holdTab,
    seatTokens: {
      load: async (sessionId) => await (await loadSeatTokens()).load(sessionId),
      keep: async (sessionId, token) => await (await loadSeatTokens()).keep(sessionId, token),
    },
  };
}
