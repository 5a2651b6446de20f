/**
 * A small stand-in for Fresh 2 (`@fresh/core`): its public API, as much of it as README.md lists.
 *
 * @module
 */
export { App, type AppHandler, type ListenOptions } from "./app.ts";
export {
  type ConnInfo,
  type Context,
  type Context as FreshContext,
  type FreshConfig,
  type ResolvedFreshConfig,
} from "./context.ts";
export { csp, type CSPOptions } from "./csp.ts";
export { createDefine, type Define } from "./define.ts";
export { HttpError } from "./error.ts";
export {
  type HandlerByMethod,
  type HandlerFn,
  type LayoutConfig,
  type Method,
  type Middleware,
  type MiddlewareFn,
  page,
  type PageProps,
  type PageResponse,
  type RouteConfig,
  type RouteHandler,
} from "./handlers.ts";
export { staticFiles } from "./static_files.ts";
export type { UpgradeHandlers, UpgradeOptions } from "./upgrade.ts";
