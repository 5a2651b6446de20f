import { type AppServer, AppServer as Server } from "../../lib/testing/servers/app_server.ts";
import type { SocketAttack } from "./attack_sockets.ts";
import { residentBytes, settledBytes, startContestant, UNBOUNDED } from "./contestant.ts";
import { HealthWatch } from "./health_watch.ts";
import { HonestPairs } from "./honest_pairs.ts";
import { largestFile, LazyReaders, Pipelining } from "./http_attacks.ts";
import { EACH_ATTACK_FROM_SECONDS, type Load } from "./load.ts";
import { NetworkAttack } from "./network_attack.ts";
import { openPair } from "./relay_client.ts";
import { SignalingAttack } from "./signaling_attack.ts";

/** How honest clients and the server's memory fared while others attacked. */
export interface Defence {
  readonly calmP99Ms: number;
  readonly attackedP99Ms: number;
  /** The most the process grew, bytes. */
  readonly growthBytes: number;
  readonly honestDisconnects: number;
  /** Whether a pair that came meanwhile was let in. */
  readonly newcomersJoin: boolean;
  /** `/healthz` meanwhile; infinite where it wasn't answered. */
  readonly slowestHealthMs: number;
  /** Sockets of attackers that the server ended by itself, of all. */
  readonly ended: number;
  readonly attackers: number;
}

/** Room for the attackers, who have one address here, and the messages of everybody as usual. */
const BOUNDS = { MESSAGES_PER_SECOND: "20" };

/** Header drips, unfinished frames, floods and peers that don't read, all at once. */
export async function measureDefence(load: Load, seconds: number): Promise<Defence> {
  await using server = await startContestant("product", BOUNDS);
  return await measure(server, seconds, [new SignalingAttack(server, load)]);
}

/**
 * A server with pages that trusts the proxy, whose part the bench plays: so one machine has as many addresses as it
 * likes. Sockets have their usual bounds, of which a /48 has 800 and all together 2,000.
 */
const SITE = {
  ...UNBOUNDED,
  ...BOUNDS,
  TRUST_PROXY: "1",
  MAX_SOCKETS: "2000",
  MAX_SOCKETS_PER_ADDRESS: "50",
};

/** The attacks by what each makes of a server, and a file to ask it for. None comes first: what the machine does anyway. */
const ATTACKS:
  readonly ((server: AppServer, path: string, load: Load) => readonly SocketAttack[])[] = [
    () => [],
    (server, path) => [new Pipelining(server, path, 1)],
    (server, path) => [new Pipelining(server, path, 4)],
    (server, path, { unread }) => [
      new LazyReaders(server, { path, connections: unread, bytesAtOnce: 0 }),
    ],
    (server, path, { slow }) => [
      new LazyReaders(server, { path, connections: slow, bytesAtOnce: 1_024 }),
    ],
    (server, _path, { ofOneNetwork }) => [new NetworkAttack(server, ofOneNetwork)],
  ];

/** Each attack on a server of its own, if there is the time, then all of them on one. */
export async function measureAttacks(
  load: Load,
  seconds: number,
): Promise<Readonly<Record<string, Defence>>> {
  const defences: Record<string, Defence> = {};
  const all = (server: AppServer, path: string) =>
    ATTACKS.flatMap((attacks) => attacks(server, path, load));
  const each = seconds < EACH_ATTACK_FROM_SECONDS ? [] : ATTACKS;
  for (const attacks of [...each, all]) {
    await using server = await Server.start(SITE);
    const path = await largestFile(server);
    const some = attacks(server, path, load);
    const name = some.length > 1 ? "all of these at once" : some[0]?.name ?? "nobody";
    defences[name] = await measure(server, seconds, some);
  }
  return defences;
}

async function measure(
  server: AppServer,
  seconds: number,
  attacks: readonly SocketAttack[],
): Promise<Defence> {
  await using honest = await HonestPairs.start(server);
  await pause(3_000);
  const calmP99Ms = honest.takeP99();
  const before = await settledBytes(server);
  honest.takeP99();

  await using health = new HealthWatch(server);
  using stack = new DisposableStack();
  for (const attack of attacks) stack.use(attack);
  let most = before;
  let hasBegun = false;
  const beginning = Promise.all(attacks.map((attack) => attack.start()))
    .finally(() => hasBegun = true);
  // Looked at from the beginning: an attack may be over, and what it took given back, when all have begun.
  for (let end = Infinity; performance.now() < end;) {
    if (hasBegun && end === Infinity) end = performance.now() + seconds * 1000;
    if (hasBegun) { for (const attack of attacks) attack.goOn(); }
    most = Math.max(most, await residentBytes(server));
    await pause(100);
  }
  await beginning;
  const sum = (read: (attack: SocketAttack) => number) =>
    attacks.reduce((total, attack) => total + read(attack), 0);
  return {
    calmP99Ms,
    attackedP99Ms: honest.takeP99(),
    growthBytes: most - before,
    honestDisconnects: honest.disconnects,
    newcomersJoin: await newcomersJoin(server),
    slowestHealthMs: health.slowestMs,
    ended: sum(({ ended }) => ended),
    attackers: sum(({ count }) => count),
  };
}

async function newcomersJoin(server: AppServer): Promise<boolean> {
  try {
    for (const { socket } of await openPair("product", server, "198.51.100.200")) {
      socket.terminate();
    }
    return true;
  } catch {
    // Refused: what is measured.
    return false;
  }
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
