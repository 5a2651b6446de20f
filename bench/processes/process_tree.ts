/** What a process is to its browser. */
export const PROCESS_ROLES = ["browser", "renderer", "network", "storage", "other"] as const;

/** One of {@linkcode PROCESS_ROLES}. */
export type ProcessRole = typeof PROCESS_ROLES[number];

/** One process of a browser, as `/proc` tells of it. */
export interface ProcessEntry {
  readonly pid: number;
  readonly role: ProcessRole;
  /** Processor time used so far. */
  readonly cpuSeconds: number;
}

/** Ticks a second in `/proc`; 100 on every Linux that runs browsers. */
const TICKS_PER_SECOND = 100;

interface Stat {
  readonly parent: number;
  readonly cpuSeconds: number;
}

/** All processes of the machine by their ids, as they are now (Linux). */
export type ProcessTable = ReadonlyMap<number, Stat>;

/** Reads who is there and who started whom. */
export async function readProcessTable(): Promise<ProcessTable> {
  const table = new Map<number, Stat>();
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = parseStat(await readOfProcess(Number(name), "stat") ?? "");
    if (stat) table.set(Number(name), stat);
  }
  return table;
}

/** The ids of a process and of everything below it. */
export function treeOf(rootPid: number, table: ProcessTable): number[] {
  return [...table.keys()].filter((pid) => descends(pid, rootPid, table));
}

/** A browser's processes, as they are now. */
export async function processTree(rootPid: number): Promise<readonly ProcessEntry[]> {
  const table = await readProcessTable();
  return await Promise.all(
    treeOf(rootPid, table).map(async (pid) => ({
      pid,
      role: roleOf(await readOfProcess(pid, "cmdline") ?? ""),
      cpuSeconds: table.get(pid)?.cpuSeconds ?? 0,
    })),
  );
}

/** A file of a process under `/proc`; `undefined` where the process has ended meanwhile. */
export async function readOfProcess(pid: number, file: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(`/proc/${pid}/${file}`);
  } catch {
    return undefined; // Processes end while we look at them, with several kinds of errors.
  }
}

/** Parent and processor time in `/proc/<pid>/stat`. */
export function parseStat(stat: string): Stat | undefined {
  // The name stands in parentheses and may hold spaces and parentheses; the fields follow it.
  const end = stat.lastIndexOf(")");
  if (end < 0) return undefined;
  const fields = stat.slice(end + 2).split(" ");
  const ticks = Number(fields[11]) + Number(fields[12]);
  return { parent: Number(fields[1]), cpuSeconds: ticks / TICKS_PER_SECOND };
}

/** What a command line says of the process's role; its words end with NUL or, forked, with a space. */
export function roleOf(commandLine: string): ProcessRole {
  const words = commandLine.split(/[\0 ]/).filter((word) => word !== "");
  if (words.includes("-contentproc")) return firefoxRole(words.at(-1));
  if (commandLine.includes("network.mojom.NetworkService")) return "network";
  if (commandLine.includes("storage.mojom")) return "storage";
  if (commandLine.includes("--type=renderer")) return "renderer";
  return commandLine.includes("--type=") ? "other" : "browser";
}

/** Firefox names the kind of a child process in its last word. */
function firefoxRole(kind: string | undefined): ProcessRole {
  if (kind === "tab") return "renderer";
  return kind === "socket" ? "network" : "other";
}

function descends(pid: number, root: number, table: ProcessTable): boolean {
  for (let at: number | undefined = pid; at; at = table.get(at)?.parent) {
    if (at === root) return true;
  }
  return false;
}
