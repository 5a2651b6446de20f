import { Fragment, h, type VNode } from "preact";
import { type Context, scopeOf } from "./context.ts";
import { HttpError } from "./error.ts";
import type { PageComponent, PageProps } from "./handlers.ts";
import { renderDocument, type Wrapping } from "./render.ts";

/** Renders `content` inside the request's layouts, and then the app wrapper around that. */
export async function renderResponse<State>(
  ctx: Context<State>,
  content: VNode | null,
  init: ResponseInit = {},
): Promise<Response> {
  const { frame } = scopeOf(ctx);
  let page = content ?? h(Fragment, null);
  for (const layout of frame.layouts.toReversed()) {
    const inner = page;
    ctx.Component = () => inner;
    const outer = await instantiate(layout, ctx);
    if (outer instanceof Response) return outer;
    page = outer;
  }
  const wrapping = frame.wrapper && await wrap(frame.wrapper, ctx);
  if (wrapping instanceof Response) return wrapping;
  return htmlResponse(ctx, renderDocument(page, wrapping, scopeOf(ctx)), init);
}

/** An async wrapper runs before the page is rendered, so what its `Component` shows is given to it later. */
async function wrap<State>(
  wrapper: PageComponent<unknown, State>,
  ctx: Context<State>,
): Promise<Wrapping | Response> {
  let page = h(Fragment, null);
  ctx.Component = () => page;
  const vnode = await instantiate(wrapper, ctx);
  return vnode instanceof Response ? vnode : { vnode, show: (rendered) => void (page = rendered) };
}

/** Renders a route's component with `data`, then as {@linkcode renderResponse}. */
export async function renderComponent<State>(
  ctx: Context<State>,
  component: PageComponent<never, State>,
  init: ResponseInit = {},
): Promise<Response> {
  // The component's data type was checked where the route was written; here every route looks alike.
  const content = await instantiate(component as PageComponent<unknown, State>, ctx);
  return content instanceof Response ? content : await renderResponse(ctx, content, init);
}

/** Async components run now, because rendering is synchronous; the others when Preact gets to them, so hooks work. */
async function instantiate<State>(
  component: PageComponent<unknown, State>,
  ctx: Context<State>,
): Promise<VNode | Response> {
  const props = pageProps(ctx);
  if (component.constructor.name !== "AsyncFunction") {
    return h(component as (props: PageProps<unknown, State>) => VNode, props) as VNode;
  }
  const result = await component(props);
  return result instanceof Response ? result : h(Fragment, null, result);
}

function pageProps<State>(ctx: Context<State>): PageProps<unknown, State> {
  const { config, url, req, params, info, state, error, route, data, Component } = ctx;
  return { config, url, req, params, info, state, error, route, data, Component };
}

function htmlResponse<State>(ctx: Context<State>, html: string, init: ResponseInit): Response {
  const headers = new Headers(init.headers);
  if (!headers.has("content-type")) headers.set("content-type", "text/html; charset=utf-8");
  return new Response(html, { ...init, status: init.status ?? statusOf(ctx.error), headers });
}

/** The status an error answers with; 200 when there is none. */
export function statusOf(error: unknown): number {
  if (error === null) return 200;
  return error instanceof HttpError ? error.status : 500;
}
