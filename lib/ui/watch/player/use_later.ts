import { type ReadonlySignal, useSignal, useSignalEffect } from "@preact/signals";

/**
 * A part of the page that is fetched once it may be wanted; `undefined` until it is here. One that
 * can't be had is tried again at the next time it may be wanted.
 *
 * @param here the part where it need not be fetched, as on a page that is only rendered
 */
export function useLater<Part>(
  load: () => Promise<Part>,
  mayBeWanted: ReadonlySignal<boolean>,
  here?: Part,
): ReadonlySignal<Part | undefined> {
  const part = useSignal<Part | undefined>(here);
  useSignalEffect(() => {
    if (!mayBeWanted.value || part.peek() !== undefined) return;
    load().then((loaded) => part.value = loaded, () => undefined);
  });
  return part;
}
