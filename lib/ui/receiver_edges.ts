import { browserClock } from "../peer/browser_clock.ts";
import { Rendezvous } from "../peer/rendezvous.ts";
import { checkSupport } from "../peer/support.ts";
import { encodeBase64Url } from "../protocol/base64url.ts";
import { isToken } from "../protocol/signaling_message.ts";
import { saveUrl } from "../storage/save_link.ts";
import { webDigest } from "../transfer/web_digest.ts";
import type { ReceiverEdges, TabTokens } from "./edges.ts";
import { signalingUrl } from "./signaling_url.ts";

/**
 * The receiver's way to the real browser and server. Finding the sender is what the page does first;
 * engine and storage are loaded when there is a sender to receive from.
 *
 * @param workerUrl where the storage worker's script is served
 */
export function receiverEdges(workerUrl: string): ReceiverEdges {
  return {
    clock: browserClock,
    digest: webDigest,
    checkSupport: () => checkSupport(),
    meet: (options) => {
      const url = signalingUrl(options.sessionId);
      return Promise.resolve(
        new Rendezvous({ ...options, clock: browserClock, signalingUrl: url }),
      );
    },
    loadEngine: async () => (await import("../transfer/file_receiver.ts")).FileReceiver,
    tabTokens,
    openStorage: async () => {
      const [{ openStorage }] = await Promise.all([
        import("../storage/storage.ts"),
        keepInCache(workerUrl),
      ]);
      return await openStorage({ workerUrl });
    },
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

/** Loads a script that is needed later, when the server may be gone; its URL is immutable. */
async function keepInCache(url: string): Promise<void> {
  await (await fetch(url)).arrayBuffer();
}

function clickDownload(url: string, name: string): void {
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
}
