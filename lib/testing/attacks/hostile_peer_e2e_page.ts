/**
 * What `hostile_peer_e2e_test.ts` runs in a tab of the app beside the page that is attacked: it goes to a
 * session as the real pages do, and says over the real channels whatever it is told to.
 * @module
 */
import { browserClock } from "../../browser/browser_clock.ts";
import { fileCargo } from "../../peer/file_cargo.ts";
import { FlowControlledLane } from "../../peer/lanes/flow_controlled_lane.ts";
import type { PeerSession } from "../../peer/peer_session.ts";
import { Rendezvous } from "../../peer/rendezvous.ts";
import type { TransferMessage } from "../../protocol/control_message.ts";
import type { SessionId } from "../../protocol/ids.ts";
import type { JoinMessage } from "../../protocol/signaling_message.ts";
import { PROTOCOL_VERSION } from "../../protocol/version.ts";
import { joinTokenOf } from "../../security/link.ts";
import { readLink } from "../../security/read_link.ts";
import { createSession } from "../../signaling/session_api.ts";
import {
  createOwnSession,
  linkOf,
  ownerJoinOf,
  randomToken,
} from "../../ui/session/own_session.ts";

/** What the test calls in the page. */
export interface HostileApi {
  /** Makes a session of its own and waits for a guest; answers the link. */
  host(): Promise<string>;
  /** Goes to somebody's session. */
  visit(link: string): Promise<void>;
  /** Resolves when the other end is proven. */
  connected(): Promise<void>;
  /** Puts texts on the control channel, as fast as it takes them, until all are sent; stops where it closes. */
  say(texts: readonly string[]): Promise<void>;
  /** Offers so many files, under the paths of a pattern in which `#` is the number; answers when it began, ms since 1970. */
  offer(options: { readonly count: number; readonly pattern: string }): Promise<number>;
  /** Puts a message on lane 0. */
  frame(bytes: readonly number[]): Promise<void>;
  /** Offers a lane with a certificate of its own. */
  offerForeignLane(): Promise<void>;
  /** Resolves with the first message of a type that was heard. */
  heard(type: TransferMessage["type"]): Promise<TransferMessage>;
}

declare global {
  var hostile: HostileApi;
}

/** Bytes that may wait in the browser: it throws beyond 16 MiB. */
const MOST_BUFFERED_BYTES = 1 << 20;

const channels = new Map<string, RTCDataChannel>();
const messages: TransferMessage[] = [];
let peer: PeerSession | undefined;
let wake = () => {};

// The first of each label is lane 0's.
const { createDataChannel } = RTCPeerConnection.prototype;
RTCPeerConnection.prototype.createDataChannel = function (label, init) {
  const channel = createDataChannel.call(this, label, init);
  if (!channels.has(label)) channels.set(label, channel);
  return channel;
};

async function until<Value>(get: () => Value | undefined): Promise<Value> {
  for (;;) {
    const value = get();
    if (value !== undefined) return value;
    await new Promise<void>((resolve) => {
      const before = wake;
      wake = () => (before(), resolve());
    });
  }
}

function changed(): void {
  const before = wake;
  wake = () => {};
  before();
}

function channelOf(label: string): RTCDataChannel {
  const channel = channels.get(label);
  if (!channel) throw new Error(`There is no channel ${label}`);
  return channel;
}

function meet(sessionId: SessionId, secret: Uint8Array<ArrayBuffer>, join: JoinMessage): void {
  const url = new URL(`/ws/signal/${sessionId}`, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  new Rendezvous({
    sessionId,
    secret,
    join,
    signalingUrl: url.href,
    clock: browserClock,
    cargo: fileCargo(() => Promise.resolve((options) => new FlowControlledLane(options))),
    events: {
      onJoined: () => {},
      onServerLost: () => {},
      onClosed: () => {},
      onPeerState: (session, { kind }) => {
        if (kind === "connected") peer = session;
        changed();
      },
      onPeerMessage: (_, message) => {
        messages.push(message);
        changed();
      },
      onPeerAway: () => {},
    },
  }).start();
}

async function say(texts: readonly string[]): Promise<void> {
  const control = channelOf("control");
  for (const text of texts) {
    while (control.bufferedAmount > MOST_BUFFERED_BYTES && control.readyState === "open") {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    if (control.readyState !== "open") return; // The victim has had enough.
    control.send(text);
  }
  while (control.bufferedAmount > 0 && control.readyState === "open") {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

globalThis.hostile = {
  async host() {
    const { signal } = new AbortController();
    const session = await createOwnSession(
      {
        createSession: (joinHash, signal) => createSession({ kind: "file", joinHash }, { signal }),
      },
      "file",
      signal,
    );
    meet(session.id, session.secret, ownerJoinOf(session));
    return linkOf(session);
  },
  async visit(link) {
    const read = readLink(link);
    if (!read?.secret) throw new Error("It is no link");
    const joinToken = await joinTokenOf(read.secret);
    const peerToken = randomToken();
    const join = {
      type: "join",
      version: PROTOCOL_VERSION,
      role: "guest",
      joinToken,
      peerToken,
    } as const;
    meet(read.sessionId, read.secret, join);
  },
  connected: () => until(() => peer?.state.kind === "connected" || undefined).then(() => {}),
  say,
  async offer({ count, pattern }) {
    const transferId = "A".repeat(43);
    const texts = [
      JSON.stringify({
        type: "offer",
        transferId,
        fileCount: count,
        totalBytes: 0,
        blockBytes: 1 << 20,
      }),
    ];
    const perPage = Math.max(1, Math.floor(10_000 / (pattern.length * 2 + 40)));
    for (let first = 0; first < count; first += perPage) {
      const files = Array.from({ length: Math.min(perPage, count - first) }, (_, index) => ({
        path: pattern.replaceAll("#", String(first + index)),
        size: 0,
        modified: 0,
      }));
      texts.push(JSON.stringify({ type: "files", first, files }));
    }
    const began = Date.now();
    await say(texts);
    return began;
  },
  async frame(bytes) {
    channelOf("bulk").send(new Uint8Array(bytes));
    await Promise.resolve();
  },
  async offerForeignLane() {
    const pc = new RTCPeerConnection();
    pc.createDataChannel("bulk", { negotiated: true, id: 1 });
    await pc.setLocalDescription();
    const { type, sdp } = pc.localDescription ?? {};
    const payload = { description: { type, sdp }, revision: 1 };
    await say([JSON.stringify({ type: "signal", lane: 1, payload })]);
  },
  heard: (type) => until(() => messages.find((message) => message.type === type)),
};
