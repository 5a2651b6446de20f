import { FailureError } from "../protocol/failure.ts";
import { type Bytes, sha256 } from "./transcript.ts";

const FINGERPRINT_LINE = /^a=fingerprint:sha-256 ((?:[0-9a-f]{2}:){31}[0-9a-f]{2})$/i;

/**
 * Reads the one certificate fingerprint of a session description (RFC 8122 §5).
 *
 * Every media section may repeat it, but two values, another hash or another spelling would leave
 * it to the browser which certificate counts, so they are refused.
 *
 * @returns 32 bytes, or `undefined` where there isn't exactly one value, in SHA-256.
 */
export function parseFingerprint(sdp: string): Bytes | undefined {
  const values = new Set<string | undefined>();
  for (const line of sdp.split(/\r\n|\r|\n/)) {
    if (!/fingerprint/i.test(line)) continue;
    values.add(FINGERPRINT_LINE.exec(line)?.[1]?.toLowerCase());
  }
  const [value] = values;
  if (values.size !== 1 || value === undefined) return undefined;
  return Uint8Array.from(value.split(":"), (pair) => parseInt(pair, 16));
}

/**
 * The one certificate fingerprint of a session description.
 *
 * @throws {FailureError} `tampered` where there isn't exactly one value, in SHA-256.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const line = "a=fingerprint:sha-256 " + Array(32).fill("AB").join(":") + "\r\n";
 * assert.deepEqual(fingerprintOfSdp("v=0\r\n" + line + line), new Uint8Array(32).fill(0xab));
 * assert.throws(() => fingerprintOfSdp("v=0\r\n"), { reason: "tampered" });
 * ```
 */
export function fingerprintOfSdp(sdp: string): Bytes {
  const fingerprint = parseFingerprint(sdp);
  if (!fingerprint) {
    throw new FailureError(
      "tampered",
      "Cannot read a description: it doesn't name exactly one SHA-256 fingerprint",
    );
  }
  return fingerprint;
}

/**
 * The fingerprint of a certificate that a DTLS connection really used, as
 * `RTCDtlsTransport.getRemoteCertificates()` gives it: SHA-256 over its DER form (RFC 8122 §5).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal((await fingerprintOfCertificate(new ArrayBuffer(300))).length, 32);
 * ```
 */
export function fingerprintOfCertificate(der: ArrayBuffer): Promise<Bytes> {
  return sha256(der);
}
