import assert from "node:assert/strict";
import { FakeStream, FakeTrack, lend } from "../testing/fakes/fake_media.ts";
import { settle } from "../testing/simulation/simulation.ts";
import { PerViewerFanout } from "./per_viewer_fanout.ts";
import { encodingFor } from "./screen_encoding.ts";
import type { ScreenQuality } from "./screen_quality.ts";
import type { ScreenTracks } from "./viewer_fanout.ts";

const TEXT: ScreenQuality = { content: "text", frameRate: 30, codec: "auto" };
const MOTION: ScreenQuality = { content: "motion", frameRate: 60, codec: "vp8" };
const CODECS = ["video/VP8", "video/rtx", "video/VP9"].map((mimeType) => ({ mimeType }));
const machine = { powerEfficient: new Set<string>(), cores: 4 };

/** Sends a track, and forgets nothing that it was told. */
class FakeSender {
  readonly tracks: (MediaStreamTrack | null)[] = [];
  readonly applied: RTCRtpSendParameters[] = [];
  /** Known once an answer was taken. */
  codecs: { mimeType: string }[] = [];
  encodings: RTCRtpEncodingParameters[] = [{ active: true }];
  refusal: Error | undefined;

  replaceTrack(track: MediaStreamTrack | null): Promise<void> {
    this.tracks.push(track);
    return this.#answer();
  }

  getParameters() {
    const { codecs, encodings } = this;
    return structuredClone({ codecs, encodings, transactionId: "1" });
  }

  setParameters(parameters: RTCRtpSendParameters): Promise<void> {
    this.applied.push(parameters);
    return this.#answer();
  }

  #answer(): Promise<void> {
    return this.refusal ? Promise.reject(this.refusal) : Promise.resolve();
  }
}

class FakeTransceiver {
  readonly sender = new FakeSender();
  readonly preferred: string[][] = [];
  readonly init: RTCRtpTransceiverInit;

  constructor(init: RTCRtpTransceiverInit) {
    this.init = init;
  }

  setCodecPreferences(codecs: { mimeType: string }[]): void {
    this.preferred.push(codecs.map(({ mimeType }) => mimeType));
  }
}

/** A connection to one viewer. */
class FakeConnection extends EventTarget {
  readonly transceivers = new Map<string, FakeTransceiver>();
  readonly report = new Map([["T", { type: "transport" }]]);

  addTransceiver(kind: string, init: RTCRtpTransceiverInit): FakeTransceiver {
    assert.ok(!this.transceivers.has(kind), `a second section of ${kind}`);
    const transceiver = new FakeTransceiver(init);
    this.transceivers.set(kind, transceiver);
    return transceiver;
  }

  getStats(): Promise<ReadonlyMap<string, unknown>> {
    return Promise.resolve(this.report);
  }

  of(kind: "video" | "audio"): FakeTransceiver {
    return this.transceivers.get(kind) ?? assert.fail(`no ${kind}`);
  }

  /** The tracks that it was to send, one after another. */
  /** It was answered, so that both sides know these codecs. */
  answer(...mimeTypes: string[]): void {
    this.of("video").sender.codecs = mimeTypes.map((mimeType) => ({ mimeType }));
    this.dispatchEvent(new Event("signalingstatechange"));
  }

  tracks(kind: "video" | "audio"): (MediaStreamTrack | null)[] {
    return this.of(kind).sender.tracks;
  }

  /** What the video sender was last told. */
  get parameters(): RTCRtpSendParameters & { encodings: { codec?: unknown }[] } {
    return this.of("video").sender.applied.at(-1) ?? assert.fail("nothing was applied");
  }
}

function screen(hasSound = true): ScreenTracks {
  const audio = hasSound ? new FakeTrack("audio").asTrack : undefined;
  return { video: new FakeTrack("video").asTrack, audio };
}

/** What browsers have and Deno hasn't. */
function browser(): Disposable {
  return lend(globalThis, {
    MediaStream: FakeStream,
    RTCRtpSender: { getCapabilities: () => ({ codecs: CODECS }) },
  });
}

/** One more viewer of a fanout. */
function join(fanout: PerViewerFanout) {
  const pc = new FakeConnection();
  const feed = fanout.add();
  feed.attach(pc as unknown as RTCPeerConnection);
  return { pc, feed };
}

Deno.test("PerViewerFanout sends each viewer picture and sound from the first offer on, in two streams", () => {
  using _browser = browser();
  const { pc } = join(new PerViewerFanout(TEXT, machine));
  assert.deepEqual([...pc.transceivers.keys()], ["video", "audio"]);
  const { init: video } = pc.of("video");
  const { init: audio } = pc.of("audio");
  assert.deepEqual([video.direction, audio.direction], ["sendonly", "sendonly"]);
  assert.deepEqual([video.streams?.length, audio.streams?.length], [1, 1]);
  assert.notEqual(video.streams?.[0], audio.streams?.[0]);
  assert.deepEqual(video.sendEncodings, [encodingFor(TEXT).encoding]);
});

Deno.test("PerViewerFanout shows a viewer that comes late what is shown, or nothing", () => {
  using _browser = browser();
  const fanout = new PerViewerFanout(TEXT, machine);
  const early = join(fanout).pc;
  assert.deepEqual(early.tracks("video"), [null]);
  const tracks = screen();
  fanout.show(tracks);
  const late = join(fanout).pc;
  for (const pc of [early, late]) {
    assert.equal(pc.tracks("video").at(-1), tracks.video);
    assert.equal(pc.tracks("audio").at(-1), tracks.audio);
  }
  fanout.show(undefined);
  assert.deepEqual(join(fanout).pc.tracks("video"), [null]);
});

Deno.test("PerViewerFanout shows a viewer that is being introduced what is shown by then", () => {
  using _browser = browser();
  const fanout = new PerViewerFanout(TEXT, machine);
  const feed = fanout.add();
  const tracks = screen();
  fanout.show(tracks);
  fanout.setQuality(MOTION);
  const pc = new FakeConnection();
  feed.attach(pc as unknown as RTCPeerConnection);
  assert.deepEqual(pc.tracks("video"), [tracks.video]);
  assert.equal(pc.parameters.encodings[0]?.maxFramerate, 60);
});

Deno.test("PerViewerFanout replaces tracks for everybody, takes them back, and negotiates nothing", () => {
  using _browser = browser();
  const fanout = new PerViewerFanout(TEXT, machine);
  const [one, two, three] = [screen(), screen(false), screen()];
  fanout.show(one);
  const connections = [join(fanout).pc, join(fanout).pc];
  fanout.show(two);
  fanout.show(undefined);
  fanout.show(three);
  for (const pc of connections) {
    assert.deepEqual(pc.tracks("video"), [one.video, two.video, null, three.video]);
    assert.deepEqual(pc.tracks("audio"), [one.audio, null, null, three.audio]);
    assert.equal(pc.transceivers.size, 2);
  }
});

Deno.test("PerViewerFanout tells the browser what is shown, whenever that changes", () => {
  using _browser = browser();
  const fanout = new PerViewerFanout(TEXT, machine);
  const { video } = screen();
  fanout.show({ video, audio: undefined });
  assert.equal(video.contentHint, "text");
  fanout.setQuality(MOTION);
  assert.equal(video.contentHint, "motion");
  const next = screen();
  fanout.show(next);
  assert.equal(next.video.contentHint, "motion");
  fanout.show(undefined);
  fanout.setQuality(TEXT);
  fanout.show(next);
  assert.equal(next.video.contentHint, "text");
});

Deno.test("PerViewerFanout encodes in the chosen quality, from the start and for everybody", () => {
  using _browser = browser();
  const fanout = new PerViewerFanout(TEXT, machine);
  const connections = [join(fanout).pc, join(fanout).pc];
  for (const quality of [TEXT, MOTION]) {
    if (quality === MOTION) fanout.setQuality(MOTION);
    const { encoding, degradationPreference } = encodingFor(quality);
    for (const { parameters } of connections) {
      assert.equal(parameters.degradationPreference, degradationPreference);
      assert.deepEqual(parameters.encodings, [{ active: true, ...encoding }]);
    }
  }
  assert.deepEqual(join(fanout).pc.of("video").init.sendEncodings, [encodingFor(MOTION).encoding]);
});

Deno.test("PerViewerFanout prefers codecs as the quality does, and switches once they are negotiated", () => {
  using _browser = browser();
  const fanout = new PerViewerFanout(TEXT, machine);
  const { pc } = join(fanout);
  const video = pc.of("video");
  assert.deepEqual(video.preferred, [["video/VP9", "video/VP8", "video/rtx"]]);
  assert.equal(pc.parameters.encodings[0]?.codec, undefined);
  video.sender.codecs = CODECS;
  fanout.setQuality(MOTION);
  assert.deepEqual(pc.parameters.encodings[0]?.codec, { mimeType: "video/VP8" });
  assert.equal(video.preferred.length, 1);
});

/** A picture of that size. */
function wide(width: number, height: number): ScreenTracks {
  const video = new FakeTrack("video");
  video.settings = { width, height };
  return { video: video.asTrack, audio: undefined };
}

Deno.test("PerViewerFanout makes a picture smaller that H.264 can't carry, from the answer on, and says so", async () => {
  using _browser = browser();
  const fanout = new PerViewerFanout({ ...TEXT, codec: "h264" }, machine);
  fanout.show(wide(5120, 1440));
  const { pc, feed } = join(fanout);
  const { sender } = pc.of("video");
  const scale = () => sender.applied.at(-1)?.encodings[0]?.scaleResolutionDownBy;
  assert.ok(!feed.isAdjusted);
  pc.answer("video/rtx", "video/H264", "video/VP8");
  assert.equal(scale(), 1.25);
  assert.ok(feed.isAdjusted);
  // What is shown instead may be smaller, and larger again.
  sender.encodings = sender.applied.at(-1)?.encodings ?? [];
  const window = new FakeTrack("video");
  window.settings = { width: 1920, height: 1080 };
  fanout.show({ video: window.asTrack, audio: undefined });
  assert.equal(scale(), 1);
  assert.ok(!feed.isAdjusted);
  sender.encodings = sender.applied.at(-1)?.encodings ?? [];
  window.settings = { width: 4096, height: 4096 };
  const { length } = sender.applied;
  await feed.stats();
  assert.ok((scale() ?? 0) > 1.3, `${scale()}`);
  sender.encodings = sender.applied.at(-1)?.encodings ?? [];
  await feed.stats();
  assert.equal(sender.applied.length, length + 1, "told once");
});

Deno.test("PerViewerFanout sends every pixel in a codec that carries it, and once H.264 gave way to one", () => {
  using _browser = browser();
  const fanout = new PerViewerFanout(TEXT, machine);
  fanout.show(wide(7680, 4320));
  const { pc, feed } = join(fanout);
  const { sender } = pc.of("video");
  pc.answer("video/VP9", "video/H264");
  assert.equal(sender.applied.length, 1);
  fanout.setQuality({ ...TEXT, codec: "h264" });
  assert.ok((sender.applied.at(-1)?.encodings[0]?.scaleResolutionDownBy ?? 0) > 1.8);
  sender.encodings = sender.applied.at(-1)?.encodings ?? [];
  fanout.setQuality(TEXT);
  assert.equal(sender.applied.at(-1)?.encodings[0]?.scaleResolutionDownBy, 1);
  assert.ok(!feed.isAdjusted);
});

Deno.test("PerViewerFanout sends another codec to a viewer that decodes nothing, and to no other", () => {
  using _browser = browser();
  const fanout = new PerViewerFanout({ ...TEXT, codec: "h264" }, machine);
  const [blind, sees] = [join(fanout), join(fanout)];
  blind.feed.undecoded(); // Before an answer nothing is known, and nothing can come.
  for (const { pc } of [blind, sees]) pc.answer("video/H264", "video/rtx", "video/VP8");
  const codec = ({ pc }: typeof blind) =>
    (pc.of("video").sender.applied.at(-1)?.encodings[0] as { codec?: { mimeType: string } }).codec;
  blind.feed.undecoded();
  assert.equal(codec(blind)?.mimeType, "video/VP8");
  assert.equal(codec(sees), undefined);
  assert.deepEqual([blind.feed.isAdjusted, sees.feed.isAdjusted], [true, false]);
  // Whatever is chosen later.
  fanout.setQuality({ ...MOTION, codec: "h264" });
  assert.equal(codec(blind)?.mimeType, "video/VP8");
  assert.equal(codec(sees)?.mimeType, "video/H264");
});

Deno.test("PerViewerFanout does without what a browser can't", () => {
  using _globals = lend(globalThis, {
    MediaStream: FakeStream,
    RTCRtpSender: { getCapabilities: () => null },
  });
  const pc = new FakeConnection();
  const { addTransceiver } = pc;
  pc.addTransceiver = (...args) => {
    const transceiver = addTransceiver.apply(pc, args);
    Object.defineProperty(transceiver, "setCodecPreferences", { value: undefined });
    transceiver.sender.encodings = [];
    return transceiver;
  };
  const tracks = screen();
  const fanout = new PerViewerFanout(TEXT, machine);
  fanout.show(tracks);
  fanout.add().attach(pc as unknown as RTCPeerConnection);
  assert.deepEqual(pc.tracks("video"), [tracks.video]);
  assert.deepEqual(pc.of("video").sender.applied, []);
});

Deno.test("PerViewerFanout goes on where a browser refuses a parameter or a track", async () => {
  using _browser = browser();
  const fanout = new PerViewerFanout(TEXT, machine);
  const [one, two] = [join(fanout).pc, join(fanout).pc];
  for (const kind of ["video", "audio"] as const) {
    one.of(kind).sender.refusal = new DOMException("closed", "InvalidStateError");
  }
  const tracks = screen();
  fanout.show(tracks);
  fanout.setQuality(MOTION);
  await settle();
  assert.equal(two.tracks("video").at(-1), tracks.video);
  assert.equal(two.parameters.encodings[0]?.maxFramerate, 60);
});

Deno.test("PerViewerFanout serves no viewer any more that was removed, and the others on", () => {
  using _browser = browser();
  const fanout = new PerViewerFanout(TEXT, machine);
  const [gone, stays] = [join(fanout), join(fanout)];
  gone.feed.remove();
  gone.feed.remove();
  fanout.show(screen());
  fanout.setQuality(MOTION);
  assert.deepEqual(gone.pc.tracks("video"), [null]);
  assert.equal(gone.pc.of("video").sender.applied.length, 1);
  assert.equal(stays.pc.tracks("video").length, 2);
  assert.equal(stays.pc.of("video").sender.applied.length, 2);
});

Deno.test("PerViewerFanout has each viewer's answers begin at the same bit rate, whatever is chosen later", () => {
  using _browser = browser();
  const fanout = new PerViewerFanout(TEXT, machine);
  const { feed } = join(fanout);
  const sdp = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=rtpmap:96 VP8/90000\r\n";
  const rate = encodingFor(TEXT).startKilobits;
  const expected = `${sdp}a=fmtp:96 x-google-start-bitrate=${rate}\r\n`;
  assert.equal(feed.adjustAnswer?.(sdp), expected);
  fanout.setQuality(MOTION);
  assert.equal(feed.adjustAnswer?.(sdp), expected);
});

Deno.test("PerViewerFanout has nothing measured before there is a connection", async () => {
  using _browser = browser();
  const fanout = new PerViewerFanout(TEXT, machine);
  assert.equal((await fanout.add().stats()).size, 0);
  const { pc, feed } = join(fanout);
  assert.equal(await feed.stats(), pc.report);
});
