import type { ComponentChildren, FunctionComponent, VNode } from "preact";
import type { Context } from "./context.ts";

/** The methods a route can answer. */
export type Method = "HEAD" | "GET" | "POST" | "PATCH" | "PUT" | "DELETE" | "OPTIONS";

/** A step in the way of a request: answers itself, or calls `ctx.next()` and returns (perhaps altered) what that gave. */
export type Middleware<State> = (ctx: Context<State>) => Response | Promise<Response>;
/** Another name of {@linkcode Middleware}. */
export type MiddlewareFn<State> = Middleware<State>;

/** What {@linkcode page} returns: data for the route's component. */
export class PageResponse<Data> {
  readonly data: Data;
  readonly headers: HeadersInit | undefined;
  readonly status: number | undefined;

  constructor(data: Data, init: PageInit = {}) {
    this.data = data;
    this.headers = init.headers;
    this.status = init.status;
  }
}

/** Headers and status of a page rendered from a handler's data. */
export interface PageInit {
  headers?: HeadersInit;
  status?: number;
}

/**
 * Hands data from a route's handler to its component.
 *
 * @example
 * ```ts
 * import { page } from "fresh";
 * import assert from "node:assert/strict";
 *
 * assert.equal(page({ name: "a" }, { status: 201 }).status, 201);
 * ```
 */
export function page<Data>(data: Data, init?: PageInit): PageResponse<Data>;
export function page(): PageResponse<undefined>;
export function page(data?: unknown, init?: PageInit): PageResponse<unknown> {
  return new PageResponse(data, init);
}

/** Answers one request: with a response, or with data for the route's component. */
export type HandlerFn<Data, State> = (
  ctx: Context<State>,
) => Response | PageResponse<Data> | Promise<Response | PageResponse<Data>>;
/** A handler for each method. */
export type HandlerByMethod<Data, State> = { [M in Method]?: HandlerFn<Data, State> };
/** What a route file exports as `handler` or `handlers`. */
export type RouteHandler<Data, State> = HandlerFn<Data, State> | HandlerByMethod<Data, State>;

/** What a route file exports as `config`. */
export interface RouteConfig {
  /** A `URLPattern` pathname used instead of the one the file's path says. */
  routeOverride?: string;
  skipInheritedLayouts?: boolean;
  skipAppWrapper?: boolean;
}
/** What a `_layout` file exports as `config`. */
export type LayoutConfig = Pick<RouteConfig, "skipInheritedLayouts" | "skipAppWrapper">;

/** Props of pages, layouts, the app wrapper and error pages. */
export type PageProps<Data = unknown, State = unknown> =
  & Pick<Context<State>, "config" | "url" | "req" | "params" | "info" | "state" | "error" | "route">
  & { data: Data; Component: FunctionComponent };

/** What a component may return: an async one may also answer the request itself. */
export type PageResult = ComponentChildren | Promise<ComponentChildren | Response>;

/** A page, layout or app wrapper. Async ones are awaited before anything is rendered. */
export type PageComponent<Data, State> = (props: PageProps<Data, State>) => VNode | PageResult;
