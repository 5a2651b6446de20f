/** Says that nobody knows which commit the sources are. */
const UNKNOWN = "unknown";

/**
 * The commit of the sources in a folder: `COMMIT` of the environment, which an image's build sets because
 * it has no `.git`, else what git says; `-dirty` follows where a file differs from it or isn't in it.
 * `unknown` without git, and where the folder is only a part of somebody's repository.
 */
export async function sourceCommit(
  folder: string,
  named = Deno.env.get("COMMIT"),
): Promise<string> {
  if (named) return named;
  const commit = await git(folder, "rev-parse", "HEAD");
  const isTop = await git(folder, "rev-parse", "--show-prefix") === "";
  if (commit === undefined || !isTop) return UNKNOWN;
  const changes = await git(folder, "status", "--porcelain");
  return changes === "" ? commit : `${commit}-dirty`;
}

/** What git prints; `undefined` where there is none, or no repository. */
async function git(folder: string, ...args: readonly string[]): Promise<string | undefined> {
  try {
    const { success, stdout } = await new Deno.Command("git", {
      args: ["-C", folder, ...args],
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout).trim() : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
