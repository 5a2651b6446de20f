/** What an attribute may be; numbers are written with two decimals at most. */
export type Attributes = Readonly<Record<string, string | number>>;

/**
 * One element as text. Children are elements already; a text comes by {@linkcode escaped}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(
 *   element("text", { x: 1.234, class: "a" }, [escaped("1 < 2")]),
 *   '<text x="1.23" class="a">1 &lt; 2</text>',
 * );
 * assert.equal(element("rect", { width: 2 }), '<rect width="2"/>');
 * ```
 */
export function element(
  name: string,
  attributes: Attributes,
  children: readonly string[] = [],
): string {
  const open = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escaped(typeof value === "number" ? short(value) : value)}"`)
    .join("");
  return children.length === 0
    ? `<${name}${open}/>`
    : `<${name}${open}>${children.join("")}</${name}>`;
}

/** A text that stands for itself in markup. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}
