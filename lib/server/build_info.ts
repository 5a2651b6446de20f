/** Which build a process serves, as `/healthz` says it. */
export interface BuildInfo {
  /** The commit it was made of. */
  readonly commit: string;
  /** One SHA-256 for all files that browsers get. */
  readonly digest: string;
}

/** Says nothing: there is no build, or none that says anything of itself. */
export const UNKNOWN_BUILD: BuildInfo = { commit: "unknown", digest: "unknown" };

/**
 * Reads the record that `deno task build` leaves beside its files; what is missing or no record is
 * {@linkcode UNKNOWN_BUILD}.
 */
export async function readBuildInfo(record: URL): Promise<BuildInfo> {
  let text: string;
  try {
    text = await Deno.readTextFile(record);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return UNKNOWN_BUILD;
    throw error;
  }
  return parseBuildInfo(JSON.parse(text));
}

function parseBuildInfo(record: unknown): BuildInfo {
  if (typeof record !== "object" || record === null) return UNKNOWN_BUILD;
  const commit = "commit" in record ? record.commit : undefined;
  const digest = "digest" in record ? record.digest : undefined;
  return typeof commit === "string" && typeof digest === "string"
    ? { commit, digest }
    : UNKNOWN_BUILD;
}
