import assert from "node:assert/strict";
import type { IceServer } from "../../protocol/signaling_message.ts";
import { FakeClock } from "../../testing/fakes/fake_clock.ts";
import { FakePeerConnection } from "../../testing/fakes/fake_peer_connection.ts";
import { settle } from "../../testing/simulation/simulation.ts";
import { checkConnectivity } from "./connectivity_check.ts";

const STUN: IceServer = { urls: ["stun:a.example", "stun:b.example"] };
const TURN: IceServer = { urls: ["turn:c.example"], username: "u", credential: "c" };

/** A gathering whose candidates the test finds. */
class Fixture {
  readonly clock = new FakeClock();
  readonly abort = new AbortController();
  readonly verdicts: string[] = [];
  readonly configs: RTCConfiguration[] = [];
  readonly pc = new GatheringConnection();

  constructor(servers: readonly IceServer[], iceTransportPolicy: RTCIceTransportPolicy = "all") {
    checkConnectivity({
      servers,
      iceTransportPolicy,
      clock: this.clock,
      signal: this.abort.signal,
      onVerdict: ({ verdict, relay }) => this.verdicts.push(`${verdict} ${relay}`),
      createConnection: (config) => {
        this.configs.push(config);
        return this.pc.asConnection;
      },
    });
  }

  /** Nothing fires, waits or is told any more. */
  assertReleased(): void {
    const { length } = this.verdicts;
    assert.equal(this.pc.signalingState, "closed");
    assert.equal(this.clock.pendingTasks, 0, "a timer is left");
    assert.ok(this.pc.isReleased, "a listener is left");
    this.pc.map(1);
    this.pc.complete();
    assert.equal(this.verdicts.length, length, "told after the end");
  }
}

class GatheringConnection extends FakePeerConnection {
  iceGatheringState: RTCIceGatheringState = "gathering";

  map(port: number): void {
    this.#find({ type: "srflx", protocol: "udp", address: "203.0.113.1", port, foundation: "1" });
  }

  relay(): void {
    this.#find({ type: "relay", protocol: "udp", address: "203.0.113.2", port: 1 });
  }

  /** Firefox says so by a candidate without contents. */
  endLikeFirefox(): void {
    this.#find({ type: null, protocol: null, address: null, port: null });
  }

  fail(url: string, errorCode = 701): void {
    const what = { url, errorCode, address: null };
    this.dispatchEvent(Object.assign(new Event("icecandidateerror"), what));
  }

  complete(): void {
    this.iceGatheringState = "complete";
    this.dispatchEvent(new Event("icegatheringstatechange"));
  }

  #find(candidate: object): void {
    this.dispatchEvent(Object.assign(new Event("icecandidate"), { candidate }));
  }
}

Deno.test("a check tells its verdict as soon as every server has answered", () => {
  const test = new Fixture([STUN]);
  test.pc.map(1);
  test.pc.endLikeFirefox();
  assert.deepEqual(test.verdicts, []);
  test.pc.complete();
  assert.deepEqual(test.verdicts, ["direct-likely none"]);
  test.assertReleased();
});

Deno.test("a check tells what it knows after 2.25 s, and corrects itself when more is known", () => {
  const test = new Fixture([STUN, TURN]);
  test.clock.advance(2_249);
  assert.deepEqual(test.verdicts, []);
  test.clock.advance(1);
  assert.deepEqual(test.verdicts, ["no-stun silent"]);
  test.pc.map(1);
  test.pc.map(2);
  test.pc.relay();
  assert.deepEqual(test.verdicts.slice(1), [
    "no-turn silent",
    "symmetric-nat silent",
    "symmetric-nat ready",
  ]);
  test.pc.complete();
  assert.equal(test.verdicts.length, 4, "the same again");
  test.assertReleased();
});

Deno.test("a check gives up those who stay silent", () => {
  const test = new Fixture([STUN]);
  test.clock.advance(12_000);
  assert.deepEqual(test.verdicts, ["no-stun none"]);
  test.assertReleased();
});

Deno.test("a check tells a relay that refuses from one that is silent", () => {
  const test = new Fixture([TURN]);
  test.pc.fail("turn:c.example", 401);
  test.pc.complete();
  assert.deepEqual(test.verdicts, ["no-turn refused"]);
  test.assertReleased();
});

Deno.test("a check of a page that hides its address asks the relay only", () => {
  const test = new Fixture([STUN, TURN], "relay");
  assert.equal(test.configs[0]?.iceTransportPolicy, "relay");
  test.pc.relay();
  test.pc.complete();
  assert.deepEqual(test.verdicts, ["unknown ready"]);
  const without = new Fixture([STUN], "relay");
  assert.deepEqual(without.configs, [], "there is nobody to ask");
});

Deno.test("a check that is given up tells nothing", () => {
  const test = new Fixture([STUN]);
  test.pc.map(1);
  test.abort.abort();
  test.clock.advance(20_000);
  assert.deepEqual(test.verdicts, []);
  test.assertReleased();
});

Deno.test("a check ends quietly where the browser can't", async () => {
  const clock = new FakeClock();
  const onVerdict = () => assert.fail("told something");
  const parts = { servers: [STUN], iceTransportPolicy: "all", clock, onVerdict } as const;
  const { signal } = new AbortController();
  checkConnectivity({
    ...parts,
    signal,
    createConnection: () => {
      throw new DOMException("as many as it can");
    },
  });
  const pc = new GatheringConnection();
  pc.setLocalDescription = () => Promise.reject(new DOMException("no"));
  checkConnectivity({ ...parts, signal, createConnection: () => pc.asConnection });
  await settle();
  assert.equal(clock.pendingTasks, 0);
  assert.equal(pc.signalingState, "closed");
});
