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
import { type MeasuredRow, REPORT_VARIABLE } from "./net_test.ts";

const FILES = ["lib/testing/network", "islands"];

/** More than twice what all of them take on two busy cores. */
const GIVEN_UP_AFTER_MS = 25 * 60_000;

/** Networks that are named in there are nobody else's, and nobody else sees them. */
const ENCLOSED =
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

/** The command in a place that goes away with it, where this process may make one. */
async function enclosed(command: readonly string[]): Promise<string[]> {
  const flags = ["--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return [...command];
  try {
    const trial = new Deno.Command("unshare", { args: [...flags, "true"], stderr: "null" });
    if (!(await trial.output()).success) return [...command];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [...command];
    throw error;
  }
  return ["unshare", ...flags, "sh", "-c", ENCLOSED, ...command];
}

function printTable(rows: readonly MeasuredRow[]): void {
  const width = Math.max(...rows.map((row) => row.case.length));
  for (const { case: name, ...columns } of rows) {
    const cells = Object.entries(columns).map(([column, value]) => `${column} ${value}`);
    console.log(`${name.padEnd(width)}  ${cells.join("  ")}`);
  }
}

/** Removes what was written, also by processes that are just being killed. */
async function removeTree(path: string): Promise<void> {
  for (let attempt = 1;; attempt++) {
    try {
      return await Deno.remove(path, { recursive: true });
    } catch (error) {
      if (attempt === 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

const folder = await Deno.makeTempDir({ prefix: "filefrag_net_" });
try {
  const measured = `${folder}/measured.jsonl`;
  await Deno.writeTextFile(measured, "");
  const [command = "", ...args] = await enclosed([
    ...[Deno.execPath(), "test", "-A", "--no-check", "--quiet"],
    ...Deno.args,
    ...await netTests(),
  ]);
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
