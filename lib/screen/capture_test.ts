import assert from "node:assert/strict";
import { FailureError } from "../protocol/failure.ts";
import { FakeStream, fakeStream, FakeTrack, lend } from "../testing/fakes/fake_media.ts";
import { FakeClock } from "../testing/fakes/fake_clock.ts";
import { captureScreen, type CaptureSettings, ScreenCapture } from "./capture.ts";
import { DEFAULT_QUALITY } from "./screen_quality.ts";

/** A capture, its tracks, and what it told. */
function capture(withSound = true) {
  const told: string[] = [];
  const [video, audio] = [new FakeTrack("video"), new FakeTrack("audio")];
  const stream = withSound ? fakeStream(audio, video) : fakeStream(video);
  const events = {
    onEnded: () => told.push("ended"),
    onHeld: (held: boolean) => told.push(held ? "held" : "free"),
  };
  const clock = new FakeClock();
  const own = new ScreenCapture(stream, events, clock);
  return { video, audio, stream, events, told, clock, capture: own };
}

/** What a page asks the browser for, whose answer a test gives. */
function browser(answer: () => Promise<MediaStream>) {
  const asked: unknown[] = [];
  const mediaDevices = {
    getDisplayMedia: (options: unknown) => {
      asked.push(options);
      return answer();
    },
  };
  return { asked, lent: lend(navigator, { mediaDevices }) };
}

/** Elements that were made to take frames. */
const sinks: { srcObject: MediaStream | null; muted: boolean; isPlayed: boolean }[] = [];

function createElement() {
  const sink = {
    srcObject: null,
    muted: false,
    isPlayed: false,
    play: () => {
      sink.isPlayed = true;
      return Promise.reject(new DOMException("ended", "AbortError"));
    },
  };
  sinks.push(sink);
  return sink;
}

const silent = { onEnded: () => {}, onHeld: () => {} };
const usual: CaptureSettings = { clock: new FakeClock(), withSound: true };

Deno.test("ScreenCapture has the picture, and the sound where there is any", () => {
  const loud = capture();
  assert.equal(loud.capture.video, loud.video.asTrack);
  assert.equal(loud.capture.audio, loud.audio.asTrack);
  assert.equal(capture(false).capture.audio, undefined);
});

Deno.test("ScreenCapture takes no stream without a picture", () => {
  const stream = fakeStream(new FakeTrack("audio"));
  assert.throws(() => new ScreenCapture(stream, silent, usual.clock), { reason: "capture-failed" });
});

for (
  const [displaySurface, surface] of [
    ["monitor", "monitor"],
    ["window", "window"],
    ["browser", "browser"],
    ["hologram", undefined],
    [undefined, undefined],
  ] as const
) {
  Deno.test(`ScreenCapture shows ${surface} where the browser says ${displaySurface}`, () => {
    const { capture: own, video } = capture();
    if (displaySurface) video.settings = { displaySurface };
    assert.equal(own.surface, surface);
  });
}

Deno.test("ScreenCapture tells once that it ended from outside, and stops its sound", () => {
  const { video, audio, told } = capture();
  video.become("ended");
  video.become("ended");
  video.become("mute");
  assert.deepEqual(told, ["ended"]);
  assert.equal(audio.readyState, "ended");
});

Deno.test("ScreenCapture tells that the system holds frames back, and when it no longer does", () => {
  using _globals = lend(globalThis, { MediaStream: FakeStream, document: { createElement } });
  const { video, audio, told, clock } = capture();
  video.become("mute");
  clock.advance(4_000);
  video.become("unmute");
  audio.become("mute");
  clock.advance(4_000);
  assert.deepEqual(told, ["held", "free"]);
});

Deno.test("ScreenCapture begins to take a muted picture once more, which has a still one give a frame", () => {
  using _globals = lend(globalThis, { MediaStream: FakeStream, document: { createElement } });
  sinks.splice(0);
  const { video, told, clock } = capture();
  video.become("mute");
  const [sink] = sinks;
  assert.deepEqual(sink?.srcObject?.getVideoTracks(), [video]);
  assert.ok(sink.muted && sink.isPlayed, "a sink without a need is none");
  video.become("unmute");
  clock.advance(4_000);
  assert.equal(sink.srcObject, null);
  assert.deepEqual(told, []);
});

Deno.test("ScreenCapture stops picture and sound, and tells nothing after", () => {
  const { capture: own, video, audio, told } = capture();
  own.stop();
  own.stop();
  assert.deepEqual([video.readyState, audio.readyState], ["ended", "ended"]);
  video.become("ended");
  video.become("mute");
  video.become("unmute");
  assert.deepEqual(told, []);
});

Deno.test("ScreenCapture stops without sound as well", () => {
  const { capture: own, video } = capture(false);
  own.stop();
  assert.equal(video.readyState, "ended");
});

Deno.test("ScreenCapture keeps to another frame rate from then on", async () => {
  const { capture: own, video } = capture();
  await own.limitFrameRate(15);
  assert.deepEqual(video.constraints, [{ frameRate: { ideal: 15, max: 15 } }]);
});

Deno.test("captureScreen() asks for the chosen frame rate, and for sound as it is", async () => {
  const { stream } = capture();
  const { asked, lent } = browser(() => Promise.resolve(stream));
  using _lent = lent;
  const own = await captureScreen({ ...DEFAULT_QUALITY, frameRate: 30 }, silent, usual);
  assert.equal(own.video, stream.getVideoTracks()[0]);
  assert.deepEqual(asked, [{
    video: { frameRate: { ideal: 30, max: 30 } },
    audio: {
      channelCount: 2,
      echoCancellation: false,
      noiseSuppression: false,
      autoGainControl: false,
    },
    selfBrowserSurface: "exclude",
    surfaceSwitching: "include",
    systemAudio: "include",
  }]);
});

Deno.test("captureScreen() asks in the task of the click", () => {
  const { asked, lent } = browser(() => new Promise(() => {}));
  using _lent = lent;
  captureScreen(DEFAULT_QUALITY, silent, usual);
  assert.equal(asked.length, 1);
});

Deno.test("captureScreen() keeps the focus on the page, where the browser can", async () => {
  const behaviors: string[] = [];
  class CaptureController {
    setFocusBehavior(behavior: string): void {
      behaviors.push(behavior);
    }
  }
  const { stream } = capture();
  for (const controller of [CaptureController, class {}]) {
    const { asked, lent } = browser(() => Promise.resolve(stream));
    using _lent = lent;
    using _globals = lend(globalThis, { CaptureController: controller });
    await captureScreen(DEFAULT_QUALITY, silent, usual);
    const [options] = asked as { controller: unknown }[];
    assert.ok(options?.controller instanceof controller);
  }
  assert.deepEqual(behaviors, ["no-focus-change"]);
});

for (
  const [error, reason] of [
    [new DOMException("dismissed", "NotAllowedError"), "capture-refused"],
    [new DOMException("no click", "InvalidStateError"), "capture-refused"],
    [new DOMException("Could not start audio source", "NotReadableError"), "sound-failed"],
    [new DOMException("Error starting audio capture", "AbortError"), "sound-failed"],
    [new DOMException("the system said no", "NotReadableError"), "capture-failed"],
    [new DOMException("Could not start video source", "NotReadableError"), "capture-failed"],
    [new DOMException("gone", "NotFoundError"), "capture-failed"],
    [new DOMException("aborted", "AbortError"), "capture-failed"],
    [new DOMException("Timeout starting video source", "AbortError"), "capture-failed"],
    [new TypeError("what"), "capture-failed"],
    ["text", "capture-failed"],
  ] as const
) {
  const name = error instanceof Error ? `${error.name}: ${error.message}` : error;
  Deno.test(`captureScreen() fails with ${reason} where the browser says ${name}`, async () => {
    const { lent } = browser(() => Promise.reject(error));
    using _lent = lent;
    await assert.rejects(captureScreen(DEFAULT_QUALITY, silent, usual), (failure) => {
      assert.ok(failure instanceof FailureError);
      assert.equal(failure.reason, reason);
      assert.equal(failure.cause, error);
      return true;
    });
  });
}

for (const name of ["NotReadableError", "AbortError"]) {
  Deno.test(`captureScreen() without sound blames no sound for ${name}`, async () => {
    const { asked, lent } = browser(() => Promise.reject(new DOMException("no audio", name)));
    using _lent = lent;
    await assert.rejects(captureScreen(DEFAULT_QUALITY, silent, { ...usual, withSound: false }), {
      reason: "capture-failed",
    });
    const [{ audio, systemAudio } = {}] = asked as { audio?: unknown; systemAudio?: unknown }[];
    assert.deepEqual([audio, systemAudio], [false, "exclude"]);
  });
}

Deno.test("captureScreen() fails where what was picked has no picture", async () => {
  const { lent } = browser(() => Promise.resolve(fakeStream()));
  using _lent = lent;
  await assert.rejects(captureScreen(DEFAULT_QUALITY, silent, usual), {
    reason: "capture-failed",
    message: "Cannot capture: there is no picture",
  });
});

for (
  const [what, mediaDevices] of [
    ["no media devices, as over plain http", undefined],
    ["media devices that can't capture, as on phones", {}],
  ] as const
) {
  Deno.test(`captureScreen() fails with no-capture where there are ${what}`, async () => {
    using _lent = lend(navigator, { mediaDevices });
    await assert.rejects(captureScreen(DEFAULT_QUALITY, silent, usual), { reason: "no-capture" });
  });
}
