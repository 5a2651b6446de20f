import { createHash, timingSafeEqual } from "node:crypto";

/**
 * Whether a request may see the metrics: it has to carry `Authorization: Bearer` and the configured
 * token. Where none is configured nobody may: behind a proxy every request seems to come from the
 * same machine, so an address proves nothing.
 */
export function maySeeMetrics(authorization: string | null, token: string | undefined): boolean {
  if (token === undefined || authorization === null) return false;
  const [scheme, shown = ""] = authorization.split(" ");
  // Of hashes, because what is compared in constant time has to be of one length.
  return scheme?.toLowerCase() === "bearer" && timingSafeEqual(sha256(shown), sha256(token));
}

function sha256(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}
