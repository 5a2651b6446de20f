import { browserClock } from "../../browser/browser_clock.ts";
import type { NetworkView } from "../../peer/rendezvous.ts";
import { checkSupport } from "../../peer/ice/support.ts";
import { parseScreenMessage } from "../../protocol/screen_message.ts";
import { ViewerMedia } from "../../screen/viewer_media.ts";
import type { ViewerEdges } from "./edges.ts";
import { browserRendezvous } from "../session/browser_rendezvous.ts";
import { viewerTokens } from "./viewer_tokens.ts";

/** The viewer's way to the real browser and server. */
export function viewerEdges(basePath: string, network: NetworkView): ViewerEdges {
  return {
    clock: browserClock,
    checkSupport: () => checkSupport(),
    tabTokens: (sessionId) => viewerTokens().tabTokens(sessionId),
    keepRemoved: (sessionId, peerToken) => viewerTokens().keepRemoved(sessionId, peerToken),
    meet: (options, createMedia) => {
      const cargo = { kind: "screen", parse: parseScreenMessage, createMedia } as const;
      return Promise.resolve(browserRendezvous(options, cargo, network, basePath));
    },
    createMedia: (events) => new ViewerMedia(events),
    loadMeasurement: async () => {
      const { ViewingMeasurement } = await import("./viewing_measurement.ts");
      return new ViewingMeasurement(browserClock);
    },
  };
}
