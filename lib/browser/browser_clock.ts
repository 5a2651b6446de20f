import type { Clock } from "../base/clock.ts";

/** The clock of this page: monotonic, so a changed wall clock moves no deadline. */
export const browserClock: Clock = {
  now: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
