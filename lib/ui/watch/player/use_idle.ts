import { type ReadonlySignal, useSignal, useSignalEffect } from "@preact/signals";
import type { RefObject } from "preact";

/** Long enough to move from the picture to a button, short enough not to be in the way. */
const IDLE_MS = 3_000;

const SIGNS_OF_LIFE = ["pointermove", "pointerdown", "keydown", "focusin"] as const;

/** Whether nothing has moved in an element for a while; only as long as it is `watched`. */
export function useIdle(
  root: RefObject<HTMLElement>,
  watched: ReadonlySignal<boolean>,
): ReadonlySignal<boolean> {
  const idle = useSignal(false);
  useSignalEffect(() => {
    const element = root.current;
    if (!watched.value || element === null) return;
    const listeners = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    function wake(): void {
      idle.value = false;
      clearTimeout(timer);
      timer = setTimeout(() => idle.value = true, IDLE_MS);
    }
    for (const sign of SIGNS_OF_LIFE) {
      element.addEventListener(sign, wake, { signal: listeners.signal, passive: true });
    }
    wake();
    return () => {
      listeners.abort();
      clearTimeout(timer);
      idle.value = false;
    };
  });
  return idle;
}
