// deno-lint-ignore-file no-console -- A command line tool: this is how it speaks.
/**
 * Measures the product against bare baselines in the same run, interleaved, so that a noisy machine
 * disturbs both alike; the ratios are the result, the absolute figures are context. Tables go to
 * standard output, what is going on to standard error, everything measured as JSON into `_bench/`.
 *
 * ```sh
 * deno task bench                             # a short form of everything, about 15 minutes
 * deno task bench loopback distance           # the full form of two sections
 * deno task bench loopback --runs=2 --mib=32
 * LOAD=2 deno task bench server               # twice as many clients
 * deno task bench all --plan                  # what that would measure, and how long
 * ```
 * @module
 */
import { type Arguments, parseArguments, USAGE, UsageError } from "./arguments.ts";
import { estimateSeconds } from "./estimate.ts";
import { Interruption } from "./interruption.ts";
import { describeMachine, type Machine, machineLine } from "./machine.ts";
import { runSection } from "./run_section.ts";
import { connect } from "./sections/connect.ts";
import { cpu } from "./sections/cpu.ts";
import { distance } from "./sections/distance.ts";
import { screen } from "./sections/screen.ts";
import { files } from "./sections/files.ts";
import { lanes } from "./sections/lanes.ts";
import { loopback } from "./sections/loopback.ts";
import { memory } from "./sections/memory.ts";
import { server } from "./sections/server.ts";
import { weight } from "./sections/weight.ts";
import type { Section } from "./section.ts";
import { describeSettings, type SectionName, settingsOf } from "./settings.ts";

const SECTIONS: Readonly<Record<SectionName, Section>> = {
  weight,
  server,
  connect,
  files,
  loopback,
  cpu,
  memory,
  lanes,
  screen,
  distance,
};

function readArguments(): Arguments {
  try {
    return parseArguments(Deno.args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${USAGE}`);
    Deno.exit(1);
  }
}

function printPlan({ sections, scale, changes }: Arguments): void {
  let total = 0;
  for (const name of sections) {
    const settings = settingsOf(name, scale, changes);
    const seconds = estimateSeconds(name, settings);
    total += seconds;
    const what = describeSettings(name, settings);
    console.error(`${name.padEnd(9)} ${minutes(seconds).padStart(8)}  ${what}`);
  }
  console.error(`Together about ${minutes(total)}`);
}

function minutes(seconds: number): string {
  return seconds < 60 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} min`;
}

async function measure({ sections, scale, changes }: Arguments, machine: Machine) {
  using interruption = new Interruption();
  let failed = false;
  for (const name of sections) {
    const settings = settingsOf(name, scale, changes);
    const done = await runSection(name, SECTIONS[name], settings, machine, interruption.signal);
    if (interruption.signal.aborted) return 130;
    failed ||= !done;
  }
  return failed ? 1 : 0;
}

const asked = readArguments();
printPlan(asked);
if (!asked.planOnly) {
  const machine = await describeMachine();
  console.log(machineLine(machine));
  Deno.exit(await measure(asked, machine));
}
