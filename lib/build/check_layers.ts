// deno-lint-ignore-file no-console -- A command line tool: this is how it speaks.
/**
 * Checks the house rules that types alone don't: who may import whom, that pure folders compile
 * without a page and without Deno, that no file imports itself by way of others, and that no name is
 * exported twice. Prints every breach and exits 1 where there is one.
 * @module
 */
import { join } from "node:path/posix";
import { importCycles } from "./import_cycles.ts";
import { breachesOf, BROWSER, CHECKED, isTest, PURE } from "./layers.ts";
import { sharedNames } from "./names.ts";

async function* sourceFiles(folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) yield* sourceFiles(path);
    else if (/\.tsx?$/.test(entry.name)) yield path;
  }
}

/** Type-checks folders with deno.json's rules but other libraries than the app as a whole has. */
async function compiles(folders: readonly string[], lib: readonly string[]): Promise<boolean> {
  const files: string[] = [];
  for (const folder of folders) {
    for await (const file of sourceFiles(folder)) if (!isTest(file)) files.push(file);
  }
  const config = JSON.parse(await Deno.readTextFile("deno.json"));
  const changed = { ...config, compilerOptions: { ...config.compilerOptions, lib } };
  // In the project's root, so that its packages are found.
  const path = await Deno.makeTempFile({ dir: ".", prefix: ".layers_", suffix: ".json" });
  try {
    await Deno.writeTextFile(path, JSON.stringify(changed));
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["check", "--quiet", "--config", path, ...files],
    }).output();
    if (!success) await Deno.stderr.write(stderr);
    return success;
  } finally {
    await Deno.remove(path);
  }
}

const sources: [path: string, source: string][] = [];
for (const folder of CHECKED) {
  for await (const file of sourceFiles(folder)) sources.push([file, await Deno.readTextFile(file)]);
}
const more: [path: string, source: string][] = [];
for await (const file of sourceFiles("bench")) more.push([file, await Deno.readTextFile(file)]);
const breaches = [
  ...breachesOf(sources),
  ...importCycles(sources),
  ...sharedNames([...sources, ...more]),
];
for (const { file, what } of breaches) console.error(`${file}: ${what}`);
const compiled = await compiles(PURE, ["esnext", "webworker"]) &&
  await compiles(BROWSER, ["esnext", "dom", "dom.iterable", "dom.asynciterable"]);
if (breaches.length > 0 || !compiled) Deno.exit(1);
