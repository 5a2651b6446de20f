/** Puts a base path into the form that a route is appended to: nothing, or a slash before each part. */
export function normalBasePath(basePath: string): string {
  if (basePath === "" || basePath === "/") return "";
  const path = basePath.replace(/\/$/, "");
  // What a URL would change, or a route pattern give a meaning to, matches no request.
  if (new URL(path, "http://host").pathname === path && /^(\/[\w.~-]+)+$/.test(path)) return path;
  throw new TypeError(`Cannot serve at "${basePath}": a base path is /one or /several/parts`);
}

/**
 * The path of a request as routes know it.
 *
 * @returns `undefined` where it doesn't lie below the base path
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(pathBelow("/share", "/share/room/7"), "/room/7");
 * assert.equal(pathBelow("/share", "/share"), "/");
 * assert.equal(pathBelow("/share", "/shared"), undefined);
 * ```
 */
export function pathBelow(basePath: string, path: string): string | undefined {
  if (basePath === "") return path;
  if (path === basePath) return "/";
  return path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : undefined;
}
