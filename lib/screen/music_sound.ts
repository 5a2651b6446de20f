/**
 * Sound of a screen is music as often as speech. Chromium's answer asks for what a call needs: one
 * channel at 32 kbit/s. What is received is decided by the receiver's own description (RFC 7587 §6.1),
 * so this is for the answer of a viewer.
 * @module
 */

/**
 * 128 kbit/s is the most that RFC 7587 §3.1.1 suggests for stereo music at full bandwidth. A quiet
 * screen takes nothing of it.
 */
const MUSIC = ["stereo=1", "sprop-stereo=1", "maxaveragebitrate=128000"];

/**
 * Asks for both channels, at a bit rate for music, in a description of one's own. A description without
 * Opus stays as it is; whatever else it asks of Opus is kept.
 *
 * @param sdp a session description (RFC 8866)
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const sdp = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10\r\n";
 * assert.ok(withMusicSound(sdp).endsWith(
 *   "a=fmtp:111 minptime=10;stereo=1;sprop-stereo=1;maxaveragebitrate=128000\r\n",
 * ));
 * ```
 */
export function withMusicSound(sdp: string): string {
  const [codec, payload] = /^a=rtpmap:(\d+) opus\/.*\r\n/im.exec(sdp) ?? [];
  if (!codec) return sdp;
  const [format = "", parameters = ""] = new RegExp(`^a=fmtp:${payload} (.*)\r\n`, "m").exec(sdp) ??
    [];
  const others = parameters.split(";").filter((it) =>
    it && !/^ *(stereo|sprop-stereo|maxav)/.test(it)
  );
  return sdp.replace(format, "")
    .replace(codec, `${codec}a=fmtp:${payload} ${[...others, ...MUSIC].join(";")}\r\n`);
}
