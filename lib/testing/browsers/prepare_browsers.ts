// deno-lint-ignore-file no-console -- A command line tool: this is how it speaks.
/**
 * Makes sure that the browsers of the end-to-end tests are there: installs Debian's packages where
 * that is possible (root, apt-get), else says the one command to run. Exits 1 where one is missing.
 * @module
 */
import { BROWSER_NAMES, debianPackageOf, findBrowser } from "./find_browser.ts";

const missing = () => BROWSER_NAMES.filter((name) => !findBrowser(name)).map(debianPackageOf);

async function run(command: string, args: readonly string[]): Promise<boolean> {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  try {
    const child = new Deno.Command(command, { args: [...args], env, stdout: "null" }).spawn();
    return (await child.status).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false; // Not a Debian machine.
    throw error;
  }
}

const wanted = missing();
if (wanted.length > 0 && Deno.uid() === 0) {
  console.log(`Installing ${wanted.join(", ")}`);
  await run("apt-get", ["update", "-qq"]);
  await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...wanted]);
}
const left = missing();
if (left.length > 0) {
  console.error(`Missing browsers. Run: sudo apt-get install -y ${left.join(" ")}`);
  Deno.exit(1);
}
