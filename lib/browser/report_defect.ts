import { reasonOf } from "../protocol/failure.ts";

/**
 * Puts an error on the console that nothing has a name for: all that a reader is told of it is
 * `internal`, and whoever is to mend it needs more. Anything else is passed over.
 */
export function reportDefect(error: unknown): void {
  // deno-lint-ignore no-console -- the one place where a page logs
  if (reasonOf(error) === "internal") console.error(error);
}
