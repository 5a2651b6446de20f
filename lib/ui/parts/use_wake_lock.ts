import { useListeners } from "./use_listeners.ts";

/** Keeps the device's screen from going dark while something is watched, where the browser can. */
export function useWakeLock(isWanted: boolean): void {
  useListeners((signal) => {
    if (!isWanted || !("wakeLock" in navigator)) return;
    let held: WakeLockSentinel | undefined;

    async function hold(): Promise<void> {
      if (document.visibilityState !== "visible") return;
      try {
        const lock = await navigator.wakeLock.request("screen");
        if (signal.aborted) await lock.release();
        else held = lock;
      } catch {
        // The battery is low or the system forbids it: the screen goes dark as it always does.
      }
    }

    hold();
    // The browser takes the lock away from a hidden page and doesn't give it back.
    document.addEventListener("visibilitychange", hold, { signal });
    return () => {
      held?.release().catch(() => undefined); // Already taken away.
    };
  }, [isWanted]);
}
