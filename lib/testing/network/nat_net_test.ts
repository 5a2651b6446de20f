import assert from "node:assert/strict";
import { run } from "./command.ts";
import { enterNamespace } from "./enter_namespace.ts";
import { NatLab } from "./nat_lab.ts";
import type { NatKind } from "./nat_rules.ts";
import { netTester } from "./net_test.ts";
import { askMapping, StunServer } from "./stun_server.ts";
import { UdpSocket } from "./udp_socket.ts";

const netTest = await netTester("nat with a STUN server");

/** Long, for a busy machine; who waits so long has failed. */
const ARRIVES_WITHIN_MS = 2_000;
/** Short, since every success waits for it. */
const STAYS_AWAY_MS = 200;

/** What a kind of router is known by. */
interface Expected {
  /** By which address the world sees its host. */
  readonly seenAs: "router" | "host" | "nobody";
  /** Whether two servers see the same port. */
  readonly onePort: boolean;
  /** Who gets an answer in, at the mapping that a server told. */
  readonly admits: {
    readonly stranger: boolean;
    readonly asked: boolean;
    readonly otherPortOfAsked: boolean;
  };
}

const EXPECTED: Readonly<Record<NatKind, Expected>> = {
  open: {
    seenAs: "host",
    onePort: true,
    admits: { stranger: true, asked: true, otherPortOfAsked: true },
  },
  fullcone: {
    seenAs: "router",
    onePort: true,
    admits: { stranger: true, asked: true, otherPortOfAsked: true },
  },
  cone: {
    seenAs: "router",
    onePort: true,
    admits: { stranger: false, asked: true, otherPortOfAsked: false },
  },
  symmetric: {
    seenAs: "router",
    onePort: false,
    admits: { stranger: false, asked: false, otherPortOfAsked: false },
  },
  udpblocked: {
    seenAs: "nobody",
    onePort: false,
    admits: { stranger: false, asked: false, otherPortOfAsked: false },
  },
};

/** Checks that a datagram arrives, or that it doesn't. */
async function checkArrival(
  from: UdpSocket,
  to: UdpSocket,
  { address, port }: { readonly address: string; readonly port: number },
  expected: boolean,
  what = "arrival",
): Promise<void> {
  await from.send(new Uint8Array([1]), address, port);
  const received = await to.receive(expected ? ARRIVES_WITHIN_MS : STAYS_AWAY_MS);
  assert.equal(received !== undefined, expected, what);
}

/** Checks that host `a` of a lab is behind a router of this kind. */
async function checkKind(lab: NatLab, kind: NatKind): Promise<void> {
  const { seenAs, onePort, admits } = EXPECTED[kind];
  const { a, b, publicNet } = lab;
  using host = UdpSocket.bind(a.namespace.name);
  using stranger = UdpSocket.bind(b.namespace.name);
  using otherPort = UdpSocket.bind(b.namespace.name);
  const mapped = await askMapping(host, publicNet.address);
  const other = await askMapping(host, publicNet.otherAddress);
  if (seenAs === "nobody") return assert.deepEqual([mapped, other], [undefined, undefined]);
  assert.ok(mapped && other);
  assert.equal(mapped.address, seenAs === "host" ? a.address : a.router.publicAddress);
  assert.equal(mapped.port === other.port, onePort);
  await checkArrival(stranger, host, mapped, admits.stranger, "stranger");
  await host.send(new Uint8Array([1]), b.address, stranger.port);
  assert.ok(await stranger.receive(ARRIVES_WITHIN_MS));
  await checkArrival(stranger, host, mapped, admits.asked, "asked");
  await checkArrival(otherPort, host, mapped, admits.otherPortOfAsked, "other port");
}

netTest("NatLab: a router can be each kind, also one after the other", async (test) => {
  await using lab = await NatLab.create({ a: "cone", b: "open" });
  await using _stun = await StunServer.start(lab.publicNet);
  for (const kind of Object.keys(EXPECTED) as NatKind[]) {
    await test.step(kind, async () => {
      await lab.a.router.setKind(kind);
      await checkKind(lab, kind);
    });
  }
});

netTest("NatLab: two cones punch holes to each other", async () => {
  await using lab = await NatLab.create({ a: "cone", b: "cone" });
  await using _stun = await StunServer.start(lab.publicNet);
  using here = UdpSocket.bind(lab.a.namespace.name);
  using there = UdpSocket.bind(lab.b.namespace.name);
  const hereMapped = await askMapping(here, lab.publicNet.address);
  const thereMapped = await askMapping(there, lab.publicNet.address);
  assert.ok(hereMapped && thereMapped);
  await checkArrival(here, there, thereMapped, false); // Opens its own side only.
  await checkArrival(there, here, hereMapped, true);
  await checkArrival(here, there, thereMapped, true);
});

netTest("NatLab: a changed address, inside or outside, is what servers see", async () => {
  await using lab = await NatLab.create({ a: "open", b: "open" });
  await using _stun = await StunServer.start(lab.publicNet);
  const { a, publicNet } = lab;
  const seen = async () => {
    using socket = UdpSocket.bind(a.namespace.name);
    return (await askMapping(socket, publicNet.address))?.address;
  };
  const before = a.address;
  await a.changeAddress();
  assert.notEqual(a.address, before);
  assert.equal(await seen(), a.address);
  await a.router.setKind("fullcone");
  const publicBefore = await seen();
  assert.equal(publicBefore, a.router.publicAddress);
  await a.router.changePublicAddress();
  assert.notEqual(a.router.publicAddress, publicBefore);
  assert.equal(await seen(), a.router.publicAddress);
  await a.changeAddress();
  await checkKind(lab, "fullcone");
});

netTest("NatLab: forgotten mappings keep answers out until the host speaks again", async () => {
  await using lab = await NatLab.create({ a: "cone", b: "open" });
  using host = UdpSocket.bind(lab.a.namespace.name);
  using peer = UdpSocket.bind(lab.b.namespace.name);
  const ask = async () => {
    await host.send(new Uint8Array([1]), lab.b.address, peer.port);
    const asked = await peer.receive(ARRIVES_WITHIN_MS);
    assert.ok(asked);
    return asked;
  };
  const mapped = await ask();
  await checkArrival(peer, host, mapped, true);
  await lab.a.router.forgetMappings();
  await checkArrival(peer, host, mapped, false);
  await checkArrival(peer, host, await ask(), true);
});

netTest("NatLab: blocks and unplugged cables cut, and mend", async () => {
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response("from outside"),
  );
  await using lab = await NatLab.create({ a: "cone", b: "cone" });
  await using _stun = await StunServer.start(lab.publicNet);
  lab.expose(server.addr.port);
  const { name } = lab.a.namespace;
  const udp = async () => {
    using socket = UdpSocket.bind(name);
    return await askMapping(socket, lab.publicNet.address) !== undefined;
  };
  const tcp = async () => {
    const { port } = server.addr;
    using connection = await enterNamespace(
      name,
      () => Deno.connect({ hostname: "127.0.0.1", port }),
    );
    await connection.write(new TextEncoder().encode("GET / HTTP/1.0\r\n\r\n"));
    const answer = connection.read(new Uint8Array(1)).catch(() => null);
    const late = Promise.withResolvers<null>();
    const timer = setTimeout(() => late.resolve(null), 500);
    const first = await Promise.race([answer, late.promise]);
    clearTimeout(timer);
    return first !== null;
  };
  assert.deepEqual([await udp(), await tcp()], [true, true]);
  await lab.a.router.block("udp");
  assert.deepEqual([await udp(), await tcp()], [false, true]);
  await lab.a.router.block("everything");
  assert.deepEqual([await udp(), await tcp()], [false, false]);
  await lab.a.router.unblock();
  assert.deepEqual([await udp(), await tcp()], [true, true]);
  await lab.a.unplug();
  assert.equal(await udp(), false);
  await lab.a.plugIn();
  assert.deepEqual([await udp(), await tcp()], [true, true]);
});

netTest("NatLab: hosts of one LAN reach each other, and have one public address", async () => {
  await using lab = await NatLab.create({ a: "cone", b: "same-lan" });
  await using _stun = await StunServer.start(lab.publicNet);
  using here = UdpSocket.bind(lab.a.namespace.name);
  using there = UdpSocket.bind(lab.b.namespace.name);
  await checkArrival(here, there, { address: lab.b.address, port: there.port }, true);
  const seen = [
    await askMapping(here, lab.publicNet.address),
    await askMapping(there, lab.publicNet.address),
  ];
  const { publicAddress } = lab.a.router;
  assert.deepEqual(seen.map((mapped) => mapped?.address), [publicAddress, publicAddress]);
});

netTest("NatLab: nothing of it is left", async () => {
  let names: string[];
  {
    await using lab = await NatLab.create({ a: "cone", b: "cone" });
    await using _stun = await StunServer.start(lab.publicNet);
    const { a, b, publicNet } = lab;
    names = [a, b, a.router, b.router, publicNet].map(({ namespace }) => namespace.name);
    assert.equal((await publicNet.namespace.processes()).length, 1);
  }
  const listed = await run("ip", ["netns", "list"]);
  for (const name of names) assert.ok(!listed.includes(name));
});

netTest("NatLab: a wire makes one host's way to everybody longer", async () => {
  await using lab = await NatLab.create({ a: "cone", b: "cone", wire: { delayMs: 30 } });
  await using _stun = await StunServer.start(lab.publicNet);
  using host = UdpSocket.bind(lab.a.namespace.name);
  const asked = performance.now();
  assert.ok(await askMapping(host, lab.publicNet.address));
  const took = performance.now() - asked;
  assert.ok(took >= 60, `${took} ms`);
});
