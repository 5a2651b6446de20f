import { type ReadonlySignal, useSignal, useSignalEffect } from "@preact/signals";

/**
 * A part of the page that is fetched once it may be wanted; `undefined` until it is here. One that
 * can't be had is tried again at the next time it may be wanted.
 */
export function useLater<Part>(
  load: () => Promise<Part>,
  mayBeWanted: ReadonlySignal<boolean>,
): ReadonlySignal<Part | undefined> {
  const part = useSignal<Part | undefined>(undefined);
  useSignalEffect(() => {
    if (!mayBeWanted.value || part.peek() !== undefined) return;
    load().then((loaded) => part.value = loaded, () => undefined);
  });
  return part;
}
