import assert from "node:assert/strict";
import { FailureError } from "../protocol/failure.ts";
import { parseLinkKey } from "../security/link.ts";
import { type FakeMeeting, type FakePeer } from "../testing/fake_meeting.ts";
import { passed, SenderBench, SESSION, SESSION_URL } from "../testing/model_bench.ts";
import { settle } from "../testing/simulation.ts";
import type { SenderState } from "./sender_state.ts";

const file = new File(["hello"], "a.txt");

/** A receiver whose connection is proven. */
function arrive(meeting: FakeMeeting): FakePeer {
  const peer = meeting.introduce();
  peer.become({ kind: "connected", path: undefined });
  return peer;
}

/** The receiver takes the offer. */
function accept(peer: FakePeer): void {
  const offer = peer.sent.find((message) => message.type === "offer");
  assert.ok(offer?.type === "offer");
  const { transferId } = offer;
  peer.say({ type: "accept", transferId, windowBytes: 1 << 20, haveDigest: "" });
}

/** Brings a page to each of its states. */
const STAGES: Readonly<Record<string, (bench: SenderBench) => Promise<unknown>>> = {
  "nothing chosen": () => Promise.resolve(),
  chosen: (bench) => Promise.resolve(bench.model.choose([file])),
  creating: (bench) => {
    bench.model.choose([file]);
    bench.model.share();
    return Promise.resolve();
  },
  waiting: (bench) => bench.share(file),
  connected: async (bench) => arrive(await bench.share(file)),
  transferring: async (bench) => accept(arrive(await bench.share(file))),
  failed: async (bench) => {
    arrive(await bench.share(file)).fail("connection-lost");
    const peer = arrive(bench.meeting);
    accept(peer);
    bench.model.cancel();
    assert.equal(bench.model.state.value.kind, "failed");
  },
};

function kindOf({ model }: SenderBench): SenderState["kind"] {
  return model.state.value.kind;
}

function noticeOf({ model }: SenderBench): unknown {
  const state = model.state.value;
  return state.kind === "waiting" ? state.notice : assert.fail(`not waiting: ${state.kind}`);
}

function reasonOf({ model }: SenderBench): unknown {
  const state = model.state.value;
  return state.kind === "failed" ? state.failure.reason : assert.fail(`not failed: ${state.kind}`);
}

Deno.test("SenderModel shares a link that holds the meeting's key, and joins as the owner", async () => {
  const bench = new SenderBench();
  using model = bench.model;
  const meeting = await bench.share(file);
  const { secret, sessionId, join } = meeting.options;
  const state = model.state.value;
  assert.ok(state.kind === "waiting");
  assert.ok(state.link.startsWith(`${SESSION_URL}#`), state.link);
  assert.deepEqual(parseLinkKey(bench.hash), secret);
  assert.equal(sessionId, SESSION);
  assert.ok(join.role === "owner" && meeting.isStarted);
  assert.ok(!JSON.stringify(join).includes(bench.hash.slice(1)), "the server is told the key");
});

Deno.test("SenderModel lists what is chosen and taken out, until it is shared", async () => {
  const bench = new SenderBench();
  using model = bench.model;
  model.choose([file, new File(["bb"], "b")]);
  model.choose([new File([], "c")]);
  model.remove(0);
  const names = () => model.state.value.files.map(({ name, size }) => `${name} ${size}`);
  assert.deepEqual(names(), ["b 2", "c 0"]);
  await model.share();
  model.choose([file]);
  model.remove(0);
  assert.deepEqual(names(), ["b 2", "c 0"]);
  const peer = arrive(bench.meeting);
  const list = peer.sent.find(({ type }) => type === "files");
  assert.ok(list?.type === "files");
  assert.deepEqual(list.files.map(({ path }) => path), ["b", "c"]);
});

Deno.test("SenderModel shares nothing where nothing is chosen, and a session once for two clicks", async () => {
  const bench = new SenderBench();
  using model = bench.model;
  await model.share();
  assert.equal(bench.sessions, 0);
  model.choose([file]);
  await Promise.all([model.share(), model.share()]);
  assert.equal(bench.sessions, 1);
  assert.equal(bench.meetings.length, 1);
});

Deno.test("SenderModel keeps the files where the server refuses, and retry makes a link", async () => {
  const bench = new SenderBench();
  using model = bench.model;
  const { createSession } = bench;
  bench.createSession = () => Promise.reject(new FailureError("server-busy", "full"));
  model.choose([file]);
  await model.share();
  assert.deepEqual(model.state.value, {
    kind: "failed",
    files: [{ name: "a.txt", size: 5 }],
    link: undefined,
    failure: { reason: "server-busy", side: "here" },
  });
  bench.createSession = createSession;
  model.retry();
  await bench.met();
  assert.equal(kindOf(bench), "waiting");
});

Deno.test("SenderModel says what the browser lacks, before it asks the server", async () => {
  const bench = new SenderBench();
  using model = bench.model;
  bench.unsupported = "insecure-context";
  model.choose([file]);
  await model.share();
  assert.equal(reasonOf(bench), "insecure-context");
  assert.equal(bench.sessions, 0);
});

Deno.test("SenderModel says server-unreachable where its engine can't be loaded, and only once shared", async () => {
  const bench = new SenderBench();
  using model = bench.model;
  bench.loadEngines = () => Promise.reject(new TypeError("Failed to fetch"));
  model.choose([file]);
  await settle();
  assert.equal(kindOf(bench), "loading");
  await model.share();
  assert.equal(reasonOf(bench), "server-unreachable");
});

for (const stage of ["creating", "waiting"]) {
  Deno.test(`SenderModel goes back to the chosen files when cancelled while ${stage}`, async () => {
    const bench = new SenderBench();
    using model = bench.model;
    await STAGES[stage]?.(bench);
    model.cancel();
    await passed();
    const files = [{ name: "a.txt", size: 5 }];
    assert.deepEqual(model.state.value, { kind: "loading", files, creating: false });
    assert.ok(bench.meetings.every(({ isStarted, isLeft }) => !isStarted || isLeft));
  });
}

for (const stage of ["connected", "transferring"]) {
  Deno.test(`SenderModel tells the receiver when cancelled while ${stage}, and hangs up after 5 s`, async () => {
    const bench = new SenderBench();
    using model = bench.model;
    await STAGES[stage]?.(bench);
    const [peer] = bench.meeting.peers;
    assert.ok(peer);
    model.cancel();
    assert.deepEqual(peer.sent.at(-1), { type: "abort", reason: "cancelled" });
    assert.equal(reasonOf(bench), "cancelled");
    bench.clock.advance(4_999);
    assert.ok(!peer.isOver);
    bench.clock.advance(1);
    assert.ok(peer.isOver);
    assert.ok(!bench.meeting.isLeft, "the link is good for the next");
  });
}

Deno.test("SenderModel waits on when the receiver leaves at the offer, and serves the next", async () => {
  const bench = new SenderBench();
  using _model = bench.model;
  const meeting = await bench.share(file);
  arrive(meeting).fail("peer-left");
  assert.equal(noticeOf(bench), "receiver-left");
  arrive(meeting);
  assert.equal(kindOf(bench), "connected");
});

Deno.test("SenderModel says that the receiver declined", async () => {
  const bench = new SenderBench();
  using _model = bench.model;
  const peer = arrive(await bench.share(file));
  peer.say({ type: "abort", reason: "cancelled" });
  assert.equal(reasonOf(bench), "cancelled-by-peer");
  assert.ok(peer.isOver, "nobody is left to talk to");
});

Deno.test("SenderModel fails in the middle, and serves the receiver that comes back by the link", async () => {
  const bench = new SenderBench();
  using model = bench.model;
  const meeting = await bench.share(file);
  const first = arrive(meeting);
  accept(first);
  assert.equal(kindOf(bench), "transferring");
  first.fail("connection-lost");
  assert.equal(reasonOf(bench), "connection-lost");
  const second = arrive(meeting);
  assert.equal(kindOf(bench), "connected");
  assert.deepEqual(second.sent.map(({ type }) => type), ["offer", "files"]);
  accept(second);
  assert.equal(kindOf(bench), "transferring");
  assert.ok(model.progress.value.totalBytes === 5);
});

Deno.test("SenderModel serves a receiver that reloads before its old connection is seen to be dead", async () => {
  const bench = new SenderBench();
  using _model = bench.model;
  const meeting = await bench.share(file);
  const old = arrive(meeting);
  accept(old);
  await settle();
  old.become({ kind: "interrupted", path: undefined });
  bench.clock.advance(60_000);
  const fresh = arrive(meeting);
  assert.equal(kindOf(bench), "connected");
  assert.ok(old.isOver);
  accept(fresh);
  // What is left of the old one must not end the new one: not now, and not when it would time out.
  await settle();
  old.sayLate({ type: "abort", reason: "cancelled" });
  bench.clock.advance(100_000);
  assert.equal(kindOf(bench), "transferring");
});

Deno.test("SenderModel fails for a peer that can't be reached, and not while another is served", async () => {
  const bench = new SenderBench();
  using _model = bench.model;
  const meeting = await bench.share(file);
  const unreachable = meeting.introduce();
  assert.equal(noticeOf(bench), "introducing");
  unreachable.fail("no-route");
  assert.equal(reasonOf(bench), "no-route");
  arrive(meeting);
  meeting.introduce().fail("no-route");
  assert.equal(kindOf(bench), "connected");
});

Deno.test("SenderModel shows the path and the repair of the connection it serves, and of no other", async () => {
  const bench = new SenderBench();
  using model = bench.model;
  const meeting = await bench.share(file);
  const first = arrive(meeting);
  first.fail("peer-left");
  const peer = arrive(meeting);
  peer.become({ kind: "connected", path: "lan" });
  assert.ok(model.state.value.kind === "connected" && model.state.value.path === "lan");
  peer.become({ kind: "interrupted", path: "lan" });
  assert.ok(model.state.value.kind === "connected" && model.state.value.interrupted);
  const shown = model.state.value;
  first.become({ kind: "connected", path: "relay" });
  first.become({ kind: "interrupted", path: "relay" });
  first.fail("connection-lost");
  assert.equal(model.state.value, shown);
  peer.become({ kind: "connected", path: "lan" });
  assert.ok(!model.state.value.interrupted);
});

Deno.test("SenderModel offers nothing again on a connection it gave up", async () => {
  const bench = new SenderBench();
  using model = bench.model;
  const peer = arrive(await bench.share(file));
  model.cancel();
  model.retry();
  const { length } = peer.sent;
  // The browser tells the path late.
  peer.become({ kind: "connected", path: "lan" });
  assert.equal(peer.sent.length, length);
  assert.equal(kindOf(bench), "waiting");
});

Deno.test("SenderModel tells of the server while it waits, and forgets it when it is back", async () => {
  const bench = new SenderBench();
  using _model = bench.model;
  const { events } = await bench.share(file);
  events.onServerLost(true);
  assert.equal(noticeOf(bench), "server-lost");
  events.onJoined(0);
  assert.equal(noticeOf(bench), undefined);
  events.onPeerAway();
  assert.equal(noticeOf(bench), "receiver-left");
});

Deno.test("SenderModel fails when the server ends the session while it waits, and retry makes another", async () => {
  const bench = new SenderBench();
  using model = bench.model;
  const meeting = await bench.share(file);
  const { hash } = bench;
  meeting.events.onClosed("session-ended");
  assert.equal(reasonOf(bench), "session-ended");
  assert.ok(meeting.isLeft);
  model.retry();
  await bench.met(2);
  assert.equal(kindOf(bench), "waiting");
  assert.notEqual(bench.hash, hash);
});

Deno.test("SenderModel makes another link on retry where the server ended the session after the failure", async () => {
  const bench = new SenderBench();
  using model = bench.model;
  const meeting = await bench.share(file);
  arrive(meeting);
  model.cancel();
  meeting.events.onClosed("session-ended");
  model.retry();
  await bench.met(2);
  assert.ok(meeting.isLeft);
  assert.equal(bench.sessions, 2);
  assert.equal(kindOf(bench), "waiting");
});

Deno.test("SenderModel makes another link on retry where the server had ended the session before the failure", async () => {
  const bench = new SenderBench();
  using model = bench.model;
  const meeting = await bench.share(file);
  const peer = arrive(meeting);
  accept(peer);
  meeting.events.onClosed("session-ended");
  peer.fail("connection-lost");
  assert.equal(reasonOf(bench), "connection-lost");
  model.retry();
  await bench.met(2);
  assert.ok(meeting.isLeft);
  assert.equal(kindOf(bench), "waiting");
});

Deno.test("SenderModel goes on without the server, and hangs up on its peer all the same", async () => {
  const bench = new SenderBench();
  const { model } = bench;
  const meeting = await bench.share(file);
  const peer = arrive(meeting);
  accept(peer);
  meeting.events.onClosed("session-ended");
  assert.equal(kindOf(bench), "transferring");
  model.leave();
  assert.ok(peer.isOver, "the receiver waits for somebody who left");
});

Deno.test("SenderModel hears nothing of a meeting it left", async () => {
  const bench = new SenderBench();
  using model = bench.model;
  const old = await bench.share(file);
  const peer = arrive(old);
  accept(peer);
  model.reset();
  await model.share();
  const shown = model.state.value;
  old.events.onJoined(1);
  old.events.onServerLost(true);
  old.events.onPeerAway();
  old.events.onClosed("session-ended");
  peer.become({ kind: "connected", path: "lan" });
  peer.sayLate({ type: "abort", reason: "cancelled" });
  arrive(old);
  bench.clock.advance(300_000);
  assert.equal(model.state.value, shown);
  assert.ok(!bench.meeting.isLeft);
});

Deno.test("SenderModel ignores retry where nothing failed", async () => {
  const bench = new SenderBench();
  using model = bench.model;
  const peer = arrive(await bench.share(file));
  const shown = model.state.value;
  model.retry();
  assert.equal(model.state.value, shown);
  accept(peer);
  assert.equal(kindOf(bench), "transferring");
});

for (const [stage, reach] of Object.entries(STAGES)) {
  Deno.test(`SenderModel leaves and is disposed while ${stage}, and nothing remains`, async () => {
    for (const end of ["leave", Symbol.dispose] as const) {
      const bench = new SenderBench();
      await reach(bench);
      const { kind } = bench.model.state.value;
      bench.model[end]();
      await passed();
      assert.equal(bench.clock.pendingTasks, 0, "a timer is left");
      for (const { isLeft, isStarted, peers } of bench.meetings) {
        assert.ok(isLeft || !isStarted);
        assert.ok(peers.every(({ isOver }) => isOver));
      }
      assert.equal(kindOf(bench), kind);
    }
  });
}
