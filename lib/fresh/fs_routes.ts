import { outsideSubset } from "./error.ts";
import type { Middleware, PageComponent } from "./handlers.ts";
import type { ErrorRoute } from "./pipeline.ts";
import { parseRouteModule, routeChains, type RouteModule } from "./route_module.ts";
import type { RouteMethod } from "./router.ts";
import type { Frame } from "./scope.ts";
import type { RouteFile } from "./snapshot.ts";

/** A route made of a file, ready for the router. */
export interface FsRoute<State> {
  readonly pattern: string;
  readonly frame: Frame<State>;
  /** From the folders, outermost first. */
  readonly middleware: readonly Middleware<State>[];
  readonly chains: ReadonlyMap<RouteMethod, Middleware<State>>;
}

/** All that `routes/` says. */
export interface FsRoutes<State> {
  readonly wrapper: PageComponent<unknown, State> | undefined;
  /** Of the topmost folder; it also runs for requests no route matches. */
  readonly rootMiddleware: readonly Middleware<State>[];
  readonly routes: readonly FsRoute<State>[];
  readonly errors: readonly ErrorRoute<State>[];
}

type Special = "_app" | "_layout" | "_middleware" | "_error";
type Folders<State> = Map<string, Partial<Record<Special, RouteModule<State>>>>;

const SPECIAL: readonly string[] = ["_app", "_layout", "_middleware", "_error"];

/**
 * Turns the files of `routes/` into routes, most specific first.
 *
 * @throws {Error} naming the file, when one uses a convention outside the subset
 */
export function readFsRoutes<State>(
  files: readonly RouteFile[],
  wrapper?: PageComponent<unknown, State>,
): FsRoutes<State> {
  const folders: Folders<State> = new Map();
  const pages: { path: string; module: RouteModule<State> }[] = [];
  for (const file of files) {
    const path = file.path.replace(/\.[jt]sx?$/, "");
    const { folder, name } = split(path);
    const module = parseRouteModule<State>(file);
    if (!name.startsWith("_")) pages.push({ path, module });
    else if (!SPECIAL.includes(name) || (name === "_app" && folder !== "")) {
      throw outsideSubset(
        `routes/${file.path}`,
        "known are _layout, _middleware, _error, and _app at the top",
      );
    } else folders.set(folder, { ...folders.get(folder), [name]: module });
  }
  const app = wrapper ?? folders.get("")?._app?.component;
  const routes = pages.toSorted((a, b) => specificity(a.path).localeCompare(specificity(b.path)))
    .map(({ path, module }) => fsRoute(path, module, folders, app));
  return {
    wrapper: app,
    routes,
    errors: errorRoutes(folders, app),
    rootMiddleware: folders.get("")?._middleware?.middleware ?? [],
  };
}

function fsRoute<State>(
  path: string,
  module: RouteModule<State>,
  folders: Folders<State>,
  wrapper: PageComponent<unknown, State> | undefined,
): FsRoute<State> {
  const { folder } = split(path);
  const above = ancestors(folder);
  return {
    pattern: module.config.routeOverride ?? patternOf(path),
    frame: frameOf(above, module.config, folders, wrapper),
    middleware: above.flatMap((name) => folders.get(name)?._middleware?.middleware ?? []),
    chains: routeChains(module),
  };
}

function errorRoutes<State>(
  folders: Folders<State>,
  wrapper: PageComponent<unknown, State> | undefined,
): ErrorRoute<State>[] {
  const routes: ErrorRoute<State>[] = [];
  for (const [folder, { _error }] of folders) {
    if (_error === undefined) continue;
    const chains = routeChains(_error);
    const handle = chains.get("ALL") ?? chains.get("GET");
    if (handle === undefined) continue;
    const frame = frameOf(ancestors(folder), _error.config, folders, wrapper);
    routes.push({
      prefix: folder === "" ? "" : patternOf(`${folder}/index`).replace(/\/$/, ""),
      handle,
      frame,
    });
  }
  return routes;
}

function frameOf<State>(
  above: readonly string[],
  own: RouteModule<State>["config"],
  folders: Folders<State>,
  wrapper: PageComponent<unknown, State> | undefined,
): Frame<State> {
  let layouts: PageComponent<unknown, State>[] = [];
  let withWrapper = own.skipAppWrapper !== true;
  for (const folder of above) {
    const layout = folders.get(folder)?._layout;
    if (layout?.component === undefined) continue;
    if (layout.config.skipInheritedLayouts) layouts = [];
    if (layout.config.skipAppWrapper) withWrapper = false;
    layouts.push(layout.component);
  }
  return {
    wrapper: withWrapper ? wrapper : undefined,
    layouts: own.skipInheritedLayouts ? [] : layouts,
  };
}

/** `blog/[slug]/index` → `/blog/:slug`; folders in parentheses only group files. */
export function patternOf(path: string): string {
  let pattern = "";
  for (const part of path.split("/")) {
    if (/^\(.*\)$/.test(part)) continue;
    const rest = /^\[\.\.\.(\w+)\]$/.exec(part);
    const optional = /^\[\[(\w+)\]\]$/.exec(part);
    if (rest !== null) pattern += `/:${rest[1]}*`;
    else if (optional !== null) pattern += `{/:${optional[1]}}?`;
    else pattern += `/${part.replaceAll(/\[(\w+)\]/g, ":$1")}`;
  }
  return pattern.replace(/\/index$/, "") || "/";
}

/** Sorts fixed names before `[one]` before `[[optional]]` before `[...rest]`, segment by segment. */
function specificity(path: string): string {
  const rank = (part: string) =>
    part.startsWith("[...") ? 3 : part.startsWith("[[") ? 2 : part.includes("[") ? 1 : 0;
  return path.split("/").filter((part) => !/^\(.*\)$/.test(part)).map((part) =>
    `${rank(part)}${part}`
  ).join("/");
}

function split(path: string): { folder: string; name: string } {
  const at = path.lastIndexOf("/");
  return at < 0
    ? { folder: "", name: path }
    : { folder: path.slice(0, at), name: path.slice(at + 1) };
}

/** The folder and those above it, topmost (`""`) first. */
function ancestors(folder: string): string[] {
  if (folder === "") return [""];
  const parts = folder.split("/");
  return ["", ...parts.map((_, index) => parts.slice(0, index + 1).join("/"))];
}
