import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** What {@linkcode useFocusKeeper} returns. */
export interface FocusKeeper {
  readonly heading: RefObject<HTMLHeadingElement>;
  readonly onFocusIn: (event: FocusEvent) => void;
}

/**
 * Keeps keyboard and screen reader users in place: when the control they were on disappears with its
 * state, focus goes to the new state's heading instead of the top of the document. Nobody else's
 * focus is moved, and none on first load.
 */
export function useFocusKeeper(): FocusKeeper {
  const heading = useRef<HTMLHeadingElement>(null);
  const last = useRef<EventTarget | null>(null);

  useEffect(() => {
    if (last.current instanceof Node && !last.current.isConnected) {
      last.current = null;
      heading.current?.focus();
    }
  });

  return {
    heading,
    onFocusIn: (event) => {
      last.current = event.target;
    },
  };
}
