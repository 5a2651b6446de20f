/**
 * The page of `peer_session_e2e_test.ts`: one {@linkcode PeerSession} and nothing around it.
 * @module
 */
import { encodeBase64Url } from "../protocol/base64url.ts";
import type { Role, SessionId } from "../protocol/ids.ts";
import { browserClock } from "../browser/browser_clock.ts";
import { fileCargo } from "./file_cargo.ts";
import { SessionCertificate } from "./ice/session_certificate.ts";
import { FlowControlledLane } from "./lanes/flow_controlled_lane.ts";
import type { LaneHandle, LaneOptions } from "./lanes/lane_handle.ts";
import { PeerSession, type PeerState, type SignalingView } from "./peer_session.ts";

/** Bytes of one frame; its first four are its position, because the lane doesn't keep the order. */
const FRAME_BYTES = 64 * 1024;

/** What the test calls in the page. */
export interface PageApi {
  start(options: { role: Role; sessionId: SessionId; lanesIn: "page" | "worker" }): Promise<void>;
  receivePayload(payload: string): void;
  signalingChanged(view: SignalingView): void;
  /** Resolves with ms since `start` when the state is of this kind. */
  reached(kind: PeerState["kind"]): Promise<{ state: PeerState; ms: number }>;
  /** Sends frames made from a seed. */
  sendFrames(count: number, seed: number): Promise<void>;
  /** SHA-256 over the received frames in the order of their positions. */
  digestOfReceived(count: number): Promise<string>;
  /** The same over the frames that `sendFrames` makes. */
  digestOfSeed(count: number, seed: number): Promise<string>;
  openLanes(count: number): void;
  /** The numbers of the further lanes that this side offered, in order. */
  offeredLanes(): number[];
  /** Resolves when this many further lanes live on this side, open or not. */
  furtherLanesLive(count: number): Promise<void>;
  /** Sends this many frames over each further lane that lives. */
  sendOverFurtherLanes(count: number): Promise<void>;
  /** Resolves when the further lanes that live have received this many frames each, in any order. */
  furtherLanesReceived(counts: number[]): Promise<void>;
  /** Closes one connection behind the session's back, counted in the order they were made. */
  killConnection(index: number): void;
  /** Resolves when this many further lanes have ended. */
  furtherLanesEnded(count: number): Promise<void>;
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

/** A further lane as the test sees it. */
interface FurtherLane {
  readonly handle: LaneHandle;
  isOver: boolean;
}

const connections: RTCPeerConnection[] = [];
const furtherLanes: FurtherLane[] = [];
const offeredLanes: number[] = [];

function livingLanes(): LaneHandle[] {
  return furtherLanes.filter(({ isOver }) => !isOver).map(({ handle }) => handle);
}

/** The numbers of lanes are in the messages and nowhere else. */
function watchOffers(): void {
  const { send } = RTCDataChannel.prototype;
  RTCDataChannel.prototype.send = function (data: unknown) {
    Reflect.apply(send, this, [data]);
    if (typeof data !== "string") return;
    const [, lane] = /^{"type":"signal","lane":(\d+).*"type":"offer"/.exec(data) ?? [];
    if (lane && lane !== "0") offeredLanes.push(Number(lane));
  };
}

/**
 * Sends back what arrives, and says how much that was. It starts late, so the channel opens and is
 * sent to before the worker has it: Chromium keeps the frames, delivers them and then tells of the
 * opening.
 */
const ECHO = `const end = Date.now() + 1000;
while (Date.now() < end);
onmessage = ({ data: channel }) => {
  channel.binaryType = "arraybuffer";
  channel.onmessage = ({ data }) => {
    const echo = () => channel.send(data);
    if (channel.readyState === "open") echo();
    else channel.addEventListener("open", echo, { once: true });
    postMessage(data.byteLength);
  };
};`;

/** A lane whose channel has moved to a worker. */
function workerLane({ channel }: LaneOptions): LaneHandle {
  const url = URL.createObjectURL(new Blob([ECHO], { type: "text/javascript" }));
  const worker = new Worker(url);
  let received = 0;
  worker.onmessage = ({ data }) => {
    if (data === FRAME_BYTES) received++;
    changed();
  };
  worker.postMessage(channel, [channel]);
  return {
    get received() {
      return received;
    },
    close: () => worker.terminate(),
  };
}

function onFurtherLane(handle: LaneHandle): void {
  const lane: FurtherLane = { handle, isOver: false };
  furtherLanes.push(lane);
  if (handle instanceof FlowControlledLane) {
    handle.listen({
      onFrame: changed,
      onClose: () => {
        lane.isOver = true;
        changed();
      },
    });
  }
  changed();
}

function firstLane(): FlowControlledLane {
  const { lane } = session;
  if (!(lane instanceof FlowControlledLane)) throw new Error("The lane is not on this page");
  return lane;
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
  async start({ role, sessionId, lanesIn }) {
    const certificate = new SessionCertificate();
    await certificate.create();
    startedAt = performance.now();
    watchOffers();
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
        const isNew = state.kind === "connected" && !reached.has("connected");
        if (isNew && lanesIn === "page") {
          firstLane().listen({
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
      createConnection: (config) => {
        const pc = new RTCPeerConnection({ ...config, ...certificate.configuration });
        connections.push(pc);
        return pc;
      },
      cargo: {
        ...fileCargo(() =>
          Promise.resolve(
            lanesIn === "worker" ? workerLane : (lane) => new FlowControlledLane(lane),
          )
        ),
        onMessage: () => {},
        onLane: onFurtherLane,
      },
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
    const lane = firstLane();
    for (let index = 0; index < count; index++) {
      const hasRoom = lane.send(frameOf(index, seed));
      if (!hasRoom) await lane.drained(signal);
    }
  },
  async digestOfReceived(count) {
    await until(() => received.size === count ? true : undefined);
    const positions = [...received.keys()].sort((a, b) => a - b);
    return digestOf(positions.map((position) => received.get(position) as Uint8Array));
  },
  digestOfSeed: (count, seed) =>
    digestOf(Array.from({ length: count }, (_, index) => frameOf(index, seed))),
  openLanes: (count) => session.openLanes(count),
  offeredLanes: () => offeredLanes,
  furtherLanesLive: (count) =>
    until(() => livingLanes().length === count || undefined).then(() => {}),
  async sendOverFurtherLanes(count) {
    const { signal } = new AbortController();
    await Promise.all(
      livingLanes().map(async (lane, position) => {
        if (!(lane instanceof FlowControlledLane)) throw new Error("Cannot send: not on this page");
        for (let index = 0; index < count; index++) {
          await lane.drained(signal);
          lane.send(frameOf(index, position));
        }
      }),
    );
  },
  furtherLanesReceived: (counts) =>
    until(() => {
      const received = livingLanes().map(({ received }) => received).sort((a, b) => a - b);
      return received.join() === counts.join() || undefined;
    }).then(() => {}),
  killConnection: (index) => connections[index]?.close(),
  furtherLanesEnded: (count) =>
    until(() => furtherLanes.filter(({ isOver }) => isOver).length === count || undefined)
      .then(() => {}),
  restartIce: () => void globalThis.dispatchEvent(new Event("online")),
  stateKind: () => session.state.kind,
  close: () => session.close(),
};
