import { browserClock } from "../peer/browser_clock.ts";
import { checkSupport } from "../peer/support.ts";
import { createSession } from "../signaling/session_api.ts";
import type { WorkerUrls } from "../worker/choose_host.ts";
import type { SenderEdges } from "./edges.ts";
import { lateHost } from "./late_host.ts";
import { signalingUrl } from "./signaling_url.ts";

/** The sender's way to the real browser and server. Choosing files needs none of the rest yet. */
export function senderEdges(urls: WorkerUrls): SenderEdges {
  const { loadLanes, loadEngines } = lateHost(urls);
  return {
    clock: browserClock,
    checkSupport: () => checkSupport(),
    createSession: (joinHash, signal) => createSession({ kind: "file", joinHash }, { signal }),
    meet: async (options) => {
      const { Rendezvous } = await import("../peer/rendezvous.ts");
      return new Rendezvous({
        ...options,
        clock: browserClock,
        signalingUrl: signalingUrl(options.sessionId),
        cargo: { kind: "files", loadLanes },
      });
    },
    loadEngines,
  };
}
