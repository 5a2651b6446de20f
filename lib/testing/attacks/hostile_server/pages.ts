import assert from "node:assert/strict";
import { CloseCode } from "../../../protocol/close_code.ts";
import { encodeLinkKey } from "../../../security/link.ts";
import { sharedFile } from "../../../storage/sources/shared_item.ts";
import { fakeStream, FakeTrack } from "../../fakes/fake_media.ts";
import { joinConnections } from "../../fakes/fake_peer_connection.ts";
import {
  arrive,
  kindOf,
  type PageBench,
  ReceiverBench,
  SenderBench,
} from "../../samples/model_bench.ts";
import { PresenterBench, ViewerBench } from "../../samples/screen_bench.ts";
import type { Attack } from "../attack.ts";
import { type AttackedMember, numberedPeer } from "../attacked_member.ts";
import { AttackedSession } from "../attacked_session.ts";

/** Sent whole, or not at all. */
const CONTENT = new Uint8Array(3_000_000).map((_, index) => index * 31 >> 3);

/** Two whole pages, and the session in which they meet. */
interface Pages {
  readonly session: AttackedSession;
  readonly sender: SenderBench;
  readonly receiver: ReceiverBench;
  readonly owner: AttackedMember;
  readonly guest: AttackedMember;
}

/** Has a page go to the attacked session. */
async function joined(
  session: AttackedSession,
  bench: PageBench,
  role: "owner" | "guest",
  begin: () => unknown,
): Promise<AttackedMember> {
  const met = Promise.withResolvers<AttackedMember>();
  bench.meet = ({ secret, join, events }) => {
    const member = session.make(role, { secret, join, events, clock: bench.clock });
    return Promise.resolve({
      start: () => {
        member.rendezvous.start();
        member.socket.accept();
        met.resolve(member);
      },
      leave: () => member.rendezvous.leave(),
      vanish: () => member.rendezvous.vanish(),
      remove: (peer) => member.doorkeeper.remove(peer),
    });
  };
  begin();
  return session.letIn(await met.promise);
}

/** A share whose link is open, up to the offer; then the server attacks while the file crosses. */
async function transferWhile(attack: (pages: Pages) => void): Promise<void> {
  using session = new AttackedSession();
  const [sender, receiver] = [new SenderBench(), new ReceiverBench()];
  using there = sender.model;
  using here = receiver.model;
  there.choose([sharedFile(new File([CONTENT], "a.bin"))]);
  const owner = await joined(session, sender, "owner", () => there.share());
  const guest = await joined(session, receiver, "guest", () => here.open(sender.hash));
  await session.describe(owner, guest);
  joinConnections(owner.pc, guest.pc);
  await session.until("the offer", () => kindOf(receiver) === "connected");
  // In the middle: what the fake network carries in one turn of the loop is a whole file.
  guest.pc.channel("bulk").addEventListener("message", () => {
    assert.deepEqual([kindOf(sender), kindOf(receiver)], ["transferring", "transferring"]);
    attack({ session, sender, receiver, owner, guest });
  }, { once: true });
  here.receive();
  await session.until("both done", () => {
    for (const { clock } of [sender, receiver]) clock.advance(50);
    return [kindOf(sender), kindOf(receiver)].every((kind) => kind === "done");
  });
  const [[name, file] = []] = receiver.saved;
  assert.equal(name, "a.bin");
  assert.deepEqual(await file?.bytes(), CONTENT);
}

const WHOLE = "the file arrives whole, and both pages say so";

/** What whole pages make of a server that lies. */
export const AGAINST_PAGES: readonly Attack[] = [
  {
    name: "ends the session while a file crosses",
    must: WHOLE,
    run: () =>
      transferWhile(({ owner, guest }) => {
        for (const { socket } of [owner, guest]) socket.drop(CloseCode.sessionEnded);
      }),
  },
  {
    name: "says while a file crosses that each side left, and brings others in their place",
    must: WHOLE,
    run: () =>
      transferWhile(({ owner, guest }) => {
        owner.socket.say({ type: "peer-left", peerId: guest.id });
        guest.socket.say({ type: "peer-left", peerId: owner.id });
        for (let number = 50; number < 60; number++) {
          const peerId = numberedPeer(number);
          owner.socket.say({ type: "peer-joined", peer: { peerId, role: "guest", polite: false } });
          guest.socket.say({ type: "peer-joined", peer: { peerId, role: "owner", polite: true } });
        }
      }),
  },
  {
    name: "says while a file crosses that another tab took over, and forges texts of both",
    must: WHOLE,
    run: () =>
      transferWhile(({ session, owner, guest }) => {
        for (const { from, to } of [...session.seen]) {
          session.deliver({ from, to, payload: `s${"A".repeat(80)}` });
        }
        for (const { socket } of [owner, guest]) socket.drop(CloseCode.replaced);
      }),
  },
  {
    name: "names other presenters to a viewer that watches, and takes them away again",
    must: "the picture stays, and the viewer hears its presenter pause and end",
    async run() {
      using bench = new ViewerBench();
      const meeting = await bench.open(`#${encodeLinkKey(new Uint8Array(32).fill(7))}`);
      const presenter = arrive(meeting);
      presenter.say({ type: "screen", state: "live", hasSound: false });
      bench.media[0]?.events.onPicture(fakeStream(new FakeTrack("video")));
      const picture = bench.model.picture.value;
      for (let number = 0; number < 20; number++) {
        const other = meeting.introduce();
        if (number % 2) meeting.leaveBefore(other);
        else other.fail("tampered");
      }
      meeting.events.onPeerAway();
      assert.deepEqual([kindOf(bench), bench.model.picture.value], ["live", picture]);
      presenter.say({ type: "screen", state: "paused", hasSound: false });
      assert.equal(kindOf(bench), "paused");
      presenter.say({ type: "screen", state: "ended", hasSound: false });
      assert.equal(kindOf(bench), "ended");
    },
  },
  {
    name: "forgets each of forty viewers that keep their connection, to let in the next",
    must: "the presenter serves five, and who goes is told `session-full`",
    async run() {
      using session = new AttackedSession();
      const owner = session.letIn(session.open("owner", { maxGuests: 5 }));
      for (let number = 0; number < 40; number++) {
        const guest = session.letIn(session.open("guest"));
        while (owner.connections.length <= number) await session.pass(1_000);
        await session.connect(owner, guest);
        session.drop(guest);
      }
      await session.pass(2_000);
      const served = owner.peers.filter(({ state }) => state.kind === "connected");
      assert.ok(served.length <= 5, `${served.length} are served`);
      const gone = session.members.slice(1, -5);
      assert.ok(gone.every((guest) => guest.heard("failed session-full")));
    },
  },
  {
    name: "ends the session of a presenter that somebody watches",
    must: "the viewer watches on, and the presenter's page says that the server is lost",
    async run() {
      using bench = new PresenterBench();
      await bench.present();
      const { meeting } = bench;
      const viewer = arrive(meeting);
      meeting.events.onClosed("session-ended");
      assert.equal(kindOf(bench), "live");
      const state = bench.model.state.value;
      assert.ok(state.kind === "live" && state.serverLost);
      assert.equal(viewer.state.kind, "connected");
    },
  },
];
