import { FailureError, type FailureReason } from "../../protocol/failure.ts";

/** What a system says of a folder that is received into, and what it means to its reader. */
const MEANINGS: Readonly<Record<string, FailureReason>> = {
  ENOSPC: "storage-full",
  EDQUOT: "storage-full",
  // A file system that has no files of this size, as FAT from 4 GiB on.
  EFBIG: "too-large",
  EACCES: "place-denied",
  EPERM: "place-denied",
  EROFS: "place-denied",
  // Removed, or on a disk that is unplugged.
  ENOENT: "place-gone",
  ENODEV: "place-gone",
  ENXIO: "place-gone",
  ESTALE: "place-gone",
};

/** The system's own code of an error, as `ENOENT`; `undefined` where it has none. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/**
 * Says why nothing can be written.
 *
 * @param act what was tried, as in `Cannot …`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const full = Object.assign(new Error("no space left"), { code: "ENOSPC" });
 * assert.equal(diskError("write", full).reason, "storage-full");
 * assert.equal(diskError("write", new Error("?")).reason, "storage-failed");
 * ```
 */
export function diskError(act: string, error: unknown): FailureError {
  if (error instanceof FailureError) return error;
  const reason = MEANINGS[errorCode(error) ?? ""] ?? "storage-failed";
  const state = error instanceof Error ? error.message : String(error);
  return new FailureError(reason, `Cannot ${act}: ${state}`, { cause: error });
}

/** What a call answers, or `undefined` where the system refuses it with one of these codes. */
export async function unless<Value>(
  codes: readonly string[],
  call: Promise<Value>,
): Promise<Value | undefined> {
  try {
    return await call;
  } catch (error) {
    if (codes.includes(errorCode(error) ?? "")) return undefined;
    throw error;
  }
}
