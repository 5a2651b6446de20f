/**
 * docs/turnserver.conf as it is, in Debian's coturn: only addresses and the secret are added.
 * @module
 */
import assert from "node:assert/strict";
import { turnCredentials } from "../../server/signaling/turn_credentials.ts";
import { SeededRandom } from "../simulation/seeded_random.ts";
import { until } from "../servers/until.ts";
import { netTester } from "./net_test.ts";
import { PublicNet } from "./public_net.ts";
import { askMapping } from "./stun_server.ts";
import { addressBytes, addressText, TurnClient, type TurnUser } from "./turn_client.ts";
import { UdpSocket } from "./udp_socket.ts";

const CONFIG = "docs/turnserver.conf";
const SECRET = "of this test";
/** Global unicast that nobody has in the lab; the relayed addresses of IPv6 are there. */
const GLOBAL_IPV6 = "2a00:1450::1";
const USER_QUOTA = 48;

/** Every network of IANA's special-purpose registries: the address and the length of its prefix. */
const DENIED_IPV4 = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.31.196.0", 24],
  ["192.52.193.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["192.175.48.0", 24],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const;
const DENIED_IPV6 = [
  ["0:0:0:0:0:0:0:0", 96],
  ["0:0:0:0:0:ffff:0:0", 96],
  ["0:0:0:0:ffff:0:0:0", 96],
  ["64:ff9b:0:0:0:0:0:0", 96],
  ["64:ff9b:1:0:0:0:0:0", 48],
  ["100:0:0:0:0:0:0:0", 64],
  ["100:0:0:1:0:0:0:0", 64],
  ["2001:0:0:0:0:0:0:0", 23],
  ["2001:db8:0:0:0:0:0:0", 32],
  ["2002:0:0:0:0:0:0:0", 16],
  ["2620:4f:8000:0:0:0:0:0", 48],
  ["3fff:0:0:0:0:0:0:0", 20],
  ["5f00:0:0:0:0:0:0:0", 16],
  ["fc00:0:0:0:0:0:0:0", 7],
  ["fe80:0:0:0:0:0:0:0", 10],
  ["fec0:0:0:0:0:0:0:0", 10],
  ["ff00:0:0:0:0:0:0:0", 8],
] as const;
const ADDRESSES_PER_NETWORK = 24;
/** Where comparisons go wrong. */
const EDGE_BYTES = [0x00, 0x01, 0x7f, 0x80, 0xff];

/** The first and the last address of a network, and some between, most of them with edges. */
function addressesOf(network: string, prefixLength: number, random: SeededRandom): string[] {
  const first = addressBytes(network);
  const between = (byteOf: () => number) =>
    first.map((byte, index) => {
      const fixedBits = Math.min(8, Math.max(0, prefixLength - 8 * index));
      return byte | (byteOf() & (0xff >> fixedBits));
    });
  return [
    between(() => 0),
    between(() => 0xff),
    ...Array.from(
      { length: ADDRESSES_PER_NETWORK },
      () => between(() => EDGE_BYTES[random.below(EDGE_BYTES.length + 2)] ?? random.below(256)),
    ),
  ].map(addressText);
}

/** On either side of what is denied, and what people use. */
const ALLOWED_IPV4 = [
  "1.0.0.0",
  "8.8.8.8",
  "9.255.255.255",
  "11.0.0.0",
  "100.63.255.255",
  "100.128.0.0",
  "172.15.255.255",
  "172.32.0.0",
  "192.0.1.0",
  "192.167.255.255",
  "198.17.255.255",
  "198.20.0.0",
  "223.255.255.255",
];
const ALLOWED_IPV6 = [
  "2000::",
  "2001:200::1",
  "2001:db7::1",
  "2001:db9::1",
  "2001:4860:4860::8888",
  "2003::1",
  "2620:4f:8001::",
  "2a00::",
  "3ffe:ffff::1",
  "3fff:1000::1",
];

/** Debian's coturn with the file and what its first lines say has to be added. */
class HardenedServer implements AsyncDisposable {
  readonly net: PublicNet;
  readonly #stack: AsyncDisposableStack;

  private constructor(net: PublicNet, stack: AsyncDisposableStack) {
    this.net = net;
    this.#stack = stack;
  }

  static async start(args: readonly string[] = [`--static-auth-secret=${SECRET}`]) {
    await using stack = new AsyncDisposableStack();
    const net = stack.use(await PublicNet.create());
    const { address, namespace } = net;
    namespace.setKernel("net/ipv6/conf/public/disable_ipv6", "0");
    await namespace.ip("addr", "add", `${GLOBAL_IPV6}/64`, "dev", "public", "nodad");
    const folder = await Deno.makeTempDir({ prefix: "filefrag_turn_" });
    stack.defer(() => Deno.remove(folder, { recursive: true }));
    const child = namespace.spawn("turnserver", [
      ...["-c", await Deno.realPath(CONFIG), ...args],
      `--listening-ip=${address}`,
      ...[`--relay-ip=${address}`, `--relay-ip=${GLOBAL_IPV6}`],
      // In the package's places two servers on one machine would find each other's.
      ...[`--userdb=${folder}/turndb`, `--pidfile=${folder}/pid`],
    ], { stdout: "null", stderr: "null" });
    stack.defer(async () => {
      child.kill("SIGKILL");
      await child.status;
    });
    const socket = stack.use(UdpSocket.bind(namespace.name));
    await until("an answer from turnserver", () => askMapping(socket, address), 10_000);
    return new HardenedServer(net, stack.move());
  }

  client(user: TurnUser): TurnClient {
    const { namespace, address: server } = this.net;
    return new TurnClient({ namespace: namespace.name, server, user });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

/** A peer's credentials that hold, or held, for so many seconds. */
function peer(ttlSeconds = 600, secret = SECRET): TurnUser {
  return turnCredentials({
    secret,
    ttlSeconds,
    wallTime: Date.now(),
    user: crypto.randomUUID(),
  });
}

const netTest = await netTester("nat with a STUN server");

netTest(
  "docs/turnserver.conf relays to no special-purpose address, and to all others",
  async () => {
    await using server = await HardenedServer.start();
    const random = new SeededRandom(7);
    for (
      const [family, denied, allowed] of [
        [4, DENIED_IPV4, ALLOWED_IPV4],
        [6, DENIED_IPV6, ALLOWED_IPV6],
      ] as const
    ) {
      using client = server.client(peer());
      assert.equal(await client.allocate(family), 0);
      for (const [network, prefixLength] of denied) {
        for (const address of addressesOf(network, prefixLength, random)) {
          assert.equal(await client.permit(address), 403, address);
        }
      }
      for (const address of allowed) assert.equal(await client.permit(address), 0, address);
    }
  },
);

netTest("docs/turnserver.conf refuses whoever has no credentials that hold", async () => {
  await using server = await HardenedServer.start();
  const expired = peer(-1);
  const forged = { ...peer(), credential: "guessed" };
  const prolonged = { ...expired, username: (peer()).username };
  for (const user of [expired, forged, prolonged, peer(600, "another secret")]) {
    using client = server.client(user);
    assert.equal(await client.allocate(), 401);
  }
});

netTest("docs/turnserver.conf without a secret refuses everybody", async () => {
  await using server = await HardenedServer.start([]);
  using client = server.client(peer());
  assert.equal(await client.allocate(), 401);
});

netTest(
  "docs/turnserver.conf bounds the allocations of one peer, and leaves the others theirs",
  async () => {
    await using server = await HardenedServer.start();
    using clients = new DisposableStack();
    const greedy = peer();
    for (let count = 0; count < USER_QUOTA; count++) {
      assert.equal(await clients.use(server.client(greedy)).allocate(), 0, `${count}`);
    }
    assert.equal(await clients.use(server.client(greedy)).allocate(), 486);
    // Fresh credentials of the same peer are no way around it.
    const user = greedy.username.replace(/^\d+:/, "");
    const refreshed = turnCredentials({
      secret: SECRET,
      ttlSeconds: 900,
      wallTime: Date.now(),
      user,
    });
    assert.equal(await clients.use(server.client(refreshed)).allocate(), 486);
    assert.equal(await clients.use(server.client(peer())).allocate(), 0);
  },
);

netTest("docs/turnserver.conf refuses what would take more than all may use together", async () => {
  const [bytes = 0, each = 0] = ["bps-capacity", "max-bps"].map((key) => Number(setting(key)));
  assert.equal(bytes, each * Number(setting("total-quota")));
  await using server = await HardenedServer.start([
    `--static-auth-secret=${SECRET}`,
    `--bps-capacity=${2 * each}`,
  ]);
  using clients = new DisposableStack();
  const codes: number[] = [];
  for (let count = 0; count < 3; count++) {
    codes.push(await clients.use(server.client(peer())).allocate());
  }
  assert.deepEqual(codes, [0, 0, 486]);
});

netTest("docs/turnserver.conf doesn't say what runs there", async () => {
  await using server = await HardenedServer.start();
  using client = server.client(peer());
  await client.allocate();
  assert.equal(client.software, undefined);
});

const text = await Deno.readTextFile(CONFIG);

function setting(key: string): string | undefined {
  return new RegExp(`^${key}=(.*)$`, "m").exec(text)?.[1];
}

Deno.test("docs/turnserver.conf holds no secret, and the numbers that it explains", () => {
  assert.doesNotMatch(text, /^static-auth-secret|^user=/m);
  assert.equal(Number(setting("user-quota")), USER_QUOTA);
  const ports = Number(setting("max-port")) - Number(setting("min-port")) + 1;
  assert.equal(ports, Number(setting("total-quota")));
});
