import { MAX_CANDIDATES_PER_GENERATION, MAX_SEALED_PLAINTEXT_BYTES } from "../protocol/limits.ts";
import { isCount, isRecord, isText } from "../protocol/parse.ts";
import { parseFingerprint } from "./fingerprint.ts";

/** Longest candidate line: the longest real one is near 200 (IPv6, relayed, with every extension). */
const MAX_CANDIDATE_LENGTH = 512;

/** Sections of audio and video together: one screen and its sound. */
const MAX_MEDIA_SECTIONS = 2;

/**
 * What a peer may say about audio and video: nothing, that it sends them, or that it takes them. The
 * last is how a viewer is kept from publishing: a presenter's browser would play what it sends.
 */
export type RemoteMedia = "none" | "sends" | "receives";

/** RFC 8866 §6.7. A section without one means `sendrecv`, which nobody may say. */
const DIRECTIONS: Readonly<Record<RemoteMedia, readonly string[]>> = {
  none: [],
  sends: ["a=sendonly", "a=inactive"],
  receives: ["a=recvonly", "a=inactive"],
};

const DIRECTION = /^a=(?:sendrecv|sendonly|recvonly|inactive)$/i;

/** RFC 8839 §5.4 bounds a username fragment. */
const MAX_USERNAME_FRAGMENT_LENGTH = 256;

/** Browsers name sections by short numbers. */
const MAX_MID_LENGTH = 32;

/** A description that may be given to the browser. */
export interface CheckedDescription {
  readonly type: "offer" | "answer";
  readonly sdp: string;
}

/** A candidate that may be given to the browser; the members of `RTCIceCandidateInit`. */
export interface CheckedCandidate {
  readonly candidate: string;
  readonly sdpMid: string | null;
  readonly sdpMLineIndex: number | null;
  readonly usernameFragment: string | null;
}

// RFC 8866 §5: a type, "=", and what browsers write there, which is printable ASCII.
const SDP_LINE = /^[a-z]=[ -~]*$/;
const DATA_SECTION = /^m=application \d{1,5} (?:UDP|TCP)\/DTLS\/SCTP webrtc-datachannel$/;
const MEDIA_SECTION = /^m=(?:audio|video) \d{1,5} (?:UDP|TCP)\/TLS\/RTP\/SAVPF [\d ]+$/;

// RFC 8839 §5.1: foundation, component, transport, priority, address, port, type, extensions.
const CANDIDATE =
  /^candidate:[\w+/]{1,32} [12] (?:udp|tcp) \d{1,10} (\S+) \d{1,5} typ (?:host|srflx|prflx|relay)((?: [!-~]+)*)$/i;

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;
const IPV6 = /^(?=.*:)[\da-f:.]{2,45}$/i;
// draft-ietf-mmusic-mdns-ice-candidates §3.1.1: a random uuid. Any other name under `.local` would
// make the browser ask the local network for a device of that name.
const MDNS = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\.local$/i;

/**
 * Checks a session description of the peer before the browser sees it. The peer holds the link,
 * but it may still be hostile: a description makes the browser open sockets, look names up and
 * set up decoders (RFC 8826 §4.2).
 *
 * Accepted are offers and answers with at most one data section, one of audio and one of video in the
 * direction that the peer may use, one certificate, addresses instead of names, and a bounded number of candidates. Attributes that are
 * unknown here pass, so that a browser's next version isn't locked out: none of them can name a
 * host or a certificate.
 *
 * @param value `{ type, sdp }`, from outside
 * @param media what this peer may do with audio and video
 * @returns the two members, or `undefined` where anything about them is wrong; it never throws.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(checkDescription({ type: "offer", sdp: "v=0\r\n" }), undefined);
 * ```
 */
export function checkDescription(
  value: unknown,
  media: RemoteMedia = "none",
): CheckedDescription | undefined {
  if (!isRecord(value)) return undefined;
  const { type, sdp } = value;
  if (type !== "offer" && type !== "answer") return undefined;
  if (!isText(sdp, MAX_SEALED_PLAINTEXT_BYTES)) return undefined;
  return isAcceptableSdp(sdp, media) ? { type, sdp } : undefined;
}

function isAcceptableSdp(sdp: string, media: RemoteMedia): boolean {
  const lines = sdp.split("\r\n");
  // A bare CR or LF is no printable character, so no line can hide inside another.
  if (lines.pop() !== "" || lines[0] !== "v=0") return false;
  let dataSections = 0;
  let mediaSections = 0;
  let directions = 0;
  let candidates = 0;
  let inMedia = false;
  for (const line of lines) {
    if (!SDP_LINE.test(line)) return false;
    if (line.startsWith("m=")) {
      // Each media section has said its direction before the next section begins.
      if (directions !== mediaSections) return false;
      inMedia = MEDIA_SECTION.test(line);
      if (inMedia) mediaSections++;
      else if (DATA_SECTION.test(line)) dataSections++;
      else return false;
    } else if (/^a=candidate/i.test(line)) {
      candidates++;
      if (!isAcceptableCandidate(line.slice(2))) return false;
    } else if (inMedia && DIRECTION.test(line)) {
      if (++directions > mediaSections || !DIRECTIONS[media].includes(line)) return false;
    } else if (!namesNoHost(line)) {
      return false;
    }
  }
  return dataSections <= 1 && directions === mediaSections &&
    mediaSections <= (media === "none" ? 0 : MAX_MEDIA_SECTIONS) &&
    dataSections + mediaSections > 0 &&
    candidates <= MAX_CANDIDATES_PER_GENERATION &&
    parseFingerprint(sdp) !== undefined;
}

/** `o=`, `c=` and `a=rtcp:` end in `IN IP4 <address>`; a name there might be looked up. */
function namesNoHost(line: string): boolean {
  const [, address] = /\bIN\s+IP.\s+(.*)$/i.exec(line) ?? [];
  return address === undefined || isAddress(address);
}

/**
 * Checks a candidate of the peer before the browser sees it: its grammar (RFC 8839 §5.1), its
 * length, and that it names an address or an mDNS uuid instead of a host.
 *
 * Component 2 passes beside component 1: Firefox sends such candidates for a video section that is
 * added later, although it multiplexes RTCP and won't use them.
 *
 * @param value the members of `RTCIceCandidateInit`, from outside; an empty `candidate` ends them
 * @returns the known members, or `undefined` where anything about them is wrong; it never throws.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const candidate = "candidate:1 1 udp 2122194687 192.0.2.2 43770 typ host";
 * assert.ok(checkCandidate({ candidate, sdpMid: "0" }));
 * assert.equal(checkCandidate({ candidate: candidate.replace("192.0.2.2", "printer.local"), sdpMid: "0" }), undefined);
 * ```
 */
export function checkCandidate(value: unknown): CheckedCandidate | undefined {
  if (!isRecord(value)) return undefined;
  const {
    candidate,
    sdpMid = null,
    sdpMLineIndex = null,
    usernameFragment = null,
  } = value;
  if (!isText(candidate, MAX_CANDIDATE_LENGTH)) return undefined;
  if (candidate !== "" && !isAcceptableCandidate(candidate)) return undefined;
  if (sdpMid !== null && !isText(sdpMid, MAX_MID_LENGTH)) return undefined;
  if (
    sdpMLineIndex !== null && !isCount(sdpMLineIndex, 0, MAX_MEDIA_SECTIONS)
  ) {
    return undefined;
  }
  // Without either, `addIceCandidate` throws a TypeError (WebRTC §4.4.2).
  if (sdpMid === null && sdpMLineIndex === null) return undefined;
  if (
    usernameFragment !== null &&
    !isText(usernameFragment, MAX_USERNAME_FRAGMENT_LENGTH)
  ) return undefined;
  return { candidate, sdpMid, sdpMLineIndex, usernameFragment };
}

function isAcceptableCandidate(text: string): boolean {
  if (text.length > MAX_CANDIDATE_LENGTH) return false;
  const [, address, extensions] = CANDIDATE.exec(text) ?? [];
  if (address === undefined || !isAddress(address)) return false;
  // The address a candidate was derived from is only told, never contacted; a name has no place there either.
  const [, related] = /^ raddr (\S+)/i.exec(extensions ?? "") ?? [];
  return related === undefined || isAddress(related);
}

function isAddress(text: string): boolean {
  return IPV4.test(text) || IPV6.test(text) || MDNS.test(text);
}

/**
 * Counts the candidates of one peer per ICE generation, told apart by the username fragment.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const budget = new CandidateBudget();
 * for (let index = 0; index < 64; index++) assert.ok(budget.admit("abcd"));
 * assert.equal(budget.admit("abcd"), false);
 * assert.ok(budget.admit("efgh")); // an ICE restart
 * ```
 */
export class CandidateBudget {
  #generation: string | null | undefined;
  #admitted = 0;

  /** Whether one more candidate of this generation may go to the browser. */
  admit(usernameFragment: string | null): boolean {
    if (usernameFragment !== this.#generation) {
      this.#generation = usernameFragment;
      this.#admitted = 0;
    }
    return ++this.#admitted <= MAX_CANDIDATES_PER_GENERATION;
  }
}
