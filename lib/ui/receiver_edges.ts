import { browserClock } from "../peer/browser_clock.ts";
import { Rendezvous } from "../peer/rendezvous.ts";
import { checkSupport } from "../peer/support.ts";
import { saveUrl } from "../storage/save_link.ts";
import type { WorkerUrls } from "../worker/choose_host.ts";
import type { ReceiverEdges } from "./edges.ts";
import { lateHost } from "./late_host.ts";
import { signalingUrl } from "./signaling_url.ts";
import { tabTokens } from "./tab_tokens.ts";

/**
 * The receiver's way to the real browser and server. Finding the sender is what the page does first;
 * engines and storage are loaded when there is a sender to receive from.
 */
export function receiverEdges(urls: WorkerUrls): ReceiverEdges {
  const { loadLanes, loadEngines } = lateHost(urls);
  return {
    clock: browserClock,
    checkSupport: () => checkSupport(),
    meet: (options) =>
      Promise.resolve(
        new Rendezvous({
          ...options,
          clock: browserClock,
          signalingUrl: signalingUrl(options.sessionId),
          cargo: { kind: "files", loadLanes },
        }),
      ),
    loadEngines,
    tabTokens,
    saveUrl,
    save: clickDownload,
  };
}

function clickDownload(url: string, name: string): void {
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
}
