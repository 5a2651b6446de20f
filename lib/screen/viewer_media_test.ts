import assert from "node:assert/strict";
import { FakePeerConnection } from "../testing/fakes/fake_peer_connection.ts";
import { FakeStream, FakeTrack, lend } from "../testing/fakes/fake_media.ts";
import { ViewerMedia } from "./viewer_media.ts";

/** A connection over which a test lets tracks come. */
class FakeConnection extends EventTarget {
  readonly report = new Map([["T", { type: "transport" }]]);

  get asConnection(): RTCPeerConnection {
    return this as unknown as RTCPeerConnection;
  }

  getStats(): Promise<ReadonlyMap<string, unknown>> {
    return Promise.resolve(this.report);
  }

  receive(track: FakeTrack, receiver: object): void {
    this.dispatchEvent(Object.assign(new Event("track"), { track, receiver, transceiver: {} }));
  }
}

/** What a page is told: the tracks of each stream. */
type Told = readonly [what: "picture" | "sound", tracks: readonly unknown[] | undefined];

function attached() {
  const told: Told[] = [];
  const pc = new FakeConnection();
  const media = new ViewerMedia({
    onPicture: (stream) => told.push(["picture", stream?.getTracks()]),
    onSound: (stream) => told.push(["sound", stream?.getTracks()]),
  });
  media.attach(pc.asConnection);
  return { pc, media, told };
}

Deno.test("ViewerMedia gives picture and sound each in a stream of its own", () => {
  using _globals = lend(globalThis, { MediaStream: FakeStream });
  const { pc, told } = attached();
  const [video, audio] = [new FakeTrack("video"), new FakeTrack("audio")];
  assert.equal(told.at(0), undefined);
  pc.receive(video, {});
  pc.receive(audio, {});
  const [picture, sound] = told;
  assert.ok(told.length === 2 && picture && sound);
  assert.deepEqual([picture[0], sound[0]], ["picture", "sound"]);
  assert.deepEqual([picture[1]?.length, sound[1]?.length], [1, 1]);
  assert.equal(picture[1]?.[0], video);
  assert.equal(sound[1]?.[0], audio);
});

Deno.test("ViewerMedia lets no frame of the picture wait, where the browser can be told", () => {
  using _globals = lend(globalThis, { MediaStream: FakeStream });
  const { pc } = attached();
  const receivers: { jitterBufferTarget?: number | null }[] = [
    { jitterBufferTarget: null },
    { jitterBufferTarget: null },
    {},
  ];
  const [picture, sound, old] = receivers;
  assert.ok(picture && sound && old);
  pc.receive(new FakeTrack("video"), picture);
  pc.receive(new FakeTrack("audio"), sound);
  pc.receive(new FakeTrack("video"), old);
  assert.deepEqual(receivers, [{ jitterBufferTarget: 0 }, { jitterBufferTarget: null }, {}]);
});

for (const takesChanges of [true, false]) {
  const what = takesChanges ? "asks for sound as music" : "answers as its browser insists";
  Deno.test(`ViewerMedia ${what}`, async () => {
    const owner = new FakePeerConnection();
    const guest = new FakePeerConnection();
    guest.takesChanges = takesChanges;
    guest.addTransceiver("audio", { direction: "recvonly" });
    await guest.setRemoteDescription(owner.describe("offer"));
    await attached().media.answer(guest.asConnection);
    assert.equal(guest.signalingState, "stable");
    assert.equal(guest.localDescription?.sdp?.includes("stereo=1"), takesChanges);
  });
}

Deno.test("ViewerMedia gives no answer where there is no offer, and says so", async () => {
  const { asConnection } = new FakePeerConnection();
  await assert.rejects(attached().media.answer(asConnection), DOMException);
});

Deno.test("ViewerMedia takes both back when it is detached", () => {
  const { media, told } = attached();
  media.detach();
  assert.deepEqual(told, [["picture", undefined], ["sound", undefined]]);
});

Deno.test("ViewerMedia has nothing measured before there is a connection", async () => {
  const { pc, media } = attached();
  assert.equal(await media.stats(), pc.report);
  const early = new ViewerMedia({ onPicture: () => {}, onSound: () => {} });
  assert.equal((await early.stats()).size, 0);
});
