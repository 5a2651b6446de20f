/**
 * The house rules that types alone don't hold: who may import whom, and what pure folders may name.
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
  "lib/worker": ["lib/protocol", "lib/security", "lib/transfer", "lib/storage", "lib/peer"],
  "lib/screen": ["lib/protocol", "lib/security", "lib/transfer", "lib/peer"],
  "lib/ui": [
    "lib/protocol",
    "lib/security",
    "lib/transfer",
    "lib/signaling",
    "lib/storage",
    "lib/peer",
    "lib/worker",
    "lib/screen",
  ],
  "islands": ["lib/protocol", "lib/ui"],
  "lib/server": ["lib/protocol"],
  "routes": ["lib/protocol", "lib/server", "lib/ui", "islands", "define.ts"],
  "lib/build": [],
};

/** Only tests and benchmarks may import these. */
const TEST_ONLY = ["lib/testing", "bench"];

/** Folders that know neither a page nor Deno. */
export const PURE = ["lib/protocol", "lib/security", "lib/transfer"];

/** Names that would betray it. */
const IMPURE_NAMES = /\b(RTC[A-Z]\w+|WebSocket|document|localStorage|indexedDB|Deno)\b/;

/** Folders that run in browsers: compiled without Deno. */
export const BROWSER = [
  "lib/signaling",
  "lib/peer",
  "lib/storage",
  "lib/worker",
  "lib/screen",
  "lib/ui",
];

const IMPORT = /(?:from|import)\s*\(?\s*"(\.[^"]+)"/g;

/** A file that breaks a rule. */
export interface Breach {
  readonly file: string;
  readonly what: string;
}

/** Folders whose files all have to obey. */
export const CHECKED = ["lib", "islands", "routes"];

/**
 * Finds every breach of the rules.
 *
 * @param files source texts by their paths from the project's root
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const files = [["lib/protocol/a.ts", "document.title;"]] as const;
 * assert.deepEqual(breachesOf(files), [
 *   { file: "lib/protocol/a.ts", what: "names document in a pure folder" },
 * ]);
 * ```
 */
export function breachesOf(files: Iterable<readonly [path: string, source: string]>): Breach[] {
  const breaches: Breach[] = [];
  for (const [file, source] of files) {
    if (isTest(file)) continue;
    breaches.push(...importBreaches(file, source), ...pureBreaches(file, source));
  }
  return breaches;
}

/** Whether a file is a test, or nothing but tests import it. */
export function isTest(path: string): boolean {
  return /_test\.tsx?$|_e2e_page\.ts$|\/testdata\/|_fixtures?\.ts$|\/_fake/.test(path);
}

function folderOf(path: string): string | undefined {
  return [...Object.keys(ALLOWED), ...TEST_ONLY].find((folder) => path.startsWith(`${folder}/`));
}

function importBreaches(file: string, source: string): Breach[] {
  const own = folderOf(file);
  if (own === undefined) return [{ file, what: "is in a folder that the rules don't know" }];
  if (TEST_ONLY.includes(own)) return [];
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
