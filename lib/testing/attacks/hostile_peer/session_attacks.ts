import assert from "node:assert/strict";
import type { Cargo } from "../../../peer/cargo.ts";
import type { FailureReason } from "../../../protocol/failure.ts";
import type { Role } from "../../../protocol/ids.ts";
import { encodeFrame, encodeTally, TALLY_BYTES } from "../../../protocol/lane_message.ts";
import {
  MAX_CANDIDATES_PER_GENERATION,
  MAX_CONTROL_MESSAGE_LENGTH,
  MAX_FRAME_BYTES,
  MAX_LANE_OFFERS,
  MAX_LANES,
} from "../../../protocol/limits.ts";
import { FakePeerConnection } from "../../fakes/fake_peer_connection.ts";
import type { Attack } from "../attack.ts";
import { AttackedEnd } from "./attacked_end.ts";

/** An attack on the session of one side over its proven connection. */
interface SessionAttack {
  readonly name: string;
  /** The victim. */
  readonly on: Role;
  readonly kind?: Cargo["kind"];
  /** Whether the attacker's lanes have the certificate that it has proven. @default {true} */
  readonly hasOneCertificate?: boolean;
  readonly attack: (it: AttackedEnd) => Promise<void>;
  /** The typed end; missing where the connection goes on. */
  readonly ends?: FailureReason;
}

/** An offer of a lane's connection, as its owner would make it. */
function offerOf(revision: number, lane: number, pc: FakePeerConnection): object {
  return { type: "signal", lane, payload: { description: pc.describe("offer"), revision } };
}

function candidateOf(pc: FakePeerConnection, port: number): object {
  const candidate = `candidate:1 1 udp 2122194687 192.0.2.2 ${port} typ host`;
  const init = { candidate, sdpMid: "0", sdpMLineIndex: 0, usernameFragment: pc.ufrag };
  return { type: "signal", lane: 0, payload: { candidate: init } };
}

/** Offers of lane 0 with another ICE user name each. */
function restarts(it: AttackedEnd, from: number, count: number): object[] {
  return Array.from({ length: count }, (_, index) => {
    const { type, sdp } = it.attacker.pc.describe("offer");
    const restarted = sdp.replace(/a=ice-ufrag:\S+/, `a=ice-ufrag:storm${from + index}`);
    const description = { type, sdp: restarted };
    return { type: "signal", lane: 0, payload: { description, revision: from + index } };
  });
}

const ATTACKS: readonly SessionAttack[] = [
  {
    name: "An owner offers a lane that names another certificate than the one it has proven.",
    on: "guest",
    attack: async (it) => {
      await it.tell(offerOf(1, 1, new FakePeerConnection()));
      assert.equal(it.victim.connections.length, 1, "a connection was made to somebody else");
    },
  },
  {
    name: "A guest answers a lane with another certificate than the one it has proven.",
    on: "owner",
    hasOneCertificate: false,
    attack: async (it) => {
      it.victim.session.openLanes(2);
      await it.rest();
      assert.equal(it.victim.connections[1]?.signalingState, "have-local-offer");
      await it.pass(20);
      assert.equal(it.victim.openConnections, 1, "the lane isn't given up");
    },
  },
  {
    name: "An owner offers all the lanes that it may, one after the other.",
    on: "guest",
    attack: async (it) => {
      const { pc } = it.attacker;
      for (let revision = 1; revision <= MAX_LANE_OFFERS; revision++) {
        await it.tell(offerOf(revision, 1 + revision % (MAX_LANES - 1), pc));
        assert.ok(it.victim.openConnections <= MAX_LANES, "more connections than lanes");
      }
    },
  },
  {
    name: "An owner offers one lane more than it may.",
    on: "guest",
    attack: (it) => it.tell(offerOf(MAX_LANE_OFFERS + 1, 1, it.attacker.pc)),
    ends: "protocol-error",
  },
  {
    name: "A guest offers a lane.",
    on: "owner",
    attack: (it) => it.tell(offerOf(1, 1, it.attacker.pc)),
    ends: "protocol-error",
  },
  ...["8", "-1", "0.5", "1e400", '"1"'].map((lane): SessionAttack => ({
    name: `An owner signals for lane ${lane}.`,
    on: "guest",
    attack: (it) => it.say(`{"type":"signal","lane":${lane},"payload":{}}`),
    ends: "protocol-error",
  })),
  {
    name: "A peer negotiates another certificate once it has proven one.",
    on: "guest",
    attack: (it) => {
      const description = new FakePeerConnection().describe("offer");
      return it.tell({ type: "signal", lane: 0, payload: { description, revision: 9 } });
    },
    ends: "tampered",
  },
  {
    name: "A peer restarts ICE every five seconds for ten minutes.",
    on: "guest",
    attack: async (it) => {
      const tasks = it.victim.clock.pendingTasks;
      for (let round = 0; round < 120; round++) {
        await it.tell(...restarts(it, 2 + round, 1));
        await it.pass(5);
        assert.match(it.victim.pc.remoteDescription?.sdp ?? "", new RegExp(`storm${2 + round}\r`));
      }
      assert.ok(it.victim.clock.pendingTasks <= tasks + 1, "something piles up");
      assert.equal(it.victim.connections.length, 1);
    },
  },
  {
    name: "A peer restarts ICE five hundred times in one breath.",
    on: "guest",
    attack: (it) => it.tell(...restarts(it, 2, 500)),
    ends: "protocol-error",
  },
  {
    name: "A peer names a thousand candidates of one generation, a few at a time.",
    on: "guest",
    attack: async (it) => {
      const { length } = it.victim.pc.candidates;
      for (let first = 0; first < 1_000; first += 50) {
        const ports = Array.from({ length: 50 }, (_, index) => 1_000 + first + index);
        await it.tell(...ports.map((port) => candidateOf(it.attacker.pc, port)));
      }
      const taken = it.victim.pc.candidates.length - length;
      assert.equal(taken, MAX_CANDIDATES_PER_GENERATION, "somebody's network is probed");
    },
  },
  {
    name: "A peer offers to send video in a session of files.",
    on: "guest",
    attack: (it) => {
      it.attacker.pc.addTransceiver("video", { direction: "sendonly" });
      const description = it.attacker.pc.describe("offer");
      return it.tell({ type: "signal", lane: 0, payload: { description, revision: 9 } });
    },
    ends: "protocol-error",
  },
  {
    name: "A peer sends 100,000 heartbeats in one breath.",
    on: "owner",
    attack: async (it) => {
      const { length } = it.victim.pc.channel("control").sent;
      const tasks = it.victim.clock.pendingTasks;
      await it.say(...Array(100_000).fill('{"type":"heartbeat"}'));
      assert.equal(it.victim.pc.channel("control").sent.length, length, "it answers");
      assert.equal(it.victim.clock.pendingTasks, tasks, "something piles up");
      assert.deepEqual(it.victim.messages, []);
    },
  },
  {
    name: "A peer proves itself a second time.",
    on: "owner",
    attack: (it) => it.tell({ type: "bind", tag: "A".repeat(43) }),
    ends: "protocol-error",
  },
  {
    name: "A peer says goodbye, and talks on.",
    on: "owner",
    attack: async (it) => {
      await it.tell({ type: "bye" });
      it.victim.pc.channel("control").receive('{"type":"pause"}');
      assert.deepEqual(it.victim.messages, []);
    },
    ends: "peer-left",
  },
  {
    name: "A peer sends bytes over the control channel.",
    on: "owner",
    attack: (it) => it.say(new ArrayBuffer(64)),
    ends: "protocol-error",
  },
  {
    name: "A peer says a control message that is longer than any may be.",
    on: "owner",
    attack: (it) => it.say(`{"type":"pause","x":"${"x".repeat(MAX_CONTROL_MESSAGE_LENGTH)}"}`),
    ends: "protocol-error",
  },
  {
    name: "A peer sends text over a lane.",
    on: "guest",
    attack: (it) => it.frame("text"),
    ends: "protocol-error",
  },
  {
    name: "A peer sends a message over a lane that is longer than any may be.",
    on: "guest",
    attack: (it) => it.frame(new ArrayBuffer(MAX_FRAME_BYTES + 1)),
    ends: "protocol-error",
  },
  {
    name: "A peer fills a lane with frames before anybody listens to it.",
    on: "guest",
    attack: async (it) => {
      it.victim.pc.channel("bulk").cut(); // The attacker's own lane sent nothing that could be tallied.
      const digest = new Uint8Array(32);
      const data = new Uint8Array(1_024);
      for (let block = 0; block < 65; block++) {
        if (it.victim.state.kind !== "connected") return;
        await it.frame(encodeFrame({ block, offset: 0, digest, data }).buffer);
      }
    },
    ends: "protocol-error",
  },
  {
    name: "A receiver says that it took bytes over a lane which were never sent.",
    on: "owner",
    attack: (it) => it.frame(encodeTally(1).buffer),
    ends: "protocol-error",
  },
  {
    name: "A receiver says a tally of another type.",
    on: "owner",
    attack: (it) => it.frame(new Uint8Array(TALLY_BYTES).fill(7).buffer),
    ends: "protocol-error",
  },
  ...(["owner", "guest"] as const).flatMap((on) =>
    [{ type: "seen", delayMs: 5 }, { type: "screen", state: "live", hasSound: false }].map((
      message,
    ): SessionAttack => ({
      name: `A peer says "${message.type}" to the ${on} of a session of files.`,
      on,
      attack: (it) => it.tell(message),
      ends: "protocol-error",
    }))
  ),
  {
    name: "A viewer says what only the presenter may say.",
    on: "owner",
    kind: "screen",
    attack: (it) => it.tell({ type: "screen", state: "ended", hasSound: false }),
    ends: "protocol-error",
  },
  {
    name: "A presenter says what only a viewer may say.",
    on: "guest",
    kind: "screen",
    attack: (it) => it.tell({ type: "seen", delayMs: 5 }),
    ends: "protocol-error",
  },
  {
    name: "A viewer sends the message of a file's sender.",
    on: "owner",
    kind: "screen",
    attack: (it) => it.tell({ type: "finish", root: "A".repeat(43) }),
    ends: "protocol-error",
  },
  {
    name: "A presenter offers a lane for files.",
    on: "guest",
    kind: "screen",
    attack: (it) => it.tell(offerOf(1, 1, it.attacker.pc)),
    ends: "protocol-error",
  },
  ...["-1", "0.5", "1e400", "60001", "null"].map((delay): SessionAttack => ({
    name: `A viewer says that it is ${delay} ms behind.`,
    on: "owner",
    kind: "screen",
    attack: (it) => it.say(`{"type":"seen","delayMs":${delay}}`),
    ends: "protocol-error",
  })),
];

/** What a proven peer may do to a session and to its lanes. */
export const SESSION_ATTACKS: readonly Attack[] = ATTACKS.map(
  ({ name, on, kind = "files", hasOneCertificate = true, attack, ends }) => ({
    name,
    must: ends
      ? `The session ends with ${ends} and leaves nothing behind.`
      : "Nothing comes of it, and the connection goes on.",
    async run() {
      const it = await AttackedEnd.connect(on, { kind, hasOneCertificate });
      try {
        await attack(it);
        if (ends) return it.assertFailed(ends);
        await it.assertUnharmed({ type: "pause" });
      } finally {
        it.close();
      }
    },
  }),
);
