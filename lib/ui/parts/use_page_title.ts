import { type ReadonlySignal, useSignalEffect } from "@preact/signals";

/** Keeps the tab's title at a signal's value, so that progress is seen from another tab. */
export function usePageTitle(title: ReadonlySignal<string>): void {
  useSignalEffect(() => {
    document.title = title.value;
  });
}
