/** What a process is to its browser. */
export type ProcessRole = "browser" | "renderer" | "network" | "storage" | "other";

/** Seconds of processor time by role. */
export type CpuSeconds = Readonly<Partial<Record<ProcessRole, number>>>;

/** Ticks a second in `/proc`; 100 on every Linux that runs browsers. */
const TICKS_PER_SECOND = 100;

/** Processor time that a browser's process tree has used so far (Linux). */
export async function cpuSecondsOf(rootPid: number): Promise<CpuSeconds> {
  const parents = new Map<number, number>();
  const ticks = new Map<number, number>();
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readIfThere(`/proc/${name}/stat`);
    // The name stands in parentheses and may hold spaces; the fields follow it.
    const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (!fields) continue;
    parents.set(Number(name), Number(fields[1]));
    ticks.set(Number(name), Number(fields[11]) + Number(fields[12]));
  }
  const seconds: Partial<Record<ProcessRole, number>> = {};
  for (const [pid, used] of ticks) {
    if (!descends(pid, rootPid, parents)) continue;
    const role = roleOf(await readIfThere(`/proc/${pid}/cmdline`) ?? "");
    seconds[role] = (seconds[role] ?? 0) + used / TICKS_PER_SECOND;
  }
  return seconds;
}

/** What was used between two readings. */
export function cpuSince(before: CpuSeconds, after: CpuSeconds): CpuSeconds {
  const used: Partial<Record<ProcessRole, number>> = {};
  for (const [role, seconds] of Object.entries(after) as [ProcessRole, number][]) {
    used[role] = seconds - (before[role] ?? 0);
  }
  return used;
}

function descends(pid: number, root: number, parents: ReadonlyMap<number, number>): boolean {
  for (let at: number | undefined = pid; at; at = parents.get(at)) if (at === root) return true;
  return false;
}

function roleOf(commandLine: string): ProcessRole {
  if (commandLine.includes("network.mojom.NetworkService")) return "network";
  if (commandLine.includes("storage.mojom")) return "storage";
  if (commandLine.includes("--type=renderer")) return "renderer";
  return commandLine.includes("--type=") ? "other" : "browser";
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch {
    return undefined; // Processes end while we look at them.
  }
}
