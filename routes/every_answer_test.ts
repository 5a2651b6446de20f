// The whole app behind a real server, asked whatever a client may think of: each answer has every header
// that keeps a page safe, errors included, and no page has a script that its nonce doesn't allow.
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Builder } from "fresh/dev";
import { buildOptions } from "../fresh.config.ts";
import { app } from "../main.ts";
import { serve } from "../lib/fresh/server/serve.ts";
import { silenceErrors } from "../lib/testing/silence_errors.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const build = new Builder({ ...buildOptions, root, staticDir: ["static"] });
(await build.build({ snapshot: "memory" }))(app);
const handler = app.handler();

/** How many questions are open at a time. */
const AT_ONCE = 8;

const ID = "9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80";

/** An address of every route, and of what is none. */
const PATHS = [
  "/",
  "/presenter",
  `/room/${ID}`,
  `/view/${ID}`,
  `/sessions`,
  `/sessions/${ID}`,
  `/ws/signal/${ID}`,
  "/healthz",
  "/metrics",
  "/favicon.svg",
  "/robots.txt",
  "/nowhere",
];

const METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "PROPFIND", "TRACE"];

/** Each stands behind a path. */
const ENDINGS = [
  "",
  "/",
  "?lang=ru",
  "?lang=%00&lang=ru",
  "%",
  "%00",
  "%zz",
  "//",
  "/..%2f..%2fmain.ts",
  "/../../main.ts",
  "%c3%28",
  "\xff\xfe",
  `%23${"A".repeat(43)}`,
  `/${"a".repeat(4_000)}`,
];

/** Each stands where a path does. */
const TARGETS = [
  "*",
  "nonsense",
  "//evil.example/",
  "/\\evil.example/",
  "http://evil.example/",
  "http://evil.example/room/x",
  "ftp://evil.example/",
  "/%2e%2e/%2e%2e/etc/passwd",
  "/_fresh/",
  "/.git/config",
  "/.well-known/security.txt",
  `/${"a".repeat(20_000)}`,
];

/** Requests that a parser refuses, or answers by itself. */
const WHOLE = [
  "GET / HTTP/1.1\r\n\r\n",
  "GET / HTTP/1.0\r\n\r\n",
  "GET / HTTP/3.0\r\nHost: localhost\r\n\r\n",
  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  "NONSENSE / HTTP/1.1\r\nHost: localhost\r\n\r\n",
  "GET /favicon.svg HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: *\r\nConnection: close\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: localhost\r\nHost: y\r\nConnection: close\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: localhost\r\nExpect: nonsense\r\nConnection: close\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: nonsense\r\nConnection: upgrade\r\n\r\n",
  "GET /nowhere HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
  "POST /sessions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
  `GET / HTTP/1.1\r\nHost: localhost\r\nLarge: ${"a".repeat(100_000)}\r\n\r\n`,
  "GET / HTTP/1.1\r\nHost: \x00\r\nConnection: close\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: localhost\r\nA\x00: b\r\nConnection: close\r\n\r\n",
  "\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03",
  "not http at all\r\n\r\n",
];

interface Question {
  readonly name: string;
  readonly text: string;
}

function* questions(): Generator<Question> {
  const rest = "Host: localhost\r\nConnection: close\r\n\r\n";
  for (const method of METHODS) {
    const targets = [...TARGETS, ...PATHS.flatMap((path) => ENDINGS.map((end) => path + end))];
    for (const target of targets) {
      const name = `${method} ${target.slice(0, 80)}`;
      yield { name, text: `${method} ${target} HTTP/1.1\r\n${rest}` };
    }
  }
  for (const text of WHOLE) yield { name: JSON.stringify(text.slice(0, 80)), text };
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Sends bytes, one for each character, and reads all that comes back. */
async function ask(port: number, text: string): Promise<Answer | undefined> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const answer = new Response(connection.readable).text();
  const writer = connection.writable.getWriter();
  // A server may refuse the beginning, and not read the rest.
  await writer.write(Uint8Array.from(text, (char) => char.charCodeAt(0))).catch(() => undefined);
  const [head = "", ...body] = (await answer.catch(() => "")).split("\r\n\r\n");
  const [first = "", ...lines] = head.split("\r\n");
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1];
  if (status === undefined) return undefined;
  const headers = new Headers();
  for (const line of lines) headers.append(line.replace(/:.*/, ""), line.replace(/^[^:]*: */, ""));
  return { status: Number(status), headers, body: body.join("\r\n\r\n") };
}

/** What an answer lacks, in a line each. */
function lackingIn({ status, headers, body }: Answer): string[] {
  const lacking: string[] = [];
  const need = (what: string, isThere: boolean) => {
    if (!isThere) lacking.push(what);
  };
  const policy = headers.get("content-security-policy")?.split("; ") ?? [];
  for (const directive of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"]) {
    need(directive, policy.includes(directive));
  }
  need("Trusted Types", policy.includes("require-trusted-types-for 'script'"));
  need("no unsafe source", !policy.some((directive) => directive.includes("'unsafe-")));
  need(
    "Cache-Control",
    /^(no-store|no-cache|private, no-cache|public, max-age=31536000, immutable)$/
      .test(headers.get("cache-control") ?? ""),
  );
  need("Permissions-Policy", /^camera=\(\)/.test(headers.get("permissions-policy") ?? ""));
  need("nosniff", headers.get("x-content-type-options") === "nosniff");
  need("Referrer-Policy", headers.get("referrer-policy") === "no-referrer");
  for (const name of ["cross-origin-opener-policy", "cross-origin-resource-policy"]) {
    need(name, headers.get(name) === "same-origin");
  }
  for (const cookie of headers.getSetCookie()) need("Secure", /; Secure$/.test(cookie));
  if (status === 200) need("HSTS", headers.has("strict-transport-security"));
  if (!headers.get("content-type")?.startsWith("text/html")) return lacking;
  const nonce = /'nonce-(\w{32})'/.exec(policy.join())?.[1];
  for (const [script] of body.matchAll(/<script\b[^>]*>/g)) {
    need("nonce", nonce !== undefined && script.includes(`nonce="${nonce}"`));
  }
  need("no handler in HTML", !/<[^>]*\son\w+=/i.test(body));
  need("no script in an address", !/(href|src|action)="?\s*javascript:/i.test(body));
  return lacking;
}

Deno.test("every answer has the headers that keep a page safe, whatever was asked and however", async () => {
  using _errors = silenceErrors();
  const stop = new AbortController();
  // As behind a proxy that says so: over https an answer has to have more.
  const overHttps = (req: Request, info?: Deno.ServeHandlerInfo) =>
    handler(new Request(req.url.replace(/^http:/, "https:"), req), info);
  const { addr: { port }, finished } = await serve(overHttps, {
    port: 0,
    hostname: "127.0.0.1",
    signal: stop.signal,
    onListen: () => undefined,
  });
  const lacking = new Map<string, string>();
  const statuses = new Set<number | undefined>();
  const left = questions();
  const worker = async () => {
    for (const { name, text } of left) {
      const answer = await ask(port, text);
      statuses.add(answer?.status);
      for (const what of answer ? lackingIn(answer) : []) {
        lacking.set(`${answer?.status} lacks ${what}`, name);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  stop.abort();
  await finished;
  assert.deepEqual(lacking, new Map());
  // It was more than one kind of answer that was looked at, and each question got one.
  assert.deepEqual([...statuses].sort(), [200, 302, 304, 400, 403, 404, 405, 415, 417, 431]);
});

Deno.test("an address of every route is asked", () => {
  const folder = fileURLToPath(new URL("./", import.meta.url));
  const files = (path: string): string[] =>
    [...Deno.readDirSync(folder + path)].flatMap(({ name, isDirectory }) =>
      isDirectory ? files(`${path}${name}/`) : [`/${path}${name}`]
    );
  const routes = files("").filter((file) => !/_test\.tsx?$|\/_\w+\.tsx$/.test(file));
  assert.ok(routes.length > 5);
  for (const route of routes) {
    const source = route.replace(/\.tsx?$/, "").replace(/index$/, "").replace(/\[\w+\]/, "[^/]+");
    const pattern = new RegExp(`^${source}/?$`);
    assert.ok(PATHS.some((path) => pattern.test(path) || pattern.test(`${path}/`)), route);
  }
});
