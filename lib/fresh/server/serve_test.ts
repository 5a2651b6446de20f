import assert from "node:assert/strict";
import { App, HttpError } from "../mod.ts";
import { SERVER_LIMITS } from "./server_limits.ts";
import { silenceErrors } from "../../testing/silence_errors.ts";
import { readAll, withServer } from "../testdata/with_server.ts";

Deno.test("app.listen() resolves once it listens, and abort closes the port", async () => {
  const controller = new AbortController();
  const addresses: Deno.NetAddr[] = [];
  const app = new App().get("/", (ctx) => ctx.text("hi"));
  await app.listen({
    port: 0,
    hostname: "127.0.0.1",
    signal: controller.signal,
    onListen: (addr) => addresses.push(addr),
  });
  const url = `http://127.0.0.1:${addresses[0]?.port}/`;
  assert.equal(await (await fetch(url)).text(), "hi");
  controller.abort();
  await assert.rejects(async () => await (await fetch(url)).text());
});

Deno.test("app.listen() rejects when the port is taken", async () => {
  const app = new App();
  await withServer(app, async ({ port }) => {
    await assert.rejects(app.listen({ port, hostname: "127.0.0.1", onListen: () => undefined }), {
      code: "EADDRINUSE",
    });
  });
});

Deno.test("the server tells the app who is calling", async () => {
  const app = new App().get("/", (ctx) => ctx.json(ctx.info.remoteAddr));
  await withServer(app, async ({ host }) => {
    const address = await (await fetch(`http://${host}/`)).json();
    assert.equal(address.transport, "tcp");
    assert.equal(address.hostname, "127.0.0.1");
    assert.ok(address.port > 0);
  });
});

Deno.test("the server keeps several cookies apart and sends no body for HEAD", async () => {
  const app = new App().get("/", () => {
    const headers = new Headers([["set-cookie", "a=1"], ["set-cookie", "b=2"]]);
    return new Response("body", { headers });
  });
  await withServer(app, async ({ host, raw }) => {
    const response = await fetch(`http://${host}/`);
    assert.deepEqual(response.headers.getSetCookie(), ["a=1", "b=2"]);
    assert.equal(await response.text(), "body");
    const head = await raw("HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert.match(head, /^HTTP\/1\.1 200 /);
    assert.ok(head.endsWith("\r\n\r\n"));
  });
});

Deno.test("odd targets and hosts are answered, never with 500", async () => {
  using errors = silenceErrors();
  const app = new App().get("/where", (ctx) => ctx.text(ctx.url.href)).get(
    "/r/:id",
    (ctx) => ctx.text("r"),
  );
  const cases: [string, string, RegExp][] = [
    [
      "http://other.example/where?q=1",
      "me.example:81",
      /200 .*http:\/\/me\.example:81\/where\?q=1$/s,
    ],
    ["/where", "bad host/@:x", /^HTTP\/1\.1 (400|200 .*http:\/\/localhost\/where$)/s],
    ["//evil.example/where", "me", /^HTTP\/1\.1 404 /],
    ["/r/%zz", "me", /^HTTP\/1\.1 400 /],
    ["/%", "me", /^HTTP\/1\.1 404 /],
    ["*", "me", /^HTTP\/1\.1 400 /],
    ["nonsense", "me", /^HTTP\/1\.1 400 /],
  ];
  await withServer(app, async ({ raw }) => {
    for (const [target, host, expected] of cases) {
      const answer = await raw(
        `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
      );
      assert.match(
        answer.replace(/\r\n\r\n[0-9a-f]+\r\n|\r\n0\r\n\r\n$/g, " ").trim(),
        expected,
        target,
      );
    }
    assert.match(await raw("GET /where HTTP/1.0\r\n\r\n"), /http:\/\/localhost\/where/);
    assert.match(
      await raw("TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
      /^HTTP\/1\.1 4/,
    );
    assert.match(await raw("not http at all\r\n\r\n"), /^HTTP\/1\.1 400 /);
  });
  assert.deepEqual(errors.calls, []);
});

Deno.test("a request body is read only as fast as the handler reads it", async () => {
  const chunk = new Uint8Array(64 * 1024);
  const total = 400;
  let sent = 0;
  const { promise: mayRead, resolve: letRead } = Promise.withResolvers<void>();
  const { promise: stalled, resolve: noticeStall } = Promise.withResolvers<void>();
  const app = new App().post("/", async (ctx) => {
    await mayRead;
    let bytes = 0;
    for await (const part of ctx.req.body ?? []) bytes += part.byteLength;
    return ctx.text(String(bytes));
  });
  await withServer(app, async ({ port }) => {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port });
    await connection.write(
      new TextEncoder().encode(
        `POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${
          chunk.byteLength * total
        }\r\n\r\n`,
      ),
    );
    const sending = (async () => {
      for (; sent < total; sent++) {
        const written = writeAll(connection, chunk);
        // The kernel's buffers take a few MB; a write that then stays pending shows that the server stopped reading.
        if (await Promise.race([written.then(() => false), ticks(400)])) noticeStall();
        await written;
      }
      noticeStall();
    })();
    await stalled;
    assert.ok(sent < total, "the whole body went out although nobody read it");
    letRead();
    await sending;
    assert.match(await readAll(connection), new RegExp(`${chunk.byteLength * total}`));
  });
});

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let rest = bytes; rest.byteLength > 0;) rest = rest.subarray(await connection.write(rest));
}

async function ticks(count: number): Promise<true> {
  for (let tick = 0; tick < count; tick++) await new Promise((resolve) => setImmediate(resolve));
  return true;
}

Deno.test("a body nobody reads doesn't become the next request", async () => {
  let requests = 0;
  const app = new App().use(() => {
    requests++;
    throw new HttpError(413);
  });
  await withServer(app, async ({ raw }) => {
    const smuggled = "GET /second HTTP/1.1\r\nHost: x\r\n\r\n";
    const answer = await raw(
      `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n${smuggled}`,
    );
    assert.match(answer, /^HTTP\/1\.1 413 .*\r\nconnection: close\r\n/is);
    assert.equal(requests, 1);
  });
});

Deno.test("a client that goes away aborts the request and cancels the response", async () => {
  const { promise: aborted, resolve: onAbort } = Promise.withResolvers<void>();
  const { promise: cancelled, resolve: onCancel } = Promise.withResolvers<void>();
  const app = new App().get("/", (ctx) => {
    ctx.req.signal.addEventListener("abort", () => onAbort());
    const body = new ReadableStream({
      pull: (out) => out.enqueue(new Uint8Array(16_384)),
      cancel: () => onCancel(),
    });
    return new Response(body);
  }).get("/ok", (ctx) => ctx.text("ok"));
  await withServer(app, async ({ host, port }) => {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    await connection.write(new TextEncoder().encode("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    await connection.read(new Uint8Array(1024));
    connection.close();
    await Promise.all([aborted, cancelled]);
    assert.equal(await (await fetch(`http://${host}/ok`)).text(), "ok");
  });
});

Deno.test("a finished request is not aborted", async () => {
  let wasAborted = false;
  const app = new App().get("/", (ctx) => {
    ctx.req.signal.addEventListener("abort", () => wasAborted = true);
    return ctx.text("done");
  });
  await withServer(app, async ({ raw }) => {
    await raw("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  });
  assert.equal(wasAborted, false);
});

Deno.test("a response stream that fails closes the connection and is logged", async () => {
  using errors = silenceErrors();
  const app = new App().get("/", () =>
    new Response(
      new ReadableStream({
        start: (out) => out.enqueue(new Uint8Array(10)),
        pull: () => Promise.reject(new Error("disk")),
      }),
    ));
  await withServer(app, async ({ host }) => {
    await assert.rejects(async () => await (await fetch(`http://${host}/`)).arrayBuffer());
  });
  assert.equal(errors.calls.length, 1);
});

Deno.test("headers that drip in are cut off in less than eight seconds", async () => {
  await withServer(new App(), async ({ port }) => {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    const started = performance.now();
    await connection.write(new TextEncoder().encode("GET / HTTP/1.1\r\nHost: x\r\n"));
    let isOpen = true;
    const drip = (async () => {
      while (isOpen) {
        await new Promise((resolve) => setTimeout(resolve, 300));
        await connection.write(new Uint8Array([120])).catch(() => isOpen = false);
      }
    })();
    const answer = await readAll(connection);
    isOpen = false;
    await drip;
    connection.close();
    assert.ok(performance.now() - started < 8_000);
    assert.match(answer, /^HTTP\/1\.1 408 /);
  });
});

Deno.test("requests of one connection are answered one at a time, and too many waiting close it", async () => {
  let now = 0;
  let most = 0;
  let all = 0;
  const app = new App().get("/", async () => {
    all++;
    most = Math.max(most, ++now);
    await new Promise((resolve) => setTimeout(resolve));
    now--;
    return new Response(new Uint8Array(92 * 1024));
  });
  await withServer(app, async ({ port, raw }) => {
    const request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    await connection.write(new TextEncoder().encode(request.repeat(3_000)));
    // Closed by the server, whether or not the client ever reads.
    await assert.rejects(async () => {
      for (;;) await connection.write(new TextEncoder().encode(request));
    });
    connection.close();
    assert.equal(most, 1);
    assert.ok(all <= 1 + SERVER_LIMITS.maxWaitingRequests, `${all} answers were begun`);
    const few = await raw(
      `${request.repeat(2)}GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    );
    assert.equal(few.split("HTTP/1.1 200 OK").length - 1, 3);
  });
});

Deno.test("what is no request gets no answer in the middle of another one, nor behind the last", async () => {
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const app = new App().get("/endless", () =>
    new Response(
      new ReadableStream<Uint8Array<ArrayBuffer>>({
        start: (out) => out.enqueue(new Uint8Array(10)),
        pull: () => begin(),
      }),
    )).get("/", (ctx) => ctx.text("whole"));
  await withServer(app, async ({ port, raw }) => {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    const send = (text: string) => connection.write(new TextEncoder().encode(text));
    await send("GET /endless HTTP/1.1\r\nHost: x\r\n\r\n");
    await begun;
    await send("no request\r\n\r\n");
    assert.equal((await readAll(connection)).split("HTTP/1.1 ").length - 1, 1);
    connection.close();
    const get = "GET / HTTP/1.1\r\nHost: x\r\n";
    const last = await raw(`${get}Connection: close\r\n\r\n${get}\r\nno request\r\n\r\n`);
    assert.equal(last.split("HTTP/1.1 ").length - 1, 1);
  });
});
