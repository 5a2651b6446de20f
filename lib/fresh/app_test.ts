import assert from "node:assert/strict";
import { App, HttpError, page } from "./mod.ts";
import { silenceErrors } from "../testing/silence_errors.ts";

const at = (path: string, init?: RequestInit) => new Request(`http://localhost${path}`, init);

Deno.test("App runs middleware in order around the handler, and only what was added before it", async () => {
  const order: string[] = [];
  const handler = new App()
    .use(async (ctx) => {
      order.push("a in");
      const response = await ctx.next();
      order.push("a out");
      return response;
    })
    .use("/deep", (ctx) => {
      order.push("deep");
      return ctx.next();
    })
    .get("/deep/:id", (ctx) => ctx.next(), (ctx) => {
      order.push("handler");
      return ctx.text(ctx.params["id"] ?? "");
    })
    .use(() => {
      throw new Error("added too late to run");
    })
    .handler();
  assert.equal(await (await handler(at("/deep/7"))).text(), "7");
  assert.deepEqual(order, ["a in", "deep", "handler", "a out"]);
});

Deno.test("App limits use(path) to the path and what is below it", async () => {
  const handler = new App()
    .use("/a", () => new Response("guarded"))
    .get("/a", (ctx) => ctx.text("open"))
    .get("/a/b", (ctx) => ctx.text("open"))
    .get("/ab", (ctx) => ctx.text("open"))
    .handler();
  const texts = await Promise.all(
    ["/a", "/a/b", "/ab"].map(async (path) => (await handler(at(path))).text()),
  );
  assert.deepEqual(texts, ["guarded", "guarded", "open"]);
});

Deno.test("App answers by method: HEAD falls back to GET, all() takes the rest, a wrong one gets 405 with Allow", async () => {
  const handler = new App()
    .get("/x", (ctx) => ctx.text("got"))
    .post("/x", (ctx) => ctx.text("posted"))
    .put("/y", (ctx) => ctx.text("put"))
    .all("/y", (ctx) => ctx.text("any"))
    .handler();
  assert.equal((await handler(at("/x", { method: "HEAD" }))).status, 200);
  assert.equal(await (await handler(at("/x", { method: "POST" }))).text(), "posted");
  assert.equal(await (await handler(at("/y", { method: "PUT" }))).text(), "put");
  assert.equal(await (await handler(at("/y", { method: "PATCH" }))).text(), "any");
  const refused = await handler(at("/x", { method: "DELETE" }));
  assert.equal(refused.status, 405);
  assert.equal(refused.headers.get("allow"), "GET, POST, HEAD");
});

Deno.test("App prefers a fixed path to a pattern added earlier, and ignores one slash at its end", async () => {
  const handler = new App()
    .get("/r/:id", (ctx) => ctx.text(`${ctx.route} ${ctx.params["id"]}`))
    .get("/r/fixed", (ctx) => ctx.text("fixed"))
    .get("/r/slash/", (ctx) => ctx.text("slash"))
    .handler();
  const texts = await Promise.all(
    ["/r/fixed", "/r/fixed/", "/r/slash", "/r/slash/", "/r/1", "/r/a%2Fb"].map(async (path) =>
      (await handler(at(path))).text()
    ),
  );
  assert.deepEqual(texts, ["fixed", "fixed", "slash", "slash", "/r/:id 1", "/r/:id a/b"]);
});

Deno.test("App matches a pattern exactly: a slash at the end is another path, unless the pattern has one", async () => {
  const handler = new App()
    .get("/strict/:id", (ctx) => ctx.text(ctx.params["id"] ?? ""))
    .get("/either/:id{/}?", (ctx) => ctx.text(ctx.params["id"] ?? ""))
    .handler();
  const statuses = await Promise.all(
    ["/strict/1", "/strict/1/", "/either/1", "/either/1/"].map(async (path) =>
      (await handler(at(path))).status
    ),
  );
  assert.deepEqual(statuses, [200, 404, 200, 200]);
});

Deno.test("App answers malformed escapes with 400 in a parameter and 404 elsewhere, never 500", async () => {
  const handler = new App().get("/r/:id", (ctx) => ctx.text("ok")).handler();
  assert.equal((await handler(at("/r/%zz"))).status, 400);
  assert.equal((await handler(at("/%e0%a4%a"))).status, 404);
});

Deno.test("App shows errors through the nearest onError, without leaking what an unknown error says", async () => {
  using errors = silenceErrors();
  const handler = new App()
    .onError(
      "*",
      (ctx) =>
        ctx.text(ctx.error instanceof HttpError ? ctx.error.message : "broken", { status: 500 }),
    )
    .onError(
      "/api",
      (ctx) =>
        ctx.json({ failed: true }, {
          status: ctx.error instanceof HttpError ? ctx.error.status : 500,
        }),
    )
    .get("/boom", () => {
      throw new Error("secret");
    })
    .get("/api/teapot", () => {
      throw new HttpError(418);
    })
    .handler();
  assert.equal(await (await handler(at("/boom"))).text(), "broken");
  assert.equal(errors.calls.length, 1);
  assert.equal((await handler(at("/api/teapot"))).status, 418);
  assert.equal(errors.calls.length, 1, "an HttpError is an answer, not a failure to log");
});

Deno.test("App without error pages answers an unknown error with a bare 500", async () => {
  using _errors = silenceErrors();
  const handler = new App().get("/boom", () => Promise.reject(new Error("secret"))).handler();
  const response = await handler(at("/boom"));
  assert.equal(response.status, 500);
  assert.equal(await response.text(), "Internal Server Error");
});

Deno.test("App keeps the headers of outer middleware on responses made from errors", async () => {
  using _errors = silenceErrors();
  const handler = new App()
    .use(async (ctx) => {
      const response = await ctx.next();
      response.headers.set("x-safe", "1");
      return response;
    })
    .get("/boom", () => {
      throw new Error("x");
    })
    .handler();
  for (const path of ["/boom", "/nowhere"]) {
    assert.equal((await handler(at(path))).headers.get("x-safe"), "1");
  }
});

Deno.test("App survives an error page that fails itself", async () => {
  using errors = silenceErrors();
  const handler = new App().onError("*", () => {
    throw new Error("page");
  }).get("/", () => {
    throw new HttpError(409);
  }).handler();
  assert.equal((await handler(at("/"))).status, 409);
  assert.equal(errors.calls.length, 1);
});

Deno.test("App calls notFound() for a missing route and for a thrown 404 alike", async () => {
  const handler = new App()
    .onError("*", (ctx) => ctx.text("generic"))
    .notFound((ctx) => ctx.text("nothing here", { status: 404 }))
    .get("/gone", () => {
      throw new HttpError(404);
    })
    .handler();
  for (const path of ["/gone", "/nowhere"]) {
    assert.equal(await (await handler(at(path))).text(), "nothing here");
  }
});

Deno.test("App takes protocol and host from the proxy only when told to, and only sane ones", async () => {
  const ask = async (trustProxy: boolean, proto: string, host: string) => {
    const handler = new App({ trustProxy }).get("/", (ctx) => ctx.text(ctx.url.origin)).handler();
    const headers = { "x-forwarded-proto": proto, "x-forwarded-host": host };
    return await (await handler(at("/", { headers }))).text();
  };
  assert.equal(await ask(false, "https", "example.com"), "http://localhost");
  assert.equal(await ask(true, "https, http", "example.com, inner:80"), "https://example.com");
  assert.equal(await ask(true, "javascript", "evil/../@x"), "http://localhost");
});

Deno.test("App names the features it leaves out", async () => {
  using errors = silenceErrors();
  assert.throws(() => new App().fsRoutes("/sub"), /fsRoutes\("\/sub"\)/);
  assert.throws(() => new App().fsRoutes().handler(), /the app has no build/);
  const lazy = (() => Promise.resolve(() => new Response())) as unknown as () => Response;
  assert.equal((await new App().get("/", lazy).handler()(at("/"))).status, 500);
  assert.match(String(errors.calls[0]), /lazy middleware/);
});

Deno.test("App below a base path answers there and nowhere else", async () => {
  const seen: string[] = [];
  const handler = new App({ basePath: "/share/" })
    .use("/deep", (ctx) => {
      seen.push(ctx.url.pathname);
      return ctx.next();
    })
    .get("/", (ctx) => ctx.text(`home ${ctx.config.basePath}`))
    .get("/deep/:id", (ctx) => ctx.text(`${ctx.route} ${ctx.params["id"]}`))
    .handler();
  const ask = async (path: string) => {
    const response = await handler(at(path));
    return response.ok ? await response.text() : response.status;
  };
  assert.equal(await ask("/share"), "home /share");
  assert.equal(await ask("/share/"), "home /share");
  assert.equal(await ask("/share/deep/7"), "/share/deep/:id 7");
  assert.deepEqual(seen, ["/share/deep/7"]);
  for (const path of ["/", "/deep/7", "/shared", "/share/share", "/SHARE/"]) {
    assert.equal(await ask(path), 404, path);
  }
  assert.deepEqual(seen, ["/share/deep/7"]);
});

for (const basePath of ["share", "//host", "/a//b", "/a/../b", "/:id", "/a b", "/a?b", "/%61"]) {
  Deno.test(`App refuses the base path ${basePath}`, () => {
    assert.throws(() => new App({ basePath }), TypeError);
  });
}

Deno.test("ctx.redirect() can't be led to another host by a path", async () => {
  const handler = new App().get(
    "/go",
    (ctx) => ctx.redirect(`/${ctx.url.searchParams.get("to")}`, 303),
  ).handler();
  const response = await handler(at("/go?to=/evil.example/x"));
  assert.equal(response.status, 303);
  assert.equal(response.headers.get("location"), "/evil.example/x");
});

Deno.test("ctx.stream() sends strings and bytes as they come", async () => {
  const handler = new App().get("/", (ctx) => ctx.stream(["a", new Uint8Array([98]), "c"]))
    .handler();
  assert.equal(await (await handler(at("/"))).text(), "abc");
});

Deno.test("page() outside a route with a component is a 500 with a reason in the log", async () => {
  using errors = silenceErrors();
  const wrong = (() => page({ a: 1 })) as unknown as () => Response;
  assert.equal((await new App().get("/", wrong).handler()(at("/"))).status, 500);
  assert.match(String(errors.calls[0]), /instead of a Response/);
});
