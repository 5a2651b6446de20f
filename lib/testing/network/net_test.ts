// deno-lint-ignore-file no-console -- What was measured is for whoever runs the tests.
import { findBrowser } from "../browsers/find_browser.ts";
import { cantRun } from "../cant_run.ts";
import { missingFor, type NetworkKind } from "./requirements.ts";

/** Where the measured rows go besides the terminal: one JSON object on each line. */
export const REPORT_VARIABLE = "NET_REPORT";

/** What one case measured; each column under its name. */
export interface MeasuredRow {
  readonly case: string;
  readonly [column: string]: string | number;
}

/** Registers a test of one network; see {@linkcode netTester}. */
export type NetTester = (name: string, run: (test: Deno.TestContext) => Promise<void>) => void;

/**
 * What registers tests that need a network of this kind. Where the machine lacks something for it,
 * they are ignored, and each says by its name what it lacks.
 *
 * @param browser whether they need Chromium as well
 *
 * @example
 * ```ts ignore
 * const netTest = await netTester("nat with a STUN server", { browser: true });
 * netTest("a transfer survives a change of address", async () => {});
 * ```
 */
export async function netTester(
  kind: NetworkKind,
  { browser = false }: { readonly browser?: boolean } = {},
): Promise<NetTester> {
  const missing = await missingFor(kind);
  if (browser && !findBrowser("chromium")) missing.push("There is no Chromium.");
  return (name, run) => {
    if (missing.length > 0) cantRun(name, missing.join(" "));
    else Deno.test(name, run);
  };
}

/** Prints what a case measured, in one line, and keeps it for the table at the end. */
export async function report(row: MeasuredRow): Promise<void> {
  const { case: name, ...columns } = row;
  const cells = Object.entries(columns).map(([column, value]) => `${column} ${value}`);
  console.log(`  ${name}: ${cells.join(", ")}`);
  const path = Deno.env.get(REPORT_VARIABLE);
  if (path) await Deno.writeTextFile(path, `${JSON.stringify(row)}\n`, { append: true });
}
