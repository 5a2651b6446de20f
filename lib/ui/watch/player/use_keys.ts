import type { ReadonlySignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { useListeners } from "../../parts/use_listeners.ts";

/** What each key does, by `KeyboardEvent.key` in lower case. `false`: nothing just now. */
export type KeyBindings = Readonly<Record<string, () => void | false>>;

/**
 * Keys of one character for the whole page. Never while something is being typed or chosen, never
 * with a modifier, and only as long as they are enabled: who speaks to a computer needs a way to turn
 * them off (WCAG 2.1.4).
 */
export function useKeys(bindings: KeyBindings, enabled: ReadonlySignal<boolean>): void {
  const latest = useRef(bindings);
  latest.current = bindings;
  useListeners((signal) => {
    addEventListener("keydown", (event) => {
      if (!enabled.peek() || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest("input, select, textarea")) {
        return;
      }
      const run = latest.current[keyOf(event)];
      if (run !== undefined && run() !== false) event.preventDefault();
    }, { signal });
  });
}

/** The character, or on a keyboard of another script the Latin letter of the same key. */
function keyOf({ key, code }: KeyboardEvent): string {
  const isOtherScript = key.length === 1 && key > "\x7f";
  return (isOtherScript ? code.replace(/^Key/, "") : key).toLowerCase();
}
