/**
 * What a chosen quality means to the browser's encoder.
 * @module
 */
import type { FrameRate, ScreenContent, ScreenQuality } from "./screen_quality.ts";

/** How a screen is encoded for one viewer. */
export interface ScreenEncoding {
  /** For `MediaStreamTrack.contentHint` (W3C mst-content-hint); Firefox has no such thing. */
  readonly contentHint: "text" | "motion";
  /** For `RTCRtpSendParameters.degradationPreference`. */
  readonly degradationPreference: "maintain-resolution" | "balanced";
  /** For `RTCRtpSendParameters.encodings[0]`. */
  readonly encoding: {
    /** Bits a second. */
    readonly maxBitrate: number;
    /** Frames a second. */
    readonly maxFramerate: number;
    readonly priority: RTCPriorityType;
    readonly networkPriority: RTCPriorityType;
    readonly scalabilityMode: "L1T1";
  };
  /** kbit/s at which bandwidth estimation begins. */
  readonly startKilobits: number;
}

/** A codec as `RTCRtpSender.getCapabilities("video")` lists it. */
export interface CodecCapability {
  readonly mimeType: string;
  readonly sdpFmtpLine?: string;
}

/** What this machine encodes well. */
export interface EncodingMachine {
  /**
   * Codecs by {@linkcode codecNameOf} that it encodes without effort, in hardware as a rule:
   * `powerEfficient` of `mediaCapabilities.encodingInfo({ type: "webrtc", … })`.
   */
  readonly powerEfficient: ReadonlySet<string>;
  /** `navigator.hardwareConcurrency`. */
  readonly cores: number;
}

/**
 * Mbit/s by content and frame rate. Text: 4 to 8 keep 1080p sharp; bits go by how much changes, not
 * by how often, so twice the frames don't take twice as many. Motion: 12 is what 1080p60 of a film
 * or game takes before blocks show, and fewer frames take less.
 */
const MAX_MEGABITS: Readonly<Record<ScreenContent, Readonly<Record<FrameRate, number>>>> = {
  text: { 15: 4, 30: 6, 60: 8 },
  motion: { 15: 5, 30: 8, 60: 12 },
};

/**
 * Estimation begins at this share of the most. A text's first key frame, 200 to 400 KB, then takes
 * about half a second instead of ten; the browser at once probes three and six times the start, so
 * a fast line gets to the most anyway, and a slow one is flooded by half as much.
 */
const START_SHARE = 0.5;

/**
 * Cores from which AV1 in software keeps up with 1080p, by frame rate: 8 at 30 frames a second, and
 * twice the frames are twice the work. Products that asked less of the machine went back to VP9.
 */
const AV1_CORES: Readonly<Record<FrameRate, number>> = { 15: 8, 30: 8, 60: 16 };

/** Pixels that H.264 carries at most: along a side, and in all. */
const H264_SIDE = 4096;
const H264_AREA = 36_864 * 16 * 16;

const HELPERS = /^(RTX|RED|ULPFEC|FLEXFEC.*)$/i;

/** Whether a codec of that name is repair or redundancy, which only goes with another. */
export function isHelper(name: string): boolean {
  return HELPERS.test(name);
}

/**
 * What a quality means to the encoder.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const { contentHint, encoding } = encodingFor({ content: "text", frameRate: 30, codec: "auto" });
 * assert.equal(contentHint, "text");
 * assert.equal(encoding.maxBitrate, 6_000_000);
 * ```
 */
export function encodingFor(quality: ScreenQuality): ScreenEncoding {
  const { content, frameRate } = quality;
  const megabits = MAX_MEGABITS[content][frameRate];
  return {
    // Also switches AV1's screen tools on; VP8, VP9 and H.264 treat it as "detail".
    contentHint: content,
    // Half-size text can't be read, so frames go first. In motion both give way a little:
    // "maintain-framerate" would halve the size at once.
    degradationPreference: content === "text" ? "maintain-resolution" : "balanced",
    encoding: {
      maxBitrate: megabits * 1_000_000,
      maxFramerate: frameRate,
      // Nothing on this connection matters more than the picture.
      priority: "high",
      networkPriority: "high",
      // Spatial layers of a screen are held to 5 frames a second by Chromium, and one viewer has
      // no use for temporal ones.
      scalabilityMode: "L1T1",
    },
    startKilobits: megabits * 1000 * START_SHARE,
  };
}

/**
 * By what number H.264 has to divide a picture's sides; 1 where it carries it as it is. Its widest common
 * level, 5.1, ends at 36,864 blocks of 16 by 16 pixels (ITU-T H.264 table A-1), and hardware at 4096
 * pixels a side: of more, encoders and decoders give no picture at all, and don't say so.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(scaleDownFor("H264", { width: 5120, height: 1440 }), 1.25);
 * assert.equal(scaleDownFor("H264", { width: 3840, height: 2160 }), 1);
 * assert.equal(scaleDownFor("VP9", { width: 5120, height: 1440 }), 1);
 * ```
 */
export function scaleDownFor(
  codec: string | undefined,
  { width = 0, height = 0 }: Pick<MediaTrackSettings, "width" | "height">,
): number {
  if (codec !== "H264") return 1;
  const bySide = Math.max(width, height) / H264_SIDE;
  return Math.max(1, bySide, Math.sqrt(width * height / H264_AREA));
}

/**
 * Orders codecs for `RTCRtpTransceiver.setCodecPreferences()`: the chosen one first, the others
 * after it for a viewer that can't decode it, repair formats last. None is dropped, none is made up.
 *
 * `auto` for text: AV1 where the machine is up to it, as it takes about half the bits, else VP9.
 * For motion: H.264 in hardware, else VP8, which is the cheapest in software.
 *
 * @param undecodable names of codecs that come after all others, whatever is chosen
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { DEFAULT_QUALITY } from "./screen_quality.ts";
 *
 * const known = ["video/VP8", "video/rtx", "video/VP9"].map((mimeType) => ({ mimeType }));
 * const machine = { powerEfficient: new Set<string>(), cores: 4 };
 * assert.deepEqual(
 *   codecOrder(DEFAULT_QUALITY, known, machine).map((it) => it.mimeType),
 *   ["video/VP9", "video/VP8", "video/rtx"],
 * );
 * ```
 */
export function codecOrder<Capability extends CodecCapability>(
  quality: ScreenQuality,
  capabilities: readonly Capability[],
  machine: EncodingMachine,
  undecodable: ReadonlySet<string> = new Set(),
): Capability[] {
  const names = preferredNames(quality, machine);
  const chosen = quality.codec.toUpperCase();
  function rank({ mimeType, sdpFmtpLine = "" }: Capability): number {
    const name = codecNameOf(mimeType);
    if (isHelper(name)) return 10_000;
    if (undecodable.has(name)) return 5_000 + variantRank(name, sdpFmtpLine);
    if (name === chosen) return variantRank(name, sdpFmtpLine);
    const rank = names.indexOf(name);
    // Codecs nobody has measured, such as H.265, are better than nothing.
    return 100 * (1 + (rank < 0 ? names.length : rank)) + variantRank(name, sdpFmtpLine);
  }
  return capabilities.toSorted((a, b) => rank(a) - rank(b));
}

/**
 * A codec's name: `VP9` of `video/VP9`, in capitals.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(codecNameOf("video/h264"), "H264");
 * ```
 */
export function codecNameOf(mimeType: string): string {
  return mimeType.slice(mimeType.indexOf("/") + 1).toUpperCase();
}

function preferredNames(quality: ScreenQuality, machine: EncodingMachine): string[] {
  const { powerEfficient, cores } = machine;
  if (quality.content === "motion") {
    return powerEfficient.has("H264")
      ? ["H264", "VP8", "VP9", "AV1"]
      : ["VP8", "VP9", "H264", "AV1"];
  }
  return powerEfficient.has("AV1") || cores >= AV1_CORES[quality.frameRate]
    ? ["AV1", "VP9", "VP8", "H264"]
    : ["VP9", "VP8", "H264", "AV1"];
}

/** 0 to 99: lower is understood by more decoders. */
function variantRank(name: string, format: string): number {
  const parameter = (key: string) => new RegExp(`(?:^|;) *${key}=([^;]*)`).exec(format)?.[1] ?? "";
  switch (name) {
    case "H264": {
      // RFC 6184 §8.1: the bits of the middle byte say what a stream keeps to; the second of them
      // turns baseline (0x42) into constrained baseline, which every decoder has.
      const profile = parseInt(parameter("profile-level-id"), 16);
      const constrained = profile >> 16 === 0x42 && (profile & 0x4000) !== 0;
      // Mode 0 allows no frame to be spread over packets, which makes slices of it.
      const spread = parameter("packetization-mode") === "1";
      return (constrained ? 0 : 2) + (spread ? 0 : 1);
    }
    case "VP9":
      return profileRank(parameter("profile-id"));
    case "AV1":
      return profileRank(parameter("profile"));
    default:
      return 0;
  }
}

/** Profiles count up from the one that every decoder has, which is meant where none is named. */
function profileRank(profile: string): number {
  return Math.min(Number(profile) || 0, 99);
}
