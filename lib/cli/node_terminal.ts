import process from "node:process";
import { createInterface } from "node:readline/promises";
import type { Terminal } from "./terminal.ts";

/** The width of a screen that doesn't say. */
const USUAL_COLUMNS = 80;
const USUAL_ROWS = 24;

/** The terminal of this process: results on stdout, everything else on stderr. */
export function nodeTerminal(): Terminal {
  const { stdin, stdout, stderr, env } = process;
  return {
    isScreen: stderr.isTTY === true && env.TERM !== "dumb",
    get columns() {
      return stderr.columns ?? USUAL_COLUMNS;
    },
    get rows() {
      return stderr.rows ?? USUAL_ROWS;
    },
    print: (line) => void stdout.write(`${line}\n`),
    say: (text) => void stderr.write(text),
    async ask(question) {
      if (!stdin.isTTY) return undefined;
      const lines = createInterface({ input: stdin, output: stderr });
      try {
        return await lines.question(question);
      } finally {
        lines.close();
      }
    },
  };
}
