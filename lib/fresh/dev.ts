/**
 * Builds an app and serves it while it is being written.
 *
 * @module
 */
export { type ApplySnapshot, Builder, type BuildOptions } from "./dev/builder.ts";
