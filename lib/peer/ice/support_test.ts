import assert from "node:assert/strict";
import { checkSupport } from "./support.ts";

Deno.test("names what a page lacks, the insecure context first", () => {
  const RTCPeerConnection = class {};
  assert.equal(checkSupport({}), "insecure-context");
  assert.equal(checkSupport({ RTCPeerConnection }), "insecure-context");
  assert.equal(checkSupport({ isSecureContext: true }), "no-webrtc");
  assert.equal(
    checkSupport({ isSecureContext: true, RTCPeerConnection }),
    undefined,
  );
});
