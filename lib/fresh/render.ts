import {
  type ComponentChildren,
  type ComponentType,
  Fragment,
  h,
  options,
  toChildArray,
  type VNode,
} from "preact";
import { jsxTemplate } from "preact/jsx-runtime";
import { renderToString } from "preact-render-to-string";
import { headSink } from "./head_sink.ts";
import { SLOT_TEMPLATE } from "./island_markers.ts";
import { type IslandCollector, islandWrapper, Slot } from "./islands.ts";
import { bootScript, preloadLinks } from "./page_scripts.ts";
import type { Scope } from "./scope.ts";

interface Page extends IslandCollector {
  readonly nonce: string | undefined;
  readonly head: ComponentChildren[];
}

/** The app wrapper around a page. */
export interface Wrapping {
  readonly vnode: VNode;
  /** Gives the wrapper's `Component` what it shows. */
  show(page: VNode): void;
}

// Rendering is synchronous from here to the string, so one variable is safe between concurrent requests.
let current: Page | null = null;
let creatingOriginal = false;
const wrappers = new WeakMap<ComponentType, ComponentType<Record<string, unknown>>>();
const islandComponents = new WeakSet<ComponentType>();

/**
 * Renders a whole document: page, app wrapper, `<Head>` children, preloads, the boot script. The page comes first and as text,
 * as in published Fresh: no context of the wrapper reaches it.
 */
export function renderDocument<State>(
  content: VNode,
  wrapping: Wrapping | undefined,
  scope: Scope<State>,
): string {
  const page: Page = { known: scope.islands, used: [], slots: [], head: [], nonce: scope.nonce };
  const inner = during(page, () => renderToString(content));
  const headOfPage = page.head.splice(0);
  const body = wrapping === undefined ? inner : during(page, () => wrapped(inner, wrapping));
  const headOfWrapper = page.head.splice(0);
  const templates = during(page, () => unshownSlots(page));
  // The last one wins, and a page's title is to win over its wrapper's.
  const inHead = uniqueHead([...headOfWrapper, ...headOfPage, ...page.head]);
  const head = during(page, () => renderToString(h(Fragment, null, inHead)));
  const scripts = bootScript(page.used, scope);
  return assemble(body, head + preloadLinks(page.used, scope), templates + scripts);
}

function wrapped(html: string, { vnode, show }: Wrapping): string {
  show(jsxTemplate([html]));
  return renderToString(vnode);
}

function during<T>(page: Page, run: () => T): T {
  current = page;
  headSink.current = (children) => page.head.push(children);
  try {
    return run();
  } finally {
    current = null;
    headSink.current = null;
  }
}

/** JSX an island got but did not show yet must still reach the browser. The list grows while slots inside slots render. */
function unshownSlots(page: Page): string {
  let html = "";
  for (let id = 0; id < page.slots.length; id++) {
    if (page.slots[id]?.shown) continue;
    html += `<template ${SLOT_TEMPLATE}="${id}">${
      renderToString(h(Slot, { page, id }))
    }</template>`;
  }
  return html;
}

/** The last of the elements with one key wins, and so does the last title. */
function uniqueHead(children: ComponentChildren[]): ComponentChildren[] {
  const byKey = new Map<unknown, ComponentChildren>();
  for (const child of toChildArray(children)) {
    const key = typeof child !== "object"
      ? child
      : child.type === "title"
      ? "title"
      : givenKey(child) ?? child;
    byKey.set(key, child);
  }
  return [...byKey.values()];
}

/** toChildArray leaves keys as they were given, and `undefined` where there was none. */
function givenKey(child: VNode): unknown {
  return child.key === undefined || child.key === null ? undefined : `key:${child.key}`;
}

function assemble(html: string, head: string, atEnd: string): string {
  const document = html.startsWith("<html")
    ? html
    : `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"></head><body>${html}</body></html>`;
  return `<!DOCTYPE html>${
    insertBefore(insertBefore(document, "</head>", head), "</body>", atEnd)
  }`;
}

function insertBefore(html: string, tag: string, addition: string): string {
  if (addition === "") return html;
  // The head's end is the first one in the text, the body's the last: what lies between may quote either in a script.
  const at = tag === "</head>" ? html.indexOf(tag) : html.lastIndexOf(tag);
  if (at < 0) {
    throw new Error(
      `Cannot render the page: the document has no ${tag}, which scripts and <Head> need`,
    );
  }
  return html.slice(0, at) + addition + html.slice(at);
}

function original(type: ComponentType | string, props: Record<string, unknown>): VNode {
  creatingOriginal = true;
  try {
    return h(type as ComponentType, props);
  } finally {
    creatingOriginal = false;
  }
}

function InlineScript(props: Record<string, unknown>): VNode {
  return original("script", withNonce(props));
}

function InlineStyle(props: Record<string, unknown>): VNode {
  return original("style", withNonce(props));
}

function withNonce(props: Record<string, unknown>): Record<string, unknown> {
  const nonce = current?.nonce;
  return nonce === undefined || props["nonce"] !== undefined || props["src"] !== undefined
    ? props
    : { ...props, nonce };
}

const previousHook = options.vnode;
// Preact's public hook sees every element as it is made; swapping its type is what lets a page use islands like components.
options.vnode = (vnode: VNode) => {
  if (!creatingOriginal) {
    if (vnode.type === "script") vnode.type = InlineScript;
    else if (vnode.type === "style") vnode.type = InlineStyle;
    else if (
      typeof vnode.type === "function" && islandComponents.has(vnode.type as ComponentType)
    ) {
      vnode.type = wrapperOf(vnode.type as ComponentType);
    }
  }
  previousHook?.(vnode);
};

function wrapperOf(component: ComponentType): ComponentType {
  let wrapper = wrappers.get(component);
  if (wrapper === undefined) {
    wrapper = islandWrapper(component, () => current, original);
    wrappers.set(component, wrapper);
  }
  return wrapper as ComponentType;
}

/** Called when an app gets its build, before any page is made: elements created earlier would not be wrapped. */
export function registerIslands(components: Iterable<ComponentType>): void {
  for (const component of components) islandComponents.add(component);
}
