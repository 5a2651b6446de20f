/**
 * The bare baseline, in a page: one or more `RTCPeerConnection`s, memory to memory, the receiver
 * throws everything away. No product code, no server between the pages but the program that drives
 * them.
 * @module
 */

/** Bytes of one message; larger ones gain nothing between two browsers. */
const MESSAGE_BYTES = 64 * 1024;

/** An eager sender: what a page does that knows `bufferedAmountLowThreshold` and little else. */
const HIGH_BYTES = 1024 * 1024;
const LOW_BYTES = 256 * 1024;

interface Bare {
  readonly pc: RTCPeerConnection;
  readonly channel: RTCDataChannel;
}

const connections: Bare[] = [];

function create(): Bare {
  const pc = new RTCPeerConnection();
  const channel = pc.createDataChannel("raw", { negotiated: true, id: 0 });
  channel.binaryType = "arraybuffer";
  channel.bufferedAmountLowThreshold = LOW_BYTES;
  const bare = { pc, channel };
  connections.push(bare);
  return bare;
}

async function gathered(pc: RTCPeerConnection): Promise<RTCSessionDescriptionInit> {
  if (pc.iceGatheringState !== "complete") {
    await new Promise<void>((resolve) => {
      pc.addEventListener("icegatheringstatechange", () => {
        if (pc.iceGatheringState === "complete") resolve();
      });
    });
  }
  const { type, sdp } = pc.localDescription!;
  return { type, sdp };
}

async function opened({ channel }: Bare): Promise<void> {
  if (channel.readyState === "open") return;
  await new Promise((resolve) => channel.addEventListener("open", resolve, { once: true }));
}

async function sendOver({ channel }: Bare, bytes: number): Promise<void> {
  const message = new ArrayBuffer(MESSAGE_BYTES);
  for (let sent = 0; sent < bytes; sent += MESSAGE_BYTES) {
    if (channel.bufferedAmount >= HIGH_BYTES) {
      await new Promise((resolve) =>
        channel.addEventListener("bufferedamountlow", resolve, { once: true })
      );
    }
    channel.send(message);
  }
}

const raw = {
  async offer(): Promise<RTCSessionDescriptionInit> {
    const { pc } = create();
    await pc.setLocalDescription();
    return await gathered(pc);
  },
  async answer(offer: RTCSessionDescriptionInit): Promise<RTCSessionDescriptionInit> {
    const { pc } = create();
    await pc.setRemoteDescription(offer);
    await pc.setLocalDescription();
    return await gathered(pc);
  },
  async accept(answer: RTCSessionDescriptionInit): Promise<void> {
    const last = connections.at(-1)!;
    await last.pc.setRemoteDescription(answer);
    await opened(last);
  },
  async send(bytes: number): Promise<void> {
    await Promise.all(connections.map((bare) => sendOver(bare, bytes / connections.length)));
  },
  /** Resolves with the ms from the first byte to the last. */
  receive(bytes: number): Promise<number> {
    return new Promise((resolve) => {
      let received = 0;
      let startedAt = 0;
      for (const { channel } of connections) {
        channel.addEventListener("message", ({ data }) => {
          if (received === 0) startedAt = performance.now();
          received += (data as ArrayBuffer).byteLength;
          if (received >= bytes) resolve(performance.now() - startedAt);
        });
      }
    });
  },
};

Object.assign(globalThis, { raw });
export type Raw = typeof raw;
