import assert from "node:assert/strict";
import { App, HttpError } from "fresh";
import type { State } from "../define.ts";
import { parseConfig } from "../lib/server/config.ts";
import { jsonLogger } from "../lib/server/log.ts";
import { createServices } from "../lib/server/services.ts";
import { FakeClock } from "../lib/testing/fakes/fake_clock.ts";
import middleware from "./_middleware.tsx";

/** Answers with the language that was chosen. */
const handler = new App<State>()
  .use(...[middleware].flat())
  .get("/", (ctx) => ctx.text(ctx.state.language))
  .get("/page", (ctx) => ctx.html("<p>"))
  .get("/ws", () => UPGRADE)
  .handler();

const UPGRADE = Object.defineProperty(new Response(), "status", { value: 101 });

function ask(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return handler(new Request(`http://localhost${path}`, { headers }));
}

for (
  const [what, path, headers, language] of [
    ["English where nothing is asked for", "/", {}, "en"],
    ["the browser's language", "/", { "accept-language": "ru-RU,ru;q=0.9,en;q=0.8" }, "ru"],
    ["English where the browser asks for others", "/", { "accept-language": "de" }, "en"],
    [
      "the kept choice over the browser's",
      "/",
      { "accept-language": "ru", cookie: "lang=en" },
      "en",
    ],
    [
      "the kept choice among other cookies",
      "/",
      { cookie: "a=lang=en; xlang=en; lang=ru; b" },
      "ru",
    ],
    ["the new choice over the kept one", "/?lang=ru", { cookie: "lang=en" }, "ru"],
    ["the kept choice over one there is none of", "/?lang=de", { cookie: "lang=ru" }, "ru"],
    ["the browser's over a kept one there is none of", "/", {
      cookie: "lang=../x",
      "accept-language": "ru",
    }, "ru"],
  ] as const
) {
  Deno.test(`_middleware chooses ${what}`, async () => {
    assert.equal(await (await ask(path, headers)).text(), language);
  });
}

Deno.test("_middleware keeps a choice for a year, in a cookie that tells nothing else", async () => {
  const { headers } = await ask("/?lang=ru");
  assert.deepEqual(headers.getSetCookie(), ["lang=ru; Path=/; Max-Age=31536000; SameSite=Lax"]);
});

Deno.test("_middleware has the choice cross https alone where it was made there", async () => {
  const { headers } = await handler(new Request("https://localhost/?lang=ru"));
  assert.match(headers.getSetCookie()[0] ?? "", /; Secure$/);
});

Deno.test("_middleware has no cache keep a page for others, because its nonce is for one reader", async () => {
  assert.equal((await ask("/page")).headers.get("cache-control"), "private, no-cache");
  assert.equal((await ask("/")).headers.get("cache-control"), null);
});

Deno.test("_middleware sets no cookie unless a language is chosen that there is", async () => {
  for (const path of ["/", "/?lang=", "/?lang=de", "/?lang=ru%0d%0aset-cookie:x", "/ws?lang=ru"]) {
    const { headers } = await ask(path, { cookie: "lang=ru" });
    assert.deepEqual(headers.getSetCookie(), [], path);
  }
});

Deno.test("_middleware tells caches that pages differ by language, and that nothing else does", async () => {
  assert.equal((await ask("/page")).headers.get("vary"), "Accept-Language, Cookie");
  assert.equal((await ask("/")).headers.get("vary"), null);
});

Deno.test("_middleware hands a WebSocket's 101 through as it is", async () => {
  assert.equal(await ask("/ws?lang=ru"), UPGRADE);
});

/**
 * Asks where everything below fails as it does in published Fresh: `next()` throws, or what it promises is rejected.
 *
 * @returns the answer, and the lines of the log
 */
async function askFailing(path: string, fail: () => Promise<Response>) {
  const lines: string[] = [];
  const logger = jsonLogger({
    level: "error",
    wallTime: () => 0,
    write: (line) => lines.push(line),
  });
  const services = createServices(parseConfig(() => undefined), { clock: new FakeClock(), logger });
  const chain = [middleware].flat();
  const innermost = chain.pop() ?? assert.fail();
  const handler = new App<State>()
    .use((ctx) => {
      ctx.state.services = services;
      return ctx.next();
    })
    .use(...chain)
    .use((ctx) => {
      ctx.next = fail;
      return innermost(ctx);
    })
    .handler();
  const response = await handler(new Request(`http://localhost${path}`));
  return { response, html: await response.text(), lines };
}

for (
  const [how, fail] of [
    ["throws", () => {
      throw new HttpError(404);
    }],
    ["rejects", () => Promise.reject(new HttpError(404))],
  ] as const
) {
  Deno.test(`_middleware answers with the error's page in the reader's language where next() ${how}`, async () => {
    const { response, html, lines } = await askFailing("/?lang=ru", fail);
    assert.equal(response.status, 404);
    assert.equal(response.headers.get("content-type"), "text/html; charset=utf-8");
    assert.equal(response.headers.get("vary"), "Accept-Language, Cookie");
    assert.equal(response.headers.getSetCookie().length, 1);
    assert.match(html, /<p class="message-status">404<\/p>/);
    assert.match(html, /Здесь ничего нет/);
    assert.deepEqual(lines, [], "a refusal is an answer, not a failure to log");
  });
}

Deno.test("_middleware logs what nobody foresaw, and its page doesn't tell", async () => {
  const { response, html, lines } = await askFailing(
    "/",
    () => Promise.reject(new TypeError("secret")),
  );
  assert.equal(response.status, 500);
  assert.doesNotMatch(html, /secret/);
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? "", /"event":"request failed","error":"TypeError"/);
});
