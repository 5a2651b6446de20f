import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import { BROWSER_NAMES } from "../lib/testing/browsers/find_browser.ts";
import type { ContestantPair } from "./pair.ts";
import { type Scale, SECTION_NAMES, type SectionName, type Settings } from "./settings.ts";

/** What the command line asks for. */
export interface Arguments {
  readonly sections: readonly SectionName[];
  readonly scale: Scale;
  /** Options given, for every section alike. */
  readonly changes: Partial<Settings>;
  /** Only say what would be measured. */
  readonly planOnly: boolean;
}

/** A command line that means nothing. Its message is for the reader. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** How to call the program. */
export const USAGE = `deno task bench [section…|all] [option…]

Sections: ${SECTION_NAMES.join(" ")}
Without one: a short form of each. Named, or with all: the full form.

--runs=N             how often everything is measured
--mib=N[,N…]         sizes of the files
--pairs=A-B[,A-B…]   who sends to whom: chromium-chromium, chromium-firefox, …
--connections=N[,N…] over how many bare connections the ceiling is measured
--rtt=MS[,MS…]       distance: round trips in ms
--loss=P[,P…]        distance: loss each way in percent
--seconds=N          distance: the time after which a transfer counts with what has passed;
                     server: how long it is attacked
--plan               say what would be measured, and how long it takes about`;

const OPTIONS: Readonly<Record<string, (name: string, value: string) => Partial<Settings>>> = {
  runs: (name, value) => ({ runs: wholeNumber(name, value) }),
  mib: (name, value) => ({ mib: list(name, value, wholeNumber) }),
  pairs: (name, value) => ({ pairs: list(name, value, pairOf) }),
  connections: (name, value) => ({ connections: list(name, value, wholeNumber) }),
  rtt: (name, value) => ({ rttMs: list(name, value, amount) }),
  loss: (name, value) => ({ lossPercent: list(name, value, amount) }),
  seconds: (name, value) => ({ limitSeconds: wholeNumber(name, value) }),
};

/**
 * Reads the command line.
 *
 * @throws {UsageError} at the first word that means nothing
 */
export function parseArguments(words: readonly string[]): Arguments {
  const { values: { plan, ...values }, positionals } = wordsOf(words);
  const named = new Set<SectionName>();
  for (const word of positionals) {
    if (word === "all") SECTION_NAMES.forEach((name) => named.add(name));
    else if (isSectionName(word)) named.add(word);
    else throw new UsageError(`Unknown section "${word}": ${SECTION_NAMES.join(", ")} or all`);
  }
  let changes: Partial<Settings> = {};
  for (const [name, value] of Object.entries(values)) {
    changes = { ...changes, ...OPTIONS[name]?.(name, String(value)) };
  }
  return {
    sections: named.size === 0 ? SECTION_NAMES : SECTION_NAMES.filter((name) => named.has(name)),
    scale: named.size === 0 ? "short" : "full",
    changes,
    planOnly: plan === true,
  };
}

function wordsOf(words: readonly string[]) {
  const options: ParseArgsOptionsConfig = { plan: { type: "boolean" } };
  for (const name of Object.keys(OPTIONS)) options[name] = { type: "string" };
  try {
    return parseArgs({ args: words, options, allowPositionals: true });
  } catch (error) {
    // Errors with a code are about the words; any other is a defect.
    throw error instanceof TypeError && "code" in error ? new UsageError(error.message) : error;
  }
}

function list<Item>(
  name: string,
  value: string,
  parse: (name: string, item: string) => Item,
): Item[] {
  return value.split(",").map((item) => parse(name, item));
}

function wholeNumber(name: string, value: string): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= 1) return number;
  throw new UsageError(`--${name}: "${value}" is not a whole number above 0`);
}

function amount(name: string, value: string): number {
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value);
  throw new UsageError(`--${name}: "${value}" is not a number of 0 or more`);
}

function pairOf(name: string, value: string): ContestantPair {
  const [from, to, ...rest] = value.split("-").map((word) =>
    BROWSER_NAMES.find((browser) => browser === word)
  );
  if (from && to && rest.length === 0) return { from, to };
  throw new UsageError(`--${name}: "${value}" is not two of ${BROWSER_NAMES.join(", ")} with a -`);
}

function isSectionName(word: string): word is SectionName {
  return (SECTION_NAMES as readonly string[]).includes(word);
}
