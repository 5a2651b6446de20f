/** How often a condition outside this process is looked at: nothing tells of its changes. */
const LOOK_MS = 50;

/**
 * Waits until something outside this process is so.
 *
 * @param look answers a value once it is so, else `undefined`
 * @param describe told when the deadline passes, for the error
 *
 * @throws {Error} when the deadline passes
 */
export async function until<Value>(
  what: string,
  look: () => Promise<Value | undefined>,
  deadlineMs: number,
  describe: () => Promise<string> = () => Promise.resolve(""),
): Promise<Value> {
  const end = performance.now() + deadlineMs;
  while (performance.now() < end) {
    const value = await look();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  throw new Error(`Not within ${deadlineMs} ms: ${what}\n${await describe()}`);
}
