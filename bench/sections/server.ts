import { interleave } from "../interleave.ts";
import { type Defence, measureAttacks, measureDefence } from "../server/attack.ts";
import { type Capacity, measureCapacity } from "../server/capacity.ts";
import type { ContestantName } from "../server/contestant.ts";
import { loadFrom } from "../server/load.ts";
import { measureRestart, type Restart } from "../server/restart.ts";
import type { SectionContext, SectionResult } from "../section.ts";
import { formatSpread, ratiosOf, type Runs } from "../stats.ts";
import { markdownTable } from "../table.ts";

const NAMES: readonly ContestantName[] = ["bare", "product"];

/**
 * What the signaling server carries beside a relay of thirty lines that checks nothing, clients and
 * server on the same two cores; then how it fares under attack. `LOAD` in the environment multiplies
 * the number of clients.
 */
export async function server(context: SectionContext): Promise<SectionResult> {
  const { settings: { runs, limitSeconds }, attempt } = context;
  const load = loadFrom(Deno.env.get("LOAD"));
  const contestants = NAMES.map((name) => ({ name, measure: () => measureCapacity(name, load) }));
  const results = await interleave("capacity", runs, contestants, attempt);
  const restart = await attempt("restarted", () => measureRestart(load));
  const defence = await attempt("under attack", () => measureDefence(load, limitSeconds));
  const attacks = await attempt("attacks", () => measureAttacks(load, limitSeconds));
  const [bare = [], product = []] = NAMES.map((name) => results.get(name));
  return {
    data: { load, bare, product, restart, defence, attacks },
    table: [
      capacityTable(bare, product),
      restart ? restartTable(restart) : "",
      defence ? defenceTable(defence) : "",
      attacks ? attacksTable(attacks) : "",
    ].join("\n\n"),
  };
}

function capacityTable(bare: Runs<Capacity>, product: Runs<Capacity>): string {
  const rows = ROWS.map(({ what, read, digits = 0 }) => {
    const [of, by] = [bare, product].map((runs) => runs.map((run) => run && read(run)));
    return [
      what,
      formatSpread(of ?? [], digits),
      formatSpread(by ?? [], digits),
      formatSpread(ratiosOf(by ?? [], of ?? []), 2),
    ];
  });
  return markdownTable(["median (min–max)", "bare relay", "FileFrag", "ratio, run by run"], rows);
}

const ROWS: readonly {
  readonly what: string;
  readonly read: (capacity: Capacity) => number | undefined;
  readonly digits?: number;
}[] = [
  { what: "joins/s", read: ({ joinsPerSecond }) => joinsPerSecond },
  {
    what: "relayed messages/s, 4 of each pair on the way",
    read: ({ most }) => most.messagesPerSecond,
  },
  { what: "… p99, ms", read: ({ most }) => most.messageP99Ms, digits: 1 },
  { what: "… processor time, µs", read: ({ most }) => most.messageCpuMicros, digits: 1 },
  { what: "relayed messages/s, 2 on the way", read: ({ short }) => short.messagesPerSecond },
  { what: "… p99, ms", read: ({ short }) => short.messageP99Ms, digits: 1 },
  {
    what: "KB of memory per idle socket",
    read: ({ bytesPerIdleSocket }) => bytesPerIdleSocket / 1000,
    digits: 1,
  },
  { what: "bytes of memory per idle session", read: ({ bytesPerSession }) => bytesPerSession },
];

function restartTable({ clients, exitMs, backMs }: Restart): string {
  const seconds = (ms: number) => (ms / 1000).toFixed(1);
  return markdownTable([`restarted, ${clients} clients`, "s"], [
    ["from SIGTERM to the end of the process", seconds(exitMs)],
    ["from the next process's start until all are back", seconds(backMs)],
  ]);
}

function defenceTable(defence: Defence): string {
  const { calmP99Ms, attackedP99Ms, growthBytes, honestDisconnects, ended, attackers } = defence;
  return markdownTable(["under attack", ""], [
    ["attackers, and those the server ended", `${attackers}, ${ended}`],
    ["memory grew by, MB", (growthBytes / 1e6).toFixed(0)],
    [
      "honest message p99, ms: before, meanwhile",
      `${calmP99Ms.toFixed(1)}, ${attackedP99Ms.toFixed(1)}`,
    ],
    ["honest clients that lost their socket", `${honestDisconnects}`],
  ]);
}

/** A server with pages, attacked in each way and in all of them. */
function attacksTable(attacks: Readonly<Record<string, Defence>>): string {
  const heads = [
    "attack",
    "connections, ended",
    "memory, MB",
    "honest p99, ms: before, meanwhile",
    "honest lost",
    "newcomers",
    "slowest /healthz, ms",
  ];
  const rows = Object.entries(attacks).map(([name, defence]) => [
    name,
    `${defence.attackers}, ${defence.ended}`,
    `+${(defence.growthBytes / 1e6).toFixed(0)}`,
    `${defence.calmP99Ms.toFixed(1)}, ${defence.attackedP99Ms.toFixed(1)}`,
    `${defence.honestDisconnects}`,
    defence.newcomersJoin ? "let in" : "refused",
    defence.slowestHealthMs.toFixed(0),
  ]);
  return markdownTable(heads, rows);
}
