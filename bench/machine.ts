import { BROWSER_NAMES, findBrowser } from "../lib/testing/browsers/find_browser.ts";
import { MIB } from "./moved.ts";

/** What the figures were measured on. */
export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryMib: number;
  readonly kernel: string;
  readonly deno: string;
  /** Versions by name; `not installed` where there is none. */
  readonly browsers: Readonly<Record<string, string>>;
  /** The commit, and whether files differ from it. */
  readonly source: string;
  /** ISO 8601. */
  readonly date: string;
}

/** Describes this machine as it is now. */
export async function describeMachine(): Promise<Machine> {
  const browsers: Record<string, string> = {};
  for (const name of BROWSER_NAMES) {
    const path = findBrowser(name);
    browsers[name] = path === undefined ? "not installed" : await said(path, "--version");
  }
  const commit = await said("git", "rev-parse", "--short", "HEAD");
  const changed = !["", "unknown"].includes(await said("git", "status", "--porcelain"));
  return {
    cores: navigator.hardwareConcurrency,
    processor: await processorName(),
    memoryMib: Math.round(Deno.systemMemoryInfo().total / MIB),
    kernel: `${Deno.build.os} ${Deno.osRelease()}`,
    deno: Deno.version.deno,
    browsers,
    source: changed ? `${commit} and changes` : commit,
    date: new Date().toISOString(),
  };
}

/** One line for people. */
export function machineLine(machine: Machine): string {
  const { cores, processor, memoryMib, kernel, deno, browsers, source, date } = machine;
  return [
    `${cores} × ${processor}`,
    `${(memoryMib / 1024).toFixed(0)} GiB`,
    kernel,
    ...Object.values(browsers),
    `Deno ${deno}`,
    `source ${source}`,
    date.slice(0, 10),
  ].join(", ");
}

async function processorName(): Promise<string> {
  try {
    const info = await Deno.readTextFile("/proc/cpuinfo");
    return /^model name\s*:\s*(.+)$/m.exec(info)?.[1] ?? "unknown processor";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "unknown processor"; // Not Linux.
    throw error;
  }
}

/** What a command prints; `unknown` where it fails or isn't there. */
async function said(command: string, ...args: string[]): Promise<string> {
  try {
    const { success, stdout } = await new Deno.Command(command, { args, stderr: "null" }).output();
    return success ? new TextDecoder().decode(stdout).trim() : "unknown";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "unknown";
    throw error;
  }
}
