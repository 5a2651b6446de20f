// deno-lint-ignore-file no-console -- A command line tool: this is how it speaks.
/**
 * Compares a running server with this checkout's build: every file that browsers get, and every page as
 * this checkout renders it. Prints what differs; exits 1 where something does, 2 where nothing could be
 * compared.
 *
 *     deno task verify https://files.example
 * @module
 */
import { type AskSite, compareFile, type CompareOptions, comparePage } from "./compare_site.ts";

const BUILD = new URL("../../_fresh/", import.meta.url);

/** How long one answer may take. */
const ANSWER_TIMEOUT_MS = 30_000;

/** A page that isn't there: what errors look like. */
const NOWHERE = "/nowhere";

type Json = Readonly<Record<string, unknown>>;

// The app that renders our pages has timers of its own, which would keep the process.
Deno.exit(await verify(Deno.args));

/** @returns the exit code */
async function verify(args: readonly string[]): Promise<number> {
  const base = baseOf(args);
  if (base === undefined) {
    console.error("Usage: deno task verify https://host");
    return 2;
  }
  const { files, ...record } = await readJson("build.json");
  const paths = Object.keys(asObject(files));
  const pages = [...pagesOf(await readJson("sizes.json")), NOWHERE];
  const site: CompareOptions = { theirs, ours: await ourSite(base), base };
  console.log(`This checkout: ${describe(record)}`);
  try {
    const response = await theirs(new Request(`${base}/healthz`));
    // The server may say of itself what it likes.
    console.log(`${base} says: ${describe(asObject(await response.json()))}`);
  } catch (error) {
    console.error(`Cannot compare: ${error}`);
    return 2;
  }
  const all = [
    ...paths.map((path) => ({ path, compare: compareFile })),
    ...pages.map((path) => ({ path, compare: comparePage })),
  ];
  let differing = 0;
  for (const { path, compare } of all) {
    const lines = await compare(path, site).catch((error: unknown) => [`${path}: ${error}`]);
    if (lines.length > 0) differing++;
    for (const line of lines) console.log(line);
  }
  const what = `${paths.length} files and ${pages.length} pages`;
  console.log(differing === 0 ? `${what} are the same.` : `${differing} of ${what} differ.`);
  return differing === 0 ? 0 : 1;
}

function baseOf([text = "", ...rest]: readonly string[]): string | undefined {
  const url = rest.length === 0 ? URL.parse(text) : null;
  return url?.protocol.startsWith("http") ? url.href.replaceAll(/[?#].*$|\/+$/g, "") : undefined;
}

async function readJson(name: string): Promise<Json> {
  const parsed: unknown = JSON.parse(await Deno.readTextFile(new URL(name, BUILD)));
  return asObject(parsed);
}

function asObject(value: unknown): Json {
  if (typeof value !== "object" || value === null) throw new TypeError("No JSON object");
  return { ...value };
}

/** An address of each page that has an island. */
function pagesOf(sizes: Json): string[] {
  return Object.values(sizes).map((size) =>
    String(asObject(size)["route"]).replace(/:\w+/, crypto.randomUUID())
  );
}

function describe({ commit, digest }: Json): string {
  return `commit ${JSON.stringify(commit)}, SHA-256 ${JSON.stringify(digest)}`;
}

async function theirs(request: Request): Promise<Response> {
  return await fetch(request, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
}

/** This checkout's app, as it would answer at the server's address. */
async function ourSite(base: string): Promise<AskSite> {
  Deno.env.set("PUBLIC_URL", base);
  // It is to speak to nobody.
  Deno.env.delete("REDIS_URL");
  const module: unknown = await import(new URL("server.js", BUILD).href);
  if (!isServer(module)) throw new TypeError("_fresh/server.js exports no fetch handler");
  return (request) => module.default.fetch(request);
}

function isServer(module: unknown): module is { readonly default: { readonly fetch: AskSite } } {
  const { default: server } = asObject(module);
  return typeof server === "object" && server !== null && "fetch" in server &&
    typeof server.fetch === "function";
}
