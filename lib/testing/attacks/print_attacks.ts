/**
 * Carries out every attack and prints what came of each, as tables:
 *
 * ```sh
 * deno task attacks
 * ```
 * @module
 */
import process from "node:process";
import type { Attack } from "./attack.ts";
import { HOSTILE_PEER } from "./hostile_peer.ts";
import { HOSTILE_SERVER } from "./hostile_server.ts";

const SUITES: Readonly<Record<string, readonly Attack[]>> = {
  "A hostile server": HOSTILE_SERVER,
  "A hostile peer": HOSTILE_PEER,
};

/** Why an attack succeeded; `undefined` where it didn't. */
async function successOf({ run }: Attack): Promise<string | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** One cell of a table in one line. */
function cell(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll("|", "\\|");
}

let successes = 0;
for (const [suite, attacks] of Object.entries(SUITES)) {
  print(`## ${suite}\n\n| | it … | what must happen | |\n|---|---|---|---|`);
  let own = 0;
  for (const [index, attack] of attacks.entries()) {
    const success = await successOf(attack);
    if (success !== undefined) own++;
    const outcome = success === undefined ? "so it is" : `**not so**: ${cell(success)}`;
    print(`| ${index + 1} | ${cell(attack.name)} | ${cell(attack.must)} | ${outcome} |`);
  }
  print(`\n${attacks.length} attacks, ${own} successes\n`);
  successes += own;
}
// Whatever an attack left open mustn't keep the process.
process.exit(successes === 0 ? 0 : 1);
