/**
 * The page of the bare screen: what showing a screen costs at least, with every setting as the
 * browser has it. The host captures and sends to each guest that says it is there.
 * @module
 */

type Said =
  | { readonly type: "here" }
  | { readonly description: RTCSessionDescriptionInit }
  | { readonly candidate: RTCIceCandidateInit };

const isHost = location.hash === "#host";
const socket = new WebSocket(`ws://${location.host}/relay${location.search}`);
const joined = new Promise((resolve) => socket.addEventListener("open", resolve, { once: true }));
const pc = new RTCPeerConnection();

function say(said: Said): void {
  socket.send(JSON.stringify(said));
}

async function hear(said: Said): Promise<void> {
  if ("candidate" in said) return await pc.addIceCandidate(said.candidate);
  if ("type" in said) return await describe();
  await pc.setRemoteDescription(said.description);
  if (!isHost) await describe();
}

async function describe(): Promise<void> {
  await pc.setLocalDescription();
  say({ description: pc.localDescription! });
}

pc.addEventListener("icecandidate", ({ candidate }) => {
  if (candidate?.candidate) say({ candidate: candidate.toJSON() });
});
pc.addEventListener("track", ({ track }) => {
  const video = document.createElement("video");
  Object.assign(video, { muted: true, autoplay: true, playsInline: true });
  video.dataset.part = "screen";
  video.srcObject = new MediaStream([track]);
  document.body.append(video);
});
let hearing = Promise.resolve();
socket.addEventListener("message", ({ data }) => {
  hearing = hearing.then(() => hear(JSON.parse(data)));
});
if (!isHost) joined.then(() => say({ type: "here" }));

const bareScreen = {
  /** Captures; from then on a guest that comes is shown the screen. */
  async present(): Promise<void> {
    await joined;
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: true });
    for (const track of stream.getTracks()) pc.addTrack(track, stream);
  },
};

Object.assign(globalThis, { bareScreen });
export type BareScreen = typeof bareScreen;
