import type { AppServer } from "../../lib/testing/servers/app_server.ts";
import { newTestSession, newToken } from "../../lib/testing/servers/signaling_fixture.ts";
import { quantileOf } from "../stats.ts";
import {
  type ContestantName,
  processorSeconds,
  settledBytes,
  startContestant,
} from "./contestant.ts";
import type { Load } from "./load.ts";
import { inParallel, openPair, RelayClient } from "./relay_client.ts";

/** How messages fared. */
interface Relayed {
  readonly messagesPerSecond: number;
  readonly messageP99Ms: number;
  /** The server's processor time, µs: what is left of the rate where the machine is busy otherwise. */
  readonly messageCpuMicros: number;
}

/** What one server can do, measured on a process of its own. */
export interface Capacity {
  /** With so many messages on the way that neither side ever waits. */
  readonly most: Relayed;
  /** With half as many. */
  readonly short: Relayed;
  readonly joinsPerSecond: number;
  readonly bytesPerIdleSocket: number;
  /** The bare relay has no sessions. */
  readonly bytesPerSession: number | undefined;
}

/** A message of about 190 bytes, as a candidate is when it is sealed. */
const PADDING = "x".repeat(96);

/** Joins, memory and relaying, in this order: what was used for one is free for the next. */
export async function measureCapacity(name: ContestantName, load: Load): Promise<Capacity> {
  const joinsPerSecond = await withServer(name, (server) => measureJoins(name, server, load));
  const bytesPerIdleSocket = await withServer(name, (server) => measureIdle(name, server, load));
  const bytesPerSession = name === "bare"
    ? undefined
    : await withServer(name, (server) => measureSessions(server, load));
  const relay = (window: number) =>
    withServer(name, (server) => measureRelay(name, server, load, window));
  const most = await relay(load.windows.most);
  const short = await relay(load.windows.short);
  return { joinsPerSecond, bytesPerIdleSocket, bytesPerSession, most, short };
}

async function withServer<Result>(
  name: ContestantName,
  measure: (server: AppServer) => Promise<Result>,
): Promise<Result> {
  await using server = await startContestant(name);
  return await measure(server);
}

async function measureJoins(
  name: ContestantName,
  server: AppServer,
  { joins, joinsAtOnce }: Load,
): Promise<number> {
  // Making up sessions is no part of joining them.
  const sessions = await inParallel(joins, 8, () => newTestSession("file"));
  const startedAt = performance.now();
  const clients = await inParallel(joins, joinsAtOnce, async () => {
    const session = sessions.pop() ?? await newTestSession("file");
    return await RelayClient.open(name, server, session, "owner");
  });
  const seconds = (performance.now() - startedAt) / 1000;
  for (const { socket } of clients) socket.terminate();
  return joins / seconds;
}

async function measureIdle(
  name: ContestantName,
  server: AppServer,
  { idleSockets, joinsAtOnce }: Load,
): Promise<number> {
  const open = async () =>
    await RelayClient.open(name, server, await newTestSession("file"), "owner");
  // As many pay first for what is there once: code, and the heap that a burst of joins makes grow.
  const clients = await inParallel(idleSockets, joinsAtOnce, open);
  const before = await settledBytes(server);
  clients.push(...await inParallel(idleSockets, joinsAtOnce, open));
  const after = await settledBytes(server);
  for (const { socket } of clients) socket.terminate();
  return (after - before) / idleSockets;
}

async function measureSessions(
  server: AppServer,
  { idleSessions, joinsAtOnce }: Load,
): Promise<number> {
  const joinHash = newToken();
  const create = async () => {
    const response = await fetch(server.url("/sessions"), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ kind: "file", joinHash }),
    });
    if (response.status !== 201) throw new Error(`Cannot make a session: ${response.status}`);
    await response.body?.cancel();
  };
  await inParallel(idleSessions, joinsAtOnce, create);
  const before = await settledBytes(server);
  await inParallel(idleSessions, joinsAtOnce, create);
  return (await settledBytes(server) - before) / idleSessions;
}

async function measureRelay(
  name: ContestantName,
  server: AppServer,
  { pairs: count, relaySeconds }: Load,
  window: number,
): Promise<Relayed> {
  const pairs = await inParallel(count, 10, () => openPair(name, server));
  const latencies: number[] = [];
  let isOver = false;
  for (const [owner, guest] of pairs) {
    // Each message that arrives lets the next one go: as many are on the way as the window says.
    const say = () => guest.relay(`${performance.now()} ${PADDING}`);
    owner.onPayload = (payload) => {
      latencies.push(performance.now() - Number(payload.split(" ", 1)[0]));
      if (!isOver) say();
    };
    for (let message = 0; message < window; message++) say();
  }
  await new Promise((resolve) => setTimeout(resolve, 500));
  latencies.length = 0;
  const startedAt = performance.now();
  const cpuBefore = await processorSeconds(server);
  await new Promise((resolve) => setTimeout(resolve, relaySeconds * 1000));
  const measured = [...latencies];
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuSeconds = await processorSeconds(server) - cpuBefore;
  isOver = true;
  for (const client of pairs.flat()) client.socket.terminate();
  return {
    messagesPerSecond: measured.length / seconds,
    messageP99Ms: quantileOf(measured, 0.99) ?? NaN,
    messageCpuMicros: cpuSeconds / measured.length * 1e6,
  };
}
