// This module runs in the browser. It must work under `require-trusted-types-for 'script'`: no HTML is ever parsed here.
import { signal } from "@preact/signals";
import { parse } from "devalue";
import { type ComponentChildren, type ComponentType, Fragment, h, hydrate } from "preact";
import { createRootFragment } from "preact-root-fragment";
import {
  ISLAND_END,
  ISLAND_START,
  SLOT_END,
  SLOT_START,
  SLOT_TEMPLATE,
} from "../island_markers.ts";

type Island = ComponentType<Record<string, unknown>>;
type Props = Record<string, unknown>;

/** Makes the page's islands live. Called by the page's one inline script, with the components in the order of their props. */
export function boot(islands: Island[], serialisedProps: string): void {
  const slots = new Map<string, ComponentChildren>();
  function Slot({ id }: { id: string }): ComponentChildren {
    return slots.get(id);
  }
  const props: Props[] = parse(serialisedProps, {
    Signal: ({ value }: { value: unknown }) => signal(value),
    Slot: ({ id }: { id: number }) => h(Slot, { id: String(id) }),
  });

  /** An island's element from its start marker, with the props the server gave it. */
  const islandAt = (marker: Comment) => {
    const index = Number(marker.data.slice(ISLAND_START.length));
    return h(islands[index] as Island, props[index] as Props);
  };

  const roots: [Comment, Node[]][] = [];
  // Slots are read before anything is hydrated: hydration drops the markers inside an island.
  const collect = (scope: Node, isNested: boolean) => {
    const walker = document.createTreeWalker(scope, NodeFilter.SHOW_COMMENT);
    let rootEnd: Node | null = null;
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const marker = node as Comment;
      if (marker === rootEnd) rootEnd = null;
      else if (marker.data.startsWith(SLOT_START)) {
        const id = marker.data.slice(SLOT_START.length);
        slots.set(id, toElements(between(marker, SLOT_START, SLOT_END)[0], islandAt));
      } else if (marker.data.startsWith(ISLAND_START) && rootEnd === null && !isNested) {
        const [nodes, end] = between(marker, ISLAND_START, ISLAND_END);
        rootEnd = end;
        roots.push([marker, nodes]);
      }
    }
  };
  collect(document, false);
  for (
    const template of document.querySelectorAll<HTMLTemplateElement>(`template[${SLOT_TEMPLATE}]`)
  ) {
    collect(template.content, true);
  }
  for (const [marker, nodes] of roots) hydrateIsland(islandAt(marker), marker, nodes);
}

function hydrateIsland(island: ComponentChildren, marker: Comment, nodes: Node[]): void {
  const parent = marker.parentNode as Element;
  // An island that rendered nothing still needs a node to mark its place.
  if (nodes.length === 0) {
    nodes.push(parent.insertBefore(document.createTextNode(""), marker.nextSibling));
  }
  try {
    hydrate(island, createRootFragment(parent, nodes));
  } catch (error) {
    // One broken island must not keep the others from becoming live.
    reportError(error);
  }
}

/** The nodes up to the matching end marker, and that marker. */
function between(start: Comment, opening: string, closing: string): [Node[], Node | null] {
  const nodes: Node[] = [];
  let depth = 0;
  let node = start.nextSibling;
  for (; node !== null; node = node.nextSibling) {
    if (node instanceof Comment && node.data.startsWith(opening)) depth++;
    if (node instanceof Comment && node.data === closing && depth-- === 0) break;
    nodes.push(node);
  }
  return [nodes, node];
}

/** Describes server-rendered nodes as Preact elements, so hydration finds them as it expects them. */
function toElements(
  nodes: Iterable<Node>,
  islandAt: (marker: Comment) => ComponentChildren,
): ComponentChildren {
  const children: ComponentChildren[] = [];
  let skipTo: Node | null = null;
  for (const node of nodes) {
    if (skipTo !== null) {
      if (node === skipTo) skipTo = null;
    } else if (node instanceof Text) children.push(node.data);
    else if (node instanceof Element) children.push(toElement(node, islandAt));
    else if (node instanceof Comment && node.data.startsWith(ISLAND_START)) {
      skipTo = between(node, ISLAND_START, ISLAND_END)[1];
      children.push(islandAt(node));
    }
  }
  return h(Fragment, null, children);
}

function toElement(
  element: Element,
  islandAt: (marker: Comment) => ComponentChildren,
): ComponentChildren {
  const attributes: Props = {};
  for (const { name, value } of element.attributes) attributes[name] = value;
  return h(element.localName, attributes, toElements(element.childNodes, islandAt));
}
