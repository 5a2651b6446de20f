import { encode } from "uqr";
import type { Terminal } from "./terminal.ts";

/** Modules of white around the code. Four are the rule; two are enough on a screen, and fit more often. */
const QUIET_ZONE = 2;

/**
 * A link as a QR code for a screen: two modules in one character, and nothing where it doesn't fit or
 * there is no screen. White is drawn, because screens are dark more often than not and readers take
 * either.
 */
export function qrLines(
  text: string,
  { isScreen, columns, rows }: Pick<Terminal, "isScreen" | "columns" | "rows">,
): readonly string[] {
  if (!isScreen) return [];
  const { data } = encode(text, { ecc: "L", border: QUIET_ZONE });
  const lines: string[] = [];
  for (let y = 0; y < data.length; y += 2) {
    const [upper = [], lower = []] = [data[y], data[y + 1]];
    lines.push(upper.map((isDark, x) => halves(!isDark, lower[x] === false)).join(""));
  }
  return data.length <= columns && lines.length < rows ? lines : [];
}

function halves(upper: boolean, lower: boolean): string {
  if (upper) return lower ? "█" : "▀";
  return lower ? "▄" : " ";
}
