/**
 * Tells that a test can't run on this machine: in a line, and as skipped wherever tests are counted.
 *
 * @param why in words that say what would help
 */
export function cantRun(name: string, why: string): void {
  // deno-lint-ignore no-console -- What can't run is said, or it would seem to have passed.
  console.log(`Not run: ${name}: ${why}`);
  Deno.test({ name, ignore: true, fn: () => {} });
}
