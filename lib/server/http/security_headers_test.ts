import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { App, csp } from "fresh";
import { Builder } from "fresh/dev";
import { buildOptions } from "../../../fresh.config.ts";
import { app } from "../../../main.ts";
import { silenceErrors } from "../../testing/silence_errors.ts";
import { CONTENT_SECURITY_POLICY, securityHeaders } from "./security_headers.ts";

/** The app as it is served, but for the generated files. */
const root = fileURLToPath(new URL("../../../", import.meta.url));
const build = new Builder({ ...buildOptions, root, staticDir: ["static"] });
(await build.build({ snapshot: "memory" }))(app);
const handler = app.handler();

function ask(path: string, origin = "http://192.0.2.1"): Promise<Response> {
  return handler(new Request(origin + path));
}

async function headersOf(path: string, origin?: string): Promise<Headers> {
  const response = await ask(path, origin);
  await response.body?.cancel();
  return response.headers;
}

async function directivesOf(path: string, origin?: string): Promise<Map<string, string>> {
  const policy = (await headersOf(path, origin)).get("content-security-policy") ?? assert.fail();
  return new Map(
    policy.split("; ").map((directive) => {
      const [name = "", ...values] = directive.split(" ");
      return [name, values.join(" ")];
    }),
  );
}

const HTML = await (await ask("/")).text();
const SCRIPT = /"(\/[^"]*\/js\/[^"]*\.js)"/.exec(HTML)?.[1] ?? assert.fail("no script");

const ANSWERS: readonly (readonly [what: string, path: string, status: number])[] = [
  ["a page", "/", 200],
  ["a receiver's page", `/room/${crypto.randomUUID()}`, 200],
  ["a page that isn't there", "/nowhere", 404],
  ["malformed escapes", "/room/%zz", 400],
  ["the wrong method", "/sessions", 405],
  ["the API", `/sessions/${crypto.randomUUID()}`, 404],
  ["a WebSocket route without an upgrade", `/ws/signal/${crypto.randomUUID()}`, 403],
  ["a static file", "/favicon.svg", 200],
  ["a script", SCRIPT, 200],
  ["health", "/healthz", 200],
];

for (const [what, path, status] of ANSWERS) {
  Deno.test(`securityHeaders() covers ${what}`, async () => {
    const response = await ask(path);
    await response.body?.cancel();
    assert.equal(response.status, status);
    const { headers } = response;
    assert.equal(headers.get("referrer-policy"), "no-referrer");
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("cross-origin-opener-policy"), "same-origin");
    assert.equal(headers.get("cross-origin-resource-policy"), "same-origin");
    assert.match(headers.get("permissions-policy") ?? "", /camera=\(\), microphone=\(\)/);
    const directives = headers.get("content-security-policy")?.split("; ") ?? [];
    assert.ok(directives.includes("default-src 'none'"), `${directives}`);
    assert.ok(directives.every((directive) => !directive.includes("'unsafe-")), `${directives}`);
  });
}

/** Small apps whose answers the real one can't be made to give. */
function small(answer: () => Response) {
  const handler = new App()
    .use(securityHeaders())
    .use(csp({ useNonce: true, csp: CONTENT_SECURITY_POLICY }))
    .get("/", answer)
    .handler();
  return handler(new Request("http://localhost/"));
}

Deno.test("securityHeaders() covers what failed, and answers whose headers can't be changed", async () => {
  using _errors = silenceErrors();
  const answers = [
    small(() => {
      throw new Error("secret");
    }),
    small(() => Response.redirect("http://localhost/text")),
    small(() => new Response("", { headers: { "referrer-policy": "unsafe-url" } })),
  ];
  for (const [index, status] of [500, 302, 200].entries()) {
    const response = await answers[index] ?? assert.fail();
    assert.equal(response.status, status);
    assert.equal(response.headers.get("referrer-policy"), "no-referrer");
  }
});

Deno.test("securityHeaders() hands a WebSocket's 101 through as it is", async () => {
  const upgrade = Object.defineProperty(new Response(), "status", { value: 101 });
  assert.equal(await small(() => upgrade), upgrade);
  assert.deepEqual([...upgrade.headers], []);
});

/** What published Fresh says where it rendered nothing, so that it has no nonce to give. */
const WITHOUT_NONCE = [...CONTENT_SECURITY_POLICY, "upgrade-insecure-requests"].join("; ");

for (const origin of ["http://localhost", "https://192.0.2.1"]) {
  Deno.test(`securityHeaders() lets no inline script run where there is no nonce, on ${origin}`, async () => {
    const handler = new App()
      .use(securityHeaders())
      .get("/", () => new Response("", { headers: { "content-security-policy": WITHOUT_NONCE } }))
      .handler();
    const { headers } = await handler(new Request(`${origin}/`));
    const policy = headers.get("content-security-policy") ?? "";
    assert.ok(policy.split("; ").includes("script-src 'self'"), policy);
    assert.doesNotMatch(policy, /unsafe-inline/);
  });
}

Deno.test("CONTENT_SECURITY_POLICY allows what the pages use, and nothing else", async () => {
  const directives = await directivesOf("/");
  const nonce = /^'self' 'nonce-(\w+)'$/.exec(directives.get("script-src") ?? "")?.[1];
  assert.ok(nonce);
  assert.deepEqual(
    Object.fromEntries(directives),
    {
      "default-src": "'none'",
      "script-src": `'self' 'nonce-${nonce}'`,
      "style-src": "'self'",
      "font-src": "'none'",
      "img-src": "'self' data: blob:",
      "media-src": "'self' blob:",
      "worker-src": "'self'",
      "connect-src": "'self'",
      "manifest-src": "'self'",
      "object-src": "'none'",
      "base-uri": "'none'",
      "form-action": "'none'",
      "frame-ancestors": "'none'",
      "require-trusted-types-for": "'script'",
      "trusted-types": "filefrag",
    },
  );
});

Deno.test("CONTENT_SECURITY_POLICY has a nonce of its own in every answer, and the page's scripts carry it", async () => {
  const nonces = new Set<string>();
  for (let count = 0; count < 3; count++) {
    const response = await ask("/");
    const policy = response.headers.get("content-security-policy") ?? "";
    const nonce = /'nonce-(\w{32})'/.exec(policy)?.[1] ?? assert.fail(policy);
    nonces.add(nonce);
    const scripts = (await response.text()).match(/<script\b[^>]*>/g) ?? [];
    assert.ok(scripts.length > 0);
    for (const script of scripts) assert.ok(script.includes(`nonce="${nonce}"`), script);
  }
  assert.equal(nonces.size, 3);
});

Deno.test("securityHeaders() asks for https only where the page came by it", async () => {
  const secure = "https://192.0.2.1";
  assert.ok((await directivesOf("/", secure)).has("upgrade-insecure-requests"));
  assert.match((await headersOf("/", secure)).get("strict-transport-security") ?? "", /^max-age=/);
  for (const plain of ["http://localhost:8000", "http://192.0.2.7"]) {
    const directives = await directivesOf("/", plain);
    assert.ok(!directives.has("upgrade-insecure-requests"));
    assert.ok(!directives.has(""), "an empty directive is left");
    assert.equal((await headersOf("/", plain)).get("strict-transport-security"), null);
  }
});
