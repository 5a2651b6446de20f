import type { Clock } from "../transfer/ports.ts";

/** The clock of this page: monotonic, so a changed wall clock moves no deadline. */
export const browserClock: Clock = {
  now: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
