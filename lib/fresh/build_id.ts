// This module is browser compatible: the bundler replaces the constant below, the server sets the variable.
declare const __FRSH_BUILD_ID: string | undefined;

/** The query parameter that marks a URL as naming one build's content, so it may be cached for ever. */
export const BUILD_QUERY = "__frsh_c";

let current = typeof __FRSH_BUILD_ID === "string" ? __FRSH_BUILD_ID : "";

/** The id of the build being served; empty while no build is attached. */
export function buildId(): string {
  return current;
}

/** Called once, when a build is attached to an app. */
export function setBuildId(id: string): void {
  current = id;
}
