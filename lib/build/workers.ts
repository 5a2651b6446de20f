import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const OPFS_WORKER = fileURLToPath(
  new URL("../storage/opfs_worker.ts", import.meta.url),
);

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
    entryPoints: { opfs_worker: OPFS_WORKER },
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
