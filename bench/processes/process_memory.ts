import { MIB } from "../moved.ts";
import { spreadOf } from "../stats.ts";
import { type ProcessTable, readOfProcess, readProcessTable, treeOf } from "./process_tree.ts";

/**
 * Begin to begin of two samples. Five a second see every buffer that lives long enough to matter;
 * this is a little more often, because a sample has to wait for a processor like everybody else.
 */
const SAMPLE_MS = 150;

/** What some process trees took while something went on. */
export interface MemorySpan<Result> {
  readonly result: Result;
  /** MiB of each tree, in the order of its roots. */
  readonly trees: readonly { readonly median: number; readonly peak: number }[];
  readonly samplesPerSecond: number;
}

/**
 * Samples the memory of process trees while something goes on.
 *
 * @param roots the first process of each tree
 */
export async function watchMemory<Result>(
  roots: readonly number[],
  work: () => Promise<Result>,
): Promise<MemorySpan<Result>> {
  const samples: number[][] = roots.map(() => []);
  const sample = async () => {
    const table = await readProcessTable();
    const taken = await Promise.all(roots.map((root) => pssMibOf(root, table)));
    taken.forEach((mib, tree) => samples[tree]?.push(mib));
  };
  const startedAt = performance.now();
  // The first is waited for: where the system can't tell, nothing else needs to begin.
  await sample();
  let over = false;
  const sampling = (async () => {
    while (!over) {
      const next = performance.now() + SAMPLE_MS;
      await sample();
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())));
    }
  })();
  try {
    const result = await work();
    const seconds = (performance.now() - startedAt) / 1000;
    const trees = samples.map((values) => {
      const { median = NaN, max = NaN } = spreadOf(values) ?? {};
      return { median, peak: max };
    });
    return { result, trees, samplesPerSecond: (samples[0]?.length ?? 0) / seconds };
  } finally {
    over = true;
    await sampling;
  }
}

/** MiB of memory of a process tree; what processes share is divided among them (PSS). */
async function pssMibOf(rootPid: number, table: ProcessTable): Promise<number> {
  const rollups = await Promise.all(
    treeOf(rootPid, table).map((pid) => readOfProcess(pid, "smaps_rollup")),
  );
  return rollups.reduce((sum, rollup) => sum + parsePss(rollup ?? ""), 0) / MIB;
}

/** Bytes of the `Pss` line of a `smaps_rollup`; 0 where there is none. */
export function parsePss(rollup: string): number {
  return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0) * 1024;
}
