import { codecNameOf, type EncodingMachine } from "./screen_encoding.ts";

/** A screen as it is commonly shared; whether a codec is cheap is asked for this. */
const COMMON_SCREEN = { width: 1920, height: 1080, bitrate: 6_000_000, framerate: 30 };

const CODECS = ["video/AV1", "video/VP9", "video/VP8", "video/H264"];

/** Asks the browser what this machine encodes well (W3C media-capabilities, `webrtc`). */
export async function encodingMachine(): Promise<EncodingMachine> {
  const powerEfficient = new Set<string>();
  await Promise.all(CODECS.map(async (contentType) => {
    if (await isPowerEfficient(contentType)) powerEfficient.add(codecNameOf(contentType));
  }));
  return { powerEfficient, cores: navigator.hardwareConcurrency };
}

async function isPowerEfficient(contentType: string): Promise<boolean> {
  try {
    const { mediaCapabilities } = navigator as { mediaCapabilities?: MediaCapabilities };
    const video = { contentType, ...COMMON_SCREEN };
    const info = await mediaCapabilities?.encodingInfo({ type: "webrtc", video });
    return info?.supported === true && info.powerEfficient;
  } catch (error) {
    // A browser that can't be asked this way encodes in software as far as we know.
    if (error instanceof TypeError || error instanceof DOMException) return false;
    throw error;
  }
}
