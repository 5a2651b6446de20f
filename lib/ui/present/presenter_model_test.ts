import assert from "node:assert/strict";
import { FailureError, type FailureReason } from "../../protocol/failure.ts";
import { joinHashOf } from "../../protocol/join_hash.ts";
import { DEFAULT_QUALITY, type ScreenQuality } from "../../screen/screen_quality.ts";
import { CHROMIUM_SENDER, reportOf } from "../../screen/stats_fixtures.ts";
import { joinTokenOf, parseLinkKey } from "../../security/link.ts";
import {
  arrive,
  assertOver,
  kindOf,
  SESSION,
  shownReasonOf,
} from "../../testing/samples/model_bench.ts";
import {
  type FakeCapture,
  PresenterBench,
  screenPassed,
  VIEW_URL,
} from "../../testing/samples/screen_bench.ts";
import { FakeTabStorage } from "../../testing/fakes/fake_tab_storage.ts";
import { settle } from "../../testing/simulation/simulation.ts";
import type { Presenting } from "./presenter_state.ts";

const MOTION: ScreenQuality = { content: "motion", frameRate: 30, codec: "vp8" };
const live = { type: "screen", state: "live", hasSound: false } as const;
const paused = { ...live, state: "paused" } as const;
const ended = { ...live, state: "ended" } as const;
const refused = new FailureError("capture-refused", "nothing was picked");

/** Brings a page to each of its states. */
const STAGES: Readonly<Record<string, (bench: PresenterBench) => Promise<unknown>>> = {
  idle: (bench) => Promise.resolve(bench.model.open()),
  choosing: (bench) => {
    const { promise, resolve } = Promise.withResolvers<FakeCapture>();
    bench.capture = (quality, events) => {
      LATE.set(bench, () => resolve(bench.pick(quality, events)));
      return promise;
    };
    bench.model.start();
    return Promise.resolve();
  },
  creating: async (bench) => {
    const { createSession } = bench;
    const { promise, resolve } = Promise.withResolvers<void>();
    bench.createSession = async (...args) => {
      await promise;
      return createSession(...args);
    };
    LATE.set(bench, () => resolve());
    bench.model.start();
    await settle();
    assert.deepEqual(bench.model.state.value, {
      kind: "starting",
      step: "creating",
      quality: DEFAULT_QUALITY,
    });
  },
  "going to the meeting": async (bench) => {
    const { meet } = bench;
    const { promise, resolve } = Promise.withResolvers<void>();
    const { promise: isAsked, resolve: ask } = Promise.withResolvers<void>();
    bench.meet = async (...args) => {
      ask();
      await promise;
      return meet(...args);
    };
    LATE.set(bench, () => resolve());
    bench.model.start();
    await isAsked;
  },
  live: (bench) => bench.present(),
  "live with a viewer": async (bench) => arrive(await bench.present()),
  paused: async (bench) => {
    arrive(await bench.present());
    bench.model.pause();
  },
  stopped: async (bench) => {
    arrive(await bench.present());
    bench.model.stop();
  },
  failed: async (bench) => {
    (await bench.present()).events.onClosed("session-unknown");
    assert.equal(shownReasonOf(bench), "session-unknown");
  },
};

/** What a page at one of these stages still waits for. */
const LATE = new WeakMap<PresenterBench, () => void>();

function presenting({ model }: PresenterBench): Presenting {
  const state = model.state.value;
  if (state.kind !== "live" && state.kind !== "paused") assert.fail(`not shared: ${state.kind}`);
  return state;
}

/** A second passes, and what was measured is told. */
async function second({ clock }: PresenterBench): Promise<void> {
  clock.advance(1_000);
  await settle();
}

Deno.test("PresenterModel shares a link that holds the meeting's key, and joins as a screen's owner", async () => {
  using bench = new PresenterBench();
  const meeting = await bench.present();
  const { secret, sessionId, join } = meeting.options;
  assert.equal(kindOf(bench), "live");
  assert.ok(bench.link.startsWith(`${VIEW_URL}#`), bench.link);
  assert.deepEqual(parseLinkKey(new URL(bench.link).hash), secret);
  assert.equal(sessionId, SESSION);
  assert.ok(join.role === "owner" && join.kind === "screen" && meeting.isStarted);
  const joinHash = await joinHashOf(await joinTokenOf(secret));
  assert.deepEqual([join.joinHash, ...bench.sessions], [joinHash, joinHash]);
  const key = new URL(bench.link).hash.slice(1);
  assert.ok(!JSON.stringify([join, bench.sessions]).includes(key), "the server is told the key");
});

Deno.test("PresenterModel shows what is captured on its own page and to the fanout", async () => {
  using bench = new PresenterBench();
  bench.capture = (quality, events) => Promise.resolve(bench.pick(quality, events, true));
  await bench.present();
  assert.deepEqual(presenting(bench).screen, { surface: "monitor", hasSound: true });
  assert.deepEqual(bench.model.preview.value?.getTracks(), [bench.captured.video]);
  assert.deepEqual(bench.fanout.shown, [bench.captured]);
  assert.equal(bench.captured.quality, DEFAULT_QUALITY);
});

for (const reason of ["capture-refused", "no-capture", "capture-failed"] as const) {
  Deno.test(`PresenterModel fails with ${reason} where capturing does, and starts again after a retry`, async () => {
    using bench = new PresenterBench();
    const { capture } = bench;
    bench.capture = () => Promise.reject(new FailureError(reason, "no"));
    await bench.model.start();
    assert.deepEqual(bench.model.state.value, {
      kind: "failed",
      failure: { reason, side: "here" },
      quality: DEFAULT_QUALITY,
    });
    assert.equal(bench.sessions.length, 0, "a session was made for nothing");
    bench.capture = capture;
    bench.model.retry();
    assert.deepEqual(bench.model.state.value, {
      kind: "idle",
      canContinue: false,
      quality: DEFAULT_QUALITY,
    });
    await bench.present();
    assert.equal(kindOf(bench), "live");
  });
}

Deno.test("PresenterModel says what the browser lacks as soon as the page is there", () => {
  using bench = new PresenterBench();
  bench.unsupported = "no-webrtc";
  bench.model.open();
  assert.equal(shownReasonOf(bench), "no-webrtc");
});

Deno.test("PresenterModel leaves the sound out after it couldn't be captured, until that worked", async () => {
  using bench = new PresenterBench();
  const { capture, model } = bench;
  const fails = (reason: FailureReason) => {
    bench.capture = () => Promise.reject(new FailureError(reason, "no"));
  };
  fails("sound-failed");
  await model.start();
  assert.equal(shownReasonOf(bench), "sound-failed");
  // The dialog was closed: what is next asked for is the same.
  fails("capture-refused");
  await model.start();
  bench.capture = capture;
  await model.start();
  assert.equal(kindOf(bench), "live");
  assert.deepEqual(bench.askedForSound, [true, false, false]);
  // Another source may have a sound that can be captured.
  fails("sound-failed");
  await model.switchScreen();
  assert.equal(presenting(bench).switchFailure?.reason, "sound-failed");
  bench.capture = capture;
  await model.switchScreen();
  assert.equal(presenting(bench).switchFailure, undefined);
  assert.deepEqual(bench.askedForSound.slice(3), [true, false]);
});

Deno.test("PresenterModel says what the browser lacks, before it asks anybody", async () => {
  using bench = new PresenterBench();
  bench.unsupported = "insecure-context";
  await bench.model.start();
  assert.equal(shownReasonOf(bench), "insecure-context");
  assert.deepEqual([bench.captures, bench.sessions], [[], []]);
});

Deno.test("PresenterModel stops what it captures where the server refuses a session", async () => {
  using bench = new PresenterBench();
  bench.createSession = () => Promise.reject(new FailureError("server-busy", "full"));
  await bench.model.start();
  assert.equal(shownReasonOf(bench), "server-busy");
  assert.ok(bench.captured.isStopped);
  assert.equal(bench.model.preview.value, undefined);
  assert.equal(bench.tabStorage.stored.size, 0);
});

Deno.test("PresenterModel asks once for two clicks", async () => {
  using bench = new PresenterBench();
  await Promise.all([bench.model.start(), bench.model.start()]);
  await bench.model.start();
  assert.deepEqual([bench.captures.length, bench.sessions.length, bench.meetings.length], [
    1,
    1,
    1,
  ]);
});

Deno.test("PresenterModel tells a viewer at once that is proven, and each at every change", async () => {
  using bench = new PresenterBench();
  const meeting = await bench.present();
  const one = meeting.introduce();
  one.become({ kind: "connecting" });
  bench.model.pause();
  bench.model.resume();
  assert.deepEqual(one.sent, [], "something was said before the proof");
  one.become({ kind: "connected", path: undefined });
  assert.deepEqual(one.sent.splice(0), [live]);
  one.become({ kind: "connected", path: "lan" });
  one.become({ kind: "interrupted", path: "lan" });
  one.become({ kind: "connected", path: "lan" });
  assert.deepEqual(one.sent, [], "what didn't change was said again");
  bench.model.pause();
  bench.model.pause();
  const two = arrive(meeting);
  bench.model.resume();
  bench.model.resume();
  bench.capture = (quality, events) => Promise.resolve(bench.pick(quality, events, true));
  await bench.model.switchScreen();
  bench.model.pause();
  const loud = { ...live, hasSound: true };
  assert.deepEqual(one.sent, [paused, live, loud, { ...paused, hasSound: true }]);
  assert.deepEqual(two.sent, one.sent);
});

Deno.test("PresenterModel sends no tracks while paused, and the same ones after", async () => {
  using bench = new PresenterBench();
  await bench.present();
  bench.model.pause();
  assert.equal(kindOf(bench), "paused");
  bench.model.resume();
  assert.equal(kindOf(bench), "live");
  const { captured, fanout } = bench;
  assert.deepEqual(fanout.shown, [captured, undefined, captured]);
  assert.ok(!captured.isStopped);
});

Deno.test("PresenterModel switches the screen for the same viewers by the same link", async () => {
  using bench = new PresenterBench();
  const meeting = await bench.present();
  const viewer = arrive(meeting);
  const { captured: old, link } = bench;
  await bench.model.switchScreen();
  const { captured, fanout } = bench;
  assert.notEqual(captured, old);
  assert.ok(old.isStopped && !captured.isStopped);
  assert.deepEqual(fanout.shown, [old, captured]);
  assert.deepEqual(bench.model.preview.value?.getTracks(), [captured.video]);
  assert.equal(bench.link, link);
  assert.ok(!viewer.isOver && !meeting.isLeft);
  assert.deepEqual([bench.meetings.length, bench.sessions.length, bench.fanouts.length], [1, 1, 1]);
});

Deno.test("PresenterModel switches while paused without showing it before resume", async () => {
  using bench = new PresenterBench();
  await bench.present();
  const { captured: old, fanout } = bench;
  bench.model.pause();
  await bench.model.switchScreen();
  assert.equal(kindOf(bench), "paused");
  assert.deepEqual(fanout.shown, [old, undefined]);
  bench.model.resume();
  assert.deepEqual(fanout.shown, [old, undefined, bench.captured]);
});

Deno.test("PresenterModel changes nothing but to say why where a switch is refused", async () => {
  using bench = new PresenterBench();
  const viewer = arrive(await bench.present());
  const { captured, fanout } = bench;
  const { value: preview } = bench.model.preview;
  const before = bench.model.state.value;
  viewer.sent.splice(0);
  const { capture } = bench;
  bench.capture = () => Promise.reject(refused);
  await bench.model.switchScreen();
  const switchFailure = { reason: "capture-refused", side: "here" };
  assert.deepEqual(bench.model.state.value, { ...before, switchFailure });
  assert.deepEqual(fanout.shown, [captured]);
  assert.equal(bench.model.preview.value, preview);
  assert.ok(!captured.isStopped);
  assert.deepEqual(viewer.sent, []);
  bench.capture = capture;
  await bench.model.switchScreen();
  assert.equal(presenting(bench).switchFailure, undefined);
});

Deno.test("PresenterModel switches nothing where nothing is shared", async () => {
  for (const stage of ["idle", "choosing", "creating", "stopped", "failed"]) {
    using bench = new PresenterBench();
    await STAGES[stage]?.(bench);
    const { value } = bench.model.state;
    const { length } = bench.captures;
    bench.capture = (quality, events) => Promise.resolve(bench.pick(quality, events));
    await bench.model.switchScreen();
    bench.model.pause();
    bench.model.resume();
    assert.equal(bench.model.state.value, value, stage);
    assert.equal(bench.captures.length, length, stage);
  }
});

for (const by of ["page", "browser"] as const) {
  for (const isPaused of [false, true]) {
    const when = isPaused ? "while paused" : "while live";
    Deno.test(`PresenterModel is stopped by the ${by} ${when}: tells viewers, and forgets the session`, async () => {
      using bench = new PresenterBench();
      const meeting = await bench.present();
      const proven = arrive(meeting);
      const unproven = meeting.introduce();
      if (isPaused) bench.model.pause();
      const { captured } = bench;
      if (by === "page") bench.model.stop();
      else captured.events.onEnded();
      const quality = DEFAULT_QUALITY;
      assert.deepEqual(bench.model.state.value, { kind: "stopped", by, quality });
      assert.deepEqual(proven.sent.at(-1), ended);
      assert.deepEqual(unproven.sent, []);
      assert.ok(proven.isOver && unproven.isOver && meeting.isLeft);
      assert.ok(captured.isStopped);
      assert.equal(bench.tabStorage.stored.size, 0);
      assert.equal(bench.tabStorage.location.hash, "");
      assert.equal(bench.model.preview.value, undefined);
      assert.deepEqual(bench.model.viewers.value, []);
      assert.equal(bench.clock.pendingTasks, 0);
    });
  }
}

Deno.test("PresenterModel starts again by another link after it stopped", async () => {
  using bench = new PresenterBench();
  await bench.present();
  const { link } = bench;
  bench.model.stop();
  bench.model.retry();
  assert.equal(kindOf(bench), "stopped");
  await bench.present();
  assert.equal(kindOf(bench), "live");
  assert.notEqual(bench.link, link);
  assert.equal(bench.sessions.length, 2);
});

Deno.test("PresenterModel hears nothing of a capture that another took the place of", async () => {
  using bench = new PresenterBench();
  await bench.present();
  const { captured: old } = bench;
  await bench.model.switchScreen();
  const shown = bench.model.state.value;
  old.events.onHeld(true);
  old.events.onEnded();
  assert.equal(bench.model.state.value, shown);
  assert.ok(!bench.meeting.isLeft && !bench.captured.isStopped);
});

Deno.test("PresenterModel says when the system holds frames back, to its viewers too", async () => {
  using bench = new PresenterBench();
  const viewer = arrive(await bench.present());
  viewer.sent.splice(0);
  bench.captured.events.onHeld(true);
  assert.equal(presenting(bench).held, true);
  // And to who comes meanwhile.
  const late = arrive(bench.meeting);
  bench.captured.events.onHeld(false);
  assert.equal(presenting(bench).held, false);
  for (const { sent } of [viewer, late]) assert.deepEqual(sent, [{ ...live, held: true }, live]);
});

Deno.test("PresenterModel shows something else, of which nothing is held back", async () => {
  using bench = new PresenterBench();
  const viewer = arrive(await bench.present());
  bench.captured.events.onHeld(true);
  viewer.sent.splice(0);
  await bench.model.switchScreen();
  assert.deepEqual(viewer.sent, [live]);
});

Deno.test("PresenterModel lists viewers as they come, leave and come again", async () => {
  using bench = new PresenterBench();
  const { viewers } = bench.model;
  const numbers = () => viewers.value.map(({ number }) => number);
  const meeting = await bench.present();
  const first = arrive(meeting);
  const unproven = meeting.introduce();
  assert.deepEqual(viewers.value, [
    { number: 1, path: undefined, interrupted: false, delayMs: undefined, limit: "none" },
  ]);
  const second = arrive(meeting);
  assert.deepEqual(numbers(), [1, 3]);
  meeting.leaveBefore(unproven);
  first.fail("peer-left");
  assert.deepEqual(numbers(), [3]);
  second.become({ kind: "connected", path: "relay" });
  arrive(meeting);
  assert.deepEqual(numbers(), [3, 4]);
  assert.equal(viewers.value[0]?.path, "relay");
  const { feeds } = bench.fanout;
  assert.deepEqual(feeds.map(({ isRemoved }) => isRemoved), [true, true, false, false]);
  assert.deepEqual(meeting.peers.map(({ media }) => media), feeds);
});

Deno.test("PresenterModel shows which viewer is interrupted, and how far behind each says it is", async () => {
  using bench = new PresenterBench();
  const { viewers } = bench.model;
  const meeting = await bench.present();
  arrive(meeting);
  const peer = arrive(meeting);
  peer.become({ kind: "interrupted", path: undefined });
  assert.deepEqual(viewers.value.map(({ interrupted }) => interrupted), [false, true]);
  peer.become({ kind: "connected", path: "lan" });
  assert.deepEqual(viewers.value.map(({ interrupted }) => interrupted), [false, false]);
  peer.say({ type: "seen", delayMs: 87 });
  await second(bench);
  assert.deepEqual(viewers.value.map(({ delayMs }) => delayMs), [undefined, 87]);
});

Deno.test("PresenterModel sends another codec to the viewer that decodes nothing, and says so", async () => {
  using bench = new PresenterBench();
  const { viewers } = bench.model;
  const meeting = await bench.present();
  arrive(meeting);
  const blind = arrive(meeting);
  blind.say({ type: "seen", delayMs: 60_000, undecoded: true });
  assert.deepEqual(bench.fanout.feeds.map(({ isAdjusted }) => isAdjusted), [false, true]);
  assert.deepEqual(viewers.value.map(({ limit, delayMs }) => [limit, delayMs]), [
    ["none", undefined],
    ["codec", undefined],
  ]);
  // What is measured comes first: it can be helped.
  const [, feed] = bench.fanout.feeds;
  assert.ok(feed);
  feed.report = reportOf(CHROMIUM_SENDER, { "outbound-rtp": { qualityLimitationReason: "cpu" } });
  await second(bench);
  assert.deepEqual(viewers.value.map(({ limit }) => limit), ["none", "cpu"]);
});

Deno.test("PresenterModel measures once a second, and tells each proven viewer its own delay", async () => {
  using bench = new PresenterBench();
  const meeting = await bench.present();
  const one = arrive(meeting);
  const two = arrive(meeting);
  const unproven = meeting.introduce();
  for (const peer of meeting.peers) peer.sent.splice(0);
  const [first, other, last] = bench.fanout.feeds;
  assert.ok(first && other && last);
  const sent = { framesEncoded: 10, packetsSent: 100, qualityLimitationReason: "cpu" };
  first.report = reportOf(CHROMIUM_SENDER, {
    "outbound-rtp": { ...sent, totalEncodeTime: 0.124, totalPacketSendDelay: 0.2 },
  });
  last.report = first.report;
  await second(bench);
  assert.deepEqual(one.sent, [{ type: "sent", delayMs: 14 }]);
  assert.deepEqual([two.sent, unproven.sent], [[], []]);
  assert.deepEqual(bench.model.viewers.value.map(({ limit }) => limit), ["cpu", "none"]);
  const { sending } = bench.model;
  assert.deepEqual([sending.value?.width, sending.value?.height], [320, 192]);
  bench.clock.advance(999);
  await settle();
  assert.equal(one.sent.length, 1);
  // From the second time on it is what was added since.
  first.report = reportOf(CHROMIUM_SENDER, {
    "outbound-rtp": {
      framesEncoded: 20,
      packetsSent: 200,
      totalEncodeTime: 0.324,
      totalPacketSendDelay: 0.6,
      bytesSent: 16812 + 12_500,
      timestamp: 1_795_328_333_707.565 + 1_000,
    },
  });
  bench.clock.advance(1);
  await settle();
  assert.deepEqual(one.sent.at(-1), { type: "sent", delayMs: 24 });
  assert.equal(sending.value?.bitsPerSecond, 100_000);
  meeting.events.onServerLost(true);
  one.fail("peer-left");
  assert.equal(sending.value, undefined);
});

Deno.test("PresenterModel tells no delay that the protocol has no number for", async () => {
  using bench = new PresenterBench();
  const viewer = arrive(await bench.present());
  viewer.sent.splice(0);
  const [feed] = bench.fanout.feeds;
  assert.ok(feed);
  // After the computer slept, what waited to be sent has waited for as long.
  feed.report = reportOf(CHROMIUM_SENDER, { "outbound-rtp": { totalPacketSendDelay: 160 * 90 } });
  await second(bench);
  assert.deepEqual(viewer.sent, [{ type: "sent", delayMs: 60_000 }]);
});

Deno.test("PresenterModel measures nothing for a viewer that left meanwhile, or after the end", async () => {
  using bench = new PresenterBench();
  const meeting = await bench.present();
  const peer = arrive(meeting);
  peer.sent.splice(0);
  const [feed] = bench.fanout.feeds;
  assert.ok(feed);
  feed.report = reportOf(CHROMIUM_SENDER);
  bench.clock.advance(1_000);
  bench.model.stop();
  await settle();
  assert.deepEqual(peer.sent, [ended]);
  assert.equal(bench.clock.pendingTasks, 0);
  assert.deepEqual(bench.model.viewers.value, []);
  assert.equal(bench.model.sending.value, undefined);
});

Deno.test("PresenterModel keeps its viewers while the server is lost, and says so", async () => {
  using bench = new PresenterBench();
  const { events } = await bench.present();
  events.onServerLost(true);
  assert.equal(presenting(bench).serverLost, true);
  events.onServerLost(false);
  assert.equal(presenting(bench).serverLost, false);
  const viewer = arrive(bench.meeting);
  events.onServerLost(true);
  bench.model.pause();
  assert.equal(presenting(bench).serverLost, true);
  assert.ok(!viewer.isOver);
  events.onJoined(1);
  assert.equal(presenting(bench).serverLost, false);
});

Deno.test("PresenterModel fails, and forgets the link, where the session is closed before anybody came", async () => {
  using bench = new PresenterBench();
  const meeting = await bench.present();
  meeting.introduce();
  meeting.events.onClosed("session-unknown");
  assert.equal(shownReasonOf(bench), "session-unknown");
  assert.ok(bench.captured.isStopped && meeting.isLeft);
  assert.equal(bench.tabStorage.stored.size, 0);
  bench.model.retry();
  const idle = { kind: "idle", canContinue: false, quality: DEFAULT_QUALITY };
  assert.deepEqual(bench.model.state.value, idle);
});

Deno.test("PresenterModel goes on for its viewers where the session is closed, until the last has left", async () => {
  using bench = new PresenterBench();
  const meeting = await bench.present();
  const viewers = [arrive(meeting), arrive(meeting)] as const;
  meeting.events.onClosed("session-unknown");
  assert.equal(kindOf(bench), "live");
  assert.equal(presenting(bench).serverLost, true);
  assert.equal(bench.tabStorage.stored.size, 0);
  viewers[0].fail("peer-left");
  assert.equal(kindOf(bench), "live");
  viewers[1].fail("peer-left");
  assert.equal(shownReasonOf(bench), "session-unknown");
  assert.ok(bench.captured.isStopped && meeting.isLeft);
});

Deno.test("PresenterModel ends no later screen for a session that was closed before it", async () => {
  using bench = new PresenterBench();
  arrive(await bench.present());
  bench.meeting.events.onClosed("session-unknown");
  bench.model.stop();
  assert.equal(kindOf(bench), "stopped");
  arrive(await bench.present()).fail("peer-left");
  assert.equal(kindOf(bench), "live");
});

Deno.test("PresenterModel shows the same when it is disposed with viewers of a session that was closed", async () => {
  using bench = new PresenterBench();
  arrive(await bench.present());
  bench.meeting.events.onClosed("session-unknown");
  const shown = bench.model.state.value;
  bench.model[Symbol.dispose]();
  assert.equal(bench.model.state.value, shown);
});

Deno.test("PresenterModel is opened once: what goes on stays as it is", async () => {
  for (const stage of ["choosing", "live", "stopped", "failed"]) {
    using bench = new PresenterBench();
    await STAGES[stage]?.(bench);
    const shown = bench.model.state.value;
    bench.model.open();
    assert.equal(bench.model.state.value, shown, stage);
  }
});

Deno.test("PresenterModel takes up after a reload what the tab kept: the same session, key and link", async () => {
  using old = new PresenterBench();
  await old.present();
  const { link, tabStorage } = old;
  const { secret, join } = old.meeting.options;
  // The old page says nothing when it goes: this one is there before anybody missed it.
  using bench = new PresenterBench(tabStorage);
  bench.model.open();
  const idle = { kind: "idle", canContinue: true, quality: DEFAULT_QUALITY };
  assert.deepEqual(bench.model.state.value, idle);
  await bench.present();
  assert.equal(bench.link, link);
  assert.deepEqual(bench.sessions, []);
  const { options } = bench.meeting;
  assert.equal(options.sessionId, SESSION);
  assert.deepEqual(options.secret, secret);
  assert.ok(options.join.role === "owner" && join.role === "owner");
  assert.equal(options.join.ownerToken, join.ownerToken);
  assert.equal(options.join.joinHash, join.joinHash);
  assert.notEqual(options.join.peerToken, join.peerToken, "another page is another peer");
});

Deno.test("PresenterModel may still continue after the dialog was closed", async () => {
  using old = new PresenterBench();
  await old.present();
  using bench = new PresenterBench(old.tabStorage);
  bench.model.open();
  bench.capture = () => Promise.reject(refused);
  await bench.model.start();
  assert.equal(shownReasonOf(bench), "capture-refused");
  bench.model.retry();
  assert.ok(bench.model.state.value.kind === "idle" && bench.model.state.value.canContinue);
});

Deno.test("PresenterModel makes a new session where the kept one is gone", async () => {
  using old = new PresenterBench();
  await old.present();
  const { link, tabStorage } = old;
  using bench = new PresenterBench(tabStorage);
  await bench.present();
  bench.meeting.events.onClosed("session-unknown");
  bench.model.retry();
  await bench.present();
  assert.notEqual(bench.link, link);
  assert.equal(bench.sessions.length, 1);
});

for (const stage of ["choosing", "creating", "going to the meeting"]) {
  Deno.test(`PresenterModel goes nowhere when it is stopped while ${stage}`, async () => {
    using bench = new PresenterBench();
    await STAGES[stage]?.(bench);
    bench.model.stop();
    const quality = DEFAULT_QUALITY;
    assert.deepEqual(bench.model.state.value, { kind: "stopped", by: "page", quality });
    LATE.get(bench)?.();
    await screenPassed();
    assert.ok(bench.captured.isStopped, "the browser's bar stays");
    assert.equal(bench.model.preview.value, undefined);
    assert.equal(kindOf(bench), "stopped");
    assert.ok(bench.meetings.every(({ isStarted }) => !isStarted));
    assert.equal(bench.tabStorage.stored.size, 0);
    assert.equal(bench.clock.pendingTasks, 0);
  });
}

for (const stage of ["choosing", "going to the meeting"]) {
  Deno.test(`PresenterModel that is stopped while ${stage} ends the session it was going back to`, async () => {
    using old = new PresenterBench();
    await old.present();
    const { sessionId, secret, join } = old.meeting.options;
    using bench = new PresenterBench(old.tabStorage);
    bench.model.open();
    await STAGES[stage]?.(bench);
    bench.model.stop();
    LATE.get(bench)?.();
    const ending = await bench.met();
    const { options } = ending;
    assert.deepEqual([options.sessionId, options.secret], [sessionId, secret]);
    assert.ok(options.join.role === "owner" && join.role === "owner");
    assert.equal(options.join.ownerToken, join.ownerToken);
    const viewer = ending.introduce();
    ending.events.onJoined(1);
    await settle();
    assert.ok(ending.isLeft && viewer.isOver);
    assert.equal(bench.clock.pendingTasks, 0);
    assert.equal(kindOf(bench), "stopped");
  });
}

Deno.test("PresenterModel is stopped by the browser's bar while the session is being made", async () => {
  using bench = new PresenterBench();
  await STAGES["creating"]?.(bench);
  bench.captured.events.onEnded();
  LATE.get(bench)?.();
  await screenPassed();
  const quality = DEFAULT_QUALITY;
  assert.deepEqual(bench.model.state.value, { kind: "stopped", by: "browser", quality });
  assert.ok(bench.meetings.every(({ isStarted }) => !isStarted));
});

Deno.test("PresenterModel says nothing of a dialog that is closed after it was given up for another", async () => {
  using bench = new PresenterBench();
  const { capture } = bench;
  const { promise, reject } = Promise.withResolvers<FakeCapture>();
  bench.capture = () => promise;
  const first = bench.model.start();
  bench.model.stop();
  bench.capture = capture;
  await bench.present();
  reject(refused);
  await first;
  assert.equal(kindOf(bench), "live");
  assert.ok(!bench.captured.isStopped);
});

Deno.test("PresenterModel stops at once what is picked for a switch after the end", async () => {
  using bench = new PresenterBench();
  await bench.present();
  const { promise, resolve } = Promise.withResolvers<void>();
  const { capture } = bench;
  bench.capture = (...args) => promise.then(() => capture(...args));
  const switched = bench.model.switchScreen();
  bench.model.stop();
  resolve();
  await switched;
  assert.equal(bench.captures.length, 2);
  assert.ok(bench.captured.isStopped);
  assert.equal(bench.model.preview.value, undefined);
  assert.equal(kindOf(bench), "stopped");
});

Deno.test("PresenterModel says nothing of a switch that is refused after the end", async () => {
  using bench = new PresenterBench();
  await bench.present();
  const { promise, reject } = Promise.withResolvers<FakeCapture>();
  const { capture } = bench;
  bench.capture = () => promise;
  const switched = bench.model.switchScreen();
  bench.model.stop();
  bench.capture = capture;
  await bench.present();
  reject(refused);
  await switched;
  assert.equal(presenting(bench).switchFailure, undefined);
});

Deno.test("PresenterModel hears nothing of a meeting it left", async () => {
  using bench = new PresenterBench();
  const old = await bench.present();
  arrive(old);
  bench.model.stop();
  await bench.present();
  const shown = bench.model.state.value;
  old.events.onServerLost(true);
  old.events.onClosed("session-ended");
  arrive(old).say({ type: "seen", delayMs: 5 });
  await second(bench);
  assert.equal(bench.model.state.value, shown);
  assert.deepEqual(bench.model.viewers.value, []);
  assert.notEqual(bench.tabStorage.stored.size, 0);
});

Deno.test("PresenterModel sends in another quality from then on, and captures at its rate", async () => {
  using bench = new PresenterBench();
  await bench.present();
  bench.model.setQuality(MOTION);
  assert.equal(presenting(bench).quality, MOTION);
  assert.equal(bench.fanout.qualities.at(-1), MOTION);
  assert.deepEqual(bench.captured.frameRates, [30]);
  bench.captured.limitFrameRate = () => Promise.reject(new DOMException("one rate only"));
  bench.model.setQuality(DEFAULT_QUALITY);
  await settle();
  assert.equal(bench.fanout.qualities.at(-1), DEFAULT_QUALITY);
});

for (const stage of ["choosing", "creating", "going to the meeting"]) {
  Deno.test(`PresenterModel keeps to a quality that is chosen while ${stage}`, async () => {
    using bench = new PresenterBench();
    await STAGES[stage]?.(bench);
    bench.model.setQuality(MOTION);
    LATE.get(bench)?.();
    await bench.met();
    assert.equal(presenting(bench).quality, MOTION);
    assert.equal(bench.fanout.qualities.at(-1), MOTION);
    assert.deepEqual(bench.captured.frameRates, [30]);
  });
}

Deno.test("PresenterModel captures in the quality that was chosen before", async () => {
  using bench = new PresenterBench();
  bench.model.setQuality(MOTION);
  await bench.present();
  assert.equal(bench.captured.quality, MOTION);
  assert.deepEqual(bench.captured.frameRates, []);
  assert.equal(bench.fanout.qualities[0], MOTION);
});

for (const [stage, reach] of Object.entries(STAGES)) {
  Deno.test(`PresenterModel is disposed while ${stage}, and nothing remains`, async () => {
    using bench = new PresenterBench();
    await reach(bench);
    const shown = bench.model.state.value;
    bench.model[Symbol.dispose]();
    LATE.get(bench)?.();
    await screenPassed();
    assertOver(bench);
    assert.ok(bench.captures.every(({ isStopped }) => isStopped), "the browser's bar stays");
    assert.equal(bench.model.preview.value, undefined);
    assert.equal(bench.model.state.value, shown);
  });
}

Deno.test("PresenterModel that is opened at somebody else's address says so, and forgets the key", async () => {
  using old = new PresenterBench();
  await old.present();
  const strange = new FakeTabStorage();
  strange.location.hash = old.tabStorage.location.hash;
  using bench = new PresenterBench(strange);
  bench.model.open();
  const { value } = bench.model.state;
  assert.ok(value.kind === "idle" && value.isUnknown && !value.canContinue);
  assert.equal(strange.location.hash, "");
  await bench.present();
  assert.notEqual(bench.link, old.link);
});

Deno.test("PresenterModel removes a viewer for good, and nobody else", async () => {
  using bench = new PresenterBench();
  const meeting = await bench.present();
  const [first, second] = [arrive(meeting), arrive(meeting)];
  bench.model.removeViewer(1);
  bench.model.removeViewer(1);
  bench.model.removeViewer(7);
  assert.deepEqual(meeting.removed, [first]);
  assert.deepEqual(bench.model.viewers.value.map(({ number }) => number), [2]);
  assert.deepEqual(bench.fanout.feeds.map(({ isRemoved }) => isRemoved), [true, false]);
  assert.equal(second.state.kind, "connected");
  assert.equal(kindOf(bench), "live");
});

Deno.test("PresenterModel ends with the last viewer that it removes, where the session is closed", async () => {
  using bench = new PresenterBench();
  const meeting = await bench.present();
  arrive(meeting);
  meeting.events.onClosed("session-unknown");
  assert.equal(kindOf(bench), "live");
  bench.model.removeViewer(1);
  assert.equal(shownReasonOf(bench), "session-unknown");
});
