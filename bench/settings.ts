import { type ContestantPair, pairLabel } from "./pair.ts";

/** The sections, in the order in which they run: what costs least first. */
export const SECTION_NAMES = [
  "weight",
  "server",
  "connect",
  "files",
  "loopback",
  "cpu",
  "memory",
  "lanes",
  "screen",
  "distance",
] as const;

/** The name of a section on the command line. */
export type SectionName = typeof SECTION_NAMES[number];

/** What is measured how often; a section uses what concerns it. */
export interface Settings {
  readonly runs: number;
  /** Sizes of the transferred files. */
  readonly mib: readonly number[];
  readonly pairs: readonly ContestantPair[];
  /** Over how many bare connections the ceiling is measured. */
  readonly connections: readonly number[];
  /** There and back. */
  readonly rttMs: readonly number[];
  /** Each way. */
  readonly lossPercent: readonly number[];
  /** After this long a transfer over distance counts with what has passed. */
  readonly limitSeconds: number;
}

/** `short` is what runs where no section is named; `full` is all that was asked of it. */
export type Scale = "short" | "full";

const CHROMIUM_ONLY: readonly ContestantPair[] = [{ from: "chromium", to: "chromium" }];

const PAIRS: readonly ContestantPair[] = [
  ...CHROMIUM_ONLY,
  { from: "chromium", to: "firefox" },
  { from: "firefox", to: "chromium" },
];

/** Five runs are the fewest whose median one disturbed run can't move. */
const BASE: Settings = {
  runs: 5,
  mib: [256],
  pairs: CHROMIUM_ONLY,
  connections: [1, 4],
  rttMs: [20, 50, 100],
  lossPercent: [0, 0.1, 1],
  limitSeconds: 20,
};

const DEFAULTS: Readonly<Record<SectionName, Readonly<Record<Scale, Partial<Settings>>>>> = {
  weight: { short: {}, full: {} },
  server: { short: { runs: 1, limitSeconds: 5 }, full: { runs: 2 } },
  connect: { short: {}, full: { runs: 9, pairs: PAIRS } },
  files: { short: { runs: 2 }, full: { pairs: PAIRS } },
  loopback: {
    short: {},
    full: { mib: [16, 256, 1024], pairs: PAIRS, connections: [1, 2, 4] },
  },
  cpu: { short: { runs: 1 }, full: { pairs: PAIRS } },
  memory: {
    short: { runs: 1 },
    full: {
      runs: 1,
      mib: [256, 1024, 5120],
      pairs: [...CHROMIUM_ONLY, { from: "firefox", to: "firefox" }],
    },
  },
  lanes: { short: { runs: 1 }, full: {} },
  screen: {
    short: { runs: 1 },
    full: { pairs: [...CHROMIUM_ONLY, { from: "chromium", to: "firefox" }] },
  },
  distance: {
    // 64 MiB, so that what passes the wire without loss is done before the time is over.
    short: {
      runs: 1,
      mib: [64],
      connections: [1, 8],
      rttMs: [50],
      lossPercent: [0, 1],
      limitSeconds: 10,
    },
    full: { mib: [64], connections: [1, 2, 4, 8] },
  },
};

/** What each section takes notice of. */
const USED: Readonly<Record<SectionName, readonly (keyof Settings)[]>> = {
  weight: [],
  server: ["runs", "limitSeconds"],
  connect: ["runs", "pairs"],
  files: ["runs", "pairs"],
  loopback: ["runs", "pairs", "mib", "connections"],
  cpu: ["runs", "pairs", "mib", "connections"],
  memory: ["runs", "pairs", "mib"],
  lanes: ["runs", "pairs", "mib"],
  screen: ["runs", "pairs"],
  distance: ["runs", "pairs", "mib", "connections", "rttMs", "lossPercent", "limitSeconds"],
};

/** The settings of a section: its own for the scale, changed by what the command line says. */
export function settingsOf(
  section: SectionName,
  scale: Scale,
  changes: Partial<Settings> = {},
): Settings {
  return { ...BASE, ...DEFAULTS[section][scale], ...changes };
}

/** What of its settings a section takes notice of. */
export function usedSettings(section: SectionName, settings: Settings): Partial<Settings> {
  return Object.fromEntries(USED[section].map((name) => [name, settings[name]]));
}

/** The same for people: `5 runs, Chromium → Chromium, 256 MiB, raw × 1, 4`. */
export function describeSettings(section: SectionName, settings: Settings): string {
  const { runs, pairs, mib, connections, rttMs, lossPercent, limitSeconds } = settings;
  const texts: Readonly<Record<keyof Settings, string>> = {
    runs: `${runs} ${runs === 1 ? "run" : "runs"}`,
    pairs: pairs.map(pairLabel).join(", "),
    mib: `${mib.join(", ")} MiB`,
    connections: `raw × ${connections.join(", ")}`,
    rttMs: `RTT ${rttMs.join(", ")} ms`,
    lossPercent: `loss ${lossPercent.join(", ")} %`,
    limitSeconds: `at most ${limitSeconds} s each`,
  };
  return USED[section].map((name) => texts[name]).join("; ");
}
