import type { FreshConfig } from "fresh";
import type { BuildOptions } from "fresh/dev";

/** How the app runs. `trustProxy` is the environment's to decide: see `main.ts`. */
export const appConfig = {} satisfies FreshConfig;

/** Generated files (styles, the storage worker) are kept apart from those that people write. */
export const GENERATED_DIR = "_static";

/** How the app is built. Safari 15.2 is the first with the storage that receiving needs. */
export const buildOptions = {
  target: ["chrome102", "firefox111", "safari15.2"],
  staticDir: ["static", GENERATED_DIR],
} satisfies BuildOptions;
