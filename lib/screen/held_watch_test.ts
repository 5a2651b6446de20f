import assert from "node:assert/strict";
import { FakeClock } from "../testing/fakes/fake_clock.ts";
import { FakeTrack } from "../testing/fakes/fake_media.ts";
import { HeldWatch } from "./held_watch.ts";

/** A watched track, what was told of it, and how often a frame was asked for. */
function watched() {
  const clock = new FakeClock();
  const video = new FakeTrack("video");
  const told: boolean[] = [];
  const asked = { times: 0, open: 0 };
  const watch = new HeldWatch({
    video: video.asTrack,
    clock,
    onHeld: (held) => told.push(held),
    askForFrame: (track) => {
      assert.equal(track, video);
      asked.times++;
      asked.open++;
      return () => asked.open--;
    },
  });
  return { clock, video, told, asked, watch };
}

Deno.test("a still picture, which gives a frame when asked, isn't held back, however often it is muted", () => {
  const { clock, video, told, asked } = watched();
  for (let time = 1; time <= 5; time++) {
    video.become("mute");
    assert.deepEqual(asked, { times: time, open: 1 });
    clock.advance(2_000);
    video.become("unmute");
    assert.equal(asked.open, 0);
    clock.advance(60_000);
  }
  assert.deepEqual(told, []);
  assert.equal(clock.pendingTasks, 0);
});

Deno.test("a picture that gives no frame when asked is held back, until frames come again", () => {
  const { clock, video, told, asked } = watched();
  video.become("mute");
  clock.advance(3_999);
  assert.deepEqual(told, []);
  clock.advance(1);
  assert.deepEqual(told, [true]);
  assert.equal(asked.open, 0);
  video.become("mute");
  clock.advance(60_000);
  assert.deepEqual([told, asked.times], [[true], 1]);
  video.become("unmute");
  assert.deepEqual(told, [true, false]);
  video.become("unmute");
  assert.deepEqual(told, [true, false]);
});

Deno.test("nothing is told, waited for or asked after the watch was stopped", () => {
  const { clock, video, told, asked, watch } = watched();
  video.become("mute");
  watch.stop();
  watch.stop();
  assert.deepEqual([clock.pendingTasks, asked.open], [0, 0]);
  video.become("mute");
  video.become("unmute");
  assert.deepEqual([told, asked.times], [[], 1]);
});
