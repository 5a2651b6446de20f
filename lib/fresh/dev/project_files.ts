import { join } from "node:path";

/** Lists the files below `directory` as paths relative to it, sorted; none when it doesn't exist. */
export function listFiles(directory: string): string[] {
  const found: string[] = [];
  walk(directory, "", found);
  return found.sort();
}

function walk(directory: string, prefix: string, found: string[]): void {
  for (const entry of entries(directory)) {
    // Editors' and systems' own files (.DS_Store, .foo.swp) are nobody's routes or assets; `.well-known` is.
    if (entry.name.startsWith(".") && entry.name !== ".well-known") continue;
    const path = `${prefix}${entry.name}`;
    if (entry.isDirectory) walk(join(directory, entry.name), `${path}/`, found);
    else if (entry.isFile) found.push(path);
  }
}

function entries(directory: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(directory)];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** The source files of an app. */
export interface AppFiles {
  /** Absolute paths by name. */
  readonly islands: ReadonlyMap<string, string>;
  /** Relative to the routes folder. */
  readonly routes: readonly string[];
}

/** Tells islands from routes; a folder in `(_…)` below routes never holds a route. */
export function readAppFiles(routeDir: string, islandDir: string): AppFiles {
  const isSource = (path: string) => /\.[jt]sx?$/.test(path) && !/_test\.[jt]sx?$/.test(path);
  const routeFiles = listFiles(routeDir).filter(isSource);
  const islands = new Map<string, string>();
  const add = (directory: string, path: string) => {
    const name = path.replace(/\.[jt]sx?$/, "").replaceAll(/[^\w-]+/g, "_");
    if (islands.has(name)) throw new Error(`Cannot build: two islands are named ${name}`);
    islands.set(name, join(directory, path));
  };
  listFiles(islandDir).filter(isSource).forEach((path) => add(islandDir, path));
  routeFiles.filter((path) => path.includes("(_islands)/")).forEach((path) => add(routeDir, path));
  return { islands, routes: routeFiles.filter((path) => !path.includes("(_")) };
}
