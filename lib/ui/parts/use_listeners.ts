import { type Inputs, useEffect } from "preact/hooks";

/**
 * Listens from when a part of the page is there until it goes, or until one of `inputs` changes.
 *
 * @param listen adds its listeners with the signal, which takes all of them away; what it returns is
 * done after that
 */
export function useListeners(
  listen: (signal: AbortSignal) => void | (() => void),
  inputs: Inputs = [],
): void {
  useEffect(() => {
    const listeners = new AbortController();
    const end = listen(listeners.signal);
    return () => {
      listeners.abort();
      end?.();
    };
  }, inputs);
}
