import type { Middleware, PageComponent, PageResponse, RouteHandler } from "./handlers.ts";

// In brackets: a bare `never`, what handlers without page data give, would infer `unknown`.
type DataOf<Result> = [Extract<Awaited<Result>, PageResponse<unknown>>] extends [never] ? never
  : Extract<Awaited<Result>, PageResponse<unknown>> extends PageResponse<infer Data> ? Data
  : never;
type ResultOf<Handler> = Handler extends (ctx: never) => infer Result ? DataOf<Result> : never;

/** The data a route's handlers give its component, worked out from their types. */
export type HandlerData<Handlers> = Handlers extends (ctx: never) => unknown ? ResultOf<Handlers>
  : { [Key in keyof Handlers]: ResultOf<Handlers[Key]> }[keyof Handlers];

/** What {@linkcode createDefine} returns. */
export type Define<State> = ReturnType<typeof createDefine<State>>;

/**
 * Makes the identity functions that give route files their types.
 *
 * @typeParam State what middleware put on `ctx.state`
 * @example
 * ```ts
 * import { createDefine, page } from "fresh";
 *
 * const define = createDefine<{ user: string }>();
 * export const handlers = define.handlers({ GET: (ctx) => page({ hello: ctx.state.user }) });
 * export default define.page<typeof handlers>((props) => props.data.hello);
 * ```
 */
export function createDefine<State>() {
  return {
    /** Types a route's handlers. */
    handlers: <Handlers extends RouteHandler<unknown, State>>(handlers: Handlers) => handlers,
    /** Types a page; `typeof handlers` as type argument types its `data`. */
    page: <Handlers extends RouteHandler<unknown, State> = never, Data = HandlerData<Handlers>>(
      component: PageComponent<Data, State>,
    ) => component,
    /** Types a layout or app wrapper. */
    layout: (component: PageComponent<unknown, State>) => component,
    /** Types one middleware or several. */
    middleware: <M extends Middleware<State> | Middleware<State>[]>(middleware: M) => middleware,
  };
}
