/**
 * The page of the bare connect: what opening a page that connects to another costs at least. It
 * meets the other page over the simplest of relays, sends every candidate when it is known, and
 * encrypts nothing of it. The host waits; the guest offers at once, before its socket is open.
 * @module
 */

type Said =
  | { readonly description: RTCSessionDescriptionInit }
  | { readonly candidate: RTCIceCandidateInit };

/** Two pages on one machine that need longer don't meet at all. */
const LIMIT_MS = 30_000;

const isHost = location.hash === "#host";
const socket = new WebSocket(`ws://${location.host}/relay${location.search}`);
const joined = new Promise((resolve) => socket.addEventListener("open", resolve, { once: true }));
const pc = new RTCPeerConnection();
const channel = pc.createDataChannel("bare", { negotiated: true, id: 0 });
const open = new Promise<number>((resolve, reject) => {
  channel.addEventListener("open", () => resolve(performance.now()), { once: true });
  setTimeout(() => reject(new Error(`Not open within ${LIMIT_MS} ms`)), LIMIT_MS);
});

async function say(said: Said): Promise<void> {
  await joined;
  socket.send(JSON.stringify(said));
}

async function hear(said: Said): Promise<void> {
  if ("candidate" in said) return await pc.addIceCandidate(said.candidate);
  await pc.setRemoteDescription(said.description);
  if (isHost) await describe();
}

async function describe(): Promise<void> {
  await pc.setLocalDescription();
  await say({ description: pc.localDescription! });
}

pc.addEventListener("icecandidate", ({ candidate }) => {
  if (candidate?.candidate) say({ candidate: candidate.toJSON() });
});
let hearing = Promise.resolve();
socket.addEventListener("message", ({ data }) => {
  hearing = hearing.then(() => hear(JSON.parse(data)));
});
if (!isHost) describe();

const bare = {
  /** Resolves when the page can be met. */
  async joined(): Promise<void> {
    await joined;
  },
  /** When the data channel opened, in ms since the page began to open. */
  openAtMs: (): Promise<number> => open,
};

Object.assign(globalThis, { bare });
export type Bare = typeof bare;
