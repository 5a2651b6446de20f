import assert from "node:assert/strict";
import { once } from "node:events";
// @ts-types="npm:@types/ws@^8.18.1"
import { WebSocket as WsClient } from "ws";
import { App, HttpError } from "../mod.ts";
import { silenceErrors } from "../../testing/silence_errors.ts";
import { readAll, withServer } from "../testdata/with_server.ts";

const HANDSHAKE = "GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

function event<Name extends keyof WebSocketEventMap>(
  socket: WebSocket,
  name: Name,
): Promise<WebSocketEventMap[Name]> {
  return new Promise((resolve) => socket.addEventListener(name, resolve, { once: true }));
}

function echo(): App<unknown> {
  return new App().get("/ws", (ctx) => {
    const { socket, response } = ctx.upgrade();
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", ({ data }) => socket.send(data));
    return response;
  });
}

Deno.test("ctx.upgrade() gives a standard socket: text and binary pass, close code and reason arrive", async () => {
  const { promise: serverClosed, resolve } = Promise.withResolvers<[number, string, number]>();
  const app = new App().get("/ws", (ctx) => {
    const { socket, response } = ctx.upgrade();
    socket.binaryType = "arraybuffer";
    assert.equal(socket.readyState, WebSocket.CONNECTING);
    assert.throws(() => socket.send("early"), { name: "InvalidStateError" });
    socket.onopen = () => socket.send(`open ${socket.readyState} ${socket.bufferedAmount}`);
    socket.onmessage = ({ data }) => socket.send(data);
    socket.onclose = ({ code, reason }) => resolve([code, reason, socket.readyState]);
    return response;
  });
  await withServer(app, async ({ host }) => {
    const client = new WebSocket(`ws://${host}/ws/`);
    client.binaryType = "arraybuffer";
    assert.equal((await event(client, "message")).data, "open 1 0");
    client.send("ü");
    assert.equal((await event(client, "message")).data, "ü");
    client.send(new Uint8Array([1, 2, 255]));
    assert.deepEqual(
      new Uint8Array((await event(client, "message")).data),
      new Uint8Array([1, 2, 255]),
    );
    client.close(4001, "bye");
    assert.deepEqual(await serverClosed, [4001, "bye", WebSocket.CLOSED]);
  });
});

Deno.test("app.ws() calls the handlers; one that throws closes its own socket with 1011", async () => {
  using errors = silenceErrors();
  const seen: string[] = [];
  const app = new App().ws("/ws", {
    open: (socket) => socket.send("welcome"),
    message(socket, { data }) {
      if (data === "boom") throw new Error("handler");
      socket.send(`echo ${data}`);
    },
    close: (_socket, code) => void seen.push(`close ${code}`),
  });
  await withServer(app, async ({ host }) => {
    const client = new WebSocket(`ws://${host}/ws`);
    assert.equal((await event(client, "message")).data, "welcome");
    client.send("a");
    assert.equal((await event(client, "message")).data, "echo a");
    client.send("boom");
    assert.equal((await event(client, "close")).code, 1011);
  });
  assert.deepEqual(seen, ["close 1011"]);
  assert.equal(errors.calls.length, 1);
});

Deno.test("ctx.upgrade() takes the sub-protocol it was told, and none otherwise", async () => {
  const app = new App()
    .get("/b", (ctx) => ctx.upgrade({ protocol: "b" }).response)
    .get("/none", (ctx) => ctx.upgrade().response);
  await withServer(app, async ({ host }) => {
    for (const [path, expected] of [["b", "b"], ["none", ""]]) {
      // The library's client: Deno's own refuses a handshake without the protocol it offered, as browsers do.
      const client = new WsClient(`ws://${host}/${path}`, ["a", "b"]);
      const opened = once(client, "open").then(
        () => client.protocol,
        (error: Error) => error.message,
      );
      assert.match(await opened, expected === "" ? /no subprotocol|^$/i : /^b$/);
      client.terminate();
    }
  });
});

Deno.test("a request that is no upgrade gets 400 from a WebSocket route", async () => {
  await withServer(echo(), async ({ host, raw }) => {
    const response = await fetch(`http://${host}/ws`);
    assert.equal(response.status, 400);
    await response.body?.cancel();
    assert.match(await raw(HANDSHAKE.replace("Version: 13", "Version: 8")), /^HTTP\/1\.1 400 /);
    assert.match(
      await raw(HANDSHAKE.replace("Upgrade: websocket", "Upgrade: h2c")),
      /^HTTP\/1\.1 400 /,
    );
  });
});

Deno.test("an upgrade the app refuses gets exactly that response, then the connection closes", async () => {
  const closes: number[] = [];
  const app = new App()
    .use("/ws", async (ctx) => {
      if (ctx.url.searchParams.has("late")) {
        await ctx.next();
        return new Response("changed my mind", { status: 409 });
      }
      return await ctx.next();
    })
    .get("/ws", (ctx) => {
      if (ctx.url.searchParams.has("forbidden")) throw new HttpError(403, "no");
      const { socket, response } = ctx.upgrade();
      socket.onclose = ({ code }) => closes.push(code);
      return response;
    });
  await withServer(app, async ({ raw }) => {
    const forbidden = await raw(HANDSHAKE.replace("/ws", "/ws?forbidden"));
    assert.match(forbidden, /^HTTP\/1\.1 403 Forbidden\r\n/);
    assert.ok(forbidden.endsWith("\r\n\r\nForbidden"));
    assert.match(await raw(HANDSHAKE.replace("/ws", "/nowhere")), /^HTTP\/1\.1 404 Not Found\r\n/);
    assert.match(
      await raw(HANDSHAKE.replace("/ws", "/ws?late")),
      /^HTTP\/1\.1 409 Conflict\r\n.*changed my mind$/s,
    );
    assert.deepEqual(closes, [1006], "a socket handed out for nothing ends");
  });
});

Deno.test("a body behind a request for an upgrade isn't waited for", async () => {
  const app = new App().post("/", async (ctx) => ctx.text(`read ${await ctx.req.text()}.`));
  await withServer(app, async ({ raw }) => {
    const upgrade = "Connection: upgrade\r\nUpgrade: nonsense\r\nContent-Length: 10\r\n\r\n";
    assert.match(await raw(`POST / HTTP/1.1\r\nHost: x\r\n${upgrade}`), /200 OK.*read \.$/s);
  });
});

Deno.test("a client that never hangs up holds no connection after a refused upgrade, nor after no request", async () => {
  const clients: Deno.Conn[] = [];
  const upgrade = "Connection: upgrade\r\nUpgrade: nonsense\r\nContent-Length: 9\r\n\r\n";
  // It would resolve only once the last connection is closed.
  await withServer(new App(), async ({ port }) => {
    for (
      const text of [`POST / HTTP/1.1\r\nHost: x\r\n${upgrade}GET / and`, "no request\r\n\r\n"]
    ) {
      const client = await Deno.connect({ hostname: "127.0.0.1", port });
      clients.push(client);
      await client.write(new TextEncoder().encode(text));
      assert.match(await readAll(client), /^HTTP\/1\.1 4/);
    }
  });
  for (const client of clients) client.close();
});

Deno.test("a message over 64 KiB closes with 1009, one of exactly 64 KiB passes", async () => {
  await withServer(echo(), async ({ host }) => {
    const client = new WebSocket(`ws://${host}/ws`);
    await event(client, "open");
    client.send("x".repeat(65_536));
    assert.equal((await event(client, "message")).data.length, 65_536);
    client.send("x".repeat(65_537));
    assert.equal((await event(client, "close")).code, 1009);
  });
});

Deno.test("a peer that never answers a ping is cut off after idleTimeout, one that answers stays", async () => {
  const { promise: cut, resolve } = Promise.withResolvers<number>();
  const app = new App()
    .ws("/mute", { close: (_socket, code) => resolve(code) }, { idleTimeout: 1 })
    .ws("/lively", { message: (socket) => socket.send("still here") }, { idleTimeout: 1 });
  await withServer(app, async ({ host }) => {
    const lively = new WsClient(`ws://${host}/lively`);
    await once(lively, "open");
    const mute = new WsClient(`ws://${host}/mute`, { autoPong: false });
    await Promise.all([once(mute, "ping"), once(mute, "close")]);
    assert.equal(await cut, 1006);
    // A machine so busy that an answer takes a second is told from a server that cuts the lively.
    const wasCut = once(lively, "close").then(() => assert.fail("the lively one was cut"));
    await Promise.race([once(lively, "ping"), wasCut]);
    lively.send("hello");
    const [answer] = await Promise.race([once(lively, "message"), wasCut]);
    assert.equal(String(answer), "still here");
    wasCut.catch(() => undefined); // From here on it is this test that ends it.
    lively.terminate();
  });
});

Deno.test("a client that leaves between request and handshake harms nobody", async () => {
  const { promise: entered, resolve: enter } = Promise.withResolvers<void>();
  const { promise: left, resolve: leave } = Promise.withResolvers<void>();
  const { promise: ended, resolve: end } = Promise.withResolvers<number>();
  const app = new App().get("/ws", async (ctx) => {
    const { socket, response } = ctx.upgrade();
    socket.onclose = ({ code }) => end(code);
    enter();
    await left;
    return response;
  });
  await withServer(app, async ({ port }) => {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    await connection.write(new TextEncoder().encode(HANDSHAKE));
    await entered;
    connection.close();
    leave();
    assert.equal(await ended, 1006);
  });
});

Deno.test("shutting down tells open sockets 1001", async () => {
  const { promise: closed, resolve } = Promise.withResolvers<number>();
  await withServer(echo(), async ({ host }) => {
    const client = new WebSocket(`ws://${host}/ws`);
    client.onclose = ({ code }) => resolve(code);
    await event(client, "open");
  });
  assert.equal(await closed, 1001);
});

Deno.test("app.handler() under Deno.serve upgrades with Deno's own WebSocket", async () => {
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => undefined },
    echo().handler(),
  );
  const client = new WebSocket(`ws://127.0.0.1:${server.addr.port}/ws`);
  await event(client, "open");
  client.send("native");
  assert.equal((await event(client, "message")).data, "native");
  client.close();
  await event(client, "close");
  await server.shutdown();
});
