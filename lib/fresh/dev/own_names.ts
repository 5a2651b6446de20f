import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import own from "../deno.json" with { type: "json" };

const FOLDER = fileURLToPath(new URL("../", import.meta.url));

/**
 * What the import map of a project leaves to Deno: it only says that some name, `fresh` for instance, is the package
 * `jsr:@fresh/core`. `links` says that this folder is that package, and the folder's own `deno.json` which files it exports.
 *
 * @param imports the project's import map
 * @param directory the project's; the paths begin with `./` and are relative to it
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const names = ownNames({ fresh: "jsr:@fresh/core@^2.3.3" }, Deno.cwd());
 * assert.deepEqual(Object.keys(names), ["fresh", "fresh/runtime", "fresh/dev"]);
 * assert.deepEqual(ownNames({ preact: "npm:preact" }, Deno.cwd()), {});
 * ```
 */
export function ownNames(
  imports: Readonly<Record<string, string>>,
  directory: string,
): Record<string, string> {
  const names = Object.keys(imports).filter((name) => isOwn(imports[name] ?? ""));
  return Object.fromEntries(
    names.flatMap((name) =>
      Object.entries(own.exports).map(([subpath, file]) => [
        name + subpath.slice(".".length),
        `./${relative(directory, join(FOLDER, file))}`,
      ])
    ),
  );
}

function isOwn(target: string): boolean {
  return target.replace(/^jsr:\/?/, "jsr:").startsWith(`jsr:${own.name}@`);
}
