import { useListeners } from "./use_listeners.ts";

/** What a page's life means to its model. */
export interface PageLife {
  /** Whether leaving now would lose something, so that the browser asks first. */
  readonly atRisk: () => boolean;
  /** The page goes away: tell the other side instead of letting it wait. */
  readonly leave: () => void;
}

/** Ties a model to the life of its page. */
export function usePageLife({ atRisk, leave }: PageLife): void {
  useListeners((signal) => {
    addEventListener("pagehide", leave, { signal });
    addEventListener("beforeunload", (event) => {
      if (atRisk()) event.preventDefault();
    }, { signal });
    // Back from the back/forward cache the page still shows what it had, but all of it is over.
    addEventListener("pageshow", (event) => {
      if (event.persisted) location.reload();
    }, { signal });
  });
}
