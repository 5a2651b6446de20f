/**
 * The part of Fresh that runs on the server and in the browser. Safe to import in islands.
 *
 * @module
 */
import type { ComponentChildren } from "preact";
import { BUILD_QUERY, buildId } from "./build_id.ts";
import { headSink } from "./head_sink.ts";

export { HttpError } from "./error.ts";

/** `true` in the browser, `false` on the server. */
export const IS_BROWSER: boolean = typeof document !== "undefined";

/**
 * Adds the build's id to the URL of a static file, which lets it be cached for ever. URLs of other hosts, relative ones and
 * those already marked are returned unchanged.
 *
 * @example
 * ```ts
 * import { asset } from "fresh/runtime";
 * import assert from "node:assert/strict";
 *
 * assert.equal(asset("https://example.com/logo.svg"), "https://example.com/logo.svg");
 * ```
 */
export function asset(path: string): string {
  if (buildId() === "" || !path.startsWith("/") || path.startsWith("//")) return path;
  const [beforeHash = "", hash] = path.split("#", 2);
  if (beforeHash.includes(`${BUILD_QUERY}=`)) return path;
  const joint = beforeHash.includes("?") ? "&" : "?";
  return `${beforeHash}${joint}${BUILD_QUERY}=${buildId()}${hash === undefined ? "" : `#${hash}`}`;
}

/** Props of {@linkcode Head}. */
export interface HeadProps {
  children?: ComponentChildren;
}

/**
 * Adds elements to the document's `<head>`. Works while the server renders; in the browser it renders nothing, so an island
 * sets `document.title` itself. An element with the same `key`, or a second `<title>`, replaces the earlier one.
 */
export function Head({ children }: HeadProps): null {
  headSink.current?.(children);
  return null;
}
