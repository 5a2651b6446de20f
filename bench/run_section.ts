// deno-lint-ignore-file no-console -- A command line tool: this is how it speaks.
import type { Machine } from "./machine.ts";
import type { Attempt, NotRun, Section } from "./section.ts";
import { type SectionName, type Settings, usedSettings } from "./settings.ts";

/** Where the figures go as JSON. */
const OUT_DIR = "_bench";

/**
 * Runs a section, prints its table and what there is no result of, and writes its JSON.
 *
 * @returns whether it came to its end; a section that fails doesn't keep others from running
 */
export async function runSection(
  name: SectionName,
  section: Section,
  settings: Settings,
  machine: Machine,
  signal: AbortSignal,
): Promise<boolean> {
  const startedAt = performance.now();
  const notRun: NotRun[] = [];
  const attempt: Attempt = async (what, measure) => {
    signal.throwIfAborted();
    console.error(`${clock()} ${name}: ${what}`);
    try {
      return await measure();
    } catch (error) {
      signal.throwIfAborted();
      notRun.push({ what, why: error instanceof Error ? error.message : String(error) });
      console.error(error);
      return undefined;
    }
  };
  try {
    const { data, table } = await section({ settings, signal, attempt });
    console.log(`\n## ${name}\n\n${table}`);
    for (const { what, why } of notRun) console.log(`\nNo result: ${what}: ${firstLine(why)}`);
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    const used = usedSettings(name, settings);
    const report = { section: name, machine, settings: used, seconds, data, notRun };
    await Deno.mkdir(OUT_DIR, { recursive: true });
    await Deno.writeTextFile(`${OUT_DIR}/${name}.json`, `${JSON.stringify(report, null, 2)}\n`);
    return true;
  } catch (error) {
    if (signal.aborted) console.error("Interrupted");
    else console.error(`Cannot finish ${name}:`, error);
    return false;
  }
}

function clock(): string {
  return new Date().toTimeString().slice(0, 8);
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
