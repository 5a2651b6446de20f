import { createHash } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { lookup } from "mrmime";
import type { Asset, AssetEncoding } from "../snapshot.ts";
import { listFiles } from "./project_files.ts";

/** A file to serve, with its content in every encoding kept. */
export interface AssetContent {
  readonly url: string;
  readonly asset: Asset;
  readonly bytes: ReadonlyMap<AssetEncoding, Uint8Array<ArrayBuffer>>;
}

/** Hash used for ETags and the build's id: 64 bits are plenty against accidents, and nobody else chooses the content. */
export function contentHash(...parts: (Uint8Array | string)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex").slice(0, 16);
}

/** Reads static folders; a file in a later folder replaces its namesake. */
export function readStaticFiles(
  directories: readonly string[],
): Map<string, Uint8Array<ArrayBuffer>> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const directory of directories) {
    for (const path of listFiles(directory)) {
      files.set(`/${path}`, Deno.readFileSync(join(directory, path)));
    }
  }
  return files;
}

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);
const COMPRESSIBLE = /^(text\/|application\/(javascript|json|manifest\+json|wasm|xml)|image\/svg)/;

/** Makes a file ready to serve; compressed forms are kept only where they are smaller. */
export async function makeAsset(
  url: string,
  content: Uint8Array<ArrayBuffer>,
  options: { isImmutable: boolean; compress: boolean },
): Promise<AssetContent> {
  const type = contentType(url);
  const bytes = new Map<AssetEncoding, Uint8Array<ArrayBuffer>>([["raw", content]]);
  if (options.compress && COMPRESSIBLE.test(type)) {
    const [br, gz] = await Promise.all([brotli(content), compressGzip(content, { level: 9 })]);
    if (br.byteLength < content.byteLength) bytes.set("br", br);
    if (gz.byteLength < content.byteLength) bytes.set("gzip", Uint8Array.from(gz));
  }
  const asset = {
    type,
    hash: contentHash(content),
    immutable: options.isImmutable,
    encodings: [...bytes.keys()],
  };
  return { url, asset, bytes };
}

/** Brotli as the build stores it. */
export async function brotli(content: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: content.byteLength,
  };
  return Uint8Array.from(await compressBrotli(content, { params }));
}

function contentType(url: string): string {
  const type = lookup(url) ?? "application/octet-stream";
  return /^text\/|javascript|json/.test(type) ? `${type}; charset=utf-8` : type;
}
