import { buildStyles } from "./styles.ts";
import { buildWorkers } from "./workers.ts";

/** How to make the generated files. */
export interface BuildGeneratedOptions {
  /** The folder they are written to, which holds nothing else. */
  readonly outDir: string;
  /** Readable and with a source map, instead of the smallest. */
  readonly dev: boolean;
}

/**
 * Makes the styles and the workers in an empty folder: a file that an older commit left there would be
 * served, and two builds of one commit would differ.
 */
export async function buildGenerated(options: BuildGeneratedOptions): Promise<void> {
  try {
    await Deno.remove(options.outDir, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  await buildStyles(options);
  await buildWorkers(options);
}
