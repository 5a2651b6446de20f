import assert from "node:assert/strict";
import { createEphemeral } from "../../../security/handshake.ts";
import { createLinkSecret } from "../../../security/link.ts";
import { sampleSessionId } from "../../../security/test_support.ts";
import { encodePayload } from "../../../security/payload.ts";
import { joinConnections } from "../../fakes/fake_peer_connection.ts";
import type { Attack } from "../attack.ts";
import { AttackedSession, type Relayed } from "../attacked_session.ts";
import { altering, flipped, isKind, withShare } from "./forged_payload.ts";
import { assertNobodyProven, failedFor, introduceAltered } from "./outcomes.ts";

const ENDS = "nobody is proven, and a side ends with `tampered`";

/** A server in the middle of the introduction: its keys, its commitments, its texts. */
export const ON_THE_INTRODUCTION: readonly Attack[] = [
  {
    name: "runs a handshake of its own with each side",
    must: ENDS,
    async run() {
      using session = new AttackedSession();
      const owner = session.letIn(session.open("owner"));
      const secret = createLinkSecret();
      const falseOwner = session.open("owner", { secret });
      const falseGuest = session.letIn(session.open("guest", { secret }));
      const guest = session.open("guest");
      session.welcome(guest, [falseOwner.info]);
      session.welcome(falseOwner, [guest.info]);
      await session.until(
        "both ends see through it",
        () =>
          [owner, guest].every((member) => member.told.some((what) => what.startsWith("failed"))),
      );
      assert.ok(failedFor(owner, "tampered") || failedFor(falseGuest, "tampered"));
      assertNobodyProven(session);
    },
  },
  {
    name: "puts a key of its own in the place of the guest's",
    must: ENDS,
    async run() {
      const { share } = await createEphemeral();
      await introduceAltered(altering("share", (text) => withShare(text, () => share)));
    },
  },
  {
    name: "puts a key of its own in the place of the one that the owner reveals",
    must: ENDS,
    async run() {
      const { share } = await createEphemeral();
      await introduceAltered(altering("reveal", (text) => withShare(text, () => share)));
    },
  },
  {
    name: "swaps the owner's commitment for one to a key of its own, and reveals that key",
    must: "nobody is proven: the guest answers a handshake that the owner never began",
    async run() {
      using session = new AttackedSession();
      const other = new AttackedSession();
      using _ = other;
      const stranger = other.letIn(other.open("owner"));
      other.letIn(other.open("guest"));
      await other.quiet();
      const commit = other.seen.find(({ from }) => from === stranger);
      const owner = session.letIn(session.open("owner"));
      session.relay = altering("commit", (text) => ({ ...text, payload: commit?.payload ?? "" }));
      const guest = session.letIn(session.open("guest"));
      await session.quiet();
      assertNobodyProven(session);
      assert.ok(![owner, guest].some(({ told }) => told.includes("connecting")));
    },
  },
  {
    name: "changes a bit of the owner's commitment",
    must: "nobody is proven, and nothing is taken for the peer's",
    async run() {
      using session = new AttackedSession();
      session.relay = altering("commit", flipped);
      session.letIn(session.open("owner"));
      session.letIn(session.open("guest"));
      await session.quiet();
      assertNobodyProven(session);
      assert.ok(session.members.every(({ told }) => !told.includes("connecting")));
    },
  },
  {
    name: "sends a key that is no point of the curve",
    must: "nobody is proven, and the owner ends with a reason",
    run: () =>
      introduceAltered(
        altering("share", (text) =>
          withShare(text, (share) => ({
            ...share,
            publicKey: new Uint8Array(65).fill(4),
          }))),
        ["tampered", "protocol-error"],
      ),
  },
  {
    name: "swaps the nonce behind the guest's key",
    must: ENDS,
    run: () =>
      introduceAltered(
        altering("share", (text) =>
          withShare(text, (share) => ({
            ...share,
            nonce: new Uint8Array(32),
          }))),
      ),
  },
  {
    name: "swaps the fingerprint: changes sealed text, in which the descriptions are",
    must: ENDS,
    run: () => introduceAltered(altering("sealed", flipped)),
  },
  {
    name: "cuts sealed text short",
    must: "nobody is proven, and a side ends with `tampered` or `protocol-error`",
    run: () =>
      introduceAltered(
        altering("sealed", (text) => ({ ...text, payload: text.payload.slice(0, -8) })),
        ["tampered", "protocol-error"],
      ),
  },
  {
    name: "sends each side its own texts back",
    must: ENDS,
    async run() {
      using session = new AttackedSession();
      const owner = session.letIn(session.open("owner"));
      const guest = session.letIn(session.open("guest"));
      session.relay = ({ from, payload }) => {
        const other = from === owner ? guest : owner;
        return [{ from: other, to: from.id, payload }];
      };
      await session.until("tampered", () => failedFor(owner, "tampered"));
      assertNobodyProven(session);
    },
  },
  {
    name: "brings a guest of another session to this one's owner",
    must: ENDS,
    async run() {
      using session = new AttackedSession();
      const owner = session.letIn(session.open("owner"));
      const guest = session.letIn(session.open("guest", { sessionId: sampleSessionId(7) }));
      await session.until(
        "tampered",
        () => failedFor(owner, "tampered") || failedFor(guest, "tampered"),
      );
      await session.quiet();
      assertNobodyProven(session);
    },
  },
  {
    name: "joins as a guest itself, without the key",
    must:
      "the owner ends that peer with `tampered`, and the guest with the key is met all the same",
    async run() {
      using session = new AttackedSession();
      const owner = session.letIn(session.open("owner"));
      session.letIn(session.open("guest", { secret: createLinkSecret() }));
      await session.until("seen through", () => failedFor(owner, "tampered"));
      assertNobodyProven(session);
      const guest = session.letIn(session.open("guest"));
      await session.connect(owner, guest);
      await session.assertTalk(owner, guest);
    },
  },
  {
    name: "plays a former visit's texts of the owner to a guest of today",
    must: "the guest meets nobody",
    async run() {
      const old: Relayed[] = [];
      using former = new AttackedSession();
      await former.pair();
      old.push(...former.seen.filter(({ from }) => from.role === "owner"));
      using session = new AttackedSession();
      const guest = session.open("guest", { secret: former.secret });
      const owner = former.members[0] ?? assert.fail();
      session.welcome(guest, [owner.info]);
      for (const { payload } of old) session.deliver({ from: owner, to: guest.id, payload });
      await session.quiet();
      assert.ok(!guest.told.includes("connecting"), guest.told.join());
    },
  },
  {
    name: "mixes sealed texts of another session with the same key into this one",
    must: "they are passed over, and the two meet",
    async run() {
      using former = new AttackedSession();
      await former.pair();
      const sealed = former.seen.filter((text) => isKind(text, "sealed"));
      using session = new AttackedSession();
      session.relay = (text) => [
        ...sealed.map(({ payload }) => ({ ...text, payload })),
        text,
      ];
      const owner = session.letIn(session.open("owner", { secret: former.secret }));
      const guest = session.letIn(session.open("guest", { secret: former.secret }));
      await session.connect(owner, guest);
      await session.assertTalk(owner, guest);
    },
  },
  {
    name: "puts a candidate of its own, in plain text, between the sealed ones",
    must: "it reaches no connection, and the introduction ends with `protocol-error`",
    async run() {
      using session = new AttackedSession();
      const candidate = { candidate: "candidate:1 1 udp 1 10.0.0.1 22 typ host", sdpMid: "0" };
      session.relay = (text) => [{ ...text, payload: JSON.stringify({ candidate }) }, text];
      const owner = session.letIn(session.open("owner"));
      const guest = session.letIn(session.open("guest"));
      await session.until("ended", () => failedFor(guest, "protocol-error"));
      for (const { connections } of [owner, guest]) {
        assert.ok(connections.every(({ candidates }) => candidates.length === 0));
      }
    },
  },
  {
    name: "stands in the network as well, with a certificate of its own",
    must: "the proof fails, nothing of the files was said, and a side ends with `tampered`",
    async run() {
      using session = new AttackedSession();
      const owner = session.letIn(session.open("owner"));
      const guest = session.letIn(session.open("guest"));
      await session.describe(owner, guest);
      guest.pc.remoteCertificate = new ArrayBuffer(300);
      joinConnections(owner.pc, guest.pc);
      await session.until(
        "seen through",
        () => failedFor(owner, "tampered") || failedFor(guest, "tampered"),
      );
      assertNobodyProven(session);
      const said = owner.pc.channel("control").sent.map(String);
      assert.ok(said.every((text) => text.startsWith('{"type":"bind"')), said.join());
    },
  },
  {
    name: "stands in the network as well, and sends the owner's proof back to it",
    must: "the proof fails, and the owner ends with `tampered`",
    async run() {
      using session = new AttackedSession();
      const owner = session.letIn(session.open("owner"));
      const guest = session.letIn(session.open("guest"));
      await session.describe(owner, guest);
      const control = owner.pc.channel("control");
      for (const channel of owner.pc.channels.values()) channel.open();
      await session.until("its proof", () => control.sent.length > 0);
      control.receive(control.sent[0]);
      await session.until("seen through", () => failedFor(owner, "tampered"));
      assertNobodyProven(session);
    },
  },
  {
    name: "begins a handshake as the owner, towards the owner",
    must: "the owner ends with `tampered`: a commitment is its own to make",
    async run() {
      using session = new AttackedSession();
      const owner = session.letIn(session.open("owner"));
      const guest = session.letIn(session.open("guest"));
      const payload = encodePayload({ kind: "commit", commitment: new Uint8Array(32) });
      session.deliver({ from: guest, to: owner.id, payload });
      await session.until("seen through", () => failedFor(owner, "tampered"));
      assertNobodyProven(session);
    },
  },
];
