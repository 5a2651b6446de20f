// deno-lint-ignore-file no-console -- replacing it is what this file is for
/** Keeps expected failures out of the test log and shows what was logged; `using` puts `console.error` back. */
export function silenceErrors(): Disposable & { readonly calls: unknown[][] } {
  const original = console.error;
  const calls: unknown[][] = [];
  console.error = (...args: unknown[]) => void calls.push(args);
  return { calls, [Symbol.dispose]: () => void (console.error = original) };
}
