import type { Page } from "puppeteer-core";

/** What the probe keeps in a page. */
interface Probed {
  /** When the island first said that it is connected, in milliseconds since the page was opened. */
  probedConnectedAt: number | undefined;
  /** Bytes of every bulk channel there has been, sent and received. */
  readonly probedBytes: Map<string, readonly [sent: number, received: number]>;
}

/** What a page's connections carried. */
export interface CarriedBytes {
  readonly sent: number;
  readonly received: number;
}

/** Has a tab measure itself from its next page on; before it opens anything. */
export async function probe(page: Page): Promise<void> {
  await page.evaluateOnNewDocument(() => {
    const probed: Probed = { probedConnectedAt: undefined, probedBytes: new Map() };
    Object.assign(globalThis, probed);
    const connections = new Set<RTCPeerConnection>();
    let made = 0;
    const Connection = globalThis.RTCPeerConnection;
    globalThis.RTCPeerConnection = class extends Connection {
      readonly number = ++made;
      constructor(config?: RTCConfiguration) {
        super(config);
        connections.add(this);
      }
    };
    // A closed connection tells nothing any more, so all are asked while they live.
    setInterval(async () => {
      for (const connection of connections) {
        if (connection.connectionState === "closed") connections.delete(connection);
        const stats = await connection.getStats();
        for (const entry of stats.values()) {
          if (entry.type !== "data-channel" || entry.label !== "bulk") continue;
          const { number } = connection as RTCPeerConnection & { number: number };
          probed.probedBytes.set(`${number}`, [entry.bytesSent, entry.bytesReceived]);
        }
      }
    }, 250);
    new MutationObserver((_, observer) => {
      if (!document.querySelector('[data-island][data-state="connected"]')) return;
      observer.disconnect();
      Object.assign(globalThis, { probedConnectedAt: performance.now() });
    }).observe(document, { subtree: true, childList: true, attributes: true });
  });
}

/** Milliseconds from opening the page to the list of files on it. */
export async function connectTime(page: Page): Promise<number> {
  const at = await page.evaluate(() => (globalThis as unknown as Probed).probedConnectedAt);
  if (at === undefined) throw new Error("Cannot tell when the page connected: it wasn't probed");
  return at;
}

/** What a page's bulk channels carried, up to a quarter of a second ago. */
export async function carriedBytes(page: Page): Promise<CarriedBytes> {
  const [sent, received] = await page.evaluate(() => {
    const all = [...(globalThis as unknown as Probed).probedBytes.values()];
    return [0, 1].map((index) => all.reduce((sum, pair) => sum + (pair[index] ?? 0), 0));
  });
  return { sent: sent ?? 0, received: received ?? 0 };
}
