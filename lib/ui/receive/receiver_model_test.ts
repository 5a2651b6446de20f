import assert from "node:assert/strict";
import { createLinkSecret, encodeLinkKey } from "../../security/link.ts";
import { NoRoomError } from "../../storage/no_room_error.ts";
import { connectFake, type FakeMeeting, type FakePeer } from "../../testing/fakes/fake_meeting.ts";
import { FakeOrigin } from "../../testing/fakes/fake_origin.ts";
import { framesOf } from "../../testing/simulation/frame_count.ts";
import { testGuestModel } from "../../testing/samples/guest_model_contract.ts";
import {
  arrive,
  kindOf,
  passed,
  reached,
  ReceiverBench,
  SenderBench,
  SESSION,
  shownReasonOf,
} from "../../testing/samples/model_bench.ts";
import { settle } from "../../testing/simulation/simulation.ts";
import type { Recipient } from "../send/recipients.ts";
import type { SenderState } from "../send/sender_state.ts";

const secret = createLinkSecret();
const hash = `#${encodeLinkKey(secret)}`;
const files = [{ path: "a.txt", size: 5, modified: 0 }];

/** The sender offers one small file. */
async function offer(peer: FakePeer): Promise<void> {
  const transferId = encodeLinkKey(secret);
  peer.say({ type: "offer", transferId, fileCount: 1, totalBytes: 5, blockBytes: 1 << 20 });
  peer.say({ type: "files", first: 0, files });
  await settle();
}

/** Brings a page to each of its states. */
const STAGES: Readonly<Record<string, (bench: ReceiverBench) => Promise<unknown>>> = {
  loading: (bench) => bench.open(hash),
  "waiting for the sender": async (bench) => (await bench.open(hash)).events.onJoined(0),
  "being introduced": async (bench) => (await bench.open(hash)).introduce(),
  connected: async (bench) => await offer(arrive(await bench.open(hash))),
  transferring: async (bench) => {
    await offer(arrive(await bench.open(hash)));
    bench.model.receive();
    await settle();
    assert.equal(kindOf(bench), "transferring");
  },
  "failed here": async (bench) => {
    await offer(arrive(await bench.open(hash)));
    bench.model.cancel();
    assert.equal(shownReasonOf(bench), "cancelled");
  },
  "failed for want of a way": async (bench) => {
    (await bench.open(hash)).introduce().fail("no-route");
    assert.equal(shownReasonOf(bench), "no-route");
  },
};

function joinOf({ options: { join } }: FakeMeeting) {
  return join.role === "guest" ? join : assert.fail("not a guest");
}

function noticeOf({ model }: ReceiverBench): unknown {
  const state = model.state.value;
  return state.kind === "waiting" ? state.notice : assert.fail(`not waiting: ${state.kind}`);
}

testGuestModel({ name: "ReceiverModel", newBench: () => new ReceiverBench(), stages: STAGES });

Deno.test("ReceiverModel waits 6 s for a sender that is away, then says so, and goes on when it comes", async () => {
  const bench = new ReceiverBench();
  using _model = bench.model;
  const meeting = await bench.open(hash);
  meeting.events.onJoined(0);
  assert.equal(noticeOf(bench), "sender-away");
  bench.clock.advance(5_999);
  assert.equal(kindOf(bench), "waiting");
  bench.clock.advance(1);
  assert.equal(shownReasonOf(bench), "peer-left");
  assert.ok(!meeting.isLeft);
  await offer(arrive(meeting));
  assert.equal(kindOf(bench), "connected");
});

Deno.test("ReceiverModel goes on by itself when a sender that left is back within 10 min", async () => {
  const bench = new ReceiverBench();
  using _model = bench.model;
  await STAGES["transferring"]?.(bench);
  const { meeting } = bench;
  meeting.peers[0]?.fail("peer-left");
  assert.equal(shownReasonOf(bench), "peer-left");
  bench.clock.advance(599_000);
  assert.ok(!meeting.isLeft);
  const peer = meeting.introduce();
  assert.equal(shownReasonOf(bench), "peer-left", "nobody has proven anything yet");
  peer.become({ kind: "connecting" });
  peer.become({ kind: "connected", path: "lan" });
  await offer(peer);
  assert.equal(kindOf(bench), "connected");
  bench.clock.advance(3_600_000);
  assert.ok(!meeting.isLeft);
});

for (const isLoaded of [true, false]) {
  const when = isLoaded ? "there is its list" : "there can be an engine";
  Deno.test(`ReceiverModel goes on by itself with a sender that left before ${when}`, async () => {
    const bench = new ReceiverBench();
    using _model = bench.model;
    const { loadEngines } = bench;
    const { promise, resolve } = Promise.withResolvers<void>();
    bench.loadEngines = () => promise.then(loadEngines);
    if (isLoaded) resolve();
    const meeting = await bench.open(hash);
    const peer = arrive(meeting);
    await settle();
    assert.equal(noticeOf(bench), "introducing");
    peer.fail("peer-left");
    assert.equal(shownReasonOf(bench), "peer-left");
    resolve();
    bench.clock.advance(599_000);
    assert.ok(!meeting.isLeft);
    await offer(arrive(meeting));
    assert.equal(kindOf(bench), "connected");
  });
}

Deno.test("ReceiverModel goes on with a sender that is back before it was seen to be gone", async () => {
  const bench = new ReceiverBench();
  using _model = bench.model;
  await STAGES["transferring"]?.(bench);
  const { meeting } = bench;
  const peer = arrive(meeting);
  await settle();
  assert.equal(kindOf(bench), "waiting");
  assert.ok(!meeting.isLeft && !peer.isOver);
  await offer(peer);
  assert.equal(kindOf(bench), "connected");
  meeting.peers[0]?.fail("peer-left");
  assert.equal(kindOf(bench), "connected", "what is over was told already");
});

Deno.test("ReceiverModel leaves its seat 10 min after its sender left", async () => {
  const bench = new ReceiverBench();
  using _model = bench.model;
  await STAGES["transferring"]?.(bench);
  const { meeting } = bench;
  meeting.peers[0]?.fail("peer-left");
  bench.clock.advance(600_000);
  assert.ok(meeting.isLeft);
  assert.equal(shownReasonOf(bench), "peer-left");
});

Deno.test("ReceiverModel waits for nobody any more once the sender is there", async () => {
  const bench = new ReceiverBench();
  using _model = bench.model;
  const meeting = await bench.open(hash);
  meeting.events.onPeerAway();
  bench.clock.advance(5_000);
  meeting.introduce();
  assert.equal(noticeOf(bench), "introducing");
  bench.clock.advance(60_000);
  assert.equal(kindOf(bench), "waiting");
});

Deno.test("ReceiverModel doesn't call the sender gone while it is the server that is", async () => {
  const bench = new ReceiverBench();
  using _model = bench.model;
  const { events } = await bench.open(hash);
  events.onPeerAway();
  events.onServerLost(true);
  assert.equal(noticeOf(bench), "server-lost");
  bench.clock.advance(10_000);
  assert.equal(noticeOf(bench), "server-lost");
  events.onServerLost(false);
  events.onJoined(0);
  bench.clock.advance(6_000);
  assert.equal(shownReasonOf(bench), "peer-left");
});

Deno.test("ReceiverModel fails with the server's reason while nobody has met, and leaves", async () => {
  const bench = new ReceiverBench();
  using _model = bench.model;
  const meeting = await bench.open(hash);
  const peer = meeting.introduce();
  meeting.events.onClosed("session-full");
  await settle();
  assert.equal(shownReasonOf(bench), "session-full");
  assert.ok(meeting.isLeft && peer.isOver);
});

Deno.test("ReceiverModel goes on without the server, and hangs up on the sender all the same", async () => {
  const bench = new ReceiverBench();
  const { model } = bench;
  await STAGES["transferring"]?.(bench);
  const { events, peers: [peer] } = bench.meeting;
  events.onClosed("session-ended");
  assert.equal(kindOf(bench), "transferring");
  model.leave();
  assert.ok(peer?.isOver, "the sender waits for somebody who left");
});

Deno.test("ReceiverModel lingers 5 s without a way to the sender, deaf to its new tries, then leaves", async () => {
  const bench = new ReceiverBench();
  using model = bench.model;
  const meeting = await bench.open(hash);
  meeting.introduce().fail("no-route");
  assert.equal(shownReasonOf(bench), "no-route");
  const shown = model.state.value;
  const again = arrive(meeting);
  await offer(again);
  meeting.events.onServerLost(true);
  meeting.events.onPeerAway();
  bench.clock.advance(4_999);
  assert.ok(!meeting.isLeft);
  bench.clock.advance(1);
  assert.ok(meeting.isLeft);
  assert.equal(model.state.value, shown);
});

const unreachable = () => Promise.reject(new TypeError("Failed to fetch"));
for (
  const [part, missing] of [
    ["engine", { loadEngines: unreachable }],
    ["storage", { openStorage: unreachable }],
  ] as const
) {
  Deno.test(`ReceiverModel says server-unreachable where its ${part} can't be loaded, and retry tries again`, async () => {
    const bench = new ReceiverBench();
    using model = bench.model;
    const { loadEngines, openStorage } = bench;
    Object.assign(bench, missing);
    const meeting = await bench.open(hash);
    arrive(meeting);
    await settle();
    assert.equal(shownReasonOf(bench), "server-unreachable");
    assert.ok(meeting.isLeft);
    Object.assign(bench, { loadEngines, openStorage });
    model.retry();
    await offer(arrive(await bench.met(2)));
    assert.equal(kindOf(bench), "connected");
  });
}

Deno.test("ReceiverModel shows the offer with the path that was known before", async () => {
  const bench = new ReceiverBench();
  using model = bench.model;
  const peer = (await bench.open(hash)).introduce();
  peer.become({ kind: "connected", path: "lan" });
  assert.equal(kindOf(bench), "waiting");
  await offer(peer);
  const connected = {
    kind: "connected",
    files: [{ name: "a.txt", size: 5, modified: 0 }],
    begunIn: undefined,
    path: "lan",
  };
  assert.deepEqual(model.state.value, { ...connected, interrupted: false });
  peer.become({ kind: "interrupted", path: "lan" });
  assert.deepEqual(model.state.value, { ...connected, interrupted: true });
});

/** A page to which each look at the clock takes 5 ms, with an offer of a thousand files. */
async function longOffer(): Promise<{ bench: ReceiverBench; peer: FakePeer }> {
  const bench = new ReceiverBench();
  const peer = arrive(await bench.open(hash));
  const { clock } = bench;
  const now = clock.now.bind(clock);
  let worked = 0;
  clock.now = () => now() + (worked += 5);
  const files = Array.from(
    { length: 1_000 },
    (_, file) => ({ path: `${file}`, size: 0, modified: 0 }),
  );
  peer.say({
    type: "offer",
    transferId: "A".repeat(43),
    fileCount: files.length,
    totalBytes: 0,
    blockBytes: 65_536,
  });
  peer.say({ type: "files", first: 0, files });
  await settle();
  return { bench, peer };
}

Deno.test("ReceiverModel lets the page draw while it names a long offer, and then shows it", async () => {
  const { bench } = await longOffer();
  using _model = bench.model;
  bench.model.receive();
  assert.equal(kindOf(bench), "waiting");
  bench.clock.advance(0);
  const state = bench.model.state.value;
  assert.equal(state.kind === "connected" && state.files.length, 1_000);
});

Deno.test("ReceiverModel names no long offer to its end whose sender is gone", async () => {
  const { bench, peer } = await longOffer();
  using _model = bench.model;
  const timers = bench.clock.pendingTasks;
  peer.fail("peer-left");
  assert.equal(shownReasonOf(bench), "peer-left");
  // It waits for the sender instead.
  assert.equal(bench.clock.pendingTasks, timers, "the next slice is left");
});

Deno.test("ReceiverModel keeps waiting for the offer of a sender that left the server", async () => {
  const bench = new ReceiverBench();
  using _model = bench.model;
  const meeting = await bench.open(hash);
  const peer = arrive(meeting);
  await settle();
  meeting.events.onJoined(0);
  bench.clock.advance(10_000);
  assert.equal(kindOf(bench), "waiting");
  await offer(peer);
  assert.equal(kindOf(bench), "connected");
});

Deno.test("ReceiverModel doesn't give up a sender that connects although the server has lost sight of it", async () => {
  const bench = new ReceiverBench();
  using _model = bench.model;
  const meeting = await bench.open(hash);
  const peer = meeting.introduce();
  await settle();
  meeting.events.onJoined(0);
  peer.become({ kind: "connecting" });
  peer.become({ kind: "connected", path: "lan" });
  await offer(peer);
  bench.clock.advance(600_000);
  assert.equal(kindOf(bench), "connected");
});

Deno.test("ReceiverModel shows what is needed and what is free where the files don't fit", async () => {
  const bench = new ReceiverBench();
  using model = bench.model;
  bench.openStorage = () =>
    Promise.resolve({
      find: () => Promise.resolve(false),
      open: () => Promise.reject(new NoRoomError("storage-full", 5, 3)),
    });
  await offer(arrive(await bench.open(hash)));
  model.receive();
  await settle();
  const state = model.state.value;
  assert.ok(state.kind === "failed");
  assert.deepEqual(state.failure, {
    reason: "storage-full",
    side: "here",
    neededBytes: 5,
    freeBytes: 3,
  });
  assert.deepEqual(bench.meeting.peers[0]?.sent.at(-1), { type: "abort", reason: "storage-full" });
});

for (const stage of ["loading", "waiting for the sender", "being introduced"]) {
  Deno.test(`ReceiverModel leaves at once when cancelled while ${stage}`, async () => {
    const bench = new ReceiverBench();
    using _model = bench.model;
    await STAGES[stage]?.(bench);
    bench.model.cancel();
    await settle();
    assert.equal(shownReasonOf(bench), "cancelled");
    assert.ok(bench.meeting.isLeft);
    assert.equal(bench.clock.pendingTasks, 0);
  });
}

for (const stage of ["connected", "transferring"]) {
  Deno.test(`ReceiverModel tells the sender when cancelled while ${stage}, and leaves within 5 s`, async () => {
    const bench = new ReceiverBench();
    using model = bench.model;
    await STAGES[stage]?.(bench);
    const [peer] = bench.meeting.peers;
    model.cancel();
    assert.deepEqual(peer?.sent.at(-1), { type: "abort", reason: "cancelled" });
    assert.equal(shownReasonOf(bench), "cancelled");
    bench.clock.advance(4_999);
    assert.ok(!peer?.isOver);
    bench.clock.advance(1);
    assert.ok(peer?.isOver && bench.meeting.isLeft);
  });
}

Deno.test("ReceiverModel leaves its seat to the next when the sender gave up", async () => {
  const bench = new ReceiverBench();
  using _model = bench.model;
  await STAGES["transferring"]?.(bench);
  bench.meeting.peers[0]?.say({ type: "abort", reason: "cancelled" });
  await settle();
  assert.equal(shownReasonOf(bench), "cancelled-by-peer");
  assert.ok(bench.meeting.isLeft);
});

Deno.test("ReceiverModel fails when the connection does, and retry joins anew by the same key", async () => {
  const bench = new ReceiverBench();
  using model = bench.model;
  await STAGES["transferring"]?.(bench);
  const old = bench.meeting;
  old.peers[0]?.fail("connection-lost");
  assert.equal(shownReasonOf(bench), "connection-lost");
  assert.ok(old.isLeft);
  model.retry();
  assert.equal(kindOf(bench), "loading");
  const fresh = await bench.met(2);
  assert.deepEqual(fresh.options.secret, secret);
});

Deno.test("ReceiverModel doesn't make a connection again and again that breaks at once", async () => {
  const bench = new ReceiverBench();
  using _model = bench.model;
  await STAGES["transferring"]?.(bench);
  const old = bench.meeting;
  old.peers[0]?.break();
  assert.equal(kindOf(bench), "waiting");
  assert.ok(old.isLeft);
  const peer = arrive(await bench.met(2));
  await offer(peer);
  assert.equal(kindOf(bench), "connected");
  bench.clock.advance(9_000);
  peer.break();
  assert.equal(shownReasonOf(bench), "connection-lost");
  assert.equal(bench.meetings.length, 2);
});

Deno.test("ReceiverModel joins again too where the connection breaks before there is an offer", async () => {
  const bench = new ReceiverBench();
  using _model = bench.model;
  const meeting = await bench.open(hash);
  arrive(meeting).break();
  assert.ok(meeting.isLeft);
  await offer(arrive(await bench.met(2)));
  assert.equal(kindOf(bench), "connected");
});

Deno.test("ReceiverModel waits 10 min for a sender that is away after the connection broke", async () => {
  const bench = new ReceiverBench();
  using model = bench.model;
  await STAGES["transferring"]?.(bench);
  bench.meeting.peers[0]?.break();
  const { events } = await bench.met(2);
  events.onJoined(0);
  bench.clock.advance(599_000);
  assert.deepEqual(model.state.value, { kind: "waiting", notice: "sender-away" });
  bench.clock.advance(1_000);
  assert.equal(shownReasonOf(bench), "peer-left");
});

Deno.test("ReceiverModel ignores retry where nothing failed", async () => {
  const bench = new ReceiverBench();
  using model = bench.model;
  await STAGES["transferring"]?.(bench);
  const shown = model.state.value;
  model.retry();
  await settle();
  assert.equal(model.state.value, shown);
  assert.ok(!bench.meeting.isLeft);
});

Deno.test("ReceiverModel hears nothing of a meeting it left", async () => {
  const bench = new ReceiverBench();
  using model = bench.model;
  await STAGES["transferring"]?.(bench);
  const old = bench.meeting;
  const [peer] = old.peers;
  peer?.fail("connection-lost");
  model.retry();
  (await bench.met(2)).introduce();
  const shown = model.state.value;
  old.events.onJoined(0);
  old.events.onServerLost(true);
  old.events.onPeerAway();
  old.events.onClosed("session-ended");
  peer?.sayLate({ type: "abort", reason: "cancelled" });
  await offer(arrive(old));
  bench.clock.advance(300_000);
  assert.equal(model.state.value, shown);
  assert.ok(!bench.meeting.isLeft);
});

Deno.test("ReceiverModel goes nowhere when it is disposed before it could join", async () => {
  const bench = new ReceiverBench();
  bench.model.open(hash);
  bench.model[Symbol.dispose]();
  await passed();
  assert.ok(bench.meetings.every(({ isStarted }) => !isStarted));
});

Deno.test("ReceiverModel is silent when its engine fails to load after the page left", async () => {
  const bench = new ReceiverBench();
  const { promise, reject } = Promise.withResolvers<never>();
  bench.loadEngines = () => promise;
  (await bench.open(hash)).introduce();
  const shown = bench.model.state.value;
  bench.model.leave();
  reject(new TypeError("Failed to fetch"));
  await settle();
  assert.equal(bench.model.state.value, shown);
});

Deno.test("ReceiverModel takes the seat of its browser's former page, which crashed, and of no other", async () => {
  const bench = new ReceiverBench();
  using _model = bench.model;
  bench.tokens.set(SESSION, "former");
  const meeting = await bench.open(hash);
  assert.equal(joinOf(meeting).replaces, undefined);
  meeting.events.onClosed("session-full");
  const second = await bench.met(2);
  assert.equal(joinOf(second).replaces, "former");
  assert.notEqual(joinOf(second).peerToken, joinOf(meeting).peerToken);
  second.events.onClosed("session-full");
  await settle();
  assert.equal(shownReasonOf(bench), "session-full");
});

Deno.test("ReceiverModel keeps the token of the seat it has, once it has it", async () => {
  const bench = new ReceiverBench();
  using _model = bench.model;
  const meeting = await bench.open(hash);
  assert.equal(bench.tokens.size, 0);
  meeting.events.onJoined(1);
  assert.equal(bench.tokens.get(SESSION), joinOf(meeting).peerToken);
});

Deno.test("ReceiverModel stays away from a link that another tab has, until the reader wants it here", async () => {
  const first = new ReceiverBench();
  using one = first.model;
  await STAGES["transferring"]?.(first);
  const second = new ReceiverBench();
  using other = second.model;
  second.locks = first.locks;
  second.model.open(hash);
  while (second.clock.pendingTasks === 0) await settle();
  second.clock.advance(60_000);
  await settle();
  assert.equal(shownReasonOf(second), "other-tab");
  assert.deepEqual(second.meetings, []);
  assert.equal(kindOf(first), "transferring");

  other.retry();
  await second.met(1);
  await settle();
  assert.equal(shownReasonOf(first), "replaced");
  assert.ok(first.meeting.isLeft);

  one.retry();
  await first.met(2);
  await settle();
  assert.equal(shownReasonOf(second), "replaced");
});

Deno.test("ReceiverModel lets go of its link when it leaves", async () => {
  const first = new ReceiverBench();
  await STAGES["transferring"]?.(first);
  first.model[Symbol.dispose]();
  const second = new ReceiverBench();
  using _model = second.model;
  second.locks = first.locks;
  await second.open(hash);
  assert.equal(kindOf(second), "loading");
});

/** Whom a sender's page shows. */
function recipientsOf(state: SenderState): readonly Recipient[] {
  return "recipients" in state ? state.recipients : [];
}

Deno.test("ReceiverModel and SenderModel pause and go on, and both tell who paused", async () => {
  const { sender, receiver, ends: [there] } = await meet(new File(["hello"], "a.txt"));
  using receiving = receiver.model;
  using sending = sender.model;
  there.lane.isStuck = true;
  receiving.receive();
  await reached(sending.state, "transferring");
  const seen = () =>
    [receiving.state.value, ...recipientsOf(sending.state.value)].map((state) =>
      state.kind === "transferring" ? [...state.pausedBy].sort().join() : state.kind
    );
  receiving.pause();
  await settle();
  assert.deepEqual(seen(), ["here", "there"]);
  sending.pause();
  await settle();
  assert.deepEqual(seen(), ["here,there", "here,there"]);
  receiving.resume();
  sending.resume();
  await settle();
  assert.deepEqual(seen(), ["", ""]);
});

Deno.test("ReceiverModel shows a pause of the time before it accepted", async () => {
  const { sender, receiver, ends: [there] } = await meet(new File(["hello"], "a.txt"));
  using receiving = receiver.model;
  using _sending = sender.model;
  there.send({ type: "pause" });
  await settle();
  receiving.receive();
  const { pausedBy } = await reached(receiving.state, "transferring");
  assert.deepEqual([...pausedBy], ["there"]);
});

Deno.test("ReceiverModel that is cancelled after the last byte stays done, and keeps its files", async () => {
  const { sender, receiver } = await meet(new File(["hello"], "a.txt"));
  using receiving = receiver.model;
  using sending = sender.model;
  receiving.receive();
  const done = await reached(receiving.state, "done");
  receiving.cancel();
  await reached(sending.state, "done");
  assert.equal(receiving.state.value, done);
  assert.deepEqual(receiver.revoked, []);
});

for (const how of ["broken", "lost"] as const) {
  Deno.test(`ReceiverModel whose connection is ${how} goes on with what it accepted before, and saves nothing twice`, async () => {
    await goesOn(how);
  });
}

async function goesOn(how: "broken" | "lost"): Promise<void> {
  const big = crypto.getRandomValues(new Uint8Array(65_536));
  const sent = [
    new File([big, "whole"], "a.bin"),
    new File(Array.from({ length: 64 }, () => big), "b.bin"),
  ];
  const origin = new FakeOrigin();
  const receiver = new ReceiverBench();
  receiver.openStorage = () => Promise.resolve(origin.openPage().store);
  const { sender, ends: [there, here] } = await meetWith(receiver, ...sent);
  using receiving = receiver.model;
  using sending = sender.model;
  // A file, and three of the four blocks of the other.
  let frames = framesOf(65_541) + framesOf(3 << 20);
  const send = there.lane.send.bind(there.lane);
  there.lane.send = (frame) => {
    if (--frames < 0) there.lane.isStuck = true;
    return send(frame);
  };
  receiving.receive();
  while (receiver.saved.length === 0) await settle();
  for (let turn = 0; turn < 50; turn++) await settle();
  there.fail("connection-lost");
  if (how === "broken") {
    here.break();
    assert.deepEqual(receiving.state.value, { kind: "waiting", notice: "reconnecting" });
  } else {
    here.fail("connection-lost");
    assert.equal(shownReasonOf(receiver), "connection-lost");
    receiving.retry();
  }
  // Whether the sender has to try again or waits by itself is its own affair.
  if (sending.state.value.kind === "failed") sending.retry();
  await settle();
  connectFake(sender.meeting, await receiver.met(2));
  const { saved } = await reached(receiving.state, "done");
  assert.deepEqual(saved.map(({ name }) => name).sort(), ["a.bin", "b.bin"]);
  assert.deepEqual(receiver.saved.map(([name]) => name), ["a.bin", "b.bin"]);
  assert.deepEqual(await receiver.saved[1]?.[1]?.bytes(), await sent[1]?.bytes());
}

/** Both pages, up to the offer. */
function meet(...sent: File[]) {
  return meetWith(new ReceiverBench(), ...sent);
}

/** Both pages, up to the offer, with a receiver that was prepared. */
async function meetWith(receiver: ReceiverBench, ...sent: File[]) {
  const sender = new SenderBench();
  const there = await sender.share(...sent);
  const here = await receiver.open(sender.hash);
  const ends = connectFake(there, here);
  await reached(receiver.model.state, "connected");
  return { sender, receiver, ends };
}

Deno.test("ReceiverModel and SenderModel carry files whole, and end with the same digest", async () => {
  const big = crypto.getRandomValues(new Uint8Array(65_536));
  const sent = [
    new File([big, big, big], "big.bin"),
    new File([], "empty"),
    new File(["hello"], "a.txt"),
  ];
  const { sender, receiver } = await meet(...sent);
  using here = receiver.model;
  using there = sender.model;
  assert.equal(there.state.value.kind, "connected");
  here.receive();
  const [received, given] = await Promise.all([
    reached(here.state, "done"),
    reached(there.state, "done"),
  ]);
  assert.equal(received.digest, given.digest);
  assert.match(given.digest, /^[\w-]{43}$/);
  assert.deepEqual(received.saved.map(({ name }) => name).sort(), ["a.txt", "big.bin", "empty"]);
  for (const [name, file] of receiver.saved) {
    const original = sent.find((one) => one.name === name);
    assert.deepEqual(await file?.bytes(), await original?.bytes(), name);
  }
  await settle();
  assert.ok(sender.meeting.isLeft && receiver.meeting.isLeft);
  assert.equal(sender.clock.pendingTasks + receiver.clock.pendingTasks, 0);
  assert.equal(here.state.value.kind, "done", "the sender's goodbye is no failure");
  there.reset();
  assert.deepEqual(there.state.value.files, []);
});

Deno.test("ReceiverModel saves under names that are safe and unique, and revokes their URLs when disposed", async () => {
  const sent = ["..\\up.txt", "a.txt", "A.TXT", "photo\u202Egpj.exe"].map((name) =>
    new File([name], name)
  );
  const { sender, receiver } = await meet(...sent);
  using _there = sender.model;
  receiver.model.receive();
  const { saved } = await reached(receiver.model.state, "done");
  const names = ["__up.txt", "a.txt", "A (2).TXT", "photogpj.exe"];
  assert.deepEqual(saved.map(({ name }) => name).sort(), [...names].sort());
  assert.deepEqual(receiver.saved.map(([name]) => name).sort(), [...names].sort());
  assert.deepEqual(receiver.revoked, []);
  receiver.model[Symbol.dispose]();
  assert.deepEqual(receiver.revoked.sort(), saved.map(({ url }) => url).sort());
});

Deno.test("ReceiverModel comes back after a failure in the middle and is served again", async () => {
  const { sender, receiver, ends: [there, here] } = await meet(new File(["hello"], "a.txt"));
  using receiving = receiver.model;
  using sending = sender.model;
  there.lane.isStuck = true;
  receiving.receive();
  await reached(sending.state, "transferring");
  there.fail("connection-lost");
  here.fail("connection-lost");
  assert.deepEqual([sending.state.value.kind, kindOf(receiver)], ["failed", "failed"]);
  receiving.retry();
  connectFake(sender.meeting, await receiver.met(2));
  await reached(receiving.state, "connected");
  receiving.receive();
  const [received, given] = await Promise.all([
    reached(receiving.state, "done"),
    reached(sending.state, "done"),
  ]);
  assert.equal(received.digest, given.digest);
  assert.equal(await receiver.saved[0]?.[1]?.text(), "hello");
});

Deno.test("ReceiverModel still offers the files that were whole before a failure, until it tries again", async () => {
  const files = [new File(["whole"], "a.txt"), new File([new Uint8Array(3 << 20)], "b.bin")];
  const { sender, receiver, ends: [there, here] } = await meet(...files);
  using receiving = receiver.model;
  using _sending = sender.model;
  // The first file is one block; the lane stands still before the second is through.
  const send = there.lane.send.bind(there.lane);
  let frames = 0;
  there.lane.send = (frame) => {
    if (++frames > 1) there.lane.isStuck = true;
    return send(frame);
  };
  receiving.receive();
  while (receiver.saved.length === 0) await settle();
  here.fail("connection-lost");
  const state = receiving.state.value;
  assert.ok(state.kind === "failed");
  assert.deepEqual(state.saved.map(({ name }) => name), ["a.txt"]);
  assert.deepEqual(receiver.revoked, []);
  receiving.retry();
  assert.deepEqual(receiver.revoked, state.saved.map(({ url }) => url));
});

for (const side of ["sender", "receiver"] as const) {
  Deno.test(`ReceiverModel and SenderModel both tell who cancelled: the ${side}`, async () => {
    const { sender, receiver } = await meet(new File(["hello"], "a.txt"));
    using receiving = receiver.model;
    using sending = sender.model;
    (side === "sender" ? sending : receiving).cancel();
    await settle();
    const reasons = [sending.state.value, receiving.state.value].map((state) =>
      state.kind === "failed" && `${state.failure.reason} ${state.failure.side}`
    );
    const expected = ["cancelled here", "cancelled-by-peer there"];
    assert.deepEqual(reasons, side === "sender" ? expected : expected.reverse());
    assert.ok(receiver.meeting.isLeft, "the seat is free for the next");
    assert.ok(!sender.meeting.isLeft, "the link is good for the next");
  });
}
