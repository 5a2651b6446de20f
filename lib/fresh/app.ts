import type { FreshConfig, ResolvedFreshConfig } from "./context.ts";
import { outsideSubset } from "./error.ts";
import type { Method, Middleware, PageComponent } from "./handlers.ts";
import { normalBasePath } from "./base_path.ts";
import { type AppStep, makeHandler } from "./make_handler.ts";
import { buildOf } from "./snapshot.ts";
import type { UpgradeHandlers, UpgradeOptions } from "./upgrade.ts";

/** Where and how `app.listen()` serves. */
export interface ListenOptions {
  /** 0 lets the system choose. @default {8000} */
  port?: number;
  /** @default {"0.0.0.0"} */
  hostname?: string;
  /** Aborting it stops accepting, lets running requests finish and closes every connection. */
  signal?: AbortSignal;
  /** Called once the server listens. By default the address is printed. */
  onListen?: (address: Deno.NetAddr) => void;
  /**
   * Asked of each connection before anything of it is read, with the address at its other end. `undefined`
   * closes it; else what is returned is called once, when it is closed. Not Fresh's, which ignores it.
   */
  admitConnection?: (address: string) => (() => void) | undefined;
}

/** A fetch handler, as `deno serve` and Deno Deploy take it. */
export type AppHandler = (req: Request, info?: Deno.ServeHandlerInfo) => Promise<Response>;

/**
 * An application: middleware and routes in the order they are added. A route runs the middleware added before it.
 *
 * @typeParam State what middleware puts on `ctx.state`
 * @example
 * ```ts
 * import { App } from "fresh";
 * import assert from "node:assert/strict";
 *
 * const handler = new App().get("/hello/:name", (ctx) => ctx.text(`Hello ${ctx.params.name}`)).handler();
 * const response = await handler(new Request("http://localhost/hello/you"));
 * assert.equal(await response.text(), "Hello you");
 * ```
 */
export class App<State = unknown> {
  readonly config: ResolvedFreshConfig;
  readonly #steps: AppStep<State>[] = [];

  /** @throws {TypeError} when `basePath` is no path */
  constructor(config: FreshConfig = {}) {
    const { basePath = "", mode = "production", trustProxy = false } = config;
    this.config = { basePath: normalBasePath(basePath), mode, trustProxy };
  }

  /** Adds middleware, for every path or for one and those below it. */
  use(...middleware: Middleware<State>[]): this;
  use(path: string, ...middleware: Middleware<State>[]): this;
  use(first: string | Middleware<State>, ...rest: Middleware<State>[]): this {
    const path = typeof first === "string" ? first : "*";
    const middleware = typeof first === "string" ? rest : [first, ...rest];
    return this.#add({ kind: "use", path, middleware });
  }

  /** Answers GET, and HEAD where no `head()` does. */
  get(path: string, ...middleware: Middleware<State>[]): this {
    return this.#route("GET", path, middleware);
  }
  post(path: string, ...middleware: Middleware<State>[]): this {
    return this.#route("POST", path, middleware);
  }
  put(path: string, ...middleware: Middleware<State>[]): this {
    return this.#route("PUT", path, middleware);
  }
  patch(path: string, ...middleware: Middleware<State>[]): this {
    return this.#route("PATCH", path, middleware);
  }
  delete(path: string, ...middleware: Middleware<State>[]): this {
    return this.#route("DELETE", path, middleware);
  }
  head(path: string, ...middleware: Middleware<State>[]): this {
    return this.#route("HEAD", path, middleware);
  }
  /** Answers every method no other route of this path answers. */
  all(path: string, ...middleware: Middleware<State>[]): this {
    return this.#route("ALL", path, middleware);
  }

  /** Answers GET with a managed WebSocket; anything but an upgrade gets 400. */
  ws(path: string, handlers: UpgradeHandlers, options?: UpgradeOptions): this {
    return this.get(path, (ctx) => ctx.upgrade(handlers, options));
  }

  /** Sets the component around every page, instead of `routes/_app`. */
  appWrapper(component: PageComponent<unknown, State>): this {
    return this.#add({ kind: "wrapper", component });
  }

  /** Sets what answers when something below `path` throws. The nearest one wins. */
  onError(path: string, handle: Middleware<State>): this {
    return this.#add({ kind: "error", path, handle });
  }

  /** Sets what answers 404, wherever it comes from. */
  notFound(handle: Middleware<State>): this {
    return this.#add({ kind: "notFound", handle });
  }

  /** Adds the routes of `routes/` here. @throws {Error} when `pattern` is a path: mounting is outside the subset */
  fsRoutes(pattern = "*"): this {
    if (pattern !== "*" && pattern !== "/") {
      throw outsideSubset(`fsRoutes("${pattern}")`, "mount the routes at the root");
    }
    return this.#add({ kind: "fsRoutes" });
  }

  /** Makes the fetch handler of what was added so far. It never rejects. */
  handler(): AppHandler {
    return makeHandler(this.#steps, this.config, buildOf(this));
  }

  /**
   * Serves the app with `node:http` and `ws`, which bound what a peer can make us hold (see README.md). Resolves once the
   * server listens.
   *
   * @throws {Error} with code `EADDRINUSE` when the port is taken
   */
  async listen(options: ListenOptions = {}): Promise<void> {
    // Loaded late: hosts that only use handler() need neither node:http nor ws.
    const { serve } = await import("./server/serve.ts");
    await serve(this.handler(), options);
  }

  #route(method: Method | "ALL", path: string, middleware: Middleware<State>[]): this {
    return this.#add({ kind: "route", method, path, middleware });
  }

  #add(step: AppStep<State>): this {
    this.#steps.push(step);
    return this;
  }
}
