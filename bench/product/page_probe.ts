import type { Page } from "puppeteer-core";

/** What a page of the product showed and when, in ms since it began to open. */
export interface PageSeen {
  /** When the island was first in each state. */
  readonly states: Readonly<Record<string, number>>;
  /** When the progress bar changed, and to what percentage; whole ones, rounded down. */
  readonly progress: readonly { readonly atMs: number; readonly percent: number }[];
  /**
   * When the first and the last byte of a file came, later than true by up to 50 ms; `undefined`
   * where that was over before the page could see it, or nobody asked.
   */
  readonly firstByteAtMs: number | undefined;
  readonly lastByteAtMs: number | undefined;
}

interface Probe {
  readonly seen: PageSeen;
  /** Whether the island has been in one of these states, after at most so many ms. */
  reached(states: readonly string[], waitMs: number): Promise<boolean>;
}

declare const benchProbe: Probe;

/**
 * Has a tab watch the page that it opens next, from its first moment. It is told of changes of what
 * the page contract promises. The first and the last byte are in the statistics of the connections
 * alone, since data channels may live in a worker: those are asked for around these two moments,
 * and not while a transfer is under way.
 *
 * @param seesBytes whether to look for these two; asking takes 20 to 35 MiB of a page's memory
 */
export async function installProbe(page: Page, seesBytes: boolean): Promise<void> {
  await page.evaluateOnNewDocument(probe, seesBytes);
}

/** What the page has shown until now. */
export async function readProbe(page: Page): Promise<PageSeen> {
  return await page.evaluate(() => benchProbe.seen);
}

/**
 * Waits in the page until its island has been in a state or has failed, at most so long; answers
 * whether it has.
 */
export async function pageReached(page: Page, state: string, waitMs: number): Promise<boolean> {
  return await page.evaluate((all, ms) => benchProbe.reached(all, ms), [state, "failed"], waitMs);
}

/** Runs in the page, before any script of its own: it has to be complete in itself. */
function probe(seesBytes: boolean): void {
  /** What carries a file is more; what only says something is less. */
  const dataBytes = 1024;
  /** The last byte is looked for from this percentage on. */
  const nearlyAll = 90;
  /** Chromium answers with the same statistics for 50 ms. */
  const lookMs = 25;
  const states: Record<string, number> = {};
  const progress: { atMs: number; percent: number }[] = [];
  const seen: { -readonly [Key in keyof PageSeen]: PageSeen[Key] } = {
    states,
    progress,
    firstByteAtMs: undefined,
    lastByteAtMs: undefined,
  };
  const connections: RTCPeerConnection[] = [];
  let onState = () => {};
  let looking = false;

  globalThis.RTCPeerConnection = new Proxy(RTCPeerConnection, {
    construct(target, args, newTarget) {
      const connection: RTCPeerConnection = Reflect.construct(target, args, newTarget);
      connections.push(connection);
      return connection;
    },
  });

  async function receivedBytes(): Promise<number> {
    const open = connections.filter(({ connectionState }) => connectionState !== "closed");
    const reports = await Promise.all(open.map((connection) => connection.getStats()));
    return reports.flatMap((report) => [...report.values()])
      .reduce(
        (sum, { type, bytesReceived }) => type === "data-channel" ? sum + bytesReceived : sum,
        0,
      );
  }

  /** Looks for bytes of a file until told to stop; `onBytes` answers whether to go on. */
  async function lookForBytes(onBytes: (atMs: number) => boolean): Promise<void> {
    if (looking || !seesBytes) return;
    looking = true;
    let before = await receivedBytes();
    while (!("done" in states || "failed" in states)) {
      await new Promise((resolve) => setTimeout(resolve, lookMs));
      const now = await receivedBytes();
      if (now - before >= dataBytes && !onBytes(performance.now())) break;
      before = now;
    }
    looking = false;
  }

  new MutationObserver(() => {
    const atMs = performance.now();
    const state = document.querySelector<HTMLElement>("[data-island]")?.dataset.state ?? "";
    if (state === "transferring" && !(state in states)) {
      lookForBytes((firstAtMs) => (seen.firstByteAtMs = firstAtMs, false));
    }
    states[state] ??= atMs;
    onState();
    const bar = document.querySelector('[role="progressbar"]');
    const percent = Number(bar?.getAttribute("aria-valuenow") ?? 0);
    if (percent <= (progress.at(-1)?.percent ?? 0)) return;
    progress.push({ atMs, percent });
    if (percent >= nearlyAll) {
      lookForBytes((lastAtMs) => (seen.lastByteAtMs = lastAtMs, true));
    }
  }).observe(document, {
    subtree: true,
    childList: true,
    attributeFilter: ["data-state", "aria-valuenow"],
  });

  const reached: Probe["reached"] = (wanted, waitMs) =>
    new Promise((resolve) => {
      onState = () => wanted.some((state) => state in states) && resolve(true);
      onState();
      setTimeout(resolve, waitMs, false);
    });
  Object.assign(globalThis, { benchProbe: { seen, reached } satisfies Probe });
}
