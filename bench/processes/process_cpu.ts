import { type ProcessRole, processTree } from "./process_tree.ts";

/** Seconds of processor time by role. */
export type CpuSeconds = Readonly<Partial<Record<ProcessRole, number>>>;

/** Processor time that a browser's process tree has used so far. */
export async function cpuSecondsOf(rootPid: number): Promise<CpuSeconds> {
  const seconds: Partial<Record<ProcessRole, number>> = {};
  for (const { role, cpuSeconds } of await processTree(rootPid)) {
    seconds[role] = (seconds[role] ?? 0) + cpuSeconds;
  }
  return seconds;
}

/** What was used between two readings; processes that ended meanwhile are missing in it. */
export function cpuSince(before: CpuSeconds, after: CpuSeconds): CpuSeconds {
  const used: Partial<Record<ProcessRole, number>> = {};
  for (const [role, seconds] of Object.entries(after) as [ProcessRole, number][]) {
    used[role] = Math.max(0, seconds - (before[role] ?? 0));
  }
  return used;
}
