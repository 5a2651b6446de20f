import { Signal } from "@preact/signals";
import { stringify } from "devalue";
import { type IslandCollector, SlotRef } from "./islands.ts";
import type { Scope } from "./scope.ts";

type Used = IslandCollector["used"];

/**
 * The one inline script: imports the islands' chunks and hands them their props. Empty on a page without islands.
 *
 * @throws {Error} naming the islands, when they were not bundled together
 */
export function bootScript<State>(used: Used, scope: Scope<State>): string {
  const nonce = nonceAttribute(scope.nonce);
  const { build, basePath } = scope;
  if (build === undefined) return "";
  const reload = build.reloadUrl === undefined
    ? ""
    : `<script type="module" src="${basePath}${build.reloadUrl}"${nonce}></script>`;
  if (used.length === 0) return reload;

  checkGroup(used);

  const modules = [...new Set(used.map((use) => use.island.island.url))];
  // Every script of the group exports the same `boot`; the first one's will do.
  const imports = modules.map((url, index) =>
    `import{${index === 0 ? "boot," : ""}island as m${index}}from${quote(basePath + url)};`
  ).join("");
  const islands = used.map(({ island }) =>
    `m${modules.indexOf(island.island.url)}[${quote(island.exportName)}]`
  );
  const call = `boot([${islands.join(",")}],${quote(serialiseProps(used))})`;
  return `<script type="module"${nonce}>${imports}${call}</script>${reload}`;
}

/** Asks for every script of the page at once; without this the shared chunks wait for the entries to be parsed. */
export function preloadLinks<State>(used: Used, scope: Scope<State>): string {
  if (used.length === 0 || scope.build === undefined) return "";
  const urls = new Set<string>();
  for (const { island: { island } } of used) {
    [island.url, ...island.preload].forEach((url) => urls.add(url));
  }
  return [...urls].map((url) =>
    `<link rel="modulepreload" href="${scope.basePath}${url}"${nonceAttribute(scope.nonce)}>`
  ).join("");
}

/** Each group brings a Preact of its own: signals shared between two would stay dead, without an error anywhere. */
function checkGroup(used: Used): void {
  const groupOf = new Map(used.map(({ island: { island } }) => [island.name, island.group]));
  if (new Set(groupOf.values()).size === 1) return;
  const names = [...groupOf.keys()].join(", ");
  throw new Error(
    `Cannot show the islands ${names} on one page: they were bundled apart, as neither its route nor what is around it imports them all`,
  );
}

function serialiseProps(used: Used): string {
  try {
    return stringify(used.map((use) => use.props), {
      Signal: (value) => value instanceof Signal && { value: value.peek() },
      Slot: (value) => value instanceof SlotRef && { id: value.id },
    });
  } catch (error) {
    const names = [...new Set(used.map((use) => use.island.island.name))].join(", ");
    const path = error instanceof Error && "path" in error ? ` at ${String(error.path)}` : "";
    // No `cause`: it would carry every prop of the page into the log.
    const reason = error instanceof Error ? error.message : String(error);
    throw new TypeError(`Cannot send props to the islands ${names}: ${reason}${path}`);
  }
}

function nonceAttribute(nonce: string | undefined): string {
  return nonce === undefined ? "" : ` nonce="${nonce}"`;
}

/** A JavaScript string literal that can't end the script element or open a comment in it. */
function quote(text: string): string {
  return JSON.stringify(text).replaceAll("<", "\\u003c").replaceAll("\u2028", "\\u2028").replaceAll(
    "\u2029",
    "\\u2029",
  );
}
