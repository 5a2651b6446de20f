import { type Context, scopeOf } from "./context.ts";
import { HttpError, outsideSubset } from "./error.ts";
import {
  type HandlerByMethod,
  type HandlerFn,
  type Middleware,
  type PageComponent,
  PageResponse,
  type RouteConfig,
} from "./handlers.ts";
import { renderComponent, statusOf } from "./render_page.ts";
import type { RouteMethod } from "./router.ts";
import type { Frame } from "./scope.ts";
import type { RouteFile } from "./snapshot.ts";

/** The exports of a file in `routes/`, checked. */
export interface RouteModule<State> {
  readonly component: PageComponent<unknown, State> | undefined;
  readonly handlers: HandlerFn<unknown, State> | HandlerByMethod<unknown, State> | undefined;
  /** A `_middleware` file's default export. */
  readonly middleware: readonly Middleware<State>[];
  readonly config: RouteConfig;
}

const METHODS = ["HEAD", "GET", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"] as const;

/**
 * Checks a route file's exports.
 *
 * @throws {Error} naming the file, when an export has the wrong shape or is outside the subset
 */
export function parseRouteModule<State>({ path, module }: RouteFile): RouteModule<State> {
  if ("css" in module) {
    throw outsideSubset(`export "css" of routes/${path}`, "link the stylesheet in _app");
  }
  const { default: main, config = {} } = module;
  const handlers = module["handlers"] ?? module["handler"];
  const isMiddleware = /(^|\/)_middleware\.[jt]sx?$/.test(path);
  const middleware = isMiddleware ? [main ?? handlers].flat() : [];
  const isComponent = main === undefined || isMiddleware || typeof main === "function";
  const isHandlers = handlers === undefined || typeof handlers === "function" ||
    isHandlerMap(handlers);
  if (
    !isComponent || !isHandlers || typeof config !== "object" ||
    middleware.some((fn) => typeof fn !== "function")
  ) {
    throw new TypeError(
      `Cannot use routes/${path}: default must be a function, handlers functions, config an object`,
    );
  }
  // Shapes are checked above; the app's State can't be seen at run time, the route file's own types vouch for it.
  return {
    component: isMiddleware ? undefined : main,
    handlers,
    middleware,
    config,
  } as RouteModule<State>;
}

function isHandlerMap(value: unknown): boolean {
  return typeof value === "object" && value !== null &&
    Object.entries(value).every(([name, fn]) =>
      METHODS.some((method) => method === name) && typeof fn === "function"
    );
}

/** What answers each method of a route file; a page without a GET handler is simply rendered. */
export function routeChains<State>(
  module: RouteModule<State>,
): Map<RouteMethod, Middleware<State>> {
  const { component, handlers } = module;
  const chains = new Map<RouteMethod, Middleware<State>>();
  if (typeof handlers === "function") chains.set("ALL", (ctx) => answer(ctx, handlers, component));
  else {
    for (const method of METHODS) {
      const handler = handlers?.[method];
      if (handler !== undefined) chains.set(method, (ctx) => answer(ctx, handler, component));
    }
    if (component !== undefined && !chains.has("GET")) {
      chains.set("GET", (ctx) => renderComponent(ctx, component));
    }
  }
  return chains;
}

async function answer<State>(
  ctx: Context<State>,
  handler: HandlerFn<unknown, State>,
  component: PageComponent<unknown, State> | undefined,
): Promise<Response> {
  const result = await handler(ctx);
  // The pipeline refuses what is neither a Response nor page data.
  if (!(result instanceof PageResponse)) return result;
  if (component === undefined) {
    throw new HttpError(500, "Cannot render page data: the route has no component");
  }
  ctx.data = result.data;
  return await renderComponent(ctx, component, {
    status: result.status ?? statusOf(ctx.error),
    headers: result.headers ?? {},
  });
}

/** Puts a route's layouts around whatever its handler renders. */
export function withFrame<State>(
  frame: Frame<State>,
  handler: Middleware<State>,
): Middleware<State> {
  return (ctx) => {
    scopeOf(ctx).frame = frame;
    return handler(ctx);
  };
}
