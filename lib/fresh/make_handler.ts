import { pathBelow } from "./base_path.ts";
import { type ConnInfo, Context, type ResolvedFreshConfig } from "./context.ts";
import { outsideSubset } from "./error.ts";
import { readFsRoutes } from "./fs_routes.ts";
import type { Middleware, PageComponent } from "./handlers.ts";
import { type ErrorRoute, type ErrorRoutes, runChain } from "./pipeline.ts";
import { requestUrl } from "./request_url.ts";
import { registerIslands } from "./render.ts";
import { withFrame } from "./route_module.ts";
import { type RouteMethod, Router } from "./router.ts";
import type { Frame } from "./scope.ts";
import { type Build, islandExports } from "./snapshot.ts";

/** What was added to an app, in order. */
export type AppStep<State> =
  | {
    readonly kind: "use";
    readonly path: string;
    readonly middleware: readonly Middleware<State>[];
  }
  | {
    readonly kind: "route";
    readonly method: RouteMethod;
    readonly path: string;
    readonly middleware: readonly Middleware<State>[];
  }
  | { readonly kind: "wrapper"; readonly component: PageComponent<unknown, State> }
  | { readonly kind: "error"; readonly path: string; readonly handle: Middleware<State> }
  | { readonly kind: "notFound"; readonly handle: Middleware<State> }
  | { readonly kind: "fsRoutes" };

interface Table<State> {
  readonly router: Router<State>;
  /** What a request no route matches still passes. */
  readonly middleware: readonly Middleware<State>[];
  readonly errors: ErrorRoutes<State>;
}

const NO_CONNECTION: ConnInfo = {
  remoteAddr: { transport: "tcp", hostname: "localhost", port: 0 },
  completed: Promise.resolve(),
};

/** Compiles an app's steps into its fetch handler. */
export function makeHandler<State>(
  steps: readonly AppStep<State>[],
  config: ResolvedFreshConfig,
  build: Build | undefined,
): (req: Request, info?: ConnInfo) => Promise<Response> {
  const islands = build === undefined ? new Map() : islandExports(build);
  registerIslands(islands.keys());
  const { basePath } = config;
  const { router, middleware, errors } = compile(steps, basePath, build);
  const resolved = build === undefined ? config : { ...config, mode: build.mode };

  return (req, info = NO_CONNECTION) => {
    const url = requestUrl(req, config.trustProxy);
    const scope = { build, islands, basePath, frame: errors.frame, nonce: undefined };
    const ctx = new Context<State>({ req, url, info, config: resolved, scope });
    const match = router.match(req.method, pathBelow(basePath, url.pathname));
    if (match.kind === "error") {
      return runChain(ctx, [...middleware, () => Promise.reject(match.error)], errors);
    }
    ctx.params = match.params;
    ctx.route = basePath + match.route;
    return runChain(ctx, match.chain, errors);
  };
}

function compile<State>(
  steps: readonly AppStep<State>[],
  basePath: string,
  build: Build | undefined,
): Table<State> {
  const router = new Router<State>();
  const middleware: Middleware<State>[] = [];
  const errorRoutes: ErrorRoute<State>[] = [];
  let notFound: Middleware<State> | undefined;
  const wrapper = steps.findLast((step) => step.kind === "wrapper")?.component;
  const usesFiles = steps.some((step) => step.kind === "fsRoutes");
  const files = readFsRoutes<State>(usesFiles ? filesOf(build) : [], wrapper);
  const frame: Frame<State> = { wrapper: files.wrapper, layouts: [] };

  for (const step of steps) {
    if (step.kind === "use") {
      middleware.push(...step.middleware.map((use) => below(basePath, step.path, use)));
    } else if (step.kind === "route") {
      router.add(step.method, step.path, [...middleware, ...step.middleware]);
    } else if (step.kind === "error") {
      errorRoutes.push({
        prefix: step.path.replace(/\/?\*?$/, ""),
        handle: step.handle,
        frame: undefined,
      });
    } else if (step.kind === "notFound") notFound = step.handle;
    else if (step.kind === "fsRoutes") {
      for (const route of files.routes) {
        for (const [method, handle] of route.chains) {
          router.add(method, route.pattern, [
            ...middleware,
            ...route.middleware,
            withFrame(route.frame, handle),
          ]);
        }
      }
      errorRoutes.push(...files.errors);
      middleware.push(...files.rootMiddleware);
    }
  }
  return { router, middleware, errors: { notFound, routes: errorRoutes, frame } };
}

function filesOf(build: Build | undefined): Build["routes"] {
  if (build !== undefined) return build.routes;
  throw new Error(
    "Cannot use fsRoutes(): the app has no build; import _fresh/server.js first, start it by Builder.listen(), or apply " +
      'Builder.build({snapshot: "memory"}) to it',
  );
}

/** Limits middleware to a path and what lies below it. */
function below<State>(
  basePath: string,
  path: string,
  middleware: Middleware<State>,
): Middleware<State> {
  if (path === "*" || path === "/" || path === "/*") return middleware;
  if (!path.startsWith("/")) {
    throw outsideSubset(`use("${path}")`, "the path must start with a slash");
  }
  const pattern = new URLPattern({ pathname: `${path.replace(/\/?\*?$/, "")}{/*}?` });
  return (ctx) => {
    const pathname = pathBelow(basePath, ctx.url.pathname);
    return pathname !== undefined && pattern.test({ pathname }) ? middleware(ctx) : ctx.next();
  };
}
