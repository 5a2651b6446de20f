import { browserClock } from "../../browser/browser_clock.ts";
import type { NetworkView } from "../../peer/rendezvous.ts";
import { checkSupport } from "../../peer/ice/support.ts";
import { ViewerMedia } from "../../screen/viewer_media.ts";
import type { ViewerEdges } from "./edges.ts";
import { meetForScreen } from "../session/meet_for_screen.ts";
import { tabTokens } from "../session/tab_tokens.ts";

/** The viewer's way to the real browser and server. */
export function viewerEdges(basePath: string, network: NetworkView): ViewerEdges {
  return {
    clock: browserClock,
    checkSupport: () => checkSupport(),
    tabTokens,
    meet: meetForScreen(basePath, network),
    createMedia: (events) => new ViewerMedia(events),
    loadMeasurement: async () => {
      const { ViewingMeasurement } = await import("./viewing_measurement.ts");
      return new ViewingMeasurement(browserClock);
    },
  };
}
