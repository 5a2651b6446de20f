import assert from "node:assert/strict";
import {
  type CodecCapability,
  codecNameOf,
  codecOrder,
  encodingFor,
  type EncodingMachine,
} from "./screen_encoding.ts";
import {
  CODEC_CHOICES,
  type CodecChoice,
  FRAME_RATES,
  type FrameRate,
  SCREEN_CONTENTS,
  type ScreenContent,
} from "./screen_quality.ts";

/** As Chromium 156 lists them, without the variants of profile and packetization it repeats. */
const CAPABILITIES: readonly CodecCapability[] = [
  { mimeType: "video/VP8" },
  { mimeType: "video/rtx" },
  h264(1, "42001f"),
  h264(0, "42e01f"),
  h264(1, "42e01f"),
  h264(1, "4d001f"),
  { mimeType: "video/AV1", sdpFmtpLine: "level-idx=5;profile=1;tier=0" },
  { mimeType: "video/AV1", sdpFmtpLine: "level-idx=5;profile=0;tier=0" },
  { mimeType: "video/VP9", sdpFmtpLine: "profile-id=2" },
  { mimeType: "video/VP9", sdpFmtpLine: "profile-id=0" },
  { mimeType: "video/H265" },
  { mimeType: "video/red" },
  { mimeType: "video/ulpfec" },
  { mimeType: "video/flexfec-03" },
];

function h264(mode: 0 | 1, profile: string): CodecCapability {
  const format = `level-asymmetry-allowed=1;packetization-mode=${mode};profile-level-id=${profile}`;
  return { mimeType: "video/H264", sdpFmtpLine: format };
}

const SLOW: EncodingMachine = { powerEfficient: new Set(), cores: 4 };
const FAST: EncodingMachine = { powerEfficient: new Set(), cores: 8 };

function order(
  content: ScreenContent,
  codec: CodecChoice,
  machine: EncodingMachine,
  frameRate: FrameRate = 30,
): CodecCapability[] {
  return codecOrder({ content, frameRate, codec }, CAPABILITIES, machine);
}

/** The order of the codecs, each once. */
function names(...chosen: Parameters<typeof order>): string {
  return [...new Set(order(...chosen).map(({ mimeType }) => codecNameOf(mimeType)))].join(" ");
}

const HELPERS = "RTX RED ULPFEC FLEXFEC-03";

Deno.test("text: AV1 on a machine that can, else VP9", () => {
  assert.equal(names("text", "auto", SLOW), `VP9 VP8 H264 AV1 H265 ${HELPERS}`);
  assert.equal(names("text", "auto", FAST), `AV1 VP9 VP8 H264 H265 ${HELPERS}`);
  const hardware = { powerEfficient: new Set(["AV1"]), cores: 2 };
  assert.equal(names("text", "auto", hardware, 60), `AV1 VP9 VP8 H264 H265 ${HELPERS}`);
});

Deno.test("text at 60 frames a second asks for twice the cores", () => {
  assert.match(names("text", "auto", FAST, 60), /^VP9/);
  assert.match(names("text", "auto", { ...FAST, cores: 16 }, 60), /^AV1/);
});

Deno.test("motion: H.264 in hardware, else VP8", () => {
  const hardware = { powerEfficient: new Set(["H264"]), cores: 4 };
  assert.equal(names("motion", "auto", hardware), `H264 VP8 VP9 AV1 H265 ${HELPERS}`);
  assert.equal(names("motion", "auto", FAST), `VP8 VP9 H264 AV1 H265 ${HELPERS}`);
});

Deno.test("a chosen codec goes first, the others follow", () => {
  assert.equal(names("text", "av1", SLOW), `AV1 VP9 VP8 H264 H265 ${HELPERS}`);
  assert.equal(names("text", "h264", SLOW), `H264 VP9 VP8 AV1 H265 ${HELPERS}`);
  assert.equal(names("motion", "vp9", SLOW), `VP9 VP8 H264 AV1 H265 ${HELPERS}`);
});

Deno.test("of a codec's variants the one that most decoders know goes first", () => {
  const of = (name: string) =>
    order("text", "auto", SLOW).filter((it) => codecNameOf(it.mimeType) === name);
  assert.deepEqual(of("H264"), [
    h264(1, "42e01f"),
    h264(0, "42e01f"),
    h264(1, "42001f"),
    h264(1, "4d001f"),
  ]);
  assert.deepEqual(of("VP9").map((it) => it.sdpFmtpLine), ["profile-id=0", "profile-id=2"]);
  assert.match(of("AV1")[0]?.sdpFmtpLine ?? "", /profile=0/);
});

Deno.test("constrained baseline is told by its own bit", () => {
  const quality = { content: "text", frameRate: 30, codec: "h264" } as const;
  const variants = [h264(1, "42a01f"), h264(1, "42c01f")];
  assert.deepEqual(codecOrder(quality, variants, SLOW), variants.toReversed());
});

Deno.test("nothing is dropped, made up or copied, and the given list stays", () => {
  const before = [...CAPABILITIES];
  for (const content of SCREEN_CONTENTS) {
    for (const codec of CODEC_CHOICES) {
      const ordered = order(content, codec, SLOW);
      assert.deepEqual(new Set(ordered), new Set(CAPABILITIES), codec);
      assert.equal(ordered.length, CAPABILITIES.length);
    }
  }
  assert.deepEqual(CAPABILITIES, before);
});

Deno.test("a codec that the browser hasn't is no reason to fail", () => {
  const quality = { content: "text", frameRate: 30, codec: "av1" } as const;
  const vp8 = { mimeType: "video/VP8" };
  assert.deepEqual(codecOrder(quality, [vp8], SLOW), [vp8]);
  assert.deepEqual(codecOrder(quality, [], SLOW), []);
});

Deno.test("text stays sharp, motion gives way on both sides", () => {
  const [text, motion] = SCREEN_CONTENTS.map((content) =>
    encodingFor({ content, frameRate: 60, codec: "auto" })
  );
  assert.equal(text?.contentHint, "text");
  assert.equal(text?.degradationPreference, "maintain-resolution");
  assert.equal(motion?.contentHint, "motion");
  assert.equal(motion?.degradationPreference, "balanced");
  assert.deepEqual(text?.encoding, {
    maxBitrate: 8_000_000,
    maxFramerate: 60,
    priority: "high",
    networkPriority: "high",
    scalabilityMode: "L1T1",
  });
  assert.equal(motion?.encoding.maxBitrate, 12_000_000);
});

Deno.test("more frames may take more bits, and sending begins at half of the most", () => {
  for (const content of SCREEN_CONTENTS) {
    let last = 0;
    for (const frameRate of FRAME_RATES) {
      const { encoding, startKilobits } = encodingFor({ content, frameRate, codec: "auto" });
      assert(encoding.maxBitrate > last);
      assert.equal(encoding.maxFramerate, frameRate);
      assert.equal(startKilobits, encoding.maxBitrate / 2000);
      last = encoding.maxBitrate;
    }
  }
});
