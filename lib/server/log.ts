/** Severities, the least important first. */
export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;

/** One of {@linkcode LOG_LEVELS}. */
export type LogLevel = typeof LOG_LEVELS[number];

/** What may stand in a log line besides its event: counts, flags and short words. */
export type LogFields = {
  readonly [name: string]: number | boolean | string;
};

/** Writes what happened, never to whom: see {@linkcode jsonLogger}. */
export interface Logger {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  /** Logs the error's name and the lines of code it came through, but not its message. */
  error(event: string, error: unknown, fields?: LogFields): void;
}

/**
 * Letters, digits and dashes, up to 32 of them. A uuid has 36, a token 43, an address has dots or
 * colons: none of them can pass for a word, so none can reach the log by mistake.
 */
const WORD = /^[A-Za-z][A-Za-z0-9-]{0,31}$/;

const HIDDEN = "(hidden)";

/**
 * A logger of one JSON object a line. Text that isn't a short word is hidden, so ids, addresses
 * and payloads stay out of the log whatever a caller passes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const lines: string[] = [];
 * const logger = jsonLogger({ level: "info", wallTime: () => 0, write: (line) => lines.push(line) });
 * logger.info("refused", { code: 4404, from: "203.0.113.7" });
 * assert.deepEqual(JSON.parse(lines[0] ?? ""), {
 *   time: "1970-01-01T00:00:00.000Z", level: "info", event: "refused", code: 4404, from: "(hidden)",
 * });
 * ```
 */
export function jsonLogger({ level, wallTime, write = writeToStdout }: {
  readonly level: LogLevel;
  readonly wallTime: () => number;
  readonly write?: (line: string) => void;
}): Logger {
  const threshold = LOG_LEVELS.indexOf(level);

  function log(
    severity: LogLevel,
    event: string,
    fields: LogFields = {},
    stack?: readonly string[],
  ): void {
    if (LOG_LEVELS.indexOf(severity) < threshold) return;
    const time = new Date(wallTime()).toISOString();
    const safe: Record<string, unknown> = { time, level: severity, event };
    for (const [name, value] of Object.entries(fields)) {
      safe[name] = typeof value !== "string" || WORD.test(value) ? value : HIDDEN;
    }
    if (stack) safe.stack = stack;
    write(JSON.stringify(safe));
  }

  return {
    debug: (event, fields) => log("debug", event, fields),
    info: (event, fields) => log("info", event, fields),
    warn: (event, fields) => log("warn", event, fields),
    error: (event, error, fields) =>
      log("error", event, { ...fields, error: nameOf(error) }, framesOf(error)),
  };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

/** The stack without its head: the head repeats the message, which may quote what was received. */
function framesOf(error: unknown): string[] | undefined {
  if (!(error instanceof Error) || !error.stack) return undefined;
  return error.stack.split("\n").map((line) => line.trim())
    .filter((line) => /^at .*:\d+:\d+\)?$/.test(line)).slice(0, 8);
}

const encoder = new TextEncoder();

function writeToStdout(line: string): void {
  let rest = encoder.encode(line + "\n");
  while (rest.length > 0) rest = rest.subarray(Deno.stdout.writeSync(rest));
}
