import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { selfSignedCertificate } from "./self_signed_certificate.ts";

Deno.test("a certificate is signed by its own key and holds for a month", async () => {
  const now = Date.UTC(2026, 0, 2, 3, 4, 5);
  const { certificate, key } = await selfSignedCertificate(now);
  const read = new X509Certificate(certificate);
  assert.equal(read.subject, "CN=WebRTC");
  assert.equal(read.issuer, read.subject);
  assert.equal(Date.parse(read.validFrom), now - 24 * 60 * 60_000);
  assert.equal(Date.parse(read.validTo), now + 30 * 24 * 60 * 60_000);
  assert.ok(read.verify(read.publicKey));
  assert.match(key, /^-----BEGIN PRIVATE KEY-----\n/);
});

Deno.test("every certificate can be read, whatever its numbers begin with", async () => {
  // A number of DER that begins with a one bit needs a zero before it: each second signature does.
  for (let count = 0; count < 50; count++) {
    const { certificate } = await selfSignedCertificate();
    const read = new X509Certificate(certificate);
    assert.ok(read.verify(read.publicKey));
  }
});
