import { browserClock } from "../../browser/browser_clock.ts";
import { type NetworkView, Rendezvous } from "../../peer/rendezvous.ts";
import { parseScreenMessage } from "../../protocol/screen_message.ts";
import type { MeetForScreen } from "./meeting.ts";
import { signalingUrl } from "./signaling_url.ts";

/** Makes the meeting of a screen's session, on either side. */
export function meetForScreen(basePath: string, network: NetworkView): MeetForScreen {
  return (options, createMedia) =>
    Promise.resolve(
      new Rendezvous({
        ...options,
        clock: browserClock,
        signalingUrl: signalingUrl(basePath, options.sessionId),
        cargo: { kind: "screen", parse: parseScreenMessage, createMedia },
        network,
      }),
    );
}
