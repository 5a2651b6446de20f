import { createHash } from "node:crypto";

/** What a build says of itself; `_fresh/build.json`. */
export interface BuildRecord {
  /** The commit it was made of; ends with `-dirty` where files differed from it, `unknown` without git. */
  readonly commit: string;
  /** One hash for all files that browsers get, in hex. */
  readonly digest: string;
  /** SHA-256 of each of them in hex, by its path on the server, sorted. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Describes a build. The digest is the SHA-256 of what `sha256sum` prints for all files in the order of
 * their paths' bytes, so that nobody needs this code to make it again:
 * `cd _fresh/raw && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum`.
 *
 * Pages aren't among the files: each is rendered for one reader, in a language and with a nonce. What
 * they load is, and `deno task verify` renders them itself to compare.
 *
 * @param files content by path on the server, before it is compressed
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const record = recordOf("unknown", new Map([["/b.js", new Uint8Array()], ["/a.js", new Uint8Array()]]));
 * assert.deepEqual(Object.keys(record.files), ["/a.js", "/b.js"]);
 * assert.match(record.digest, /^[0-9a-f]{64}$/);
 * ```
 */
export function recordOf(commit: string, files: ReadonlyMap<string, Uint8Array>): BuildRecord {
  const sums = [...files].sort(([a], [b]) => a < b ? -1 : 1)
    .map(([path, content]) => [path, sha256(content)] as const);
  const lines = sums.map(([path, sum]) => `${sum}  .${path}\n`);
  return { commit, digest: sha256(lines.join("")), files: Object.fromEntries(sums) };
}

/**
 * Writes the record of the build that is in a folder. `undefined` where the builder is one that keeps
 * what browsers get elsewhere, as published Fresh does: then nothing can be said of it.
 */
export async function writeRecord(
  outDir: string,
  commit: string,
): Promise<BuildRecord | undefined> {
  const files = new Map<string, Uint8Array>();
  try {
    await readFiles(`${outDir}/raw`, "", files);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  const record = recordOf(commit, files);
  await Deno.writeTextFile(`${outDir}/build.json`, `${JSON.stringify(record, null, 2)}\n`);
  return record;
}

/** A record in a line. */
export function describeRecord({ commit, digest, files }: BuildRecord): string {
  return `${Object.keys(files).length} files of commit ${commit}, SHA-256 ${digest}`;
}

async function readFiles(root: string, path: string, files: Map<string, Uint8Array>) {
  for await (const { name, isDirectory } of Deno.readDir(root + path)) {
    const below = `${path}/${name}`;
    if (isDirectory) await readFiles(root, below, files);
    else files.set(below, await Deno.readFile(root + below));
  }
}

function sha256(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}
