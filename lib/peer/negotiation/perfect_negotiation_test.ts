import assert from "node:assert/strict";
import type { UnknownRecord } from "../../protocol/parse.ts";
import { FakePeerConnection } from "../../testing/fakes/fake_peer_connection.ts";
import { settle } from "../../testing/simulation/simulation.ts";
import { PerfectNegotiation } from "./perfect_negotiation.ts";
import type { SignalPayload } from "./signal_payload.ts";

class Fixture {
  readonly pc = new FakePeerConnection();
  readonly sent: SignalPayload[] = [];
  readonly told: string[] = [];
  readonly negotiation: PerfectNegotiation;
  deliver: (payload: UnknownRecord) => void = () => {};

  constructor(
    polite: boolean,
    firstRevision?: number,
    answer?: (pc: RTCPeerConnection) => Promise<void>,
  ) {
    this.negotiation = new PerfectNegotiation({
      pc: this.pc.asConnection,
      polite,
      ...(firstRevision && { firstRevision }),
      answer,
      send: (payload) => {
        this.sent.push(payload);
        this.deliver(payload);
      },
      onRemoteOffer: () => void this.told.push("offer"),
      onFailure: ({ reason }) => this.told.push(reason),
    });
  }

  async receive(...payloads: UnknownRecord[]): Promise<void> {
    for (const payload of payloads) this.negotiation.receive(payload);
    await settle();
  }

  get sentTypes(): string[] {
    return this.sent.map((payload) =>
      "description" in payload ? `${payload.description.type} ${payload.revision}` : "candidate"
    );
  }
}

function pair() {
  const [impolite, polite] = [new Fixture(false), new Fixture(true)];
  impolite.deliver = (payload) => polite.negotiation.receive({ ...payload });
  polite.deliver = (payload) => impolite.negotiation.receive({ ...payload });
  return { impolite, polite };
}

function candidateOf(usernameFragment: string, port = 4000) {
  return {
    candidate: {
      candidate: `candidate:1 1 udp 2122194687 192.0.2.2 ${port} typ host`,
      sdpMid: "0",
      sdpMLineIndex: null,
      usernameFragment,
    },
  };
}

Deno.test("an offer is answered after the channels were added", async () => {
  const { impolite, polite } = pair();
  impolite.pc.createDataChannel("control");
  await settle();
  assert.deepEqual(impolite.sentTypes, ["offer 1"]);
  assert.deepEqual(polite.sentTypes, ["answer 1"]);
  assert.deepEqual(polite.told, ["offer"]);
  assert.equal(impolite.pc.signalingState, "stable");
});

Deno.test("an own answer is the one that was made, here and at the peer, and offers are the browser's", async () => {
  const guest = new Fixture(true, undefined, async (pc) => {
    const { sdp } = await pc.createAnswer();
    await pc.setLocalDescription({ type: "answer", sdp: `${sdp}a=adjusted\r\n` });
  });
  const owner = new Fixture(false);
  owner.pc.createDataChannel("control");
  await settle();
  await guest.receive(...owner.sent);
  await owner.receive(...guest.sent);
  for (const description of [guest.pc.localDescription, owner.pc.remoteDescription]) {
    assert.ok(description?.sdp?.includes("a=adjusted"));
  }
  guest.pc.restartIce();
  await settle();
  assert.ok(!guest.pc.localDescription?.sdp?.includes("a=adjusted"));
  assert.deepEqual(guest.sentTypes, ["answer 1", "offer 1"]);
  assert.deepEqual([...guest.told, ...owner.told], ["offer"]);
});

Deno.test("when both offer at once the polite one gives way, and both come to rest", async () => {
  const { impolite, polite } = pair();
  impolite.pc.createDataChannel("control");
  polite.pc.createDataChannel("control");
  await settle();
  assert.equal(impolite.pc.signalingState, "stable");
  assert.equal(polite.pc.signalingState, "stable");
  assert.deepEqual([...impolite.told, ...polite.told], ["offer", "offer"]);
});

Deno.test("a lost offer is said again, and its answer counts once", async () => {
  const { impolite, polite } = pair();
  const { deliver } = impolite;
  impolite.deliver = () => {};
  impolite.pc.createDataChannel("control");
  await settle();
  impolite.deliver = deliver;
  assert.equal(impolite.negotiation.resend(), true);
  assert.equal(impolite.negotiation.resend(), true);
  await settle();
  assert.deepEqual(impolite.sentTypes, ["offer 1", "offer 1", "offer 1"]);
  assert.deepEqual(polite.sentTypes, ["answer 1", "answer 1"]);
  assert.equal(impolite.negotiation.resend(), false);
  assert.deepEqual([...impolite.told, ...polite.told], ["offer", "offer"]);
});

Deno.test("a restart takes an offer back that nobody answered, and its late answer counts for nothing", async () => {
  const [impolite, polite] = [new Fixture(false), new Fixture(true)];
  impolite.pc.createDataChannel("control");
  await settle();
  await polite.receive(...impolite.sent.splice(0));
  const [late] = polite.sent.splice(0);
  await impolite.negotiation.restart();
  await settle();
  assert.deepEqual(impolite.sentTypes, ["offer 2"]);
  await impolite.receive(late ?? {});
  assert.equal(impolite.pc.signalingState, "have-local-offer");
  await polite.receive(...impolite.sent);
  await impolite.receive(...polite.sent);
  assert.equal(impolite.pc.signalingState, "stable");
  assert.equal(impolite.pc.restarts, 1);
  assert.deepEqual([impolite.told, polite.told], [[], ["offer", "offer"]]);
});

Deno.test("restarts of both ends at once, each with an offer outstanding, come to rest", async () => {
  const { impolite, polite } = pair();
  const ends = [impolite, polite];
  const delivers = ends.map(({ deliver }) => deliver);
  impolite.pc.createDataChannel("control");
  await settle();
  for (const end of ends) end.deliver = () => {}; // The server is away.
  for (const { negotiation } of ends) await negotiation.restart();
  await settle();
  ends.forEach((end, index) => end.deliver = delivers[index] ?? assert.fail());
  await Promise.all(ends.map(({ negotiation }) => negotiation.restart()));
  await settle();
  for (const { pc, told } of ends) {
    assert.equal(pc.signalingState, "stable");
    assert.ok(!told.includes("protocol-error"));
  }
});

Deno.test("an older offer that surfaces late is dropped", async () => {
  const { impolite, polite } = pair();
  impolite.pc.createDataChannel("control");
  await settle();
  const [first] = impolite.sent;
  impolite.pc.restartIce();
  await settle();
  const before = polite.pc.remoteDescription;
  await polite.receive({ ...first });
  assert.equal(polite.pc.remoteDescription, before);
  assert.deepEqual(polite.sentTypes, ["answer 1", "answer 2"]);
});

Deno.test("an answer to an earlier connection's offer is no answer to this one's", async () => {
  const [former, next, answering] = [
    new Fixture(false, 6),
    new Fixture(false, 7),
    new Fixture(true),
  ];
  former.deliver = (payload) => answering.negotiation.receive({ ...payload });
  for (const { pc } of [former, next]) pc.createDataChannel("bulk");
  await settle();
  assert.deepEqual([former.sentTypes, next.sentTypes], [["offer 6"], ["offer 7"]]);
  assert.deepEqual(answering.sentTypes, ["answer 6"]);
  await next.receive(...answering.sent.map((payload) => ({ ...payload })));
  assert.equal(next.pc.signalingState, "have-local-offer");
  assert.deepEqual(next.told, []);
});

Deno.test("what the browser refuses is told with the browser's error", async () => {
  const causes: unknown[] = [];
  const pc = new FakePeerConnection();
  const refusal = new DOMException("no");
  pc.setRemoteDescription = () => Promise.reject(refusal);
  const negotiation = new PerfectNegotiation({
    pc: pc.asConnection,
    polite: true,
    send: () => {},
    onRemoteOffer: () => {},
    onFailure: ({ cause }) => causes.push(cause),
  });
  negotiation.receive({ description: pc.describe("offer"), revision: 1 });
  await settle();
  assert.deepEqual(causes, [refusal]);
});

Deno.test("candidates wait for the description of their generation", async () => {
  const { impolite, polite } = pair();
  const { ufrag } = impolite.pc;
  await polite.receive(candidateOf(ufrag), candidateOf("later"));
  assert.deepEqual(polite.pc.candidates, []);
  impolite.pc.createDataChannel("control");
  await settle();
  assert.deepEqual(
    polite.pc.candidates.map(({ usernameFragment }) => usernameFragment),
    [ufrag],
  );
});

Deno.test("a generation has 64 candidates and no more", async () => {
  const { impolite, polite } = pair();
  impolite.pc.createDataChannel("control");
  await settle();
  for (let port = 1; port <= 70; port++) {
    await polite.receive(candidateOf(impolite.pc.ufrag, port));
    // Naming another generation in between doesn't start a new count.
    await polite.receive(candidateOf("other", port));
  }
  assert.equal(polite.pc.candidates.length, 64);
});

Deno.test("a candidate the browser refuses is one path less and not the end", async () => {
  const { impolite, polite } = pair();
  impolite.pc.createDataChannel("control");
  await settle();
  polite.pc.addIceCandidate = () => Promise.reject(new DOMException("no"));
  await polite.receive(candidateOf(impolite.pc.ufrag));
  assert.deepEqual(polite.told, ["offer"]);
});

Deno.test("a later description with another certificate is tampered", async () => {
  const { impolite, polite } = pair();
  impolite.pc.createDataChannel("control");
  await settle();
  const description = new FakePeerConnection().describe("offer");
  await polite.receive({ description, revision: 2 });
  assert.deepEqual(polite.told, ["offer", "tampered"]);
});

for (
  const payload of [
    {},
    { description: { type: "offer", sdp: "v=0\r\n" }, revision: 1 },
    { description: new FakePeerConnection().describe("offer") },
    { description: { type: "rollback", sdp: "" }, revision: 1 },
    { candidate: { candidate: "candidate:x", sdpMid: "0" } },
  ]
) {
  Deno.test(`never reaches the browser: ${JSON.stringify(payload).slice(0, 60)}`, async () => {
    const test = new Fixture(true);
    await test.receive(payload);
    assert.deepEqual(test.told, ["protocol-error"]);
    assert.equal(test.pc.remoteDescription, null);
    assert.deepEqual(test.pc.candidates, []);
  });
}

Deno.test("a flood is a protocol error", async () => {
  const test = new Fixture(true);
  await test.receive(...Array(129).fill(candidateOf("x")));
  assert.deepEqual(test.told, ["protocol-error"]);
});

Deno.test("after close nothing is sent, told or given to the browser", async () => {
  const { impolite, polite } = pair();
  impolite.pc.createDataChannel("control");
  polite.negotiation.close();
  await settle();
  assert.deepEqual([polite.sent, polite.told], [[], []]);
  assert.equal(polite.pc.remoteDescription, null);
});
