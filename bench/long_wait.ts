/** How long a page is asked to wait in one call: puppeteer gives up on a call after 180 s. */
const SLICE_MS = 60_000;

/**
 * Waits for something that a page tells, however long it takes, without looking again and again:
 * that would take the page's time.
 *
 * @param ask waits in the page for at most the given ms; `undefined` where it isn't so by then
 *
 * @throws {Error} when the deadline passes
 */
export async function longWait<Value>(
  what: string,
  deadlineMs: number,
  ask: (sliceMs: number) => Promise<Value | undefined>,
): Promise<Value> {
  const end = performance.now() + deadlineMs;
  for (let left = deadlineMs; left > 0; left = end - performance.now()) {
    const value = await ask(Math.min(left, SLICE_MS));
    if (value !== undefined) return value;
  }
  throw new Error(`Not within ${(deadlineMs / 1000).toFixed(0)} s: ${what}`);
}
