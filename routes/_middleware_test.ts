import assert from "node:assert/strict";
import { App } from "fresh";
import type { State } from "../define.ts";
import middleware from "./_middleware.ts";

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
