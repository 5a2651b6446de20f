const encoder = new TextEncoder();

/**
 * Whether a request may see the metrics: it has to carry `Authorization: Bearer` and the configured
 * token. Where none is configured nobody may: behind a proxy every request seems to come from the
 * same machine, so an address proves nothing.
 */
export async function maySeeMetrics(
  authorization: string | null,
  token: string | undefined,
): Promise<boolean> {
  if (token === undefined || authorization === null) return false;
  const [scheme, shown = ""] = authorization.split(" ");
  if (scheme?.toLowerCase() !== "bearer") return false;
  // Of hashes, how early the comparison ends tells nothing about the token.
  const [a, b] = await Promise.all([sha256(shown), sha256(token)]);
  return a.every((byte, index) => byte === b[index]);
}

async function sha256(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(text)));
}
