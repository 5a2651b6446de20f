import { browserClock } from "../../browser/browser_clock.ts";
import type { Clock } from "../../base/clock.ts";

/**
 * How long another tab may take to let go. A page that is reloaded finds its own former document in
 * the way, which the browser clears a moment later; who is still there after this long stays.
 */
const TAB_PATIENCE_MS = 1_000;

/** How {@linkcode holdTab} goes about it. */
export interface HoldOptions {
  /** Lets go. */
  readonly signal: AbortSignal;
  /** Takes it from the tab that has it. */
  readonly steal?: boolean;
  /** Another tab took it. Not called once `signal` is aborted. */
  readonly onLost: () => void;
  /** @default the browser's */
  readonly locks?: Pick<LockManager, "request"> | undefined;
  /** @default the browser's */
  readonly clock?: Clock;
}

/**
 * Makes this tab the one of its browser that has `name`, until the tab is closed, `signal` aborts or
 * another tab takes it. Two tabs with one link would take each other's seat at the server by turns.
 *
 * @returns whether this tab is the one now; `true` also where the browser has no locks or forbids
 * them, because then nobody can tell.
 */
export function holdTab(name: string, options: HoldOptions): Promise<boolean> {
  const { signal, steal = false, onLost, clock = browserClock } = options;
  const locks = "locks" in options ? options.locks : navigator.locks;
  if (!locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    const patience = new AbortController();
    const cancel = steal ? () => {} : clock.after(TAB_PATIENCE_MS, () => patience.abort());
    // A lock that is stolen can't be waited for, nor given up while it is asked for.
    const how = steal ? { steal } : { signal: AbortSignal.any([signal, patience.signal]) };
    let isHeld = false;
    locks.request(`filefrag ${name}`, how, () => {
      isHeld = true;
      cancel();
      resolve(true);
      return aborted(signal);
    }).catch(() => {
      cancel();
      if (!isHeld) resolve(!patience.signal.aborted);
      else if (!signal.aborted) onLost();
    });
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) =>
    signal.addEventListener("abort", () => resolve(), { once: true })
  );
}
