import {
  type ComponentChild,
  type ComponentChildren,
  type ComponentType,
  createContext,
  Fragment,
  h,
  isValidElement,
  type VNode,
} from "preact";
import { Signal } from "@preact/signals";
import { useContext } from "preact/hooks";
import { ISLAND_END, ISLAND_START, SLOT_END, SLOT_START } from "./island_markers.ts";
import type { IslandExport } from "./snapshot.ts";

/** Stands in an island's serialised props for JSX the server has rendered. */
export class SlotRef {
  readonly id: number;
  constructor(id: number) {
    this.id = id;
  }
}

/** What one page's rendering collects about its islands. */
export interface IslandCollector {
  readonly known: ReadonlyMap<ComponentType, IslandExport>;
  readonly used: { readonly island: IslandExport; readonly props: Record<string, unknown> }[];
  readonly slots: { readonly content: ComponentChildren; shown: boolean }[];
}

const InsideIsland = createContext(false);

/** Renders an island between its markers, or plainly when it is inside another island, where it is an ordinary component. */
export function islandWrapper(
  component: ComponentType,
  collector: () => IslandCollector | null,
  create: (type: ComponentType, props: Record<string, unknown>) => VNode,
): ComponentType<Record<string, unknown>> {
  return function IslandBoundary(props) {
    const inside = useContext(InsideIsland);
    const page = collector();
    const island = page?.known.get(component);
    if (inside || page === null || island === undefined) return create(component, props);

    const sent: Record<string, unknown> = {};
    const shown: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(props)) {
      const isSlot = containsElement(value);
      sent[name] = isSlot
        ? new SlotRef(page.slots.push({ content: value, shown: false }) - 1)
        : value;
      shown[name] = isSlot ? h(Slot, { page, id: page.slots.length - 1 }) : value;
    }
    const index = page.used.push({ island, props: sent }) - 1;
    return h(
      InsideIsland.Provider,
      { value: true },
      comment(`${ISLAND_START}${index}`),
      create(component, shown),
      comment(ISLAND_END),
    );
  };
}

/** Renders JSX given to an island as a prop. Islands in it are roots of their own again. */
export function Slot({ page, id }: { page: IslandCollector; id: number }): ComponentChild {
  const slot = page.slots[id];
  if (slot === undefined) return null;
  slot.shown = true;
  return h(
    InsideIsland.Provider,
    { value: false },
    comment(`${SLOT_START}${id}`),
    slot.content,
    comment(SLOT_END),
  );
}

function containsElement(value: unknown): value is ComponentChildren {
  // @preact/signals lets signals stand as children by making them look like elements; as props they stay signals.
  if (value instanceof Signal) return false;
  return isValidElement(value) || (Array.isArray(value) && value.some(containsElement));
}

function comment(text: string): VNode {
  // preact-render-to-string's way to write a comment; an element as marker would break tables and selectors.
  return h(Fragment, { UNSTABLE_comment: text } as Record<string, unknown>);
}
