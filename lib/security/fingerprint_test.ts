import assert from "node:assert/strict";
import { DESCRIPTIONS } from "./description_fixtures.ts";
import { fingerprintOfCertificate, fingerprintOfSdp, parseFingerprint } from "./fingerprint.ts";

const HEX = Array.from({ length: 32 }, (_, index) => index.toString(16).padStart(2, "0")).join(":")
  .toUpperCase();
const LINE = `a=fingerprint:sha-256 ${HEX}`;
const BYTES = Uint8Array.from({ length: 32 }, (_, index) => index);

Deno.test("fingerprintOfSdp() reads what Chromium and Firefox write", () => {
  for (const { name, sdp } of DESCRIPTIONS) {
    const text = /a=fingerprint:sha-256 (\S+)/.exec(sdp)?.[1] ?? "";
    const expected = text.split(":").map((pair) => Number(`0x${pair}`));
    assert.deepEqual([...fingerprintOfSdp(sdp)], expected, name);
  }
});

Deno.test("fingerprintOfSdp() takes one value, however often and in whichever case", () => {
  for (const end of ["\r\n", "\n", "\r"]) {
    const sdp = ["v=0", LINE, "m=audio", LINE, LINE.replace(HEX, HEX.toLowerCase())].join(end);
    assert.deepEqual(fingerprintOfSdp(sdp), BYTES);
  }
  assert.deepEqual(fingerprintOfSdp(LINE.replace("sha-256", "SHA-256")), BYTES);
});

Deno.test("fingerprintOfSdp() throws tampered for none, two values, another hash and every other spelling", () => {
  const other = LINE.replace("00:", "FF:");
  for (
    const sdp of [
      "",
      "v=0\r\n",
      `${LINE}\r\n${other}\r\n`,
      `${LINE}\r\n${LINE.replace("sha-256", "sha-1")}\r\n`,
      `${LINE}\r\na=fingerprint:sha-512 ${HEX}:${HEX}\r\n`,
      `${LINE}\r\n${other.replace("a=", "A=")}\r\n`,
      `${LINE}\r\n ${other}\r\n`,
      `${LINE}\n${other}`,
      `${LINE}\r${other}`,
      `${LINE} ${HEX}`,
      LINE + ":20",
      LINE.slice(0, -1),
      LINE.slice(0, -3),
      LINE.replace("00", "0G"),
      LINE.replace("sha-256 ", "sha-256  "),
      LINE.replace("sha-256 ", "sha-256\t"),
      LINE.replaceAll(":", ""),
    ]
  ) {
    assert.equal(parseFingerprint(sdp), undefined, sdp);
    assert.throws(() => fingerprintOfSdp(sdp), { name: "FailureError", reason: "tampered" }, sdp);
  }
});

Deno.test("fingerprintOfCertificate() is SHA-256 of the DER bytes", async () => {
  const der = new TextEncoder().encode("abc").buffer;
  const fingerprint = await fingerprintOfCertificate(der);
  assert.deepEqual([...fingerprint.subarray(0, 4)], [0xba, 0x78, 0x16, 0xbf]);
});
