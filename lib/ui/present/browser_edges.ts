import { browserClock } from "../../browser/browser_clock.ts";
import type { NetworkView } from "../../peer/rendezvous.ts";
import { MAX_VIEWERS } from "../../protocol/limits.ts";
import { checkSupport } from "../../peer/ice/support.ts";
import { captureScreen } from "../../screen/capture.ts";
import { createSession } from "../../signaling/session_api.ts";
import type { PresenterEdges } from "./edges.ts";
import { fetched } from "../session/fetched.ts";
import { sessionRecord } from "./session_record.ts";

/** The presenter's way to the real browser and server. Picking what to show needs none of the rest. */
export function presenterEdges(basePath: string, network: NetworkView): PresenterEdges {
  return {
    clock: browserClock,
    checkSupport: () => checkSupport(),
    createSession: (joinHash, signal) =>
      createSession({ kind: "screen", joinHash }, { basePath, signal }),
    capture: (quality, events, withSound) =>
      captureScreen(quality, events, { clock: browserClock, withSound }),
    createAudience: async (quality, events) => {
      const { Audience, encodingMachine, PerViewerFanout } = await fetched(
        import("./late_parts.ts"),
      );
      const fanout = new PerViewerFanout(quality, await encodingMachine());
      return new Audience(browserClock, fanout, events);
    },
    meet: async (options, createMedia) => {
      const late = await fetched(import("./late_meeting.ts"));
      const cargo = { kind: "screen", parse: late.parseScreenMessage, createMedia } as const;
      const { sessionId, secret } = options;
      const guests = { clock: browserClock, sessionId, secret, maxGuests: MAX_VIEWERS };
      const doorkeeper = new late.Doorkeeper(guests);
      const own = late.browserRendezvous({ ...options, doorkeeper }, cargo, network, basePath);
      return {
        start: () => own.start(),
        leave: () => own.leave(),
        remove: (peer) => doorkeeper.remove(peer),
      };
    },
    // Asked for late: on the server, which renders the page first, there is no tab.
    get record() {
      return sessionRecord({ storage: sessionStorage, location, history });
    },
  };
}
