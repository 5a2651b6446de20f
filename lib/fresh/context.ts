import type { FunctionComponent, VNode } from "preact";
import { outsideSubset } from "./error.ts";
import { renderResponse } from "./render_page.ts";
import type { Scope } from "./scope.ts";
import {
  isUpgradeHandlers,
  manage,
  upgrade,
  type UpgradeHandlers,
  type UpgradeOptions,
} from "./upgrade.ts";

/** Configuration of an app, as given to `new App()`. */
export interface FreshConfig {
  /** Where the app is on its host: every route lies below it. @default {""} */
  basePath?: string;
  /** @default {"production"} */
  mode?: "production" | "development";
  /** Take `ctx.url`'s protocol and host from `X-Forwarded-Proto` and `X-Forwarded-Host`. @default {false} */
  trustProxy?: boolean;
}

/** {@linkcode FreshConfig} with its defaults filled in. */
export type ResolvedFreshConfig = Required<FreshConfig>;

/** What the server knows of the connection. */
export type ConnInfo = Deno.ServeHandlerInfo;

const scopes = new WeakMap<object, Scope<never>>();

/** The library's own knowledge of a request; see {@linkcode Scope}. */
export function scopeOf<State>(ctx: Context<State>): Scope<State> {
  const scope = scopes.get(ctx);
  if (scope === undefined) {
    throw new TypeError("Cannot read the scope of a context: it was not made by an App");
  }
  // The map holds scopes of every State; each was stored under a context of its own State by the constructor below.
  return scope as unknown as Scope<State>;
}

/** What {@linkcode Context} is made of. */
export interface ContextInit<State> {
  req: Request;
  url: URL;
  info: ConnInfo;
  config: ResolvedFreshConfig;
  scope: Scope<State>;
}

/** One request on its way through middleware and handlers. */
export class Context<State> {
  readonly config: ResolvedFreshConfig;
  readonly url: URL;
  readonly req: Request;
  readonly info: ConnInfo;
  /** Values of the route's named groups, decoded. */
  params: Record<string, string> = {};
  /** The matched route's pattern; `null` if none matched. */
  route: string | null = null;
  /** Shared by all middleware of this request. */
  state: State = {} as State;
  /** What the handler gave to `page()`. */
  data: unknown = undefined;
  /** What was thrown; `null` outside error pages. */
  error: unknown = null;
  /** The inner component, inside layouts and the app wrapper. */
  Component: FunctionComponent = () => null;
  /** Calls the next middleware or the handler. Errors below arrive as the error page's response, not as a rejection. */
  next: () => Promise<Response> = () =>
    Promise.reject(new TypeError("Cannot call next(): no request is being handled"));

  /** Used by the App; apps never construct one. */
  constructor(init: ContextInit<State>) {
    this.req = init.req;
    this.url = init.url;
    this.info = init.info;
    this.config = init.config;
    scopes.set(this, init.scope as unknown as Scope<never>);
  }

  /** Answers with a redirect. Repeated slashes at the start are folded, so a path can't name another host. */
  redirect(pathOrUrl: string, status = 302): Response {
    const location = pathOrUrl.replace(/^[/\\]{2,}/, "/");
    return new Response(null, { status, headers: { location } });
  }

  /** Renders a page inside the layouts and the app wrapper. On an error page the status defaults to the error's. */
  // deno-lint-ignore require-await -- public API: a promise, also when rendering throws
  async render(vnode: VNode | null, init?: ResponseInit): Promise<Response> {
    return renderResponse(this, vnode, init);
  }

  /** Answers with plain text. */
  text(content: string, init?: ResponseInit): Response {
    return typed(content, "text/plain; charset=utf-8", init);
  }

  /** Answers with HTML that is already a string. */
  html(content: string, init?: ResponseInit): Response {
    return typed(content, "text/html; charset=utf-8", init);
  }

  /** Answers with JSON. */
  json(content: unknown, init?: ResponseInit): Response {
    return Response.json(content, init);
  }

  /** Answers with chunks as they come. */
  stream(
    chunks:
      | ReadableStream<Uint8Array | string>
      | AsyncIterable<Uint8Array | string>
      | Iterable<Uint8Array | string>,
    init?: ResponseInit,
  ): Response {
    const encoder = new TextEncoder();
    const bytes = ReadableStream.from(chunks).pipeThrough(
      new TransformStream<Uint8Array | string, Uint8Array>({
        transform: (chunk, out) =>
          out.enqueue(typeof chunk === "string" ? encoder.encode(chunk) : chunk),
      }),
    );
    return new Response(bytes, init);
  }

  /**
   * Makes a WebSocket of the request. With handlers it returns the response to hand back; without, the raw socket too.
   *
   * @throws {HttpError} with status 400 when the request is no WebSocket upgrade
   */
  upgrade(options?: UpgradeOptions): { socket: WebSocket; response: Response };
  upgrade(handlers: UpgradeHandlers, options?: UpgradeOptions): Response;
  upgrade(
    first: UpgradeHandlers | UpgradeOptions = {},
    options: UpgradeOptions = {},
  ): Response | { socket: WebSocket; response: Response } {
    if (!isUpgradeHandlers(first)) return upgrade(this.req, first as UpgradeOptions);
    const { socket, response } = upgrade(this.req, options);
    manage(socket, first);
    return response;
  }

  /** Outside the subset. */
  get isPartial(): boolean {
    throw outsideSubset("ctx.isPartial", "partials are left out");
  }
}

function typed(body: string, type: string, init: ResponseInit = {}): Response {
  const headers = new Headers(init.headers);
  if (!headers.has("content-type")) headers.set("content-type", type);
  return new Response(body, { ...init, headers });
}
