import assert from "node:assert/strict";
import { FakeClock } from "../../testing/fakes/fake_clock.ts";
import { fingerprintOfSdp } from "../../security/fingerprint.ts";
import { BULK_CHANNEL } from "../lanes/lane_handle.ts";
import { NativeConnection } from "./native_connection.ts";
import { selfSignedCertificate } from "./self_signed_certificate.ts";
import { endNativeThreads } from "./native_connections.ts";

const certificate = await selfSignedCertificate();

/** Resolves at the next event of a type. */
function next(target: EventTarget, type: string): Promise<Event> {
  return new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));
}

/** Two connections that open a channel to each other, signaled in this process. */
async function connected() {
  const clock = new FakeClock();
  const [one, other] = [
    new NativeConnection({ certificate, clock }),
    new NativeConnection({ certificate, clock }),
  ];
  const needed = next(one, "negotiationneeded");
  const here = one.createDataChannel("bulk", BULK_CHANNEL);
  await needed;
  await one.setLocalDescription();
  await other.setRemoteDescription(descriptionOf(one));
  const there = other.createDataChannel("bulk", BULK_CHANNEL);
  await other.setLocalDescription();
  const opened = Promise.all([next(here, "open"), next(there, "open")]);
  takeCandidates(one, other);
  await one.setRemoteDescription(descriptionOf(other));
  await opened;
  return {
    clock,
    one,
    other,
    here,
    there,
    [Symbol.dispose]() {
      one.close();
      other.close();
    },
  };
}

/** Brings the candidates of one to the other, from now on. */
function takeCandidates(from: NativeConnection, to: NativeConnection): void {
  from.addEventListener("icecandidate", (event) => {
    assert.ok("candidate" in event && event.candidate instanceof Object);
    assert.ok("toJSON" in event.candidate && event.candidate.toJSON instanceof Function);
    to.addIceCandidate(event.candidate.toJSON());
  });
}

function descriptionOf(pc: NativeConnection): RTCSessionDescriptionInit {
  assert.ok(pc.localDescription);
  return pc.localDescription;
}

Deno.test.afterAll(endNativeThreads);

Deno.test("two connections name one certificate and carry bytes and text", async () => {
  using pair = await connected();
  const { one, other, here, there } = pair;
  const named = [one, other].map((pc) => fingerprintOfSdp(descriptionOf(pc).sdp ?? ""));
  assert.deepEqual(named[0], named[1]);

  const came = next(there, "message");
  here.send(Uint8Array.of(1, 2, 3));
  const event = await came;
  assert.ok(event instanceof MessageEvent && event.data instanceof ArrayBuffer);
  assert.deepEqual(new Uint8Array(event.data), Uint8Array.of(1, 2, 3));
  const said = next(here, "message");
  there.send("text");
  const answer = await said;
  assert.ok(answer instanceof MessageEvent);
  assert.equal(answer.data, "text");
  assert.equal(one.sctp?.maxMessageSize, 262_144);
});

Deno.test("a peer that closes is gone, and hasn't failed", async () => {
  using pair = await connected();
  const closed = next(pair.here, "close");
  pair.other.close();
  await closed;
  assert.notEqual(pair.one.connectionState, "failed");
  assert.equal(pair.here.readyState, "closed");
  pair.here.send("into the void");
});

Deno.test("a restart fails a connection on which nothing comes in, and no other", async () => {
  using pair = await connected();
  const { clock, one, here, there } = pair;
  one.restartIce();
  const came = next(here, "message");
  there.send("alive");
  await came;
  clock.advance(2_000);
  assert.equal(one.connectionState, "connected");

  const closed = next(here, "close");
  one.restartIce();
  clock.advance(2_000);
  await closed;
  assert.equal(one.connectionState, "failed");
  assert.equal(one.iceConnectionState, "failed");
  assert.notEqual(there.readyState, "closed");
  one.close();
  // A session still asks, though the library could answer nothing any more.
  assert.equal(one.localDescription, null);
  assert.equal(here.bufferedAmount, 0);
  assert.equal((await one.getStats()).size, 0);
  await assert.rejects(one.setLocalDescription(), DOMException);
});

Deno.test("a peer's restart is refused as a browser refuses", async () => {
  using pair = await connected();
  const { one, other } = pair;
  const sdp = (descriptionOf(other).sdp ?? "")
    .replace(/(a=ice-ufrag:).*/, "$1abcd")
    .replace(/(a=ice-pwd:).*/, `$1${"p".repeat(22)}`);
  await assert.rejects(one.setRemoteDescription({ type: "offer", sdp }), DOMException);
});

Deno.test("a candidate before its description is refused as a browser refuses", async () => {
  using stack = new DisposableStack();
  const pc = new NativeConnection({ certificate, clock: new FakeClock() });
  stack.defer(() => pc.close());
  const candidate = "candidate:1 1 UDP 2122317823 192.0.2.7 43534 typ host";
  await assert.rejects(pc.addIceCandidate({ candidate, sdpMid: "0" }), DOMException);
});

Deno.test("an offer tells no candidates before its answer is taken", async () => {
  // The library may refuse a right certificate where the peer's checks come before the answer.
  for (let count = 0; count < 8; count++) {
    using pair = await connected();
    const { one, other } = pair;
    assert.equal(one.connectionState, "connected");
    for (const pc of [one, other]) assert.doesNotMatch(descriptionOf(pc).sdp ?? "", /candidate/);
  }
});
