/** Cancels what it was returned for. Calling it twice does no harm. */
export type Cancel = () => void;

/** Time, as the server needs it. Tests put `FakeClock` in its place. */
export interface ServerClock {
  /** Milliseconds since some moment, never going back: every lifetime and rate is measured by it. */
  now(): number;
  /** Milliseconds since 1970, as other machines read it. It may jump. */
  wallTime(): number;
  /** Runs a task again and again. Doesn't keep the process alive. */
  every(intervalMs: number, task: () => void): Cancel;
  /** Runs a task once. */
  after(delayMs: number, task: () => void): Cancel;
}

/** The clock of this machine. */
export const systemClock: ServerClock = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  every(intervalMs, task) {
    const timer = setInterval(task, intervalMs);
    Deno.unrefTimer(timer);
    return () => clearInterval(timer);
  },
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};
