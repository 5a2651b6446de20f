// The one place that writes to the console: a library's log lines are few and must be easy to find.
// deno-lint-ignore-file no-console

/** Writes a line about a failure nobody above can handle. */
export function logError(what: string, error: unknown): void {
  console.error(`[fresh] ${what}:`, error);
}

/** Writes a line the person who started the program asked for by starting it. */
export function logInfo(line: string): void {
  console.log(line);
}
