import assert from "node:assert/strict";
import type { AttackedMember } from "../testing/attacks/attacked_member.ts";
import { AttackedSession } from "../testing/attacks/attacked_session.ts";
import { joinConnections } from "../testing/fakes/fake_peer_connection.ts";

const SEATS = 5;

/** Guests that are proven and served, as the owner's page knows them. */
function served(owner: AttackedMember): number {
  return owner.peers.filter(({ state }) => state.kind === "connected").length;
}

Deno.test("Doorkeeper serves five of forty guests that each leave signaling and keep their connection", async () => {
  using session = new AttackedSession();
  const owner = session.letIn(session.open("owner", { maxGuests: SEATS }));
  for (let number = 0; number < 40; number++) {
    const guest = session.letIn(session.open("guest"));
    while (owner.connections.length <= number) await session.pass(1_000);
    await session.connect(owner, guest);
    session.drop(guest);
    assert.ok(served(owner) <= SEATS, `${served(owner)} are served`);
  }
  await session.pass(2_000);
  assert.equal(served(owner), SEATS);
  const gone = session.members.slice(1, -SEATS);
  assert.ok(gone.every((guest) => guest.heard("failed session-full")), "who goes is told why");
  // A page's own connection to somebody it sent away closes, whether or not that one hangs up.
  assert.equal(owner.open.length, SEATS);
});

Deno.test("Doorkeeper sends the newcomer away where the server lists everybody", async () => {
  using session = new AttackedSession();
  const owner = session.letIn(session.open("owner", { maxGuests: 1 }));
  const first = session.letIn(session.open("guest"));
  await session.connect(owner, first);
  const second = session.letIn(session.open("guest"));
  await session.describe(owner, second);
  joinConnections(owner.pc, second.pc);
  await session.until("told", () => second.heard("failed session-full"));
  assert.equal(first.peer.state.kind, "connected");
  assert.ok(!owner.told.slice(-2).includes("connected"), "the page never saw it as a guest");
});

Deno.test("Doorkeeper lets nobody go for a guest that has proven nothing", async () => {
  using session = new AttackedSession();
  const owner = session.letIn(session.open("owner", { maxGuests: 1 }));
  const first = session.letIn(session.open("guest"));
  await session.connect(owner, first);
  session.drop(first);
  session.letIn(session.open("guest"));
  await session.quiet();
  assert.equal(first.peer.state.kind, "connected");
});

Deno.test("Doorkeeper tells a guest that it is removed, and hangs up on it", async () => {
  using session = new AttackedSession();
  const { owner, guest } = await session.pair();
  owner.doorkeeper.remove(owner.peer);
  owner.doorkeeper.remove(owner.peer);
  await session.until("told", () => guest.heard("failed removed"));
  assert.equal(owner.told.filter((what) => what === "closed").length, 1);
  await session.pass(1_000);
  assert.equal(owner.open.length, 0);
});

Deno.test("Doorkeeper hangs up on a removed guest that doesn't", async () => {
  using session = new AttackedSession();
  const { owner, guest } = await session.pair();
  for (const channel of owner.pc.channels.values()) channel.cut();
  owner.doorkeeper.remove(owner.peer);
  assert.equal(owner.open.length, 1, "its words are on their way");
  await session.pass(1_000);
  assert.deepEqual([owner.open.length, owner.clock.pendingTasks > 0], [0, true]);
  assert.equal(guest.peer.state.kind, "connected");
});

Deno.test("Doorkeeper tells a removed guest that comes again so, and makes no connection for it", async () => {
  using session = new AttackedSession();
  const { owner, guest } = await session.pair();
  owner.doorkeeper.remove(owner.peer);
  await session.until("told", () => guest.heard("failed removed"));
  guest.told.length = 0;
  for (let again = 0; again < 3; again++) {
    const { length } = owner.connections;
    session.drop(guest);
    session.letIn(guest);
    await session.until("told again", () => guest.heard("failed removed"));
    guest.told.length = 0;
    assert.equal(owner.connections.length, length);
  }
  await session.pass(2_000);
  owner.rendezvous.leave();
  assert.equal(owner.clock.pendingTasks, 0);
});

Deno.test("Doorkeeper removes a guest that isn't proven yet, and tells it over the server", async () => {
  using session = new AttackedSession();
  const owner = session.letIn(session.open("owner"));
  const guest = session.letIn(session.open("guest"));
  await session.describe(owner, guest);
  owner.doorkeeper.remove(owner.peer);
  await session.until("told", () => guest.heard("failed removed"));
  assert.equal(owner.open.length, 0);
});

Deno.test("Doorkeeper knows a hundred of those that were removed", async () => {
  using session = new AttackedSession();
  const owner = session.letIn(session.open("owner"));
  const first = session.open("guest");
  for (let number = 0; number <= 100; number++) {
    const guest = number === 0 ? first : session.open("guest");
    owner.socket.say({ type: "peer-joined", peer: guest.info });
    await session.pass(1_000, 1_000);
    owner.doorkeeper.remove(owner.peer);
    owner.socket.say({ type: "peer-left", peerId: guest.id });
  }
  const { length } = owner.connections;
  owner.socket.say({ type: "peer-joined", peer: first.info });
  await session.pass(1_000, 1_000);
  assert.equal(owner.connections.length, length + 1, "the oldest is met as somebody new");
});

Deno.test("Doorkeeper meets guests that come and go at a rate, and whoever stays", async () => {
  using session = new AttackedSession();
  const owner = session.letIn(session.open("owner"));
  for (let number = 0; number < 200; number++) {
    const peer = { ...session.open("guest").info, polite: false };
    owner.socket.say({ type: "peer-joined", peer });
    owner.socket.say({ type: "peer-left", peerId: peer.peerId });
  }
  assert.equal(owner.connections.length, 20);
  const guest = session.letIn(session.open("guest"));
  assert.equal(owner.connections.length, 20, "it waits its turn");
  await session.pass(1_000);
  await session.connect(owner, guest);
});

Deno.test("Doorkeeper bounds guests that prove nothing, and goes on when one is gone", async () => {
  using session = new AttackedSession();
  const owner = session.letIn(session.open("owner"));
  const guests = Array.from({ length: 17 }, () => session.open("guest"));
  for (const { info } of guests) owner.socket.say({ type: "peer-joined", peer: info });
  await session.pass(10_000);
  assert.equal(owner.open.length, 16);
  owner.socket.say({ type: "peer-left", peerId: guests[0]?.id });
  assert.deepEqual([owner.open.length, owner.connections.length], [16, 17]);
});
