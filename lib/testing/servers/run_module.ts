import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/**
 * Starts a module of a few lines as a process of its own, in the project's root and with its
 * environment changed by `environment`.
 *
 * @param source imports by paths from the root, such as `"./main.ts"`
 */
export function runModule(
  source: string,
  environment: Readonly<Record<string, string>> = {},
): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", source],
    cwd: ROOT,
    env: { NO_COLOR: "1", ...environment },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}
