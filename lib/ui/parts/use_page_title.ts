import { useSignalEffect } from "@preact/signals";

/** Keeps the tab's title at what signals say, so that progress is seen from another tab. */
export function usePageTitle(title: () => string): void {
  useSignalEffect(() => {
    document.title = title();
  });
}
