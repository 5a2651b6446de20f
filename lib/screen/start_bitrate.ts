/**
 * Where bandwidth estimation begins. libwebrtc starts at 300 kbit/s and takes seconds to get to
 * sharp text; `RTCRtpEncodingParameters` can't change that, the remote description can.
 *
 * Only `x-google-start-bitrate` is written: `x-google-min-bitrate` would be a floor that congestion
 * control may not go below, and so stay too much for a narrow line for as long as the call lasts.
 *
 * @module
 */
import { isHelper } from "./screen_encoding.ts";

const PARAMETER = "x-google-start-bitrate";

/** Their parameters come after one space, parted by semicolons (RFC 8866 §6.15). */
const FORMAT_LINE = /^(a=fmtp:(\d+)) ?(.*)$/;

const CODEC_LINE = /^a=rtpmap:(\d+) ([^/]+)\//;

/**
 * Names the bit rate at which sending video begins, in a *remote* description: libwebrtc reads it
 * from what it believes the other side asked for. Other browsers ignore it.
 *
 * Apply it to every remote description of a connection, with the same number: libwebrtc takes a
 * parameter that vanishes for a changed codec and sets its encoder up anew, while one that stays
 * doesn't start the estimate again.
 *
 * Everything but the format lines of real video codecs stays as it is, line ends included. A number
 * that is already there is replaced.
 *
 * @param sdp a session description (RFC 8866)
 * @param kilobits kbit/s; rounded to a whole number
 * @throws {RangeError} for a bit rate that isn't positive
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const sdp = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=rtpmap:96 VP8/90000\r\n";
 * assert.equal(
 *   withStartBitrate(sdp, 3000),
 *   `${sdp}a=fmtp:96 x-google-start-bitrate=3000\r\n`,
 * );
 * ```
 */
export function withStartBitrate(sdp: string, kilobits: number): string {
  const rounded = Math.round(kilobits);
  if (!(rounded > 0 && rounded < Infinity)) {
    throw new RangeError(`Cannot start sending at ${kilobits} kbit/s`);
  }
  // Lookarounds cut without eating a character: joined again, nothing else has changed.
  return sdp.split(/(?=^m=)/m)
    .map((section) => section.startsWith("m=video ") ? videoSection(section, rounded) : section)
    .join("");
}

function videoSection(section: string, kilobits: number): string {
  const lines = section.split(/(?<=\n)/);
  const codecs = new Set<string>();
  const formatted = new Set<string>();
  for (const line of lines) {
    const [, payload, name] = CODEC_LINE.exec(line) ?? [];
    // Repair and redundancy travel as payload types of their own, and have no bit rate.
    if (payload && name && !isHelper(name)) codecs.add(payload);
    const [, , described] = FORMAT_LINE.exec(trimEnd(line)) ?? [];
    if (described) formatted.add(described);
  }
  return lines.map((line) => {
    const text = trimEnd(line);
    const end = line.slice(text.length);
    const [, prefix, described = "", parameters = ""] = FORMAT_LINE.exec(text) ?? [];
    if (codecs.has(described)) return `${prefix} ${withParameter(parameters, kilobits)}${end}`;
    const payload = CODEC_LINE.exec(line)?.[1] ?? "";
    if (!codecs.has(payload) || formatted.has(payload)) return line;
    return `${text}${end || "\r\n"}a=fmtp:${payload} ${PARAMETER}=${kilobits}${end}`;
  }).join("");
}

function withParameter(parameters: string, kilobits: number): string {
  const others = parameters.split(";")
    .filter((it) => it.trim() !== "" && !it.trim().startsWith(`${PARAMETER}=`));
  return [...others, `${PARAMETER}=${kilobits}`].join(";");
}

function trimEnd(line: string): string {
  return line.replace(/\r?\n$/, "");
}
