import assert from "node:assert/strict";
import { createLinkSecret, encodeLinkKey } from "../../../security/link.ts";
import { fakeStream, FakeTrack } from "../../fakes/fake_media.ts";
import type { FakePeer } from "../../fakes/fake_meeting.ts";
import { arrive, kindOf } from "../../samples/model_bench.ts";
import { PresenterBench, ViewerBench } from "../../samples/screen_bench.ts";
import { settle } from "../../simulation/simulation.ts";
import type { Attack } from "../attack.ts";

const FLOOD = 100_000;
const live = { type: "screen", state: "live", hasSound: false } as const;

/** Waits until the page shows what it heard. */
async function pass({ clock }: PresenterBench | ViewerBench, seconds = 1): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    clock.advance(1_000);
    await settle();
  }
}

/** An attack on a presenter by one viewer, beside whom another one watches. */
function onPresenter(
  name: string,
  must: string,
  attack: (bench: PresenterBench, attacker: FakePeer) => Promise<void>,
): Attack {
  return {
    name,
    must,
    async run() {
      using bench = new PresenterBench();
      const meeting = await bench.present();
      const honest = arrive(meeting);
      const attacker = arrive(meeting);
      honest.say({ type: "seen", delayMs: 40 });
      await pass(bench);
      const timers = bench.clock.pendingTasks;
      const said = honest.sent.length;
      await attack(bench, attacker);
      await pass(bench);
      assert.equal(kindOf(bench), "live");
      assert.equal(honest.state.kind, "connected");
      assert.equal(honest.sent.filter(({ type }) => type === "screen").length, 1);
      assert.ok(honest.sent.length <= said + 30, "the flood is passed on");
      assert.equal(bench.clock.pendingTasks, timers, "something piles up");
      assert.ok(bench.fanout.feeds[0] && !bench.fanout.feeds[0].isRemoved);
      assert.equal(bench.fanout.feeds[0].isAdjusted, false);
    },
  };
}

/** An attack on a viewer by its presenter. */
function onViewer(
  name: string,
  must: string,
  attack: (bench: ViewerBench, attacker: FakePeer) => Promise<void>,
): Attack {
  return {
    name,
    must,
    async run() {
      using bench = new ViewerBench();
      const attacker = arrive(await bench.open(`#${encodeLinkKey(createLinkSecret())}`));
      attacker.say(live);
      bench.media.at(-1)?.events.onPicture(fakeStream(new FakeTrack("video")));
      await pass(bench);
      assert.equal(kindOf(bench), "live");
      const timers = bench.clock.pendingTasks;
      await attack(bench, attacker);
      assert.ok(bench.clock.pendingTasks <= timers, "something piles up");
    },
  };
}

/** What a viewer may do to a presenter, and the presenter to a viewer. */
export const SCREEN_ATTACKS: readonly Attack[] = [
  onPresenter(
    "A viewer says 100,000 times in one breath how far behind it is.",
    "The last one counts, and nothing piles up or is passed on.",
    async (bench, attacker) => {
      for (let count = 0; count < FLOOD; count++) {
        attacker.say({ type: "seen", delayMs: count % 60_000 });
      }
      await pass(bench);
      assert.equal(bench.model.viewers.value.length, 2);
    },
  ),
  onPresenter(
    "A viewer says 10,000 times that it can decode nothing.",
    "Its own feed alone is adjusted.",
    async (bench, attacker) => {
      for (let count = 0; count < 10_000; count++) {
        attacker.say({ type: "seen", delayMs: 60_000, undecoded: true });
      }
      await pass(bench);
      assert.deepEqual(bench.fanout.feeds.map(({ isAdjusted }) => isAdjusted), [false, true]);
    },
  ),
  onPresenter(
    "A viewer is interrupted and back 1,000 times.",
    "It is one viewer, which is told what goes on once.",
    async (bench, attacker) => {
      for (let count = 0; count < 1_000; count++) {
        attacker.become({ kind: "interrupted", path: undefined });
        attacker.become({ kind: "connected", path: undefined });
      }
      await pass(bench);
      assert.equal(bench.model.viewers.value.length, 2);
      assert.equal(attacker.sent.filter(({ type }) => type === "screen").length, 1);
    },
  ),
  onPresenter(
    "A viewer talks on after its connection has failed.",
    "It is no viewer any more, and nothing that it says counts.",
    async (bench, attacker) => {
      attacker.fail("connection-lost");
      for (let count = 0; count < 1_000; count++) attacker.sayLate({ type: "seen", delayMs: 1 });
      await pass(bench);
      assert.equal(bench.model.viewers.value.length, 1);
      assert.ok(bench.fanout.feeds[1]?.isRemoved);
    },
  ),
  onViewer(
    "A presenter says 100,000 times in one breath how long its frames take.",
    "Nothing piles up, and the picture stays.",
    async (bench, attacker) => {
      for (let count = 0; count < FLOOD; count++) {
        attacker.say({ type: "sent", delayMs: count % 60_000 });
      }
      await pass(bench);
      assert.equal(kindOf(bench), "live");
    },
  ),
  onViewer(
    "A presenter pauses and goes on 10,000 times in one breath.",
    "The page shows the last of it, and nothing piles up.",
    async (bench, attacker) => {
      for (let count = 0; count < 10_000; count++) {
        attacker.say({ ...live, state: "paused" });
        attacker.say(live);
      }
      attacker.say({ ...live, state: "paused" });
      await settle();
      assert.equal(kindOf(bench), "paused");
    },
  ),
  onViewer(
    "A presenter ends, and then says that it goes on.",
    "The page stays at the end.",
    async (bench, attacker) => {
      attacker.say({ ...live, state: "ended" });
      attacker.sayLate(live);
      attacker.sayLate({ type: "sent", delayMs: 1 });
      await pass(bench, 30);
      assert.equal(kindOf(bench), "ended");
    },
  ),
];
