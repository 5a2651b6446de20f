import { browserClock } from "../peer/browser_clock.ts";
import { checkSupport } from "../peer/support.ts";
import { createSession } from "../signaling/session_api.ts";
import { webDigest } from "../transfer/web_digest.ts";
import type { SenderEdges } from "./edges.ts";
import { signalingUrl } from "./signaling_url.ts";

/** The sender's way to the real browser and server. Choosing files needs none of the rest yet. */
export const senderEdges: SenderEdges = {
  clock: browserClock,
  digest: webDigest,
  checkSupport: () => checkSupport(),
  createSession: (joinHash, signal) => createSession({ kind: "file", joinHash }, { signal }),
  meet: async (options) => {
    const { Rendezvous } = await import("../peer/rendezvous.ts");
    const url = signalingUrl(options.sessionId);
    return new Rendezvous({ ...options, clock: browserClock, signalingUrl: url });
  },
  loadEngine: async () => (await import("../transfer/file_sender.ts")).FileSender,
};
