/**
 * The page of the raw ceiling: one or more bare `RTCPeerConnection`s, memory to memory, the receiver
 * throws everything away. No product code, no server between the pages but the program that drives
 * them.
 * @module
 */
import type { Moved } from "../moved.ts";

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
let outcome: Promise<Moved> | undefined;

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

/** Sends out of the pool that all connections share: whichever has room takes the next message. */
async function sendFrom(pool: { left: number }, { channel }: Bare): Promise<void> {
  const message = new ArrayBuffer(MESSAGE_BYTES);
  while (pool.left > 0) {
    if (channel.bufferedAmount >= HIGH_BYTES) {
      await new Promise((resolve) =>
        channel.addEventListener("bufferedamountlow", resolve, { once: true })
      );
      continue; // Meanwhile others may have taken the rest.
    }
    pool.left -= MESSAGE_BYTES;
    channel.send(message);
  }
}

function count(bytes: number, limitMs: number): Promise<Moved> {
  return new Promise((resolve) => {
    let received = 0;
    let startedAt: number | undefined;
    const over = () => {
      const ms = startedAt === undefined ? limitMs : performance.now() - startedAt;
      resolve({ bytes: received, ms });
    };
    const limit = setTimeout(over, limitMs);
    for (const { channel } of connections) {
      channel.addEventListener("message", ({ data }) => {
        startedAt ??= performance.now();
        received += (data as ArrayBuffer).byteLength;
        if (received < bytes) return;
        clearTimeout(limit);
        over();
      });
    }
  });
}

const raw = {
  /** Begins another connection. */
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
  /** Resolves when the connection begun last is open. */
  async accept(answer: RTCSessionDescriptionInit): Promise<void> {
    const last = connections.at(-1)!;
    await last.pc.setRemoteDescription(answer);
    await opened(last);
  },
  /** Begins to send over all connections; what fails is an error of the page. */
  send(bytes: number): void {
    const pool = { left: bytes };
    for (const bare of connections) sendFrom(pool, bare);
  },
  /** Counts what comes over all connections until it is so much, or for so long. */
  receive(bytes: number, limitMs: number): void {
    outcome = count(bytes, limitMs);
  },
  /** What was counted, from the first byte on; `undefined` where that isn't over after `waitMs`. */
  async received(waitMs: number): Promise<Moved | undefined> {
    const waited = new Promise<undefined>((resolve) => setTimeout(resolve, waitMs));
    return await Promise.race([outcome, waited]);
  },
};

Object.assign(globalThis, { raw });
export type Raw = typeof raw;
