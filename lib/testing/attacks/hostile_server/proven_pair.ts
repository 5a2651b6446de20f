import assert from "node:assert/strict";
import { CloseCode } from "../../../protocol/close_code.ts";
import type { Attack } from "../attack.ts";
import { numberedPeer } from "../attacked_member.ts";
import { AttackedSession } from "../attacked_session.ts";
import { flipped } from "./forged_payload.ts";
import { attackProven } from "./outcomes.ts";

const TALK_ON = "the two stay connected and talk on";

/** A server against two that have proven themselves to each other, and need it no more. */
export const AGAINST_A_PROVEN_PAIR: readonly Attack[] = [
  {
    name: "sends garbage in the place of sealed text",
    must: TALK_ON,
    run: () =>
      attackProven((session, { owner, guest }) => {
        for (
          const payload of ["", "x", "s", "{}", "cAAAA", "\u0000".repeat(99), "s".repeat(32_000)]
        ) {
          session.deliver({ from: guest, to: owner.id, payload });
          session.deliver({ from: owner, to: guest.id, payload });
        }
      }),
  },
  {
    name: "changes a bit of every sealed text from then on",
    must: TALK_ON,
    run: () =>
      attackProven((session) => {
        session.relay = (text) => [flipped(text)];
        globalThis.dispatchEvent(new Event("online"));
      }),
  },
  {
    name: "says that each has left, while it lives",
    must: TALK_ON,
    run: () =>
      attackProven((_, { owner, guest }) => {
        owner.socket.say({ type: "peer-left", peerId: guest.id });
        guest.socket.say({ type: "peer-left", peerId: owner.id });
      }),
  },
  {
    name: "says a hundred times that each has left and come back",
    must: TALK_ON,
    run: () =>
      attackProven((_, { owner, guest }) => {
        for (let again = 0; again < 100; again++) {
          owner.socket.say({ type: "peer-left", peerId: guest.id });
          owner.socket.say({ type: "peer-joined", peer: guest.info });
          guest.socket.say({ type: "peer-left", peerId: owner.id });
          guest.socket.say({ type: "peer-joined", peer: owner.info });
        }
      }),
  },
  ...Object.entries(CloseCode).map(([what, code]): Attack => ({
    name: `closes both sockets with ${code}, \`${what}\``,
    must: TALK_ON,
    run: () =>
      attackProven((_, { owner, guest }) => {
        for (const { socket } of [owner, guest]) socket.drop(code);
      }),
  })),
  {
    name: "lets each in anew and names nobody",
    must: TALK_ON,
    run: () =>
      attackProven((session, { owner, guest }) => {
        for (const member of [owner, guest]) session.welcome(member, []);
      }),
  },
  {
    name: "names a second owner to a guest that has one",
    must: TALK_ON,
    run: () =>
      attackProven((session, { guest }) => {
        const role = "owner";
        guest.socket.say({
          type: "peer-joined",
          peer: { peerId: numberedPeer(90), role, polite: true },
        });
        guest.socket.say({ type: "peer-left", peerId: numberedPeer(90) });
        session.welcome(guest, [{ peerId: numberedPeer(91), role, polite: true }]);
      }),
  },
  {
    name: "has fifty guests without the key join and leave",
    must: `${TALK_ON}, also where the owner serves one guest`,
    async run() {
      using session = new AttackedSession();
      const owner = session.letIn(session.open("owner", { maxGuests: 1 }));
      const guest = session.letIn(session.open("guest"));
      await session.connect(owner, guest);
      session.drop(guest);
      for (let number = 100; number < 150; number++) {
        const peer = { peerId: numberedPeer(number), role: "guest", polite: false };
        owner.socket.say({ type: "peer-joined", peer });
        if (number % 2) owner.socket.say({ type: "peer-left", peerId: peer.peerId });
      }
      await session.pass(10_000);
      assert.equal(guest.peer.state.kind, "connected");
      assert.equal(owner.peers[0]?.state.kind, "connected");
      assert.ok(owner.open.length <= 17, `${owner.open.length} connections`);
    },
  },
  {
    name: "has both give way to each other, or neither, and both repair at once",
    must: TALK_ON,
    async run() {
      for (const polite of [true, false]) {
        using session = new AttackedSession();
        const owner = session.open("owner");
        const guest = session.open("guest");
        session.welcome(owner, [{ ...guest.info, polite }]);
        session.welcome(guest, [{ ...owner.info, polite }]);
        await session.connect(owner, guest);
        // Over the control channel alone: the offers cross.
        for (const { pc } of [owner, guest]) pc.restartIce();
        await session.until(
          "one generation on both",
          () =>
            [[owner, guest], [guest, owner]].every(([one, other]) =>
              one?.pc.signalingState === "stable" &&
              one.pc.remoteDescription?.sdp?.includes(other?.pc.ufrag ?? "?")
            ),
        );
        await session.assertTalk(owner, guest);
      }
    },
  },
  {
    name: "passes on a sealed description that the peer made wrong",
    must: TALK_ON,
    run: () =>
      attackProven(async (session, { guest }) => {
        const { pc } = guest;
        const describe = pc.describe.bind(pc);
        pc.describe = (type) => ({
          type,
          sdp: describe(type).sdp.replace("m=application", "m=text"),
        });
        globalThis.dispatchEvent(new Event("online"));
        await session.pass(1_000);
        await session.quiet();
        pc.describe = describe;
      }),
  },
];
