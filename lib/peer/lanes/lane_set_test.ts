import assert from "node:assert/strict";
import type { Role } from "../../protocol/ids.ts";
import { MAX_LANE_OFFERS, MAX_LANES } from "../../protocol/limits.ts";
import type { UnknownRecord } from "../../protocol/parse.ts";
import { FakeClock } from "../../testing/fakes/fake_clock.ts";
import { FakePeerConnection, joinConnections } from "../../testing/fakes/fake_peer_connection.ts";
import { settle } from "../../testing/simulation/simulation.ts";
import { FlowControlledLane } from "./flow_controlled_lane.ts";
import { BULK_CHANNEL } from "./lane_handle.ts";
import type { LaneRoute } from "./lane_connection.ts";
import { LaneSet } from "./lane_set.ts";

const frame = new Uint8Array(8);

/** One end's further lanes, with fake connections; what it says waits for {@linkcode exchange}. */
class End {
  readonly clock = new FakeClock();
  readonly connections: FakePeerConnection[] = [];
  readonly lanes: FlowControlledLane[] = [];
  readonly failures: string[] = [];
  readonly lanesOver: number[] = [];
  /** Said and not yet delivered. */
  readonly signals: [lane: number, payload: UnknownRecord][] = [];
  readonly set: LaneSet;
  createConnection = () => new FakePeerConnection();
  goesByNames = false;
  isProven = true;
  /** The way of each signal, in order. */
  readonly routes: LaneRoute[] = [];
  onLane = () => {};
  onLaneOver = () => {};

  constructor(role: Role) {
    this.set = new LaneSet({
      role,
      clock: this.clock,
      createConnection: () => {
        const pc = this.createConnection();
        this.connections.push(pc);
        return pc.asConnection;
      },
      createLane: (options) => {
        const lane = new FlowControlledLane(options);
        const onClose = () => {
          this.lanesOver.push(this.lanes.indexOf(lane));
          this.onLaneOver();
        };
        lane.listen({ onFrame: () => {}, onClose });
        this.lanes.push(lane);
        return lane;
      },
      goesByNames: () => this.goesByNames,
      send: (lane, payload, route) => {
        this.signals.push([lane, structuredClone(payload)]);
        this.routes.push(route);
      },
      isProven: () => this.isProven,
      onLane: () => this.onLane(),
      onFailure: (reason) => this.failures.push(reason),
    });
  }

  pc(index: number): FakePeerConnection {
    return this.connections[index] ?? assert.fail(`no connection ${index}`);
  }

  /** What it said, as "1 offer 7": the lane, and the revision where there is one. */
  get said(): string[] {
    return this.signals.map(([lane, payload]) => {
      const { description, revision } = payload as
        & { description?: { type: string } }
        & UnknownRecord;
      return description ? `${lane} ${description.type} ${revision}` : `${lane} candidate`;
    });
  }

  get openCount(): number {
    return this.connections.filter(({ signalingState }) => signalingState !== "closed").length;
  }

  assertReleased(): void {
    assert.ok(this.connections.every(({ isReleased }) => isReleased), "a listener is left");
    assert.equal(this.openCount, 0);
    assert.equal(this.clock.pendingTasks, 0, "a timer is left");
  }
}

function ends() {
  return { owner: new End("owner"), guest: new End("guest") };
}

/** Delivers what both ends say until they are silent. */
async function exchange(one: End, other: End, route: LaneRoute = "control"): Promise<void> {
  await settle();
  while (one.signals.length + other.signals.length > 0) {
    for (const [from, to] of [[one, other], [other, one]] as const) {
      for (const [lane, payload] of from.signals.splice(0)) to.set.receive(lane, payload, route);
    }
    await settle();
  }
}

/** The owner and a guest with this many lanes in all, each further one open. */
async function connected(count: number) {
  const { owner, guest } = ends();
  owner.set.want(count);
  await exchange(owner, guest);
  owner.connections.forEach((pc, index) => joinConnections(pc, guest.pc(index)));
  return { owner, guest };
}

function offerOf(revision: number, pc = new FakePeerConnection()): UnknownRecord {
  return { description: pc.describe("offer"), revision };
}

function candidateOf({ ufrag }: FakePeerConnection) {
  const candidate = "candidate:1 1 udp 2122194687 192.0.2.2 43770 typ host";
  return { candidate, sdpMid: "0", sdpMLineIndex: 0, usernameFragment: ufrag };
}

Deno.test("LaneSet makes as many lanes as are wanted, and frames pass over each", async () => {
  const { owner, guest } = await connected(4);
  assert.deepEqual([owner.lanes.length, guest.lanes.length], [3, 3]);
  for (const lane of owner.lanes) lane.send(frame);
  await settle();
  assert.deepEqual(guest.lanes.map(({ received }) => received), [1, 1, 1]);
  assert.equal(guest.set.received, 3);
  for (const { channels } of [...owner.connections, ...guest.connections]) {
    assert.deepEqual([...channels.keys()], ["bulk"]);
    assert.equal(channels.get("bulk")?.init, BULK_CHANNEL);
  }
});

Deno.test("LaneSet tells of a lane in the task that made its channel, before it is open", () => {
  const { owner } = ends();
  const states: unknown[] = [];
  owner.onLane = () => states.push(owner.connections.at(-1)?.channel("bulk").readyState);
  owner.set.want(3);
  assert.deepEqual(states, ["connecting", "connecting"]);
});

Deno.test("LaneSet offers one lane in 2.2 s where both are in a local network", () => {
  const { owner } = ends();
  owner.goesByNames = true;
  owner.set.want(4);
  owner.set.want(4);
  assert.equal(owner.connections.length, 1);
  owner.clock.advance(2_199);
  // One that is lost meanwhile doesn't come back by itself.
  owner.pc(0).become("failed");
  assert.equal(owner.connections.length, 1);
  owner.clock.advance(1);
  assert.equal(owner.connections.length, 2);
  // It turns out to be another network.
  owner.goesByNames = false;
  owner.clock.advance(2_200);
  assert.equal(owner.connections.length, 3);
  owner.clock.advance(2_200);
  assert.equal(owner.connections.length, 3);
});

Deno.test("LaneSet begins no lane that isn't wanted any more", () => {
  const { owner } = ends();
  owner.goesByNames = true;
  owner.set.want(8);
  owner.set.want(2);
  owner.clock.advance(60_000);
  assert.equal(owner.connections.length, 1);
});

Deno.test("LaneSet pauses also before a lane that is wanted later", () => {
  const { owner } = ends();
  owner.goesByNames = true;
  owner.set.want(2);
  owner.set.want(3);
  assert.equal(owner.connections.length, 1);
  owner.clock.advance(2_200);
  assert.equal(owner.connections.length, 2);
});

Deno.test("LaneSet counts lanes that are being set up, and closes none that isn't wanted", async () => {
  const { owner, guest } = ends();
  owner.set.want(3);
  owner.set.want(3);
  await exchange(owner, guest);
  assert.deepEqual([owner.openCount, guest.openCount], [2, 2]);
  owner.set.want(1);
  assert.equal(owner.openCount, 2);
  owner.set.want(4);
  await exchange(owner, guest);
  assert.equal(owner.openCount, 3);
});

Deno.test("LaneSet makes no more lanes than there may be", async () => {
  const { owner } = await connected(1000);
  owner.set.want(1000);
  assert.equal(owner.connections.length, MAX_LANES - 1);
});

Deno.test("LaneSet makes none where the guest wants some", async () => {
  const { guest } = ends();
  guest.set.want(4);
  await settle();
  assert.deepEqual([guest.connections, guest.said], [[], []]);
});

Deno.test("LaneSet drops a lane whose connection failed and waits for one that is disconnected", async () => {
  const { owner } = await connected(3);
  owner.pc(0).become("disconnected");
  owner.clock.advance(60_000);
  assert.equal(owner.openCount, 2);
  owner.pc(0).become("failed");
  assert.equal(owner.openCount, 1);
  assert.deepEqual([owner.lanesOver, owner.failures], [[0], []]);
  assert.ok(owner.pc(0).isReleased);
});

Deno.test("LaneSet drops a lane whose channel the other side closed", async () => {
  const { owner, guest } = await connected(3);
  owner.pc(1).channel("bulk").close();
  await settle();
  assert.deepEqual([guest.lanesOver, guest.failures], [[1], []]);
  assert.equal(guest.openCount, 1);
  assert.ok(guest.pc(1).isReleased);
});

Deno.test("LaneSet replaces a lost lane when one is wanted again, under its number, whatever the guest thinks", async () => {
  const { owner, guest } = await connected(3);
  owner.pc(0).become("failed");
  await settle();
  assert.deepEqual(owner.said, [], "it came back by itself");
  // The guest's end of it still stands.
  guest.pc(0).channel("bulk").readyState = "open";
  owner.set.want(3);
  await settle();
  assert.deepEqual(owner.said, ["1 offer 3"]);
  await exchange(owner, guest);
  assert.deepEqual([owner.openCount, guest.openCount], [2, 2]);
  assert.equal(guest.pc(0).signalingState, "closed");
  joinConnections(owner.pc(2), guest.pc(2));
  owner.lanes[2]?.send(frame);
  await settle();
  assert.equal(guest.lanes[2]?.received, 1);
});

Deno.test("LaneSet tells the answer of a former connection from this one's", async () => {
  const { owner, guest } = ends();
  owner.set.want(2);
  await settle();
  for (const [lane, payload] of owner.signals.splice(0)) guest.set.receive(lane, payload);
  await settle();
  guest.pc(0).findCandidate(candidateOf(guest.pc(0)));
  assert.deepEqual(guest.said, ["1 answer 1", "1 candidate"]);
  // Both are still on their way when the owner gives the connection up and makes another.
  owner.pc(0).become("failed");
  owner.set.want(2);
  await settle();
  for (const [lane, payload] of guest.signals.splice(0)) owner.set.receive(lane, payload);
  await settle();
  assert.equal(owner.pc(1).signalingState, "have-local-offer");
  await exchange(owner, guest);
  assert.equal(owner.pc(1).signalingState, "stable");
  assert.deepEqual(owner.pc(1).remoteDescription, guest.pc(1).localDescription);
  assert.deepEqual(owner.pc(1).candidates, []);
});

Deno.test("LaneSet takes each candidate to its lane's connection", async () => {
  const { owner, guest } = ends();
  owner.set.want(3);
  await exchange(owner, guest);
  owner.pc(1).findCandidate(candidateOf(owner.pc(1)));
  guest.pc(0).findCandidate(candidateOf(guest.pc(0)));
  await exchange(owner, guest);
  assert.deepEqual(guest.connections.map(({ candidates }) => candidates.length), [0, 1]);
  assert.deepEqual(owner.connections.map(({ candidates }) => candidates.length), [1, 0]);
});

Deno.test("LaneSet ignores what comes late for a lane that is gone", async () => {
  const { owner, guest } = ends();
  owner.set.want(2);
  await exchange(owner, guest);
  guest.pc(0).findCandidate(candidateOf(guest.pc(0)));
  owner.pc(0).become("failed");
  await exchange(owner, guest);
  assert.deepEqual(owner.failures, []);
});

Deno.test("LaneSet gives up a lane that isn't connected within 20 s, at both ends", async () => {
  const { owner, guest } = ends();
  owner.set.want(2);
  await exchange(owner, guest);
  for (const end of [owner, guest]) {
    end.clock.advance(19_999);
    assert.equal(end.openCount, 1);
    end.clock.advance(1);
    assert.deepEqual([end.lanesOver, end.failures], [[0], []]);
    end.assertReleased();
  }
});

Deno.test("LaneSet goes on with fewer lanes where the browser makes no more connections", async () => {
  const { owner, guest } = ends();
  const { createConnection } = owner;
  const refuse = () => {
    throw new DOMException("Cannot create so many PeerConnections");
  };
  owner.createConnection = () => owner.connections.length < 1 ? createConnection() : refuse();
  guest.createConnection = refuse;
  owner.set.want(4);
  await exchange(owner, guest);
  assert.deepEqual([owner.openCount, guest.openCount], [1, 0]);
  owner.goesByNames = true;
  owner.set.want(4);
  owner.clock.advance(20_000);
  assert.deepEqual([owner.failures, guest.failures], [[], []]);
  owner.assertReleased();
  Object.assign(owner, { createConnection, goesByNames: false });
  Object.assign(guest, { createConnection });
  owner.set.want(4);
  await exchange(owner, guest);
  assert.deepEqual([owner.openCount, guest.openCount], [3, 3]);
});

Deno.test("LaneSet has a lane less where the browser refuses a description that is right", async () => {
  const { owner, guest } = ends();
  guest.createConnection = () => {
    const pc = new FakePeerConnection();
    pc.setRemoteDescription = () => Promise.reject(new DOMException("no sockets left"));
    return pc;
  };
  owner.set.want(2);
  await exchange(owner, guest);
  assert.deepEqual([guest.failures, guest.lanes], [[], []]);
  guest.assertReleased();
});

Deno.test("LaneSet's count of frames never falls when lanes are lost", async () => {
  const { owner, guest } = await connected(3);
  for (const lane of owner.lanes) lane.send(frame);
  await settle();
  guest.pc(0).become("failed");
  assert.equal(guest.set.received, 2);
  guest.set.close();
  assert.equal(guest.set.received, 2);
});

for (
  const [what, lane, payload] of [
    ["an offer for lane 0", 0, offerOf(2)],
    ["an offer for a lane above the last", MAX_LANES, offerOf(2)],
    ["nothing", 1, {}],
    ["a malformed candidate", 1, { candidate: { candidate: "candidate:x", sdpMid: "0" } }],
    ["a malformed description", 1, { description: { type: "offer", sdp: "v=0\r\n" }, revision: 2 }],
    ["no revision", 1, { description: new FakePeerConnection().describe("offer") }],
    ["more offers than there may be", 1, offerOf(MAX_LANE_OFFERS + 1)],
  ] as const
) {
  Deno.test(`LaneSet ends the session of a peer that sends ${what}`, async () => {
    const { guest } = ends();
    guest.set.receive(2, offerOf(1));
    await settle();
    guest.set.receive(lane, payload);
    guest.set.receive(lane, payload);
    await settle();
    assert.deepEqual(guest.failures, ["protocol-error"]);
    assert.equal(guest.connections.length, 1);
    guest.assertReleased();
  });
}

Deno.test("LaneSet ignores an offer that its successor overtook by the other way", async () => {
  const { guest } = ends();
  guest.set.receive(1, offerOf(5), "server");
  guest.set.receive(1, offerOf(4));
  guest.set.receive(2, offerOf(5));
  await settle();
  assert.deepEqual([guest.failures, guest.said], [[], ["1 answer 5"]]);
  assert.equal(guest.openCount, 1);
});

Deno.test("LaneSet makes those lanes anew that stay silent after lane 0 was mended", async () => {
  const { owner, guest } = await connected(4);
  owner.pc(1).isReceiving = true;
  owner.set.renew();
  await settle();
  owner.clock.advance(499);
  await settle();
  assert.deepEqual(owner.said, []);
  owner.clock.advance(1);
  await settle();
  assert.deepEqual(owner.said, ["1 offer 4", "3 offer 5"]);
  assert.deepEqual(owner.lanesOver, [0, 2]);
  await exchange(owner, guest);
  assert.deepEqual([owner.openCount, guest.openCount], [3, 3]);
  assert.ok(owner.routes.every((route) => route === "control"));
});

Deno.test("LaneSet makes lanes anew that were lost before lane 0 was mended", async () => {
  const { owner } = await connected(3);
  for (const pc of owner.connections) pc.become("failed");
  owner.set.renew();
  await settle();
  owner.clock.advance(500);
  await settle();
  assert.deepEqual(owner.said, ["1 offer 3", "2 offer 4"]);
});

Deno.test("LaneSet makes two silent lanes anew over the server while lane 0 isn't mended", async () => {
  const { owner, guest } = await connected(5);
  owner.pc(0).isReceiving = true;
  owner.set.doubt();
  await settle();
  owner.routes.length = 0;
  await owner.set.renewSome();
  await exchange(owner, guest, "server");
  assert.ok(owner.routes.length > 0 && owner.routes.every((route) => route === "server"));
  assert.ok(guest.routes.slice(4).every((route) => route === "server"));
  assert.deepEqual(owner.lanesOver, [1, 2]);
  assert.deepEqual([owner.openCount, guest.openCount], [4, 4]);
  for (const index of [4, 5]) joinConnections(owner.pc(index), guest.pc(index));
  owner.lanes[4]?.send(frame);
  await settle();
  assert.equal(guest.lanes[4]?.received, 1);
});

Deno.test("LaneSet makes no lane over the server where there was one only, or no doubt", async () => {
  const { owner } = ends();
  owner.set.doubt();
  await owner.set.renewSome();
  owner.set.want(3);
  await settle();
  owner.set.renewSome();
  await settle();
  assert.ok(owner.routes.every((route) => route === "control"));
  assert.equal(owner.connections.length, 2);
});

for (const route of ["control", "server"] as const) {
  Deno.test(`LaneSet takes no offer by the ${route} way that the peer's proven certificate isn't in`, async () => {
    const { guest } = ends();
    guest.isProven = false;
    guest.set.receive(1, offerOf(1), route);
    await settle();
    assert.deepEqual([guest.connections, guest.failures], [[], []]);
    guest.isProven = true;
    guest.set.receive(1, offerOf(1), route);
    await settle();
    assert.deepEqual([guest.openCount, guest.said], [1, ["1 answer 1"]]);
  });

  Deno.test(`LaneSet takes no answer by the ${route} way that the peer's proven certificate isn't in`, async () => {
    const { owner } = ends();
    owner.set.want(2);
    if (route === "server") {
      owner.set.doubt();
      await owner.set.renewSome();
    }
    await settle();
    const index = owner.connections.length - 1;
    const revision = index + 1;
    const answer = { description: new FakePeerConnection().describe("answer"), revision };
    owner.isProven = false;
    owner.set.receive(1, answer, route);
    await settle();
    assert.equal(owner.pc(index).signalingState, "have-local-offer");
    owner.isProven = true;
    owner.set.receive(1, answer, route);
    await settle();
    assert.deepEqual([owner.pc(index).signalingState, owner.failures], ["stable", []]);
  });
}

Deno.test("LaneSet lets nobody end the session by the server", async () => {
  const { owner, guest } = await connected(2);
  for (const [end, other] of [[owner, guest], [guest, owner]] as const) {
    end.set.receive(1, {}, "server");
    end.set.receive(0, offerOf(9), "server");
    end.set.receive(2, offerOf(MAX_LANE_OFFERS + 1), "server");
    end.set.receive(1, { candidate: candidateOf(other.pc(0)) }, "server");
  }
  owner.set.receive(1, offerOf(9), "server");
  await settle();
  assert.deepEqual([owner.failures, guest.failures], [[], []]);
  assert.deepEqual([owner.openCount, guest.openCount], [1, 1]);
  assert.deepEqual([owner.pc(0).candidates, guest.pc(0).candidates], [[], []]);
});

Deno.test("LaneSet ends the session of a guest that offers", async () => {
  const { owner } = await connected(2);
  owner.set.receive(1, offerOf(2));
  assert.deepEqual(owner.failures, ["protocol-error"]);
  owner.assertReleased();
});

Deno.test("LaneSet ends the session of a peer whose lane carries what no lane does", async () => {
  const { guest } = await connected(2);
  guest.pc(0).channel("bulk").receive("text");
  assert.deepEqual(guest.failures, ["protocol-error"]);
  guest.assertReleased();
});

Deno.test("LaneSet stops offering at the bound that the guest holds it to", async () => {
  const { owner, guest } = ends();
  for (let round = 0; round < MAX_LANE_OFFERS + 10; round++) {
    owner.set.want(2);
    await exchange(owner, guest);
    owner.connections.at(-1)?.become("failed");
  }
  assert.equal(owner.connections.length, MAX_LANE_OFFERS);
  assert.equal(guest.connections.length, MAX_LANE_OFFERS);
  assert.deepEqual(guest.failures, []);
});

Deno.test("LaneSet opens no lane after the one in answer to which it was closed", () => {
  const { owner } = ends();
  owner.onLane = () => owner.set.close();
  owner.set.want(4);
  assert.equal(owner.connections.length, 1);
  owner.assertReleased();
});

Deno.test("LaneSet opens no lane after a pause in which it was closed", () => {
  const { owner } = ends();
  owner.goesByNames = true;
  owner.onLaneOver = () => owner.set.close();
  owner.set.want(4);
  owner.pc(0).become("failed");
  owner.assertReleased();
  owner.clock.advance(60_000);
  owner.set.want(4);
  assert.equal(owner.connections.length, 1);
  owner.assertReleased();
});

Deno.test("LaneSet puts no lane in the place of one in answer to whose end it was closed", async () => {
  const { guest } = await connected(2);
  guest.onLaneOver = () => guest.set.close();
  guest.set.receive(1, offerOf(2));
  await settle();
  assert.equal(guest.connections.length, 1);
  guest.assertReleased();
});

for (
  const [stage, reach] of [
    ["before the offers left", () => {
      const test = ends();
      test.owner.set.want(4);
      return Promise.resolve(test);
    }],
    ["before the answers came", async () => {
      const test = ends();
      test.owner.set.want(4);
      await settle();
      for (const [lane, payload] of test.owner.signals) test.guest.set.receive(lane, payload);
      return test;
    }],
    ["with its lanes open", () => connected(4)],
  ] as const
) {
  Deno.test(`LaneSet leaves nothing behind when it is closed ${stage}`, async () => {
    const { owner, guest } = await reach();
    for (const end of [owner, guest]) {
      end.set.close();
      end.set.close();
      end.signals.length = 0;
      end.goesByNames = true;
      end.set.want(8);
      end.set.receive(1, offerOf(200));
      end.set.receive(99, {});
    }
    await settle();
    for (const end of [owner, guest]) {
      end.assertReleased();
      assert.deepEqual([end.failures, end.signals], [[], []]);
      assert.equal(end.lanesOver.length, end.lanes.length);
    }
  });
}
