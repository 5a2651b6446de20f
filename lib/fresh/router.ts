import { HttpError, MethodNotAllowedError } from "./error.ts";
import type { Method, Middleware } from "./handlers.ts";

/** What answers a method: the steps of the chain, outermost first. */
export type Chain<State> = readonly Middleware<State>[];
/** A method, or every method. */
export type RouteMethod = Method | "ALL";

interface Route<State> {
  readonly pattern: string;
  readonly matcher: URLPattern | null;
  readonly chains: Map<RouteMethod, Chain<State>>;
}

/** Where a request goes. */
export type Match<State> =
  | {
    readonly kind: "found";
    readonly route: string;
    readonly params: Record<string, string>;
    readonly chain: Chain<State>;
  }
  | { readonly kind: "error"; readonly error: HttpError };

/**
 * Finds the chain for a method and path: paths without groups first, then patterns in the order they were added. Without
 * groups one slash at the end makes no difference; with them the pattern says, `/room/:id{/}?` for instance.
 */
export class Router<State> {
  readonly #static = new Map<string, Route<State>>();
  readonly #dynamic: Route<State>[] = [];

  /**
   * Adds a chain. The first one added for a pattern and method stays.
   *
   * @throws {TypeError} when `pattern` is no `URLPattern` pathname
   */
  add(method: RouteMethod, pattern: string, chain: Chain<State>): void {
    const route = this.#routeFor(pattern);
    if (!route.chains.has(method)) route.chains.set(method, chain);
  }

  /** `path` is missing where it isn't the app's. Never throws: what can't be matched is an error the app shows its page for. */
  match(method: string, path: string | undefined): Match<State> {
    if (path === undefined) return notFound();
    const allowed = new Set<string>();
    const fixed = this.#static.get(withoutSlash(path));
    const candidates = fixed === undefined ? this.#dynamic : [fixed, ...this.#dynamic];
    for (const route of candidates) {
      const groups = route.matcher === null
        ? {}
        : route.matcher.exec({ pathname: path })?.pathname.groups;
      if (groups === undefined) continue;
      const chain = chainFor(route, method);
      if (chain !== undefined) return found(route.pattern, groups, chain);
      for (const name of route.chains.keys()) allowed.add(name);
      if (allowed.has("GET")) allowed.add("HEAD");
    }
    if (allowed.size === 0) return notFound();
    return { kind: "error", error: new MethodNotAllowedError(allowed) };
  }

  #routeFor(pattern: string): Route<State> {
    return /[:*{}()?+\\]/.test(pattern)
      ? this.#dynamicRoute(pattern)
      : this.#staticRoute(withoutSlash(pattern));
  }

  #staticRoute(path: string): Route<State> {
    const route = this.#static.get(path) ?? { pattern: path, matcher: null, chains: new Map() };
    this.#static.set(path, route);
    return route;
  }

  #dynamicRoute(pattern: string): Route<State> {
    const existing = this.#dynamic.find((route) => route.pattern === pattern);
    if (existing !== undefined) return existing;
    const route = { pattern, matcher: new URLPattern({ pathname: pattern }), chains: new Map() };
    this.#dynamic.push(route);
    return route;
  }
}

function chainFor<State>({ chains }: Route<State>, method: string): Chain<State> | undefined {
  return chains.get(method as RouteMethod) ?? (method === "HEAD" ? chains.get("GET") : undefined) ??
    chains.get("ALL");
}

function notFound<State>(): Match<State> {
  return { kind: "error", error: new HttpError(404, "Not Found") };
}

function found<State>(
  route: string,
  groups: Record<string, string | undefined>,
  chain: Chain<State>,
): Match<State> {
  const params: Record<string, string> = {};
  for (const [name, value] of Object.entries(groups)) {
    if (value === undefined) continue;
    const decoded = decodePath(value);
    if (decoded === undefined) {
      return { kind: "error", error: new HttpError(400, "Malformed path") };
    }
    params[name] = decoded;
  }
  return { kind: "found", route, params, chain };
}

/** Decodes percent escapes; `undefined` when one is malformed. */
export function decodePath(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}
