import { type FileEntry, isFolder } from "../../protocol/file_entry.ts";
import { MAX_FILES } from "../../protocol/limits.ts";
import { isCount, isText, parseJsonObject, parseList } from "../../protocol/parse.ts";
import { UniqueNames } from "../../security/safe_name.ts";
import { safePaths } from "../../security/safe_path.ts";
import type { DiskFolder, Way } from "./disk_folder.ts";

/** What a file is called until it is whole. */
export const PART_ENDING = ".part";

/** Longest name: what every file system ends at, in bytes and so in units. */
const MAX_NAME_LENGTH = 255;

/** Where everything of one transfer goes in the folder, as long as no name is taken meanwhile. */
export interface PlannedNames {
  /** The way of each thing of the list. */
  readonly ways: readonly Way[];
  /** What lies at the top, in the list's order. */
  readonly tops: readonly string[];
  /** All folders, each after those around it. */
  readonly folders: readonly Way[];
}

/**
 * Plans the names of a transfer.
 *
 * @param tops what the things at the top were called by an earlier run; by the list itself where it
 * was none
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const files = ["trip/a.txt", "x"].map((path) => ({ path, size: 1, modified: 0 }));
 * assert.deepEqual(planNames(files, ["trip (2)", "x"]).ways, [["trip (2)", "a.txt"], ["x"]]);
 * ```
 */
export function planNames(files: readonly FileEntry[], tops?: readonly string[]): PlannedNames {
  const safe = safePaths(files.map(({ path }) => path));
  const own = [...new Set(safe.map(([top = ""]) => top))];
  const renamed = new Map(own.map((top, index) => [top, tops?.[index] ?? top]));
  const ways = safe.map(([top = "", ...rest]) => [renamed.get(top) ?? top, ...rest]);
  const folders = new Map<string, Way>();
  for (const [index, way] of ways.entries()) {
    const file = files[index];
    const depth = file && isFolder(file) ? way.length : way.length - 1;
    for (let to = 1; to <= depth; to++) {
      const folder = way.slice(0, to);
      folders.set(folder.join("/"), folder);
    }
  }
  return { ways, tops: [...renamed.values()], folders: [...folders.values()] };
}

/**
 * Finds names for what lies at the top that nothing in the folder has, and takes those of folders at
 * once: in them, everything is new.
 */
export async function takeTops(planned: PlannedNames, folder: DiskFolder): Promise<string[]> {
  const names = new UniqueNames();
  for (const taken of await folder.names()) {
    names.add(taken);
    // Another transfer will want it.
    if (taken.endsWith(PART_ENDING)) names.add(taken.slice(0, -PART_ENDING.length));
  }
  const folders = new Set(planned.folders.filter(({ length }) => length === 1).flat());
  const tops: string[] = [];
  try {
    for (const top of planned.tops) {
      let name = names.add(top);
      while (folders.has(top) && !await folder.makeFolder([name])) name = names.add(top);
      tops.push(name);
    }
  } catch (error) {
    for (const name of tops) await folder.removeEmpty([name]);
    throw error;
  }
  return tops;
}

/** What a transfer's notes say of names. */
export type NameRecord =
  /** Those at the top. */
  | { readonly tops: readonly string[] }
  /** A file was begun, and gets this name once it is whole. The newest counts. */
  | { readonly file: number; readonly name: string };

/** The line of a record. */
export function encodeNameRecord(record: NameRecord): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${JSON.stringify(record)}\n`);
}

/** The names that an earlier run chose. */
export interface ChosenNames {
  readonly tops: readonly string[];
  /** Of the files that it began. */
  readonly begun: ReadonlyMap<number, string>;
}

/**
 * Reads the records of names; what is torn, altered or leads out of a folder counts for nothing.
 * `undefined` where not even the names at the top are there.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const text = '{"tops":["a"]}\n{"file":0,"name":"a (2)"}\n{"file":1,"name":"../b"}\n{"fi';
 * assert.deepEqual(parseNameRecords(text), { tops: ["a"], begun: new Map([[0, "a (2)"]]) });
 * assert.equal(parseNameRecords("{}"), undefined);
 * ```
 */
export function parseNameRecords(text: string): ChosenNames | undefined {
  let tops: readonly string[] | undefined;
  const begun = new Map<number, string>();
  for (const line of text.split("\n")) {
    const record = parseNameRecord(line);
    if (!record) continue;
    if ("tops" in record) tops ??= record.tops;
    else begun.set(record.file, record.name);
  }
  return tops && { tops, begun };
}

function parseNameRecord(line: string): NameRecord | undefined {
  const value = parseJsonObject(line);
  if (!value) return undefined;
  const tops = parseList(value.tops, 0, MAX_FILES, parseName);
  if (tops) return { tops };
  const name = parseName(value.name);
  const { file } = value;
  return name !== undefined && isCount(file, 0, MAX_FILES) ? { file, name } : undefined;
}

/** One step of a way, and nothing that leads elsewhere. */
function parseName(value: unknown): string | undefined {
  if (!isText(value, MAX_NAME_LENGTH) || value === "" || /[/\\\0]/.test(value)) return undefined;
  return value === "." || value === ".." ? undefined : value;
}
