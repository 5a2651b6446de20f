// deno-lint-ignore-file no-console -- A command line tool: this is how it speaks.
/**
 * Runs the tests that need networks of their own (`*_net_test.ts`), one after the other, prints what
 * they measured as a table, and says by name what couldn't run and why. Arguments go to `deno test`:
 * `deno task test:net --filter "address"`.
 *
 * As root they run in a process and a mount namespace of their own. When its first process ends, the
 * kernel ends the others and takes all networks away: browsers, servers and namespaces are gone on every
 * path, also where this process is killed.
 * @module
 */
import { removeTree } from "../remove_tree.ts";
import { findEnclosure } from "../runner/enclosure.ts";
import { type MeasuredRow, REPORT_VARIABLE } from "./net_test.ts";

const FILES = ["lib/testing/network", "islands"];

/** Twice what all of them take on two slow cores that have other work. */
const GIVEN_UP_AFTER_MS = 50 * 60_000;

/** Networks that are named in there are nobody else's, and nobody else sees them. */
const OWN_NAMES =
  'mkdir -p /run/netns && mount -t tmpfs filefrag /run/netns && mount --make-shared /run/netns && exec "$0" "$@"';

async function netTests(): Promise<string[]> {
  const found: string[] = [];
  for (const folder of FILES) {
    for await (const { name } of Deno.readDir(folder)) {
      if (name.endsWith("_net_test.ts")) found.push(`${folder}/${name}`);
    }
  }
  return found.sort();
}

function printTable(rows: readonly MeasuredRow[]): void {
  const width = Math.max(...rows.map((row) => row.case.length));
  for (const { case: name, ...columns } of rows) {
    const cells = Object.entries(columns).map(([column, value]) => `${column} ${value}`);
    console.log(`${name.padEnd(width)}  ${cells.join("  ")}`);
  }
}

const folder = await Deno.makeTempDir({ prefix: "filefrag_net_" });
try {
  const measured = `${folder}/measured.jsonl`;
  await Deno.writeTextFile(measured, "");
  const enclosure = await findEnclosure();
  const [command = "", ...args] = [
    ...enclosure,
    ...(enclosure.length > 0 ? ["sh", "-c", OWN_NAMES] : []),
    // Not quietly: that keeps to itself what can't run.
    ...[Deno.execPath(), "test", "-A", "--no-check"],
    ...Deno.args,
    ...await netTests(),
  ];
  const started = performance.now();
  const child = new Deno.Command(command, {
    args,
    // Profiles and sources as well are gone with the folder.
    env: { [REPORT_VARIABLE]: measured, TMPDIR: folder },
    stdin: "null",
  }).spawn();
  const stop = () => child.kill("SIGKILL");
  for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, stop);
  const timer = setTimeout(stop, GIVEN_UP_AFTER_MS);
  const { success } = await child.status;
  clearTimeout(timer);
  const lines = (await Deno.readTextFile(measured)).split("\n").filter((line) => line !== "");
  if (lines.length > 0) printTable(lines.map((line) => JSON.parse(line)));
  console.log(`${Math.round((performance.now() - started) / 1_000)} s`);
  Deno.exitCode = success ? 0 : 1;
} finally {
  await removeTree(folder);
}
Deno.exit();
