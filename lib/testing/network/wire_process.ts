/**
 * The process behind a {@linkcode Wire}: joins two TUN devices, each in a network namespace of its
 * own, by two {@linkcode WireDirection}s. Takes one {@linkcode WireSetup} as its argument and
 * {@linkcode WireChange}s as lines of standard input; answers each line, and its readiness, with a
 * line of counters. Ends with its standard input, so that no wire outlives its lab.
 *
 * One loop of blocking calls, since nothing else happens in this process and timers of an event
 * loop are no finer than a millisecond.
 * @module
 */
import { enterNamespace } from "./enter_namespace.ts";
import { Libc } from "./libc.ts";
import { TunDevice } from "./tun_device.ts";
import type { WireChange, WireSetup } from "./wire.ts";
import { WireDirection } from "./wire_direction.ts";

const STDIN = 0;
const POLLIN = 1;
/** How many packets to take in a row, so that those which are due get their turn. */
const TAKEN_IN_A_ROW = 256;
/**
 * How many packets to deliver in a row, and how long to pause then: a browser's socket holds some
 * fifty datagrams. What a busy machine kept this process from delivering in time would overflow it
 * if all came at once.
 */
const DELIVERED_IN_A_ROW = 32;
const PAUSE_MS = 0.2;
/** How long to sleep where nothing is under way. */
const IDLE_MS = 60_000;

type Bytes = Uint8Array<ArrayBuffer>;

const setup: WireSetup = JSON.parse(Deno.args[0] ?? "");
const libc = new Libc();
const [first, second] = setup.ends.map(({ namespace, device }) =>
  enterNamespace(namespace, () => new TunDevice(libc, device))
) as [TunDevice, TunDevice];
const forward = new WireDirection<Bytes>(setup.conditions, setup.seed * 2);
const backward = new WireDirection<Bytes>(setup.conditions, setup.seed * 2 + 1);
const ways = [
  { direction: forward, from: first, to: second },
  { direction: backward, from: second, to: first },
];

/** Delivers what has arrived; answers whether that was too much for one burst. */
function deliver(): boolean {
  const now = performance.now();
  for (const { direction, to } of ways) {
    for (let count = 0; count < DELIVERED_IN_A_ROW; count++) {
      const packet = direction.release(now);
      if (!packet) break;
      to.write(packet);
    }
  }
  return Math.min(forward.nextDue, backward.nextDue) <= now;
}

function collect(): void {
  for (const { direction, from } of ways) {
    for (let count = 0; count < TAKEN_IN_A_ROW; count++) {
      const packet = from.read();
      if (!packet) break;
      direction.admit(packet, packet.length, performance.now());
    }
  }
}

const descriptors = new Int32Array(
  [first.descriptor, second.descriptor, STDIN].flatMap((descriptor) => [descriptor, POLLIN]),
);
/** What `poll` answers about a descriptor: the upper half of its second word. */
const eventsOf = (index: number) => (descriptors[index * 2 + 1] ?? 0) >>> 16;
const nothing = new Int32Array(0);
const timeout = new BigInt64Array(2);

/** Waits for packets and lines, at most until the next packet is due. */
function sleep(): void {
  const due = Math.min(forward.nextDue, backward.nextDue) - performance.now();
  pollFor(descriptors, Math.max(0, Math.min(due, IDLE_MS)));
}

function pollFor(wanted: Int32Array<ArrayBuffer>, ms: number): void {
  const micros = Math.floor(ms * 1000);
  timeout[0] = BigInt(Math.floor(micros / 1e6));
  timeout[1] = BigInt(micros % 1e6 * 1000);
  libc.poll(wanted, timeout);
}

function report(): void {
  const counters = { forward: forward.counters, backward: backward.counters };
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(counters)}\n`));
}

let rest = "";
/** Follows the lines that wait; `false` at the end of them. */
function obey(): boolean {
  const buffer = new Uint8Array(4096);
  const bytes = libc.read(STDIN, buffer);
  if (bytes === 0) return false;
  const lines = (rest + new TextDecoder().decode(buffer.subarray(0, Math.max(0, bytes)))).split(
    "\n",
  );
  rest = lines.pop() ?? "";
  for (const line of lines) {
    const { direction, conditions } = JSON.parse(line) as WireChange;
    if (direction !== "backward") forward.change(conditions);
    if (direction !== "forward") backward.change(conditions);
    report();
  }
  return true;
}

report();
for (;;) {
  if (deliver()) pollFor(nothing, PAUSE_MS);
  sleep();
  if (eventsOf(0) > POLLIN || eventsOf(1) > POLLIN) throw new Error("A device is gone");
  if (eventsOf(2) !== 0 && !obey()) break;
  collect();
}
