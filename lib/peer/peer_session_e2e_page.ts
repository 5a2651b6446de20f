/**
 * The page of `peer_session_e2e_test.ts`: one {@linkcode PeerSession} and nothing around it.
 * @module
 */
import { encodeBase64Url } from "../protocol/base64url.ts";
import type { Role, SessionId } from "../protocol/ids.ts";
import { browserClock } from "./browser_clock.ts";
import { PeerSession, type PeerState, type SignalingView } from "./peer_session.ts";

/** Bytes of one frame; its first four are its place, because the lane doesn't keep the order. */
const FRAME_BYTES = 64 * 1024;

/** What the test calls in the page. */
export interface PageApi {
  start(options: { role: Role; sessionId: SessionId }): void;
  receivePayload(payload: string): void;
  signalingChanged(view: SignalingView): void;
  /** Resolves with ms since `start` when the state is of this kind. */
  reached(kind: PeerState["kind"]): Promise<{ state: PeerState; ms: number }>;
  /** Sends frames made from a seed. */
  sendFrames(count: number, seed: number): Promise<void>;
  /** SHA-256 over the received frames in the order of their places. */
  digestOfReceived(count: number): Promise<string>;
  /** The same over the frames that `sendFrames` makes. */
  digestOfSeed(count: number, seed: number): Promise<string>;
  /** What the browser says when its network changed. */
  restartIce(): void;
  stateKind(): PeerState["kind"];
  close(): void;
}

declare global {
  var pageApi: PageApi;
  var relayPayload: (payload: string) => Promise<void>;
}

function frameOf(index: number, seed: number): Uint8Array<ArrayBuffer> {
  const words = new Uint32Array(FRAME_BYTES / 4);
  let word = seed * 7919 + index + 1;
  for (let at = 1; at < words.length; at++) {
    word = Math.imul(word, 1664525) + 1013904223;
    words[at] = word;
  }
  words[0] = index;
  return new Uint8Array(words.buffer);
}

async function digestOf(frames: Iterable<Uint8Array>): Promise<string> {
  const parts = [...frames];
  const all = new Uint8Array(parts.length * FRAME_BYTES);
  parts.forEach((part, index) => all.set(part, index * FRAME_BYTES));
  return encodeBase64Url(
    new Uint8Array(await crypto.subtle.digest("SHA-256", all)),
  );
}

let session: PeerSession;
let startedAt = 0;
let onChange = () => {};
const reached = new Map<string, { state: PeerState; ms: number }>();
const received = new Map<number, Uint8Array>();

async function until<Value>(get: () => Value | undefined): Promise<Value> {
  for (;;) {
    const value = get();
    if (value !== undefined) return value;
    await new Promise<void>((resolve) => {
      const before = onChange;
      onChange = () => (before(), resolve());
    });
  }
}

function changed(): void {
  const wake = onChange;
  onChange = () => {};
  wake();
}

globalThis.pageApi = {
  start({ role, sessionId }) {
    startedAt = performance.now();
    session = new PeerSession({
      role,
      polite: role === "guest",
      sessionId,
      secret: new Uint8Array(32).fill(7),
      iceServers: [],
      clock: browserClock,
      sendPayload: (payload) => void globalThis.relayPayload(payload),
      onState: (state) => {
        const ms = performance.now() - startedAt;
        if (state.kind === "connected" && state.path === undefined) {
          session.lane.listen({
            onFrame: (message) => {
              const [index = 0] = new Uint32Array(message, 0, 1);
              received.set(index, new Uint8Array(message));
              changed();
            },
            onClose: () => {},
          });
        }
        reached.set(state.kind, reached.get(state.kind) ?? { state, ms });
        changed();
      },
      onMessage: () => {},
    });
    session.start();
  },
  receivePayload: (payload) => session.receivePayload(payload),
  signalingChanged: (view) => session.signalingChanged(view),
  reached: (kind) =>
    until(() => {
      const { state } = session;
      if (state.kind === "failed" && kind !== "failed") {
        throw new Error(`Failed: ${state.reason}`);
      }
      return reached.get(kind);
    }),
  async sendFrames(count, seed) {
    const { signal } = new AbortController();
    for (let index = 0; index < count; index++) {
      const hasRoom = session.lane.send(frameOf(index, seed));
      if (!hasRoom) await session.lane.drained(signal);
    }
  },
  async digestOfReceived(count) {
    await until(() => received.size === count ? true : undefined);
    const places = [...received.keys()].sort((a, b) => a - b);
    return digestOf(places.map((place) => received.get(place) as Uint8Array));
  },
  digestOfSeed: (count, seed) =>
    digestOf(Array.from({ length: count }, (_, index) => frameOf(index, seed))),
  restartIce: () => void globalThis.dispatchEvent(new Event("online")),
  stateKind: () => session.state.kind,
  close: () => session.close(),
};
