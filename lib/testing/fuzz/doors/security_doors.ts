import fc from "fast-check";
import { decodeBase64Url, encodeBase64Url } from "../../../protocol/base64url.ts";
import { checkCandidate, checkDescription } from "../../../security/description_guard.ts";
import { parseFingerprint } from "../../../security/fingerprint.ts";
import { parseLinkKey } from "../../../security/link.ts";
import { encodePayload, parsePayload, type Payload } from "../../../security/payload.ts";
import type { Door, JsonValue } from "../door.ts";
import { base64, token } from "../pieces.ts";

const address = fc.oneof(fc.ipV4(), fc.ipV6(), fc.uuid({ version: 4 }).map((id) => `${id}.local`));

const candidateLine = fc.record({
  address,
  port: fc.integer({ min: 1, max: 65_535 }),
  type: fc.constantFrom("host", "srflx", "prflx", "relay"),
  transport: fc.constantFrom("udp", "tcp"),
}).map(({ address, port, type, transport }) =>
  `candidate:1 1 ${transport} 2122194687 ${address} ${port} typ ${type}`
);

const candidate: fc.Arbitrary<JsonValue> = fc.record({
  candidate: candidateLine,
  sdpMid: fc.constant("0"),
});

const fingerprintLine = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) =>
  `a=fingerprint:sha-256 ${
    [...bytes].map((byte) => byte.toString(16).padStart(2, "0").toUpperCase()).join(":")
  }`
);

const sdp = fc.tuple(fingerprintLine, fc.array(candidateLine, { maxLength: 3 }))
  .map(([fingerprint, candidates]) =>
    [
      "v=0",
      "o=- 4611731400430051336 2 IN IP4 127.0.0.1",
      "s=-",
      "t=0 0",
      "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
      "c=IN IP4 0.0.0.0",
      "a=ice-ufrag:abcd",
      "a=ice-pwd:abcdefghijklmnopqrstuvwx",
      fingerprint,
      "a=setup:actpass",
      "a=mid:0",
      ...candidates.map((line) => `a=${line}`),
      "",
    ].join("\r\n")
  );

const description: fc.Arbitrary<JsonValue> = fc.record({
  type: fc.constantFrom("offer", "answer"),
  sdp,
});

const payload = fc.oneof(
  base64(32).map((body) => `c${body}`),
  base64(32 + 65 + 32).map((body) => `g${body}`),
  base64(32 + 65 + 32).map((body) => `r${body}`),
  fc.integer({ min: 28, max: 80 }).chain(base64).map((body) => `s${body}`),
);

/** What the handshake, the guard of descriptions and the address bar read. */
export const SECURITY_DOORS: readonly Door[] = [
  {
    kind: "text",
    name: "parsePayload",
    grammar: payload,
    parse: parsePayload,
    write: (parsed) => encodePayload(parsed as Payload),
  },
  { kind: "text", name: "parseFingerprint", grammar: sdp, parse: parseFingerprint },
  {
    kind: "text",
    name: "parseLinkKey",
    grammar: fc.oneof(token.map((key) => `#${key}`), token.map((key) => `#${key}?utm_source=chat`)),
    parse: parseLinkKey,
    write: (parsed) => `#${encodeBase64Url(parsed as Uint8Array)}`,
  },
  {
    kind: "text",
    name: "decodeBase64Url",
    grammar: token,
    parse: (text) => decodeBase64Url(text, 32),
    write: (parsed) => encodeBase64Url(parsed as Uint8Array),
  },
  {
    kind: "value",
    name: "checkDescription",
    grammar: description,
    parse: (value) => checkDescription(value),
  },
  { kind: "value", name: "checkCandidate", grammar: candidate, parse: checkCandidate },
];
