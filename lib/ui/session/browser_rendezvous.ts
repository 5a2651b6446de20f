import { browserClock } from "../../browser/browser_clock.ts";
import { type NetworkView, Rendezvous, type RendezvousCargo } from "../../peer/rendezvous.ts";
import type { MeetingOptions } from "./meeting.ts";

/** Makes the meeting of a session in a real browser, by the server that this page came from. */
export function browserRendezvous(
  options: MeetingOptions,
  cargo: RendezvousCargo,
  network: NetworkView,
  basePath: string,
): Rendezvous {
  const url = new URL(`${basePath}/ws/signal/${options.sessionId}`, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  return new Rendezvous({
    ...options,
    cargo,
    network,
    clock: browserClock,
    signalingUrl: url.href,
  });
}
