import assert from "node:assert/strict";
import { CHROMIUM_RECEIVER, reportOf } from "../../screen/stats_fixtures.ts";
import { createLinkSecret, encodeLinkKey } from "../../security/link.ts";
import { fakeStream, FakeTrack } from "../../testing/fakes/fake_media.ts";
import { connectFake, type FakePeer } from "../../testing/fakes/fake_meeting.ts";
import { testGuestModel } from "../../testing/samples/guest_model_contract.ts";
import { arrive, kindOf, passed, shownReasonOf } from "../../testing/samples/model_bench.ts";
import { PresenterBench, ViewerBench } from "../../testing/samples/screen_bench.ts";
import { settle } from "../../testing/simulation/simulation.ts";

const secret = createLinkSecret();
const hash = `#${encodeLinkKey(secret)}`;
const live = { type: "screen", state: "live", hasSound: false } as const;
const paused = { ...live, state: "paused" } as const;
const ended = { ...live, state: "ended" } as const;
const viewing = {
  kind: "live",
  path: undefined,
  interrupted: false,
  held: false,
  hasSound: false,
} as const;

/** A viewer that sees the screen. */
async function view(bench: ViewerBench): Promise<FakePeer> {
  const peer = arrive(await bench.open(hash));
  peer.say(live);
  bench.media.at(-1)?.events.onPicture(fakeStream(new FakeTrack("video")));
  return peer;
}

/** Brings a page to each of its states. */
const STAGES: Readonly<Record<string, (bench: ViewerBench) => Promise<unknown>>> = {
  opening: (bench) => bench.open(hash),
  "waiting for the presenter": async (bench) => (await bench.open(hash)).events.onJoined(0),
  "being introduced": async (bench) => (await bench.open(hash)).introduce(),
  live: view,
  paused: async (bench) => (await view(bench)).say(paused),
  "waiting for the presenter again": async (bench) => (await view(bench)).fail("peer-left"),
  ended: async (bench) => (await view(bench)).say(ended),
  failed: async (bench) => (await bench.open(hash)).introduce().fail("no-route"),
};

function noticeOf({ model }: ViewerBench): unknown {
  const state = model.state.value;
  return state.kind === "connecting" ? state.notice : assert.fail(`not connecting: ${state.kind}`);
}

/** A second passes, and what was measured is told. */
async function second({ clock }: ViewerBench): Promise<void> {
  clock.advance(1_000);
  await settle();
}

testGuestModel({ name: "ViewerModel", newBench: () => new ViewerBench(), stages: STAGES });

for (const reason of ["session-unknown", "session-full", "replaced"] as const) {
  Deno.test(`ViewerModel fails with ${reason} where the server says so, and retry asks again`, async () => {
    using bench = new ViewerBench();
    const meeting = await bench.open(hash);
    meeting.events.onClosed(reason);
    assert.deepEqual(bench.model.state.value, {
      kind: "failed",
      failure: { reason, side: "here" },
    });
    assert.ok(meeting.isLeft);
    bench.model.retry();
    assert.equal(noticeOf(bench), "opening");
    const again = await bench.met(2);
    assert.deepEqual(again.options.secret, secret);
    arrive(again).say(live);
    assert.equal(kindOf(bench), "live");
  });
}

for (const stage of ["opening", "waiting for the presenter", "being introduced"]) {
  Deno.test(`ViewerModel says that it is over where the server does while ${stage}`, async () => {
    using bench = new ViewerBench();
    await STAGES[stage]?.(bench);
    bench.meeting.events.onClosed("session-ended");
    assert.deepEqual(bench.model.state.value, { kind: "ended" });
    assert.ok(bench.meeting.isLeft);
  });
}

Deno.test("ViewerModel waits for a presenter that is away at first, for as long as it takes", async () => {
  using bench = new ViewerBench();
  const meeting = await bench.open(hash);
  assert.equal(noticeOf(bench), "opening");
  meeting.events.onJoined(0);
  assert.equal(noticeOf(bench), "presenter-away");
  bench.clock.advance(3_600_000);
  assert.equal(noticeOf(bench), "presenter-away");
  const peer = meeting.introduce();
  assert.equal(noticeOf(bench), "introducing");
  peer.become({ kind: "connecting" });
  peer.become({ kind: "connected", path: "lan" });
  assert.equal(noticeOf(bench), "introducing", "nothing was shown yet");
  peer.say({ ...live, hasSound: true });
  assert.deepEqual(bench.model.state.value, { ...viewing, path: "lan", hasSound: true });
});

Deno.test("ViewerModel says that it is being introduced where the presenter is there", async () => {
  using bench = new ViewerBench();
  const { events } = await bench.open(hash);
  events.onJoined(1);
  assert.equal(noticeOf(bench), "introducing");
});

Deno.test("ViewerModel waits again for a presenter that leaves while it is being introduced", async () => {
  using bench = new ViewerBench();
  const meeting = await bench.open(hash);
  meeting.leaveBefore(meeting.introduce());
  assert.equal(noticeOf(bench), "presenter-away");
  arrive(meeting).say(live);
  assert.equal(kindOf(bench), "live");
});

Deno.test("ViewerModel says that the server is lost only while there is no picture", async () => {
  using bench = new ViewerBench();
  const meeting = await bench.open(hash);
  meeting.events.onServerLost(false);
  assert.equal(noticeOf(bench), "opening");
  meeting.events.onServerLost(true);
  assert.equal(noticeOf(bench), "server-lost");
  meeting.events.onServerLost(false);
  meeting.events.onJoined(1);
  assert.equal(noticeOf(bench), "introducing");
  arrive(meeting).say(live);
  meeting.events.onServerLost(true);
  assert.deepEqual(bench.model.state.value, viewing);
});

Deno.test("ViewerModel goes on with its presenter where only the server lost sight of that", async () => {
  using bench = new ViewerBench();
  const peer = await view(bench);
  bench.meeting.events.onPeerAway();
  bench.meeting.events.onJoined(0);
  bench.meeting.events.onJoined(1);
  assert.deepEqual(bench.model.state.value, viewing);
  peer.say(paused);
  assert.equal(kindOf(bench), "paused");
});

Deno.test("ViewerModel shows the picture and the sound of one connection, each in its own stream", async () => {
  using bench = new ViewerBench();
  const { model } = bench;
  const peer = arrive(await bench.open(hash));
  assert.equal(peer.media, bench.media[0]);
  const [picture, sound] = [fakeStream(), fakeStream()];
  bench.media[0]?.events.onPicture(picture);
  bench.media[0]?.events.onSound(sound);
  assert.equal(model.picture.value, picture);
  assert.equal(model.sound.value, sound);
  peer.fail("peer-left");
  assert.deepEqual([model.picture.value, model.sound.value], [undefined, undefined]);
});

Deno.test("ViewerModel is live, paused and live again as the presenter says", async () => {
  using bench = new ViewerBench();
  const peer = await view(bench);
  const { value: picture } = bench.model.picture;
  assert.deepEqual(bench.model.state.value, viewing);
  peer.say(paused);
  assert.deepEqual(bench.model.state.value, { ...viewing, kind: "paused" });
  peer.say({ ...live, hasSound: true });
  assert.deepEqual(bench.model.state.value, { ...viewing, hasSound: true });
  assert.ok(picture !== undefined && bench.model.picture.value === picture);
});

Deno.test("ViewerModel is paused from the start where the presenter is", async () => {
  using bench = new ViewerBench();
  arrive(await bench.open(hash)).say(paused);
  assert.equal(kindOf(bench), "paused");
});

Deno.test("ViewerModel ends when the presenter does, frees its seat, and can be opened again", async () => {
  using bench = new ViewerBench();
  const peer = await view(bench);
  peer.say(ended);
  assert.deepEqual(bench.model.state.value, { kind: "ended" });
  assert.ok(peer.isOver && bench.meeting.isLeft);
  assert.equal(bench.model.picture.value, undefined, "a picture of a closed connection stays");
  assert.equal(bench.clock.pendingTasks, 0);
  peer.sayLate(live);
  assert.equal(kindOf(bench), "ended");
  bench.model.retry();
  await bench.met(2);
  assert.equal(noticeOf(bench), "opening");
});

Deno.test("ViewerModel sees on where only the server says that it is over, and ends with the connection", async () => {
  using bench = new ViewerBench();
  const peer = await view(bench);
  bench.meeting.events.onClosed("session-ended");
  assert.equal(kindOf(bench), "live", "the server can't part those who have met");
  peer.fail("peer-left");
  assert.deepEqual(bench.model.state.value, { kind: "ended" });
  assert.ok(bench.meeting.isLeft);
});

for (const reason of ["peer-left", "connection-lost"] as const) {
  Deno.test(`ViewerModel waits for a presenter with ${reason}, and goes on when it is back`, async () => {
    using bench = new ViewerBench();
    const old = await view(bench);
    old.fail(reason);
    const away = { kind: "connecting", notice: "presenter-away", hadPicture: true };
    assert.deepEqual(bench.model.state.value, away);
    assert.equal(bench.model.picture.value, undefined, "nothing comes any more");
    assert.ok(!bench.meeting.isLeft);
    assert.equal(bench.clock.pendingTasks, 0, "what is gone is still measured");
    bench.clock.advance(3_600_000);
    const peer = bench.meeting.introduce();
    assert.deepEqual(bench.model.state.value, { ...away, notice: "introducing" });
    peer.become({ kind: "connecting" });
    peer.become({ kind: "connected", path: "direct" });
    peer.say(live);
    assert.deepEqual(bench.model.state.value, { ...viewing, path: "direct" });
    old.sayLate(paused);
    assert.equal(kindOf(bench), "live");
  });
}

Deno.test("ViewerModel joins again where its connection is past repair, and not for ever", async () => {
  using bench = new ViewerBench();
  const old = await view(bench);
  old.break();
  assert.ok(bench.meetings[0]?.isLeft);
  const away = { kind: "connecting", notice: "presenter-away", hadPicture: true };
  assert.deepEqual(bench.model.state.value, away);
  const peer = (await bench.met(2)).introduce();
  peer.become({ kind: "connecting" });
  peer.become({ kind: "connected", path: "direct" });
  peer.say(live);
  assert.equal(kindOf(bench), "live");
  bench.clock.advance(9_000);
  peer.break();
  const failure = { reason: "connection-lost", side: "there" };
  assert.deepEqual(bench.model.state.value, { kind: "failed", failure });
});

Deno.test("ViewerModel stays with its presenter where the server names others who prove nothing", async () => {
  using bench = new ViewerBench();
  const presenter = await view(bench);
  const picture = bench.model.picture.value;
  for (let number = 1; number <= 3; number++) {
    const other = bench.meeting.introduce();
    bench.media[number]?.events.onPicture(fakeStream());
    if (number === 2) other.fail("tampered");
    if (number === 3) bench.meeting.leaveBefore(other);
  }
  assert.deepEqual(bench.model.state.value, viewing);
  assert.equal(bench.model.picture.value, picture);
  presenter.say(paused);
  assert.equal(kindOf(bench), "paused");
  presenter.say(ended);
  assert.equal(kindOf(bench), "ended");
});

Deno.test("ViewerModel shows the picture of a presenter that came back, also where it was there before the proof", async () => {
  using bench = new ViewerBench();
  await view(bench);
  const fresh = bench.meeting.introduce();
  const picture = fakeStream();
  bench.media[1]?.events.onPicture(picture);
  bench.media[1]?.events.onSound(picture);
  assert.notEqual(bench.model.picture.value, picture);
  fresh.become({ kind: "connected", path: undefined });
  assert.deepEqual([bench.model.picture.value, bench.model.sound.value], [picture, picture]);
});

Deno.test("ViewerModel says that it was removed, and stays the same peer in its tab", async () => {
  using bench = new ViewerBench();
  const peer = await view(bench);
  const { join } = bench.meeting.options;
  assert.deepEqual([...bench.kept], []);
  peer.fail("removed");
  assert.equal(shownReasonOf(bench), "removed");
  assert.ok(bench.meeting.isLeft);
  const again = await bench.open(hash);
  assert.equal(again.options.join.peerToken, join.peerToken);
});

Deno.test("ViewerModel goes on with a presenter that reloads before its old connection is seen to be dead", async () => {
  using bench = new ViewerBench();
  const old = await view(bench);
  const fresh = arrive(bench.meeting);
  assert.deepEqual(bench.model.state.value, viewing);
  const picture = fakeStream();
  bench.media[1]?.events.onPicture(picture);
  bench.media[1]?.events.onSound(picture);
  bench.media[0]?.events.onPicture(fakeStream());
  bench.media[0]?.events.onSound(fakeStream());
  fresh.say({ ...live, hasSound: true });
  const shown = { ...viewing, hasSound: true };
  // What is left of the old one says nothing any more.
  old.become({ kind: "interrupted", path: undefined });
  assert.deepEqual(bench.model.state.value, shown);
  old.become({ kind: "connected", path: "relay" });
  old.sayLate(ended);
  old.fail("peer-left");
  assert.deepEqual(bench.model.state.value, shown);
  assert.equal(bench.model.picture.value, picture);
  assert.equal(bench.model.sound.value, picture);
  assert.ok(!fresh.isOver);
});

for (const reason of ["no-route", "tampered", "protocol-error", "timed-out"] as const) {
  Deno.test(`ViewerModel fails with ${reason} where the connection does, frees its seat, and retry joins anew`, async () => {
    using bench = new ViewerBench();
    const peer = await view(bench);
    const old = bench.meeting;
    peer.fail(reason);
    const failure = { reason, side: "there" };
    assert.deepEqual(bench.model.state.value, { kind: "failed", failure });
    assert.ok(old.isLeft);
    assert.equal(bench.clock.pendingTasks, 0);
    const shown = bench.model.state.value;
    old.events.onJoined(1);
    old.events.onClosed("session-ended");
    arrive(old).say(live);
    assert.equal(bench.model.state.value, shown);
    bench.model.retry();
    arrive(await bench.met(2)).say(live);
    assert.equal(kindOf(bench), "live");
  });
}

Deno.test("ViewerModel goes on where the session is closed, until the presenter is gone", async () => {
  using bench = new ViewerBench();
  const peer = await view(bench);
  bench.meeting.events.onClosed("session-unknown");
  assert.deepEqual(bench.model.state.value, viewing);
  assert.ok(!peer.isOver);
  peer.fail("peer-left");
  assert.equal(shownReasonOf(bench), "session-unknown");
  assert.ok(bench.meeting.isLeft);
});

Deno.test("ViewerModel waits for a presenter of a new meeting, whatever closed the one before", async () => {
  using bench = new ViewerBench();
  const peer = await view(bench);
  bench.meeting.events.onClosed("session-unknown");
  peer.fail("tampered");
  bench.model.retry();
  const again = arrive(await bench.met(2));
  again.say(live);
  again.fail("peer-left");
  assert.equal(noticeOf(bench), "presenter-away");
});

Deno.test("ViewerModel says nothing where joining fails after the page left", async () => {
  using bench = new ViewerBench();
  const { promise, reject } = Promise.withResolvers<never>();
  bench.meet = () => promise;
  bench.model.open(hash);
  await passed();
  const shown = bench.model.state.value;
  bench.model.leave();
  reject(new Error("no sockets here"));
  await settle();
  assert.equal(bench.model.state.value, shown);
});

Deno.test("ViewerModel ignores retry where nothing ended", async () => {
  using bench = new ViewerBench();
  await view(bench);
  const { meeting } = bench;
  const shown = bench.model.state.value;
  bench.model.retry();
  await passed();
  assert.equal(bench.model.state.value, shown);
  assert.ok(!meeting.isLeft && bench.meetings.length === 1);
});

Deno.test("ViewerModel shows the path, and that the connection is being repaired", async () => {
  using bench = new ViewerBench();
  const peer = await view(bench);
  peer.become({ kind: "connected", path: "direct" });
  assert.deepEqual(bench.model.state.value, { ...viewing, path: "direct" });
  peer.become({ kind: "interrupted", path: "direct" });
  const interrupted = { ...viewing, path: "direct", interrupted: true };
  assert.deepEqual(bench.model.state.value, interrupted);
  peer.say(paused);
  assert.deepEqual(bench.model.state.value, { ...interrupted, kind: "paused" });
  peer.become({ kind: "connected", path: "relay" });
  assert.deepEqual(bench.model.state.value, { ...viewing, kind: "paused", path: "relay" });
});

Deno.test("ViewerModel says why the picture stands still, as long as the presenter's system holds it", async () => {
  using bench = new ViewerBench();
  const peer = await view(bench);
  peer.say({ ...live, held: true });
  assert.deepEqual(bench.model.state.value, { ...viewing, held: true });
  peer.say(live);
  assert.deepEqual(bench.model.state.value, viewing);
});

Deno.test("ViewerModel measures once a second, and tells the presenter what it sees and how late", async () => {
  using bench = new ViewerBench();
  const { model } = bench;
  const facts = () => model.facts.value;
  const peer = await view(bench);
  const [media] = bench.media;
  assert.ok(media);
  media.report = reportOf(CHROMIUM_RECEIVER);
  model.frameShown({ captureTime: 100, expectedDisplayTime: 140.4 });
  bench.clock.advance(999);
  await settle();
  assert.equal(facts(), undefined);
  bench.clock.advance(1);
  await settle();
  assert.deepEqual(peer.sent, [{ type: "seen", delayMs: 40 }]);
  assert.deepEqual([facts()?.width, facts()?.height], [320, 192]);
  // Nothing changes on a screen that stands still: no frame comes, and nothing is known of any.
  media.report = reportOf(CHROMIUM_RECEIVER, {
    "inbound-rtp": { timestamp: 1_795_328_334_719.567, bytesReceived: 16_812 + 12_500 },
  });
  await second(bench);
  assert.equal(facts()?.delayMs, undefined);
  assert.equal(facts()?.bitsPerSecond, 100_000);
  assert.equal(peer.sent.length, 1);
  model.frameShown({ captureTime: 100, expectedDisplayTime: 190 });
  model.frameShown({ captureTime: 100, expectedDisplayTime: 191 });
  await second(bench);
  assert.deepEqual(peer.sent.slice(1), [{ type: "seen", delayMs: 91 }]);
});

Deno.test("ViewerModel tells the presenter once that nothing is decoded of what comes", async () => {
  using bench = new ViewerBench();
  const peer = await view(bench);
  const [media] = bench.media;
  assert.ok(media);
  for (let frames = 1; frames <= 8; frames++) {
    const received = { framesReceived: frames, framesDecoded: 0, frameWidth: 0, frameHeight: 0 };
    media.report = reportOf(CHROMIUM_RECEIVER, { "inbound-rtp": received });
    await second(bench);
  }
  assert.deepEqual(peer.sent, [{ type: "seen", delayMs: 60_000, undecoded: true }]);
});

Deno.test("ViewerModel adds the presenter's part where the browser doesn't know when a frame was captured", async () => {
  using bench = new ViewerBench();
  const peer = await view(bench);
  const [media] = bench.media;
  assert.ok(media);
  media.report = reportOf(CHROMIUM_RECEIVER, {
    "candidate-pair": { currentRoundTripTime: 0.02 },
  });
  peer.say({ type: "sent", delayMs: 9 });
  bench.model.frameShown({ receiveTime: 100, expectedDisplayTime: 121 });
  await second(bench);
  assert.deepEqual(peer.sent, [{ type: "seen", delayMs: 40 }]);
  assert.equal(bench.model.facts.value?.delayMs, 40);
});

Deno.test("ViewerModel tells no delay that the protocol has no number for", async () => {
  using bench = new ViewerBench();
  const peer = await view(bench);
  const [media] = bench.media;
  assert.ok(media);
  media.report = reportOf(CHROMIUM_RECEIVER, { "candidate-pair": { currentRoundTripTime: 1 } });
  peer.say({ type: "sent", delayMs: 60_000 });
  bench.model.frameShown({ receiveTime: 0, expectedDisplayTime: 5 });
  await second(bench);
  assert.deepEqual(peer.sent, [{ type: "seen", delayMs: 60_000 }]);
});

Deno.test("ViewerModel measures in time what the presenter says often, and once", async () => {
  using bench = new ViewerBench();
  const peer = await view(bench);
  const [media] = bench.media;
  assert.ok(media);
  media.report = reportOf(CHROMIUM_RECEIVER);
  bench.clock.advance(600);
  peer.say(paused);
  peer.say(live);
  assert.equal(bench.clock.pendingTasks, 1);
  bench.clock.advance(400);
  await settle();
  assert.notEqual(bench.model.facts.value, undefined);
  peer.say(paused);
  assert.equal(bench.clock.pendingTasks, 1);
});

Deno.test("ViewerModel knows nothing of a connection before its first frame, and looks again", async () => {
  using bench = new ViewerBench();
  await view(bench);
  await second(bench);
  assert.equal(bench.model.facts.value, undefined);
  const [media] = bench.media;
  assert.ok(media);
  media.report = reportOf(CHROMIUM_RECEIVER);
  await second(bench);
  assert.notEqual(bench.model.facts.value, undefined);
});

Deno.test("ViewerModel tells nothing, and shows no numbers, of a connection that is lost while it is measured", async () => {
  using bench = new ViewerBench();
  const peer = await view(bench);
  const [media] = bench.media;
  assert.ok(media);
  media.report = reportOf(CHROMIUM_RECEIVER);
  await second(bench);
  bench.model.frameShown({ captureTime: 100, expectedDisplayTime: 140 });
  bench.clock.advance(1_000);
  peer.fail("peer-left");
  await settle();
  assert.deepEqual(peer.sent, []);
  assert.equal(bench.model.facts.value, undefined);
  assert.equal(bench.clock.pendingTasks, 0);
});

Deno.test("ViewerModel and PresenterModel meet by the link, and say to each other what they do", async () => {
  using presenter = new PresenterBench();
  using viewer = new ViewerBench();
  const there = await presenter.present();
  const here = await viewer.open(new URL(presenter.link).hash);
  assert.deepEqual(here.options.secret, there.options.secret);
  connectFake(there, here);
  await settle();
  assert.equal(kindOf(viewer), "live");
  presenter.model.pause();
  await settle();
  assert.equal(kindOf(viewer), "paused");
  presenter.model.resume();
  const [media] = viewer.media;
  assert.ok(media);
  media.report = reportOf(CHROMIUM_RECEIVER);
  viewer.model.frameShown({ captureTime: 100, expectedDisplayTime: 140 });
  await second(viewer);
  presenter.clock.advance(1_000);
  await settle();
  assert.equal(presenter.model.viewers.value[0]?.delayMs, 40);
  presenter.model.stop();
  await settle();
  assert.equal(kindOf(viewer), "ended");
});

Deno.test("ViewerModel frees its seat at the presenter when it leaves", async () => {
  using presenter = new PresenterBench();
  using viewer = new ViewerBench();
  connectFake(await presenter.present(), await viewer.open(new URL(presenter.link).hash));
  await settle();
  assert.equal(presenter.model.viewers.value.length, 1);
  viewer.model.leave();
  await settle();
  assert.deepEqual(presenter.model.viewers.value, []);
});

Deno.test("ViewerModel shows a picture without figures where what measures can't be fetched", async () => {
  using bench = new ViewerBench();
  bench.hasMeter = false;
  const peer = await view(bench);
  await settle();
  const media = bench.media.at(-1) ?? assert.fail("no media");
  media.report = reportOf(CHROMIUM_RECEIVER);
  await second(bench);
  assert.equal(kindOf(bench), "live");
  assert.equal(bench.model.facts.value, undefined);
  bench.hasMeter = true;
  peer.fail("peer-left");
  arrive(bench.meetings[0] ?? assert.fail("no meeting")).say(live);
  await settle();
  const next = bench.media.at(-1) ?? assert.fail("no media");
  next.report = reportOf(CHROMIUM_RECEIVER);
  await second(bench);
  assert.notEqual(bench.model.facts.value, undefined);
});
