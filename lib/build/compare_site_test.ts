import assert from "node:assert/strict";
import { type AskSite, compareFile, type CompareOptions, comparePage } from "./compare_site.ts";

const BASE = "https://files.example/share";
const TYPE = "text/javascript; charset=utf-8";

function nonce(): string {
  return crypto.randomUUID().replaceAll("-", "");
}

/** A site whose files have one content. */
function serving(body: BodyInit, headers: Readonly<Record<string, string>> = {}): AskSite {
  return () =>
    Promise.resolve(new Response(body, { headers: { "content-type": TYPE, ...headers } }));
}

/** A site whose pages have a nonce of their own in every answer. */
function rendering(inner: string, headers: Readonly<Record<string, string>> = {}): AskSite {
  return ({ headers: asked }) => {
    const value = nonce();
    const policy = { "content-security-policy": `script-src 'self' 'nonce-${value}'` };
    const html = `<p lang="${
      asked.get("accept-language")
    }"><script nonce="${value}">${inner}</script>`;
    return Promise.resolve(new Response(html, { headers: { ...policy, ...headers } }));
  };
}

function options(theirs: AskSite, ours: AskSite): CompareOptions {
  return { theirs, ours, base: BASE };
}

Deno.test("compareFile() finds nothing where the bytes are the same, and asks at the server's address", async () => {
  const asked: string[] = [];
  const theirs: AskSite = (request) => {
    asked.push(`${request.url} ${request.headers.get("accept-encoding")}`);
    return serving("alert()")(request);
  };
  assert.deepEqual(await compareFile("/a.js", options(theirs, serving("alert()"))), []);
  assert.deepEqual(
    asked,
    ["identity", "br", "gzip"].map((encoding) => `${BASE}/a.js ${encoding}`),
  );
});

for (
  const [what, theirs, line] of [
    ["one byte", serving("alerT()"), "/a.js: other bytes, from 4 on"],
    ["a byte more", serving("alert();"), "/a.js: other bytes, from 7 on; not 7 of them"],
    ["nothing", serving(""), "/a.js: other bytes, from 0 on; not 7 of them"],
    [
      "another type",
      serving("alert()", { "content-type": "text/html" }),
      `/a.js: content-type: "text/html" instead of "${TYPE}"`,
    ],
    [
      "a page that is loaded instead",
      serving("alert()", { refresh: "0; url=https://evil.example" }),
      '/a.js: refresh: "0; url=https://evil.example" instead of nothing',
    ],
    [
      "an error",
      () => Promise.resolve(new Response("", { status: 404 })),
      "/a.js: status 404 instead of 200",
    ],
  ] as const
) {
  Deno.test(`compareFile() tells ${what}`, async () => {
    assert.deepEqual(await compareFile("/a.js", options(theirs, serving("alert()"))), [line]);
  });
}

Deno.test("compareFile() tells a byte that differs in one encoding alone", async () => {
  const theirs: AskSite = (request) =>
    serving(request.headers.get("accept-encoding") === "br" ? "steal()" : "alert()")(request);
  assert.deepEqual(await compareFile("/a.js", options(theirs, serving("alert()"))), [
    "/a.js: other bytes, from 0 on",
  ]);
});

Deno.test("compareFile() stops reading a file that has no end", async () => {
  const endless = () =>
    new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: (out) => out.enqueue(new Uint8Array(64)),
    });
  const theirs: AskSite = (request) => serving(endless())(request);
  assert.deepEqual(await compareFile("/a.js", options(theirs, serving("alert()"))), [
    "/a.js: other bytes, from 0 on; not 7 of them",
  ]);
});

Deno.test("comparePage() leaves nonces out, and asks in each language", async () => {
  assert.deepEqual(await comparePage("/", options(rendering("boot()"), rendering("boot()"))), []);
});

for (
  const [what, theirs, line] of [
    [
      "another script",
      rendering("spy()"),
      'from byte 30 on "spy()</script>" instead of "boot()</script>"',
    ],
    [
      "another policy",
      rendering("boot()", { "content-security-policy": "script-src *" }),
      "content-security-policy: \"script-src *\" instead of \"script-src 'self' 'nonce-'\"",
    ],
    [
      "what would steer a terminal, in quotes",
      rendering("\x1b[2J"),
      'from byte 30 on "\\u001b[2J</script>" instead of "boot()</script>"',
    ],
  ] as const
) {
  Deno.test(`comparePage() tells ${what}`, async () => {
    assert.deepEqual(
      await comparePage("/", options(theirs, rendering("boot()"))),
      ["en", "ru"].map((language) => `/ in ${language}: ${line}`),
    );
  });
}
