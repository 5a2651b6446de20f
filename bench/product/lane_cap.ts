import type { Page } from "puppeteer-core";

/** Connections a page makes besides its lanes: the one that finds out whether channels can move. */
const OTHER_CONNECTIONS = 1;

/**
 * Has the page that a tab opens next use at most so many connections: further ones can't be made, as
 * in a browser that has as many as it can. The product itself knows nothing of it.
 */
export async function capLanes(page: Page, maxLanes: number): Promise<void> {
  await page.evaluateOnNewDocument((count) => {
    const Connection = globalThis.RTCPeerConnection;
    let left = count;
    globalThis.RTCPeerConnection = class extends Connection {
      constructor(config?: RTCConfiguration) {
        if (left-- <= 0) throw new DOMException("No more connections", "UnknownError");
        super(config);
      }
    };
  }, OTHER_CONNECTIONS + maxLanes);
}
