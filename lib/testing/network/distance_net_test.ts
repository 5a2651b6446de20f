import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { SeededRandom } from "../simulation/seeded_random.ts";
import { until } from "../servers/until.ts";
import { run } from "./command.ts";
import { DistanceLab } from "./distance_lab.ts";
import { enterNamespace } from "./enter_namespace.ts";
import { NetworkNamespace } from "./namespace.ts";
import { netTester } from "./net_test.ts";
import { UdpSocket } from "./udp_socket.ts";

const netTest = await netTester("distance");

const MIB = 1024 * 1024;
const WAIT_MS = 1_000;
const FLOOD_PROCESS = fileURLToPath(new URL("udp_flood_process.ts", import.meta.url));

/** The shortest time of an echo from `a` by `b`: whatever else runs here can only add to it. */
async function roundTrip(lab: DistanceLab): Promise<number> {
  using here = UdpSocket.bind(lab.a.name);
  using there = UdpSocket.bind(lab.b.name);
  const times: number[] = [];
  for (let count = 0; count < 21; count++) {
    const sent = performance.now();
    await here.send(new Uint8Array(100), lab.addressOfB, there.port);
    const asked = await there.receive(WAIT_MS);
    assert.ok(asked);
    await there.send(asked.bytes, asked.address, asked.port);
    assert.ok(await here.receive(WAIT_MS));
    times.push(performance.now() - sent);
  }
  return Math.min(...times);
}

/** Waits until what was sent has arrived. */
function underWay(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 200));
}

/** Sends datagrams from `a` to `b` with nobody to receive them. */
async function send(lab: DistanceLab, count: number): Promise<void> {
  using here = UdpSocket.bind(lab.a.name);
  for (let sent = 1; sent <= count; sent++) {
    await here.send(new Uint8Array(20), lab.addressOfB, 9);
    // Leaves the wire and the socket's buffer some air.
    if (sent % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

netTest("DistanceLab: an echo takes the round trip asked for, also after a change", async () => {
  await using lab = await DistanceLab.create({ rttMs: 50 });
  const slow = await roundTrip(lab);
  assert.ok(slow >= 50 && slow < 55, `${slow} ms`);
  await lab.wire.change({ delayMs: 5 });
  const fast = await roundTrip(lab);
  assert.ok(fast >= 10 && fast < 15, `${fast} ms`);
});

netTest(
  "DistanceLab: loses the share asked for, and those packets that its seed says",
  async () => {
    const [seed, count] = [5, 5_000];
    await using lab = await DistanceLab.create({ lossPercent: 1, seed });
    await lab.wire.change({ lossPercent: 0 }, "backward");
    await send(lab, count);
    await underWay();
    const { forward } = await lab.wire.counters();
    assert.equal(forward.in, count);
    assert.ok(forward.lost > 20 && forward.lost < 80, `${forward.lost}`); // Four deviations of 50.
    const random = new SeededRandom(2 * seed);
    const expected =
      Array.from({ length: count }, () => random.chance(0.01)).filter(Boolean).length;
    assert.equal(forward.lost, expected);
  },
);

netTest("DistanceLab: a cut in one direction cuts only that one, and ends", async () => {
  await using lab = await DistanceLab.create();
  using here = UdpSocket.bind(lab.a.name);
  using there = UdpSocket.bind(lab.b.name);
  const arrives = async (from: UdpSocket, to: UdpSocket, address: string) => {
    await from.send(new Uint8Array(1), address, to.port);
    return await to.receive(200) !== undefined;
  };
  await lab.wire.change({ lossPercent: 100 }, "forward");
  assert.equal(await arrives(here, there, lab.addressOfB), false);
  assert.equal(await arrives(there, here, lab.addressOfA), true);
  await lab.wire.change({ lossPercent: 0 }, "forward");
  assert.equal(await arrives(here, there, lab.addressOfB), true);
});

netTest(
  "DistanceLab: the wire carries more than a browser sends, and loses none of it",
  async () => {
    await using lab = await DistanceLab.create({ rttMs: 20 });
    const [count, perSecond] = [60_000, 30_000];
    const took = await lab.a.exec(Deno.execPath(), [
      ...["run", "-A", "--unstable-net", "--no-check", FLOOD_PROCESS],
      ...[lab.addressOfB, "9", `${count}`, `${perSecond}`],
    ]);
    await underWay();
    const { forward } = await lab.wire.counters();
    const mibPerSecond = count * 1_200 / MIB / (Number(took) / 1000);
    assert.deepEqual({ in: forward.in, out: forward.out }, { in: count, out: count });
    // The sender plans 34; what else runs on the machine may keep it from that.
    assert.ok(mibPerSecond > 8, `${mibPerSecond} MiB/s`);
  },
);

netTest("DistanceLab: the server is on localhost, and nothing else leads out", async () => {
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response("from outside"),
  );
  await using lab = await DistanceLab.create();
  const { port } = server.addr;
  lab.expose(port);
  for (const { name } of [lab.a, lab.b]) {
    const connection = await enterNamespace(
      name,
      () => Deno.connect({ hostname: "127.0.0.1", port }),
    );
    await connection.write(new TextEncoder().encode("GET / HTTP/1.0\r\n\r\n"));
    assert.match(await new Response(connection.readable).text(), /from outside$/);
  }
  const devices = await lab.a.ip("-brief", "link");
  assert.deepEqual(devices.match(/^\S+/gm), ["lo", "wire"]);
});

netTest("NetworkNamespace: nothing of a lab is left, and nothing that ran in it", async () => {
  let names: string[];
  let sleeper: Deno.ChildProcess;
  {
    await using lab = await DistanceLab.create();
    names = [lab.a.name, lab.b.name];
    sleeper = lab.a.spawn("sleep", ["1000"]);
    const listed = await run("ip", ["netns", "list"]);
    for (const name of names) assert.ok(listed.includes(name));
  }
  assert.equal((await sleeper.status).signal, "SIGKILL");
  const listed = await run("ip", ["netns", "list"]);
  for (const name of names) assert.ok(!listed.includes(name));
});

netTest("NetworkNamespace: counts the datagrams for which a socket had no room", async () => {
  await using lab = await DistanceLab.create();
  assert.equal(lab.b.socketDrops(), 0);
  using here = UdpSocket.bind(lab.a.name);
  using there = UdpSocket.bind(lab.b.name);
  for (let sent = 0; sent < 300; sent++) {
    void here.send(new Uint8Array(1_200), lab.addressOfB, there.port);
  }
  await until("300 datagrams", async () => {
    const { forward } = await lab.wire.counters();
    return forward.out === 300 ? true : undefined;
  }, 5_000);
  let received = 0;
  while (await there.receive(200)) received++;
  assert.equal(received + lab.b.socketDrops(), 300);
});

netTest("NetworkNamespace: a command that fails says why", async () => {
  await using namespace = await NetworkNamespace.create("test");
  await assert.rejects(
    namespace.ip("link", "set", "nothing", "up"),
    /Cannot run "ip -n filefrag-\w+-test link set nothing up": exit 1: Cannot find device "nothing"/,
  );
});
