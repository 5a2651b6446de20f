// deno-lint-ignore-file no-console -- replacing it is what this file is for
import type { Logger } from "./log.ts";

/** Stands for text that was printed without an error; its stack leads to who printed it. */
class PrintedText extends Error {
  override readonly name = "PrintedText";
}

/**
 * Sends what libraries print as an error or a warning to the log. They print errors whole, and a message may
 * quote what was received: an address, an id, a part of a payload.
 */
export function logPrintedErrors(logger: Pick<Logger, "error">): void {
  console.error = (...said) => logger.error("a library printed an error", errorIn(said));
  console.warn = (...said) => logger.error("a library printed a warning", errorIn(said));
}

/**
 * Logs an error that nobody caught, and ends the process with 1 as the runtime would, which prints it whole.
 * What the process was about to do is unknown then; whoever runs it starts it again.
 */
export function logUncaughtErrors(logger: Pick<Logger, "error">): void {
  const end = (event: Event, error: unknown) => {
    event.preventDefault();
    logger.error("nobody caught an error", error);
    Deno.exit(1);
  };
  globalThis.addEventListener("error", (event) => end(event, event.error));
  globalThis.addEventListener("unhandledrejection", (event) => end(event, event.reason));
}

function errorIn(said: readonly unknown[]): Error {
  return said.find((one) => one instanceof Error) ?? new PrintedText();
}
