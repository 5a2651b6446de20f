/**
 * The house rules that types alone don't hold: who may import whom, and what pure folders may name.
 * @module
 */
import { importsOf } from "./imports.ts";

/** What every browser layer above the engines may use. */
const BELOW = ["lib/base", "lib/protocol", "lib/security", "lib/transfer"];

/** What a page and what all pages share may use of the layers below. */
const BELOW_UI = [
  ...BELOW,
  "lib/browser",
  "lib/signaling",
  "lib/peer",
  "lib/storage",
  "lib/screen",
  "lib/worker",
  "lib/ui/facts",
  "lib/ui/i18n",
];

/** What saves received files, and what a page that receives none shows of them. */
const SAVING = [...BELOW_UI, "lib/ui/parts"];

/** The four pages share these, and know nothing of each other. */
const PAGE = [...BELOW_UI, "lib/ui/session", "lib/ui/network", "lib/ui/parts"];

/**
 * What each folder may import besides itself. The longest name that fits a path is its folder, so
 * `lib/transfer` in a row is what lies beside `send` and `receive`, and not these.
 */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  "lib/base": [],
  "lib/fresh": [],
  "lib/protocol": [],
  "lib/security": ["lib/protocol"],
  "lib/transfer": ["lib/base", "lib/protocol", "lib/security"],
  "lib/transfer/send": BELOW,
  "lib/transfer/receive": BELOW,
  "lib/browser": ["lib/base", "lib/protocol"],
  "lib/signaling": BELOW,
  "lib/peer": [...BELOW, "lib/browser", "lib/signaling"],
  "lib/peer/native": ["lib/base"],
  "lib/storage": [...BELOW, "lib/browser"],
  "lib/storage/disk": [...BELOW, "lib/storage"],
  "lib/worker": [
    ...BELOW,
    "lib/transfer/send",
    "lib/transfer/receive",
    "lib/browser",
    "lib/storage",
    "lib/peer",
  ],
  "lib/screen": [...BELOW, "lib/peer"],
  "lib/ui/facts": ["lib/protocol", "lib/transfer", "lib/screen"],
  "lib/ui/i18n": ["lib/protocol", "lib/screen", "lib/ui/facts"],
  "lib/ui/parts": BELOW_UI,
  "lib/ui/network": BELOW_UI,
  "lib/ui/session": BELOW_UI,
  "lib/ui/site": ["lib/security", "lib/ui/i18n", "lib/ui/parts"],
  "lib/ui/saving": SAVING,
  "lib/ui/send": [...PAGE, "lib/ui/saving"],
  "lib/ui/receive": [...PAGE, "lib/ui/saving", "lib/transfer/receive"],
  "lib/ui/present": PAGE,
  "lib/ui/watch": PAGE,
  "islands": [
    "lib/protocol",
    "lib/ui/i18n",
    "lib/ui/network",
    "lib/ui/parts",
    "lib/ui/send",
    "lib/ui/receive",
    "lib/ui/present",
    "lib/ui/watch",
  ],
  // No page: what pages share of sending and receiving, and none of what is seen of it.
  "lib/cli": [
    ...BELOW,
    "lib/transfer/send",
    "lib/transfer/receive",
    "lib/signaling",
    "lib/peer",
    "lib/peer/native",
    "lib/storage/disk",
    "lib/ui/facts",
    "lib/ui/i18n",
    "lib/ui/parts",
    "lib/ui/session",
    "lib/ui/send",
  ],
  "lib/server": ["lib/protocol"],
  "routes": [
    "lib/protocol",
    "lib/security",
    "lib/server",
    "lib/ui/i18n",
    "lib/ui/site",
    "islands",
    "define.ts",
  ],
  "lib/build": [],
};

/** Only tests and benchmarks may import these. */
const TEST_ONLY = ["lib/testing", "bench"];

/** Folders that know neither a page nor Deno. */
export const PURE = ["lib/base", "lib/protocol", "lib/security", "lib/transfer"];

/** Names that would betray it. */
const IMPURE_NAMES = /\b(RTC[A-Z]\w+|WebSocket|document|localStorage|indexedDB|Deno)\b/;

/**
 * Folders that run in browsers: compiled without Deno. So are `lib/storage/disk` and `lib/peer/native` in
 * two of them and `lib/cli`, which run under Node as well as under Deno.
 */
export const BROWSER = [
  "lib/browser",
  "lib/signaling",
  "lib/peer",
  "lib/storage",
  "lib/worker",
  "lib/screen",
  "lib/ui",
  "lib/cli",
];

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
  return /_(test|contract|fixtures?|e2e_page)\.tsx?$|\/test_support\.ts$|\/testdata\/|\/_fake/
    .test(path);
}

/** By the longest name first: what lies deeper has rules of its own. */
const FOLDERS = [...Object.keys(ALLOWED), ...TEST_ONLY].sort((a, b) => b.length - a.length);

function folderOf(path: string): string | undefined {
  return FOLDERS.find((folder) => path === folder || path.startsWith(`${folder}/`));
}

function importBreaches(file: string, source: string): Breach[] {
  const own = folderOf(file);
  if (own === undefined) return [{ file, what: "is in a folder that the rules don't know" }];
  if (TEST_ONLY.includes(own)) return [];
  const allowed = [own, ...ALLOWED[own] ?? []];
  const breaches: Breach[] = [];
  for (const target of importsOf(file, source)) {
    const folder = folderOf(target);
    if (allowed.includes(folder ?? target)) continue;
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
