import { STATUS_CODES } from "node:http";
import { type Context, scopeOf } from "./context.ts";
import { HttpError, MethodNotAllowedError, outsideSubset } from "./error.ts";
import type { Middleware } from "./handlers.ts";
import { logError } from "./log.ts";
import { statusOf } from "./render_page.ts";
import type { Chain } from "./router.ts";
import type { Frame } from "./scope.ts";

/** An error page and the part of the site it serves. */
export interface ErrorRoute<State> {
  /** Path prefix; `""` for the whole site. */
  readonly prefix: string;
  readonly handle: Middleware<State>;
  /** Undefined: the frame of the whole site. */
  readonly frame: Frame<State> | undefined;
}

/** How an app shows errors. */
export interface ErrorRoutes<State> {
  readonly notFound: Middleware<State> | undefined;
  readonly routes: readonly ErrorRoute<State>[];
  readonly frame: Frame<State>;
}

/**
 * Runs a chain. An error becomes its page **at the step that threw**, so every middleware further out still gets a response
 * to put its headers on. (Published Fresh lets the error travel to the outermost step and loses those headers.)
 */
export function runChain<State>(
  ctx: Context<State>,
  chain: Chain<State>,
  errors: ErrorRoutes<State>,
): Promise<Response> {
  async function step(index: number): Promise<Response> {
    const outerNext = ctx.next;
    ctx.next = () => step(index + 1);
    try {
      const middleware = chain[index];
      if (middleware === undefined) throw new HttpError(404, "Not Found");
      return checked(await middleware(ctx));
    } catch (error) {
      return await errorResponse(ctx, error, errors);
    } finally {
      ctx.next = outerNext;
    }
  }
  return step(0);
}

function checked(result: unknown): Response {
  if (result instanceof Response) return result;
  if (typeof result === "function") {
    throw outsideSubset("lazy middleware", "import it before passing it to the app");
  }
  throw new TypeError(
    `Cannot answer the request: a handler returned ${typeof result} instead of a Response`,
  );
}

async function errorResponse<State>(
  ctx: Context<State>,
  error: unknown,
  errors: ErrorRoutes<State>,
): Promise<Response> {
  if (!(error instanceof HttpError)) {
    logError(`${ctx.req.method} ${ctx.route ?? "(no route)"} failed`, error);
  }
  ctx.error = error;
  const status = statusOf(error);
  const response = await errorPage(ctx, status, errors).catch((second: unknown) => {
    logError("Error page failed", second);
    return plain(status);
  });
  if (error instanceof MethodNotAllowedError) response.headers.set("allow", error.allow);
  return response;
}

async function errorPage<State>(
  ctx: Context<State>,
  status: number,
  errors: ErrorRoutes<State>,
): Promise<Response> {
  const nearest = nearestRoute(ctx.url.pathname, errors.routes);
  const useNotFound = status === 404 && errors.notFound !== undefined;
  const handle = useNotFound ? errors.notFound : nearest?.handle;
  if (handle === undefined) return plain(status);
  scopeOf(ctx).frame = (useNotFound ? undefined : nearest?.frame) ?? errors.frame;
  return checked(await handle(ctx));
}

function nearestRoute<State>(
  path: string,
  routes: readonly ErrorRoute<State>[],
): ErrorRoute<State> | undefined {
  let nearest: ErrorRoute<State> | undefined;
  for (const route of routes) {
    const covers = route.prefix === "" || path === route.prefix ||
      path.startsWith(`${route.prefix}/`);
    if (covers && (nearest === undefined || route.prefix.length >= nearest.prefix.length)) {
      nearest = route;
    }
  }
  return nearest;
}

function plain(status: number): Response {
  return new Response(STATUS_CODES[status] ?? "Error", {
    status,
    headers: { "content-type": "text/plain; charset=utf-8" },
  });
}
