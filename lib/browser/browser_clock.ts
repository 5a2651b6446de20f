import type { Clock } from "../base/clock.ts";

/** Longest a timer can wait, ms: its delay has 32 bits and a sign, and a longer one fires at once (HTML, 8.7). */
const LONGEST_MS = 2 ** 31 - 1;

/** The clock of this page: monotonic, so a changed wall clock moves no deadline. */
export const browserClock: Clock = {
  now: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, Math.min(ms, LONGEST_MS));
    return () => clearTimeout(timer);
  },
};
