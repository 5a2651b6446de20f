import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ENTRY_POINTS = {
  opfs_worker: pathOf("../storage/opfs/opfs_worker.ts"),
  transfer_worker: pathOf("../worker/transfer_worker.ts"),
};

/** How to build the workers. */
export interface BuildWorkersOptions {
  /** Directory the scripts are written to; created where missing. */
  readonly outDir: string;
  /** Readable and with a source map. */
  readonly dev: boolean;
}

/** Bundles the scripts that browsers load as workers, each into one classic script. */
export async function buildWorkers(
  { outDir, dev }: BuildWorkersOptions,
): Promise<void> {
  await build({
    entryPoints: ENTRY_POINTS,
    outdir: outDir,
    bundle: true,
    format: "iife",
    // The first with everything the pages use anyway.
    target: "es2022",
    minify: !dev,
    sourcemap: dev ? "inline" : false,
    logLevel: "warning",
  });
}

function pathOf(module: string): string {
  return fileURLToPath(new URL(module, import.meta.url));
}
