import { encodePem } from "./pem.ts";
import { bitString, characters, type Der, sequence, tagged, unsigned } from "./der.ts";

/** A certificate and its key, as text. */
export interface PemCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** RFC 5758 §3.2: ecdsa-with-SHA256, 1.2.840.10045.4.3.2. */
const ECDSA_SHA256 = sequence(
  tagged(0x06, Uint8Array.of(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02)),
);

/** RFC 5280 §4.1.2.4: one common name, 2.5.4.3. Chromium's is the same, so it tells nothing. */
const NAME = sequence(
  tagged(0x31, sequence(tagged(0x06, Uint8Array.of(0x55, 0x04, 0x03)), characters(0x0c, "WebRTC"))),
);

const DAY_MS = 24 * 60 * 60_000;

/** As long as browsers' hold; a day into the past, because clocks differ. */
const VALID_MS = 30 * DAY_MS;

/**
 * Makes a certificate for connections to name: ECDSA with P-256, as browsers make (RFC 8827 §6.5).
 * Neither Node nor Deno can make one, and libdatachannel makes another for each connection, whereas
 * further lanes have to name that of the first.
 */
export async function selfSignedCertificate(now = Date.now()): Promise<PemCertificate> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const { publicKey, privateKey } = await crypto.subtle.generateKey(algorithm, true, ["sign"]);
  const [spki, pkcs8] = await Promise.all([
    crypto.subtle.exportKey("spki", publicKey),
    crypto.subtle.exportKey("pkcs8", privateKey),
  ]);
  const signed = sequence(
    tagged(0xa0, unsigned(Uint8Array.of(2))), // Version 3.
    unsigned(crypto.getRandomValues(new Uint8Array(16))),
    ECDSA_SHA256,
    NAME,
    sequence(timeOf(now - DAY_MS), timeOf(now + VALID_MS)),
    NAME,
    new Uint8Array(spki),
  );
  const signature = new Uint8Array(await crypto.subtle.sign(algorithm, privateKey, signed));
  return {
    certificate: encodePem(
      "CERTIFICATE",
      sequence(signed, ECDSA_SHA256, bitString(derSignature(signature))),
    ),
    key: encodePem("PRIVATE KEY", new Uint8Array(pkcs8)),
  };
}

/** WebCrypto gives r and s one behind the other, X.509 wants two numbers (RFC 3279 §2.2.3). */
function derSignature(signature: Der): Der {
  const half = signature.length / 2;
  return sequence(unsigned(signature.slice(0, half)), unsigned(signature.slice(half)));
}

/** UTCTime, `YYMMDDhhmmssZ`: right until 2050 (RFC 5280 §4.1.2.5). */
function timeOf(ms: number): Der {
  const digits = new Date(ms).toISOString().replaceAll(/\D/g, "");
  return characters(0x17, `${digits.slice(2, 14)}Z`);
}
