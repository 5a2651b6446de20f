// deno-lint-ignore-file no-console -- A command line tool: this is how it speaks.
/**
 * Checks the house rules that types alone don't: who may import whom, and that pure folders compile
 * without a page and without Deno. Prints every breach and exits 1 where there is one.
 * @module
 */
import { dirname, join, normalize } from "node:path/posix";

/** What each folder may import from besides itself; a folder that isn't listed may import nothing. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  "lib/fresh": [],
  "lib/protocol": [],
  "lib/security": ["lib/protocol"],
  "lib/transfer": ["lib/protocol", "lib/security"],
  "lib/signaling": ["lib/protocol", "lib/security", "lib/transfer"],
  "lib/storage": ["lib/protocol", "lib/security", "lib/transfer"],
  "lib/peer": ["lib/protocol", "lib/security", "lib/transfer", "lib/signaling"],
  "lib/ui": [
    "lib/protocol",
    "lib/security",
    "lib/transfer",
    "lib/signaling",
    "lib/storage",
    "lib/peer",
  ],
  "islands": ["lib/protocol", "lib/ui"],
  "lib/server": ["lib/protocol"],
  "routes": ["lib/protocol", "lib/server", "lib/ui", "islands", "define.ts"],
  "lib/build": [],
};

/** Only tests and benchmarks may import these. */
const TEST_ONLY = ["lib/testing", "bench"];

/** Folders that know neither a page nor Deno, and names that would betray it. */
const PURE = ["lib/protocol", "lib/security", "lib/transfer"];
const IMPURE_NAMES = /\b(RTC[A-Z]\w+|WebSocket|document|localStorage|indexedDB|Deno)\b/;

/** Folders that run in browsers: compiled without Deno. */
const BROWSER = ["lib/signaling", "lib/peer", "lib/storage", "lib/ui"];

const IMPORT = /(?:from|import)\s*\(?\s*"(\.[^"]+)"/g;

interface Breach {
  readonly file: string;
  readonly what: string;
}

async function* sourceFiles(folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) yield* sourceFiles(path);
    else if (/\.tsx?$/.test(entry.name)) yield path;
  }
}

function isTest(path: string): boolean {
  return /_test\.tsx?$|_e2e_page\.ts$|\/testdata\/|_fixtures?\.ts$|\/_fake/.test(path);
}

function folderOf(path: string): string | undefined {
  return [...Object.keys(ALLOWED), ...TEST_ONLY].find((folder) => path.startsWith(`${folder}/`));
}

function importBreaches(file: string, source: string): Breach[] {
  const own = folderOf(file);
  if (own === undefined) return [];
  const allowed = [own, ...ALLOWED[own] ?? []];
  const breaches: Breach[] = [];
  for (const [, specifier = ""] of source.matchAll(IMPORT)) {
    const target = normalize(join(dirname(file), specifier));
    if (allowed.some((place) => target === place || target.startsWith(`${place}/`))) continue;
    breaches.push({ file, what: `imports ${target}` });
  }
  return breaches;
}

function pureBreaches(file: string, source: string): Breach[] {
  if (!PURE.some((folder) => file.startsWith(`${folder}/`))) return [];
  const code = source.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*|"[^"\n]*"/g, "");
  const name = IMPURE_NAMES.exec(code)?.[0];
  return name === undefined ? [] : [{ file, what: `names ${name} in a pure folder` }];
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

const breaches: Breach[] = [];
for (const folder of Object.keys(ALLOWED)) {
  for await (const file of sourceFiles(folder)) {
    if (isTest(file)) continue;
    const source = await Deno.readTextFile(file);
    breaches.push(...importBreaches(file, source), ...pureBreaches(file, source));
  }
}
for (const { file, what } of breaches) console.error(`${file}: ${what}`);
const compiled = await compiles(PURE, ["esnext", "webworker"]) &&
  await compiles(BROWSER, ["esnext", "dom", "dom.iterable", "dom.asynciterable"]);
if (breaches.length > 0 || !compiled) Deno.exit(1);
