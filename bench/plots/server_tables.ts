import { formatSpread, ratiosOf, type Runs } from "../stats.ts";
import { markdownTable } from "../table.ts";
import { grouped } from "./grouped.ts";
import type { Json } from "./json.ts";
import { runsByName } from "./read_rates.ts";
import type { Reports } from "./report.ts";

interface Row {
  readonly what: string;
  /** Its name among published ratios. */
  readonly ratio: string;
  readonly read: (capacity: Json) => number;
  readonly digits: number;
}

const ROWS: readonly Row[] = [
  {
    what: "relayed messages/s, four of each pair on the way",
    ratio: "most",
    read: (capacity) => capacity.at("most").at("messagesPerSecond").number(),
    digits: 0,
  },
  {
    what: "… 99 % within, ms",
    ratio: "mostP99",
    read: (capacity) => capacity.at("most").at("messageP99Ms").number(),
    digits: 0,
  },
  {
    what: "relayed messages/s, two on the way",
    ratio: "short",
    read: (capacity) => capacity.at("short").at("messagesPerSecond").number(),
    digits: 0,
  },
  {
    what: "… 99 % within, ms",
    ratio: "shortP99",
    read: (capacity) => capacity.at("short").at("messageP99Ms").number(),
    digits: 1,
  },
  {
    what: "joins/s",
    ratio: "joins",
    read: (capacity) => capacity.at("joinsPerSecond").number(),
    digits: 0,
  },
  {
    what: "memory of an idle socket, KB",
    ratio: "idle",
    read: (capacity) => capacity.at("bytesPerIdleSocket").number() / 1000,
    digits: 1,
  },
];

/** The signaling server beside a relay that checks nothing. */
export function relayTable(reports: Reports): string {
  const rows = dataOf(reports).flatMap((data) => {
    const published = runsByName(data.find("ratios"));
    return ROWS.map(({ what, ratio, read, digits }) => {
      const [bare, product] = ["bare", "product"].map((name) => runsOf(data.at(name), read));
      const ratios = published.get(ratio) ??
        (data.find("ratios") ? [] : ratiosOf(product ?? [], bare ?? []));
      return [
        what,
        grouped(formatSpread(bare ?? [], digits)),
        grouped(formatSpread(product ?? [], digits)),
        formatSpread(ratios, 2),
      ];
    });
  });
  return markdownTable(["median (min–max)", "bare relay", "FileFrag", "ratio, run by run"], rows);
}

/** The server under attack, and restarted. */
export function attackTable(reports: Reports): string {
  const rows = dataOf(reports).flatMap((data) => {
    const [defence, restart] = [data.at("defence"), data.at("restart")];
    return [
      ["sockets that attack", grouped(`${defence.at("attackers").number()}`)],
      ["memory grew by, MB", (defence.at("growthBytes").number() / 1e6).toFixed(0)],
      [
        "honest messages, 99 % within, ms: before, meanwhile",
        `${defence.at("calmP99Ms").number().toFixed(0)}, ${
          defence.at("attackedP99Ms").number().toFixed(0)
        }`,
      ],
      ["honest clients that lost their socket", `${defence.at("honestDisconnects").number()}`],
      ["from SIGTERM to the end, s", secondsOf(restart.at("exitMs"))],
      [
        grouped(`from the next start until ${restart.at("clients").number()} clients are back, s`),
        secondsOf(restart.at("backMs")),
      ],
    ];
  });
  return markdownTable(["under attack; restarted", ""], rows);
}

function dataOf(reports: Reports): Json[] {
  return (reports.get("server") ?? []).map(({ data }) => data);
}

function runsOf(runs: Json, read: (capacity: Json) => number): Runs<number> {
  return runs.optionalList().map((run) => run && read(run));
}

function secondsOf(ms: Json): string {
  return (ms.number() / 1000).toFixed(1);
}
