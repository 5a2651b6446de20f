import { browserClock } from "../peer/browser_clock.ts";
import { Rendezvous } from "../peer/rendezvous.ts";
import { checkSupport } from "../peer/support.ts";
import { encodeBase64Url } from "../protocol/base64url.ts";
import { isToken } from "../protocol/signaling_message.ts";
import { saveUrl } from "../storage/save_link.ts";
import type { WorkerUrls } from "../worker/choose_host.ts";
import type { ReceiverEdges, TabTokens } from "./edges.ts";
import { lateHost } from "./late_host.ts";
import { signalingUrl } from "./signaling_url.ts";

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
          loadLanes,
        }),
      ),
    loadEngines,
    tabTokens,
    saveUrl,
    save: clickDownload,
  };
}

/**
 * A new token for every page, because every page has new certificates; the last one is kept in the
 * tab, so that a reload doesn't find its own place taken. Neither opens anything by itself.
 */
function tabTokens(sessionId: string): TabTokens {
  const name = `filefrag peer ${sessionId}`;
  const peerToken = encodeBase64Url(crypto.getRandomValues(new Uint8Array(32)));
  try {
    const replaces = sessionStorage.getItem(name);
    sessionStorage.setItem(name, peerToken);
    return isToken(replaces) ? { peerToken, replaces } : { peerToken };
  } catch {
    return { peerToken }; // Storage is forbidden here: after a crash the place is free in 20 s.
  }
}

function clickDownload(url: string, name: string): void {
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
}
