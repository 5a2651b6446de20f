import { pathBelow } from "./base_path.ts";
import { BUILD_QUERY } from "./build_id.ts";
import { type Context, scopeOf } from "./context.ts";
import type { Middleware } from "./handlers.ts";
import { decodePath } from "./router.ts";
import type { Asset, AssetEncoding, Build } from "./snapshot.ts";

// A year, the longest the HTTP specifications suggest; `immutable` stops browsers from asking again on reload.
const FOREVER = "public, max-age=31536000, immutable";

// What a connection takes at once before it asks to wait.
const PIECE_BYTES = 16 * 1024;

/**
 * Serves static files and the scripts of islands; everything else goes on to the next step. URLs that name their content
 * (hashed names, `asset()`) may be kept for ever, others must be checked again with the ETag. Range requests get the whole file.
 */
export function staticFiles<State>(): Middleware<State> {
  return async (ctx) => {
    const { build, basePath } = scopeOf(ctx);
    const below = pathBelow(basePath, ctx.url.pathname);
    const path = below === undefined ? undefined : decodePath(below);
    const asset = path === undefined ? undefined : build?.assets.get(path);
    if (build === undefined || path === undefined || asset === undefined) return await ctx.next();
    if (ctx.req.method !== "GET" && ctx.req.method !== "HEAD") return await ctx.next();
    return await assetResponse(ctx, build, path, asset);
  };
}

async function assetResponse<State>(
  ctx: Context<State>,
  build: Build,
  path: string,
  asset: Asset,
): Promise<Response> {
  const isCurrent = ctx.url.searchParams.get(BUILD_QUERY) === build.id;
  const headers = new Headers({
    "cache-control": asset.immutable || isCurrent ? FOREVER : "no-cache",
    // Weak: the same hash stands for the file in every encoding.
    etag: `W/"${asset.hash}"`,
    "content-type": asset.type,
    vary: "Accept-Encoding",
  });
  if (matchesEtag(ctx.req.headers.get("if-none-match"), asset.hash)) {
    return new Response(null, { status: 304, headers });
  }

  const encoding = chooseEncoding(ctx.req.headers.get("accept-encoding") ?? "", asset.encodings);
  if (encoding !== "raw") headers.set("content-encoding", encoding);
  const bytes = await build.readAsset(path, encoding);
  headers.set("content-length", String(bytes.byteLength));
  return new Response(ctx.req.method === "HEAD" ? null : inPieces(bytes), { headers });
}

/** Bytes that are handed on only as they are taken: `new Response(bytes)` would make a copy of all. */
function inPieces(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (at < bytes.length) controller.enqueue(bytes.subarray(at, at += PIECE_BYTES));
      if (at >= bytes.length) controller.close();
    },
  }, { highWaterMark: 0 });
}

function matchesEtag(header: string | null, hash: string): boolean {
  if (header === null) return false;
  return header.split(",").some((tag) =>
    tag.trim() === "*" || tag.trim().replace(/^W\//, "") === `"${hash}"`
  );
}

/** Brotli before gzip, whatever the order in the header: both were made once, and brotli is smaller. */
function chooseEncoding(header: string, available: readonly AssetEncoding[]): AssetEncoding {
  const accepted = new Map<string, boolean>();
  for (const part of header.toLowerCase().split(",")) {
    const [name = "", ...parameters] = part.split(";").map((text) => text.trim());
    accepted.set(name, !parameters.some((text) => /^q=0(\.0*)?$/.test(text)));
  }
  const takes = (name: AssetEncoding) =>
    available.includes(name) && (accepted.get(name) ?? accepted.get("*") ?? false);
  if (takes("br")) return "br";
  return takes("gzip") ? "gzip" : "raw";
}
