import { browserClock } from "../../browser/browser_clock.ts";
import type { ConnectivityEdges } from "./connectivity_model.ts";

/** The way of a page's network model to the real browser. */
export function connectivityEdges(): ConnectivityEdges {
  return {
    clock: browserClock,
    // Asked for late: on the server, which renders the page first, there is no reader.
    storage: () => localStorage,
    loadLate: () => import("./late_parts.ts"),
  };
}
