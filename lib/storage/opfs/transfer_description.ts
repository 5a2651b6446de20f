import { encodeBase64Url } from "../../protocol/base64url.ts";
import { isCount, isText, parseJsonObject } from "../../protocol/parse.ts";
import type { Digest, OfferedTransfer } from "../../transfer/ports.ts";
import type { OpfsDirectories } from "./opfs_directories.ts";

/** The file in which a transfer's directory says what it is. */
export const DESCRIPTION = "description";

/** Above every description that was written. */
const MAX_LENGTH = 512;

/** Longest id of either kind. */
const MAX_ID_LENGTH = 64;

/**
 * What a transfer's directory says of itself: enough to know the same offer again. Neither a name of
 * a file nor anything that opens something is in it.
 */
export interface TransferDescription {
  readonly sessionId: string;
  readonly transferId: string;
  /** Of paths, sizes, times and the size of blocks: one offer is another as soon as one differs. */
  readonly listDigest: string;
  /** When the offer was accepted, ms since 1970. */
  readonly acceptedAt: number;
}

/** Describes a transfer that begins now. */
export async function describe(
  transfer: OfferedTransfer,
  digest: Digest,
  now: number,
): Promise<TransferDescription> {
  const { sessionId, transferId, blockBytes, files } = transfer;
  const list = files.map(({ path, size, modified }) => [path, size, modified]);
  const text = new TextEncoder().encode(JSON.stringify([blockBytes, list]));
  const listDigest = encodeBase64Url(await digest.sha256(text));
  return { sessionId, transferId, listDigest, acceptedAt: now };
}

/** The bytes of a description. */
export function encodeDescription(
  description: TransferDescription,
): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(description));
}

/** Reads a description; `undefined` where it is torn, altered or of another kind. */
export async function parseDescription(file: Blob): Promise<TransferDescription | undefined> {
  if (file.size > MAX_LENGTH) return undefined;
  const value = parseJsonObject(await file.text());
  if (!value) return undefined;
  const { sessionId, transferId, listDigest, acceptedAt } = value;
  return isText(sessionId, MAX_ID_LENGTH) && isText(transferId, MAX_ID_LENGTH) &&
      isText(listDigest, MAX_ID_LENGTH) && isCount(acceptedAt)
    ? { sessionId, transferId, listDigest, acceptedAt }
    : undefined;
}

/** What a directory says it is; `undefined` where that can't be read, as where a page removes it now. */
export async function readDescription(
  directories: Pick<OpfsDirectories, "read">,
  directory: string,
): Promise<TransferDescription | undefined> {
  try {
    const file = await directories.read({ directory, name: DESCRIPTION });
    return file && await parseDescription(file);
  } catch {
    return undefined; // One directory must not keep whoever looks for others.
  }
}
