import { fileURLToPath } from "node:url";
import { compileAsync } from "sass";

const ENTRY = new URL("../ui/styles/main.scss", import.meta.url);

/** Options of {@linkcode buildStyles}. */
export interface BuildStylesOptions {
  /** The folder `styles.css` is written to; made where it is missing. */
  readonly outDir: string;
  /** Readable output instead of the smallest. */
  readonly dev: boolean;
}

/** Compiles the app's SCSS to `styles.css` in a folder that the static file server knows. */
export async function buildStyles({ outDir, dev }: BuildStylesOptions): Promise<void> {
  const { css } = await compileAsync(fileURLToPath(ENTRY), {
    style: dev ? "expanded" : "compressed",
  });
  await Deno.mkdir(outDir, { recursive: true });
  await Deno.writeTextFile(`${outDir}/styles.css`, css);
}
