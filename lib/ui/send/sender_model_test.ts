import assert from "node:assert/strict";
import type { TransferMessage } from "../../protocol/control_message.ts";
import { FailureError, type FailureReason } from "../../protocol/failure.ts";
import { parseLinkKey } from "../../security/link.ts";
import { sharedFile } from "../../storage/sources/shared_item.ts";
import type { FakePeer } from "../../testing/fakes/fake_meeting.ts";
import {
  arrive,
  assertOver,
  kindOf,
  passed,
  SenderBench,
  SESSION,
  SESSION_URL,
  shownReasonOf,
} from "../../testing/samples/model_bench.ts";
import { FakeHandle } from "../../testing/fakes/fake_handle.ts";
import { newToken } from "../../testing/servers/signaling_fixture.ts";
import { settle } from "../../testing/simulation/simulation.ts";
import type { Engines } from "../../worker/engines.ts";
import type { Recipient } from "./recipients.ts";
import { isResuming } from "./sender_state.ts";

const file = new File(["hello"], "a.txt");
const item = sharedFile(file);

/** What a recipient was offered. */
function offerTo(peer: FakePeer) {
  const offer = peer.sent.find((message) => message.type === "offer");
  assert.ok(offer?.type === "offer");
  return offer;
}

/** The recipient takes the offer. */
function accept(peer: FakePeer): void {
  const { transferId } = offerTo(peer);
  peer.say({ type: "accept", transferId, windowBytes: 1 << 20, haveDigest: "" });
}

/** Brings a page to each of its states. */
const STAGES: Readonly<Record<string, (bench: SenderBench) => Promise<unknown>>> = {
  "nothing chosen": () => Promise.resolve(),
  chosen: (bench) => Promise.resolve(bench.model.choose([item])),
  creating: (bench) => {
    bench.model.choose([item]);
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

function stepOf({ model }: SenderBench): string {
  const state = model.state.value;
  return state.kind === "loading" ? state.step : assert.fail(`not loading: ${state.kind}`);
}

function noticeOf({ model }: SenderBench): unknown {
  const state = model.state.value;
  return state.kind === "waiting" ? state.notice : assert.fail(`not waiting: ${state.kind}`);
}

/** The only recipient that the page shows. */
function recipientOf({ model }: SenderBench): Recipient {
  const state = model.state.value;
  const [recipient, ...others] = "recipients" in state ? state.recipients : [];
  assert.ok(recipient && others.length === 0, state.kind);
  return recipient;
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
  model.choose([item, sharedFile(new File(["bb"], "b"))]);
  model.choose([sharedFile(new File([], "c"))]);
  model.remove(0);
  const names = () => model.state.value.files.map(({ name, size }) => `${name} ${size}`);
  assert.deepEqual(names(), ["b 2", "c 0"]);
  await model.share();
  model.choose([item]);
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
  model.choose([item]);
  await Promise.all([model.share(), model.share()]);
  assert.equal(bench.sessions, 1);
  assert.equal(bench.meetings.length, 1);
});

Deno.test("SenderModel keeps the files where the server refuses, and retry makes a link", async () => {
  const bench = new SenderBench();
  using model = bench.model;
  const { createSession } = bench;
  bench.createSession = () => Promise.reject(new FailureError("server-busy", "full"));
  model.choose([item]);
  await model.share();
  assert.deepEqual(model.state.value, {
    kind: "failed",
    files: [{ name: "a.txt", size: 5 }],
    link: undefined,
    failure: { reason: "server-busy", side: "here" },
    seats: 1,
    recipients: [],
  });
  bench.createSession = createSession;
  model.retry();
  await bench.met();
  assert.equal(kindOf(bench), "waiting");
});

Deno.test("SenderModel says what the browser lacks as soon as the page is there", () => {
  const bench = new SenderBench();
  using model = bench.model;
  bench.unsupported = "no-webrtc";
  model.open();
  assert.equal(shownReasonOf(bench), "no-webrtc");
});

Deno.test("SenderModel says what the browser lacks, before it asks the server", async () => {
  const bench = new SenderBench();
  using model = bench.model;
  bench.unsupported = "insecure-context";
  model.choose([item]);
  await model.share();
  assert.equal(shownReasonOf(bench), "insecure-context");
  assert.equal(bench.sessions, 0);
});

Deno.test("SenderModel says server-unreachable where its engine can't be loaded, and only once shared", async () => {
  const bench = new SenderBench();
  using model = bench.model;
  bench.loadEngines = () => Promise.reject(new TypeError("Failed to fetch"));
  model.choose([item]);
  await settle();
  assert.equal(kindOf(bench), "loading");
  await model.share();
  assert.equal(shownReasonOf(bench), "server-unreachable");
});

for (const stage of ["creating", "waiting"]) {
  Deno.test(`SenderModel goes back to the chosen files when cancelled while ${stage}`, async () => {
    const bench = new SenderBench();
    using model = bench.model;
    await STAGES[stage]?.(bench);
    model.cancel();
    await passed();
    const files = [{ name: "a.txt", size: 5 }];
    assert.deepEqual(model.state.value, { kind: "loading", step: "choosing", files });
    assert.ok(bench.meetings.every(({ isStarted, isLeft }) => !isStarted || isLeft));
  });
}

for (const stage of ["connected", "transferring"]) {
  Deno.test(`SenderModel tells the recipient when cancelled while ${stage}, and hangs up after 5 s`, async () => {
    const bench = new SenderBench();
    using model = bench.model;
    await STAGES[stage]?.(bench);
    const [peer] = bench.meeting.peers;
    assert.ok(peer);
    model.cancel();
    assert.deepEqual(peer.sent.at(-1), { type: "abort", reason: "cancelled" });
    assert.equal(shownReasonOf(bench), "cancelled");
    bench.clock.advance(4_999);
    assert.ok(!peer.isOver);
    bench.clock.advance(1);
    assert.ok(peer.isOver);
    assert.ok(!bench.meeting.isLeft, "the link is good for the next");
  });
}

Deno.test("SenderModel waits on when the recipient leaves at the offer, and serves the next", async () => {
  const bench = new SenderBench();
  using _model = bench.model;
  const meeting = await bench.share(file);
  arrive(meeting).fail("peer-left");
  assert.equal(noticeOf(bench), "recipient-left");
  arrive(meeting);
  assert.equal(kindOf(bench), "connected");
});

Deno.test("SenderModel says that the recipient declined", async () => {
  const bench = new SenderBench();
  using _model = bench.model;
  const peer = arrive(await bench.share(file));
  peer.say({ type: "abort", reason: "cancelled" });
  assert.equal(shownReasonOf(bench), "cancelled-by-peer");
  assert.ok(peer.isOver, "nobody is left to talk to");
});

Deno.test("SenderModel fails in the middle, and serves the recipient that comes back by the link", async () => {
  const bench = new SenderBench();
  using model = bench.model;
  const meeting = await bench.share(file);
  const first = arrive(meeting);
  accept(first);
  assert.equal(kindOf(bench), "transferring");
  first.fail("connection-lost");
  assert.equal(shownReasonOf(bench), "connection-lost");
  const second = arrive(meeting);
  assert.equal(kindOf(bench), "connected");
  assert.deepEqual(second.sent.map(({ type }) => type), ["offer", "files"]);
  accept(second);
  assert.equal(kindOf(bench), "transferring");
  assert.ok(model.progress.value.totalBytes === 5);
});

Deno.test("SenderModel serves a recipient that reloads before its old connection is seen to be dead", async () => {
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
  assert.equal(shownReasonOf(bench), "no-route");
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
  assert.deepEqual(recipientOf(bench), {
    number: 1,
    kind: "connected",
    path: "lan",
    interrupted: false,
  });
  peer.become({ kind: "interrupted", path: "lan" });
  const interrupted = recipientOf(bench);
  assert.ok(interrupted.kind === "connected" && interrupted.interrupted);
  const shown = model.state.value;
  first.become({ kind: "connected", path: "relay" });
  first.become({ kind: "interrupted", path: "relay" });
  first.fail("connection-lost");
  assert.equal(model.state.value, shown);
  peer.become({ kind: "connected", path: "lan" });
  const again = recipientOf(bench);
  assert.ok(again.kind === "connected" && !again.interrupted);
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
  assert.equal(noticeOf(bench), "recipient-left");
});

Deno.test("SenderModel fails when the server ends the session while it waits, and retry makes another", async () => {
  const bench = new SenderBench();
  using model = bench.model;
  const meeting = await bench.share(file);
  const { hash } = bench;
  meeting.events.onClosed("session-ended");
  assert.equal(shownReasonOf(bench), "session-ended");
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
  assert.equal(shownReasonOf(bench), "connection-lost");
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
  assert.ok(peer.isOver, "the recipient waits for somebody who left");
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
      assertOver(bench);
      assert.equal(kindOf(bench), kind);
    }
  });
}

/** Waits for what takes hashing, which is done elsewhere; every other page's turn is a try. */
async function comesTrue(what: string, isSo: () => boolean): Promise<void> {
  for (let tries = 1; !isSo(); tries++) {
    assert.ok(tries < 100, what);
    await passed();
  }
}

/** Waits until the page has found its share, or hasn't. */
function looked(bench: SenderBench): Promise<void> {
  const isLooking = ({ model: { state: { value } } }: SenderBench) =>
    value.kind === "loading" && value.step === "finding";
  return comesTrue("looked for", () => !isLooking(bench));
}

/** A page with a link, reloaded; answers the next page of the same tab. */
async function reloaded(before: SenderBench): Promise<SenderBench> {
  before.model.leave();
  const after = new SenderBench(before.home);
  after.model.open();
  await looked(after);
  return after;
}

/** The view of a share that was found. */
function resumingOf({ model }: SenderBench) {
  const state = model.state.value;
  return isResuming(state) ? state : assert.fail(`not resuming: ${JSON.stringify(state)}`);
}

Deno.test("SenderModel shows the key in the page's own address as long as there is something to come back to", async () => {
  const bench = new SenderBench();
  using model = bench.model;
  await bench.share(file);
  assert.equal(bench.home.tabStorage.location.hash, bench.hash);
  model.cancel();
  assert.equal(bench.home.tabStorage.location.hash, "");
  await comesTrue("forgotten", () => bench.home.store.records.size === 0);
});

Deno.test("SenderModel goes on after a reload: same session, link, owner and transfer", async () => {
  const before = new SenderBench();
  const meeting = await before.share(file);
  const { hash } = before;
  const { transferId } = offerTo(arrive(meeting));
  const after = await reloaded(before);
  assert.ok(meeting.isVanished, "the session was ended");
  using model = after.model;
  assert.deepEqual(resumingOf(after).files, [{ name: "a.txt", size: 5 }]);
  model.choose([item]);
  const again = await after.met();
  assert.equal(after.hash, hash);
  assert.equal(after.sessions, 0);
  const { join } = again.options;
  assert.ok(join.role === "owner" && meeting.options.join.role === "owner");
  assert.equal(join.ownerToken, meeting.options.join.ownerToken);
  assert.notEqual(join.peerToken, meeting.options.join.peerToken);
  assert.equal(offerTo(arrive(again)).transferId, transferId);
});

Deno.test("SenderModel names every engine of a share alike, and another share's otherwise", async () => {
  const bench = new SenderBench();
  using model = bench.model;
  const meeting = await bench.share(file);
  const first = arrive(meeting);
  first.fail("connection-lost");
  const { transferId } = offerTo(first);
  assert.equal(offerTo(arrive(meeting)).transferId, transferId);
  model.reset();
  await model.share();
  assert.notEqual(offerTo(arrive(bench.meeting)).transferId, transferId);
});

Deno.test("SenderModel refuses a wrong file by name, and goes on with the right ones at several times", async () => {
  const before = new SenderBench();
  const other = new File(["other"], "b.txt", { lastModified: file.lastModified });
  await before.share(file, other);
  const after = await reloaded(before);
  using model = after.model;
  model.choose([sharedFile(new File(["no"], "c.txt"))]);
  assert.deepEqual(resumingOf(after).refusal, { name: "c.txt", why: "name" });
  model.choose([sharedFile(new File(["longer than it was"], "b.txt"))]);
  assert.deepEqual(resumingOf(after).refusal, { name: "b.txt", why: "size" });
  model.choose([sharedFile(other)]);
  assert.deepEqual(resumingOf(after).missing, [{ name: "a.txt", size: 5 }]);
  model.choose([item]);
  const list = arrive(await after.met()).sent.find(({ type }) => type === "files");
  assert.ok(list?.type === "files");
  assert.deepEqual(list.files.map(({ path }) => path), ["a.txt", "b.txt"]);
});

Deno.test("SenderModel goes on by itself with a file that the browser still may open, else after one click", async () => {
  for (const permission of ["granted", "prompt"] as const) {
    const before = new SenderBench();
    const handle = new FakeHandle(file, permission) as unknown as FileSystemFileHandle;
    before.model.choose([{ path: file.name, file, way: handle }]);
    await before.model.share();
    assert.ok(!before.model.atRisk());
    const after = await reloaded(before);
    using model = after.model;
    if (permission === "prompt") {
      assert.ok(resumingOf(after).canPermit);
      await model.reopen();
    }
    await after.met();
    assert.equal(kindOf(after), "waiting");
    assert.ok(!model.atRisk(), "the way to the file is forgotten");
  }
});

Deno.test("SenderModel asks for a file whose way the reader refuses", async () => {
  const before = new SenderBench();
  const handle = new FakeHandle(file, "prompt", "denied") as unknown as FileSystemFileHandle;
  before.model.choose([{ path: file.name, file, way: handle }]);
  await before.model.share();
  const after = await reloaded(before);
  using model = after.model;
  await model.reopen();
  assert.ok(!resumingOf(after).canPermit);
  model.choose([item]);
  await after.met();
});

Deno.test("SenderModel asks before it is left while bytes move, or where files would have to be found again", async () => {
  const bench = new SenderBench();
  using model = bench.model;
  assert.ok(!model.atRisk());
  model.choose([item]);
  assert.ok(!model.atRisk());
  await model.share();
  assert.ok(model.atRisk());
  accept(arrive(bench.meeting));
  assert.ok(model.atRisk());
});

Deno.test("SenderModel starts anew after a reload: the session is ended, and nothing stays", async () => {
  const before = new SenderBench();
  await before.share(file);
  const after = await reloaded(before);
  using model = after.model;
  model.reset();
  assert.deepEqual(model.state.value, { kind: "loading", step: "choosing", files: [] });
  const ending = await after.met();
  ending.events.onJoined(0);
  await settle();
  assert.ok(ending.isLeft && !ending.isVanished);
  await comesTrue("forgotten", () => after.home.store.records.size === 0);
  assert.equal(after.home.tabStorage.location.hash, "");
  assert.equal(after.clock.pendingTasks, 0);
});

Deno.test("SenderModel shows the start of a page whose address names a share it doesn't know", async () => {
  const bench = new SenderBench();
  using model = bench.model;
  bench.home.tabStorage.location.hash = "A".repeat(43);
  model.open();
  assert.equal(stepOf(bench), "finding");
  await looked(bench);
  assert.equal(stepOf(bench), "choosing");
  assert.equal(bench.home.tabStorage.location.hash, "");
});

Deno.test("SenderModel fails where the browser's storage does, and retry finds the share after all", async () => {
  const before = new SenderBench();
  await before.share(file);
  before.home.store.isForbidden = true;
  const after = await reloaded(before);
  using model = after.model;
  assert.equal(shownReasonOf(after), "internal");
  after.home.store.isForbidden = false;
  model.retry();
  await looked(after);
  assert.deepEqual(resumingOf(after).files, [{ name: "a.txt", size: 5 }]);
});

Deno.test("SenderModel goes on with files that were there before its script, as of a restored form", async () => {
  const before = new SenderBench();
  await before.share(file);
  before.model.leave();
  const after = new SenderBench(before.home);
  using model = after.model;
  model.choose([item]);
  model.open();
  await after.met();
  assert.equal(kindOf(after), "waiting");
});

Deno.test("SenderModel ends with its page where the browser keeps nothing", async () => {
  const bench = new SenderBench();
  bench.home.store.isForbidden = true;
  const meeting = await bench.share(file);
  assert.equal(kindOf(bench), "waiting");
  bench.model.leave();
  assert.ok(meeting.isLeft && !meeting.isVanished);
});

Deno.test("SenderModel in a second tab says so, takes the share over when asked, and the first tab can take it back", async () => {
  const first = new SenderBench();
  const meeting = await first.share(file);
  const second = new SenderBench(first.home);
  using _one = first.model;
  using _other = second.model;
  second.model.open();
  await comesTrue("waits for the other tab", () => first.home.locks.waiting === 1);
  second.clock.advance(1_000);
  await looked(second);
  assert.equal(shownReasonOf(second), "other-tab");
  assert.equal(kindOf(first), "waiting");
  second.model.retry();
  await looked(second);
  assert.equal(shownReasonOf(first), "replaced");
  assert.ok(meeting.isVanished, "the session was ended for both");
  assert.ok(resumingOf(second));
  first.model.retry();
  await first.met(2);
  assert.equal(kindOf(first), "waiting");
  assert.equal(shownReasonOf(second), "replaced");
});

Deno.test("SenderModel that lost its share to another tab starts anew without ending it", async () => {
  const first = new SenderBench();
  await first.share(file);
  const second = new SenderBench(first.home);
  using _one = first.model;
  using _other = second.model;
  second.model.open();
  await comesTrue("waits for the other tab", () => first.home.locks.waiting === 1);
  second.clock.advance(1_000);
  await looked(second);
  second.model.retry();
  await looked(second);
  first.model.reset();
  await passed();
  assert.equal(stepOf(first), "choosing");
  assert.equal(first.home.store.records.size, 1);
  assert.equal(first.meetings.length, 1);
});

for (const reason of ["server-unreachable", "replaced"] as const) {
  Deno.test(`SenderModel goes back to the same session on retry after ${reason}`, async () => {
    const bench = new SenderBench();
    using model = bench.model;
    const meeting = await bench.share(file);
    const { hash } = bench;
    meeting.events.onClosed(reason);
    assert.equal(shownReasonOf(bench), reason);
    model.retry();
    await bench.met(2);
    assert.equal(bench.hash, hash);
    assert.equal(bench.sessions, 1);
  });
}

/** Engines of which the first finds its files changed as soon as they are accepted. */
function enginesThatFindChanges(engines: Engines): Engines {
  let isFirst = true;
  return {
    ...engines,
    createSender: (options) => {
      const sender = engines.createSender(options);
      if (!isFirst) return sender;
      isFirst = false;
      const receive = sender.receive.bind(sender);
      return Object.assign(sender, {
        receive: (message: TransferMessage) => {
          if (message.type !== "accept") return receive(message);
          sender.fail(new FailureError("source-changed", "Cannot read: the file changed"));
        },
      });
    },
  };
}

Deno.test("SenderModel asks for the files again where they aren't what they were, and lets recipients wait", async () => {
  const bench = new SenderBench();
  using model = bench.model;
  const { loadEngines } = bench;
  bench.loadEngines = async () => enginesThatFindChanges(await loadEngines());
  const meeting = await bench.share(file);
  const first = arrive(meeting);
  const { transferId } = offerTo(first);
  first.say({ type: "accept", transferId, windowBytes: 1 << 20, haveDigest: "" });
  await comesTrue("changed", () => kindOf(bench) === "failed");
  assert.equal(shownReasonOf(bench), "source-changed");
  const second = arrive(meeting);
  assert.deepEqual(second.sent, [], "the wrong file is offered once more");
  await model.retry();
  assert.deepEqual(resumingOf(bench).missing, [{ name: "a.txt", size: 5 }]);
  model.choose([item]);
  assert.equal(kindOf(bench), "connected");
  assert.equal(offerTo(second).transferId, transferId);
  assert.equal(bench.meetings.length, 1);
});

Deno.test("SenderModel keeps its files, and offers them again, where a recipient names a part of others", async () => {
  const bench = new SenderBench();
  using model = bench.model;
  const meeting = await bench.share(file);
  const first = arrive(meeting);
  const { transferId } = offerTo(first);
  first.say({ type: "have", ranges: [[0, 1]] });
  first.say({ type: "accept", transferId, windowBytes: 1 << 20, haveDigest: newToken() });
  await comesTrue("compared", () => kindOf(bench) === "failed");
  assert.equal(shownReasonOf(bench), "part-mismatch");
  const second = arrive(meeting);
  assert.equal(offerTo(second).transferId, transferId);
  await model.retry();
  assert.equal(kindOf(bench), "connected");
});

Deno.test("SenderModel pauses at once, and shows who did", async () => {
  const bench = new SenderBench();
  using model = bench.model;
  const peer = arrive(await bench.share(file));
  accept(peer);
  const pausedBy = () => {
    const recipient = recipientOf(bench);
    return recipient.kind === "transferring"
      ? [...recipient.pausedBy]
      : assert.fail(recipient.kind);
  };
  assert.deepEqual(pausedBy(), []);
  model.pause();
  assert.deepEqual(pausedBy(), ["here"]);
  peer.say({ type: "pause" });
  assert.deepEqual(pausedBy(), ["here", "there"]);
  model.resume();
  assert.deepEqual(pausedBy(), ["there"]);
});

/** Engines that come to an end as soon as they start. */
function enginesThatFail(reason: FailureReason): Engines {
  return {
    createSender: ({ onState }) => ({
      doneBytes: 0,
      totalBytes: 0,
      start: () => onState({ kind: "failed", reason, side: "here", cause: undefined }),
      receive: () => {},
      addLane: () => {},
      pause: () => {},
      resume: () => {},
      fail: () => {},
    }),
    createReceiver: () => assert.fail("no recipient here"),
  };
}

Deno.test("SenderModel asks for changed files at once: what it needs for that came with the link", async () => {
  const bench = new SenderBench();
  using model = bench.model;
  bench.loadEngines = () => Promise.resolve(enginesThatFail("source-changed"));
  arrive(await bench.share(file));
  assert.equal(shownReasonOf(bench), "source-changed");
  model.retry();
  assert.deepEqual(resumingOf(bench).missing, [{ name: "a.txt", size: 5 }]);
  model.reset();
  model.choose([item]);
  assert.equal(model.state.value.files.length, 2);
});

Deno.test("SenderModel cancelled while it keeps its share leaves nothing of it", async () => {
  const bench = new SenderBench();
  using model = bench.model;
  let tellHandle = (_handle: undefined) => {};
  const handle = new Promise<undefined>((resolve) => tellHandle = resolve);
  model.choose([{ path: file.name, file, way: handle }]);
  const sharing = model.share();
  await comesTrue("about to keep it", () => bench.meetings.length > 0);
  await passed();
  model.cancel();
  tellHandle(undefined);
  await sharing;
  await passed();
  assert.equal(bench.home.store.records.size, 0);
  assert.equal(bench.home.tabStorage.location.hash, "");
  assert.equal(stepOf(bench), "choosing");
});
