import assert from "node:assert/strict";
import type { Attack } from "../attack.ts";
import { AttackedSession, type Relayed } from "../attacked_session.ts";
import { joinConnections } from "../../fakes/fake_peer_connection.ts";
import { flipped, isKind } from "./forged_payload.ts";
import { assertNobodyProven, introduceInSpiteOf } from "./outcomes.ts";

/** A server that relays badly: it loses, repeats, reorders, delays and misdirects. */
export const WHILE_RELAYING: readonly Attack[] = [
  {
    name: "relays every text three times",
    must: "the two meet, and nothing is taken twice",
    run: () => introduceInSpiteOf((session) => session.relay = (text) => [text, text, text]),
  },
  {
    name: "holds every text back for fifteen seconds",
    must: "the two meet",
    async run() {
      const held: Relayed[] = [];
      await introduceInSpiteOf(
        (session) => session.relay = (text) => (held.push(text), []),
        async (session) => {
          for (let round = 0; round < 12; round++) {
            await session.pass(1_250);
            await session.quiet();
          }
          session.relay = (text) => [text];
          for (const text of held) session.deliver(text);
        },
      );
    },
  },
  {
    name: "drops every sealed text",
    must: "nobody is proven, and the two meet when it relays again",
    run: () =>
      introduceInSpiteOf(
        (session) => session.relay = (text) => isKind(text, "sealed") ? [] : [text],
        async (session, { owner, guest }) => {
          await session.quiet();
          assertNobodyProven(session);
          session.relay = (text) => [text];
          owner.socket.say({ type: "peer-joined", peer: guest.info });
        },
      ),
  },
  {
    name: "drops the whole introduction",
    must: "nobody is proven, no connection is tried, and both pages go on waiting for it",
    async run() {
      using session = new AttackedSession();
      session.relay = () => [];
      session.letIn(session.open("owner"));
      session.letIn(session.open("guest"));
      await session.pass(60_000, 5_000);
      assertNobodyProven(session);
      for (const { told, connections, peer } of session.members) {
        assert.equal(peer.state.kind, "introducing", told.join());
        assert.ok(connections.every(({ remoteDescription }) => remoteDescription === null));
      }
    },
  },
  {
    name: "swaps each two sealed texts that follow each other",
    must: "none is read out of order, and the two meet when it relays in order",
    async run() {
      let held: Relayed | undefined;
      await introduceInSpiteOf(
        (session) =>
          session.relay = (text) => {
            if (!isKind(text, "sealed")) return [text];
            const first = held;
            held = first ? undefined : text;
            return first ? [text, first] : [];
          },
        async (session, { owner, guest }) => {
          await session.quiet();
          session.relay = (text) => [text];
          owner.socket.say({ type: "peer-joined", peer: guest.info });
        },
      );
    },
  },
  {
    name: "keeps a text of the introduction and sends it once more after the proof",
    must: "it is passed over, and the two talk on",
    async run() {
      using session = new AttackedSession();
      const { owner, guest } = await session.pair();
      for (const text of [...session.seen]) session.deliver(text);
      await session.quiet();
      await session.assertTalk(owner, guest);
    },
  },
  {
    name: "says that no text could be delivered",
    must: "the two meet",
    run: () =>
      introduceInSpiteOf((session) =>
        session.relay = (text) => {
          text.from.socket.say({ type: "undeliverable", to: text.to });
          return [text];
        }
      ),
  },
  {
    name: "gives one guest's texts out as another's",
    must: "neither is proven under the other's name, and nobody hears what isn't for it",
    async run() {
      using session = new AttackedSession();
      session.letIn(session.open("owner"));
      const [one, other] = [session.open("guest"), session.open("guest")];
      session.relay = (text) =>
        text.from === one
          ? [{ ...text, from: other }]
          : text.from === other
          ? [{ ...text, from: one }]
          : [text];
      session.letIn(one);
      session.letIn(other);
      await session.quiet();
      assertNobodyProven(session);
      for (const { told } of session.members) assert.ok(!told.includes("connecting"), told.join());
    },
  },
  {
    name: "relays text under an id that nobody has, and under the reader's own",
    must: "it goes nowhere, and the two meet",
    run: () =>
      introduceInSpiteOf((session) =>
        session.relay = (text) => {
          const reader = session.members.find(({ id }) => id === text.to);
          const { payload } = flipped(text);
          reader?.socket.say({
            type: "relay",
            from: "00000000-0000-4000-8000-0000000000ff",
            payload,
          });
          reader?.socket.say({ type: "relay", from: reader.id, payload });
          return [text];
        }
      ),
  },
  {
    name: "floods the owner with a thousand texts of the guest's before the handshake ends",
    must:
      "the flood is bounded and ends that peer with a reason, and the guest is met when it comes again",
    async run() {
      using session = new AttackedSession();
      const owner = session.letIn(session.open("owner"));
      const guest = session.letIn(session.open("guest"));
      const payload = `s${"A".repeat(60)}`;
      for (let text = 0; text < 1_000; text++) {
        session.deliver({ from: guest, to: owner.id, payload });
      }
      await session.until("ended", () => owner.heard("failed protocol-error"));
      session.drop(guest);
      const again = session.letIn(session.open("guest"));
      await session.describe(owner, again);
      joinConnections(owner.pc, again.pc);
      await session.until("met", () => owner.peer.state.kind === "connected");
    },
  },
];
