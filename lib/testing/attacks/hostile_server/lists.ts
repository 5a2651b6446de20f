import assert from "node:assert/strict";
import type { PeerInfo } from "../../../protocol/signaling_message.ts";
import type { Attack } from "../attack.ts";
import { type AttackedMember, numberedPeer } from "../attacked_member.ts";
import { AttackedSession } from "../attacked_session.ts";
import { introduceInSpiteOf } from "./outcomes.ts";

function strangers(count: number, role: PeerInfo["role"]): PeerInfo[] {
  return Array.from({ length: count }, (_, index) => ({
    peerId: numberedPeer(1_000 + index),
    role,
    polite: role === "owner",
  }));
}

/** Whom a page lets the server make it meet. */
function assertFew({ connections }: AttackedMember, most: number): void {
  assert.ok(connections.length <= most, `${connections.length} connections were made`);
}

/** What the server says of who is there. */
export const ABOUT_MEMBERS: readonly Attack[] = [
  {
    name: "lets a page in among 10,000 members, or a hundred",
    must: "the page makes no connection, and ends with `protocol-error`",
    async run() {
      for (const role of ["owner", "guest"] as const) {
        for (const count of [100, 10_000]) {
          using session = new AttackedSession();
          const member = session.open(role);
          session.welcome(member, strangers(count, role === "owner" ? "guest" : "owner"));
          assertFew(member, 0);
          assert.ok(member.heard("closed protocol-error"), `${count}`);
          await session.quiet();
        }
      }
    },
  },
  {
    name: "tells an owner of 10,000 guests one by one, who say nothing",
    must: "sixteen are tried at most, and the page's timers and connections stay few",
    async run() {
      using session = new AttackedSession();
      const owner = session.letIn(session.open("owner"));
      for (const peer of strangers(10_000, "guest")) {
        owner.socket.say({ type: "peer-joined", peer });
      }
      await session.pass(20_000, 2_000);
      assertFew(owner, 16);
    },
  },
  {
    name: "tells a guest of 10,000 owners one by one",
    must: "eight are tried at most, and the true one among them is met",
    run: () =>
      introduceInSpiteOf(() => {}, (session, { owner, guest }) => {
        for (const peer of strangers(10_000, "owner")) {
          guest.socket.say({ type: "peer-joined", peer });
        }
        assertFew(guest, 8);
        // The first was the true one: what follows it takes nothing from it.
        const own = guest.connections[0] ?? assert.fail();
        guest.connections.push(own);
        guest.peers.push(guest.peers[0] ?? assert.fail());
        assert.equal(owner.connections.length, 1);
        return session.quiet();
      }),
  },
  {
    name: "has 2,000 guests come and go in front of an owner",
    must:
      "twenty connections are made at once and one a second after that, and a guest that stays is met",
    async run() {
      using session = new AttackedSession();
      const owner = session.letIn(session.open("owner"));
      for (const peer of strangers(2_000, "guest")) {
        owner.socket.say({ type: "peer-joined", peer });
        owner.socket.say({ type: "peer-left", peerId: peer.peerId });
      }
      assertFew(owner, 20);
      const guest = session.letIn(session.open("guest"));
      await session.pass(1_000);
      await session.connect(owner, guest);
      assertFew(owner, 21);
    },
  },
  {
    name: "says that two guests are each other's owners",
    must: "nobody is proven: each waits for an owner that begins",
    async run() {
      using session = new AttackedSession();
      const [one, other] = [session.open("guest"), session.open("guest")];
      session.welcome(one, [{ ...other.info, role: "owner" }]);
      session.welcome(other, [{ ...one.info, role: "owner" }]);
      await session.quiet();
      await session.pass(5_000);
      for (const { told, peer } of [one, other]) {
        assert.equal(peer.state.kind, "introducing", told.join());
      }
    },
  },
  {
    name: "names an owner to an owner, and a guest to a guest",
    must: "they have nothing to say to each other: no connection is made",
    run() {
      using session = new AttackedSession();
      for (const role of ["owner", "guest"] as const) {
        const member = session.open(role);
        session.welcome(member, strangers(3, role));
        for (const peer of strangers(5, role)) member.socket.say({ type: "peer-joined", peer });
        assertFew(member, 0);
      }
      return Promise.resolve();
    },
  },
  {
    name: "gives members ids that are none",
    must: "the page ends with `protocol-error`, and meets nobody",
    run() {
      for (const peerId of ["", "../..", "__proto__", "A".repeat(36), 7, null, ["x"], {}]) {
        using session = new AttackedSession();
        const owner = session.letIn(session.open("owner"));
        owner.socket.say({ type: "peer-joined", peer: { peerId, role: "guest", polite: false } });
        assert.ok(owner.heard("closed protocol-error"), String(peerId));
        assertFew(owner, 0);
      }
      return Promise.resolve();
    },
  },
  {
    name: "names the page to itself, and its peer twice",
    must: "the two meet once",
    run: () =>
      introduceInSpiteOf(() => {}, async (session, { owner, guest }) => {
        owner.socket.say({ type: "peer-joined", peer: { ...owner.info, role: "owner" } });
        guest.socket.say({ type: "peer-joined", peer: { ...guest.info, role: "guest" } });
        owner.socket.say({ type: "peer-joined", peer: guest.info });
        await session.quiet();
        assertFew(owner, 1);
        assertFew(guest, 1);
      }),
  },
];
