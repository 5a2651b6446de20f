// Clients that hold connections, memory or time. Which bound ends each is the one that its test changes.
import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { App } from "../mod.ts";
import { withServer } from "../testdata/with_server.ts";
import { SERVER_LIMITS } from "./server_limits.ts";

const GET = "GET / HTTP/1.1\r\nHost: x\r\n";

const HANDSHAKE = "GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

/** A raw connection that sends something first, and keeps what it hears. */
async function open(port: number, text = ""): Promise<{ socket: Socket; heard: () => string }> {
  const socket = connect(port, "127.0.0.1");
  let heard = "";
  socket.on("error", () => undefined);
  socket.on("data", (data) => heard += data);
  await once(socket, "connect");
  if (text !== "") socket.write(text);
  return { socket, heard: () => heard };
}

/** Ends a wait that has no other end, where the bound is missing. */
async function closed(socket: Socket, withinMs: number): Promise<void> {
  if (socket.closed) return;
  await once(socket, "close", { signal: AbortSignal.timeout(withinMs) });
}

const app = new App().get("/", (ctx) => ctx.text("ok")).get("/ws", (ctx) => {
  const { socket, response } = ctx.upgrade();
  socket.onmessage = ({ data }) => socket.send(data);
  return response;
});

Deno.test("a connection that isn't admitted is closed without an answer, WebSockets included", async () => {
  const asked: string[] = [];
  const admitConnection = (address: string) => {
    asked.push(address);
    return undefined;
  };
  await withServer(app, async ({ port }) => {
    for (const header of ["", "Connection: Upgrade\r\nUpgrade: websocket\r\n"]) {
      const { socket, heard } = await open(port, `${GET}${header}\r\n`);
      await closed(socket, 5_000);
      assert.equal(heard(), "");
    }
  }, { admitConnection });
  assert.deepEqual(asked, ["127.0.0.1", "127.0.0.1"]);
});

for (const [what, request] of [["request", `${GET}\r\n`], ["WebSocket", HANDSHAKE]] as const) {
  Deno.test(`an admitted ${what} is given back once, when its connection is closed and not before`, async () => {
    let held = 0;
    const gone = Promise.withResolvers<void>();
    const admitConnection = () => {
      held++;
      return () => {
        held--;
        gone.resolve();
      };
    };
    await withServer(app, async ({ port }) => {
      const { socket } = await open(port, request);
      await once(socket, "data");
      assert.equal(held, 1);
      socket.destroy();
      await gone.promise;
      assert.equal(held, 0);
    }, { admitConnection });
    assert.equal(held, 0);
  });
}

Deno.test("connections of all clients together have a bound", async () => {
  await withServer(app, async ({ port }) => {
    const first = [await open(port), await open(port)];
    const third = await open(port, `${GET}\r\n`);
    await closed(third.socket, 5_000);
    assert.equal(third.heard(), "");
    for (const { socket } of first) socket.destroy();
  }, { limits: { maxConnections: 2 } });
});

Deno.test("a connection that says nothing is closed when its headers should be here", async () => {
  await withServer(app, async ({ port }) => {
    const { socket, heard } = await open(port);
    await closed(socket, 4_000);
    assert.match(heard(), /^HTTP\/1\.1 408 /);
  }, { limits: { headersTimeoutMs: 200, checkIntervalMs: 50 } });
});

Deno.test("a connection that had its answer and asks nothing more is closed", async () => {
  await withServer(app, async ({ port }) => {
    const { socket, heard } = await open(port, `${GET}\r\n`);
    await closed(socket, 4_000);
    assert.match(heard(), /^HTTP\/1\.1 200 /);
  }, { limits: { keepAliveTimeoutMs: 200 } });
});

Deno.test("a connection whose client doesn't read its answer is closed, and the answer let go", async () => {
  const cancelled = Promise.withResolvers<void>();
  const endless = new App().get("/", () =>
    new Response(
      new ReadableStream({
        pull: (out) => out.enqueue(new Uint8Array(65_536)),
        cancel: () => cancelled.resolve(),
      }),
    ));
  await withServer(endless, async ({ port }) => {
    const { socket } = await open(port);
    socket.pause();
    socket.write(`${GET}\r\n`);
    const timer = setTimeout(() => cancelled.reject(new Error("The answer still waits")), 5_000);
    await cancelled.promise;
    clearTimeout(timer);
    socket.destroy();
  }, { limits: { answerTimeoutMs: 200 } });
});

Deno.test("a request with more headers than anybody needs gets 431, an upgrade too", async () => {
  const headers = (count: number) =>
    Array.from({ length: count }, (_, index) => `x-${index}:\r\n`).join("");
  await withServer(app, async ({ port, raw }) => {
    const close = "Connection: close\r\n";
    const most = await raw(`${GET}${close}${headers(SERVER_LIMITS.maxHeaders - 2)}\r\n`);
    assert.match(most, /^HTTP\/1\.1 200 /);
    for (const upgrade of ["", "Connection: Upgrade\r\nUpgrade: websocket\r\n"]) {
      const { socket, heard } = await open(port, `${GET}${upgrade}${headers(1_500)}\r\n`);
      await closed(socket, 5_000);
      assert.match(heard(), /^HTTP\/1\.1 431 /);
    }
  });
});

/** A frame of a client, masked with zeros. */
function frame(opcode: number, payload: Uint8Array, announced = payload.length): Uint8Array {
  const head = [opcode, 0xfe, announced >> 8, announced & 255, 0, 0, 0, 0];
  if (announced < 126) head.splice(1, 3, 0x80 | announced);
  return new Uint8Array([...head, ...payload]);
}

/** A WebSocket whose client is a raw connection. */
async function openWebSocket(port: number): Promise<Socket> {
  const { socket } = await open(port, HANDSHAKE);
  await once(socket, "data");
  return socket;
}

Deno.test("a WebSocket message in more frames than anybody needs closes its connection", async () => {
  await withServer(app, async ({ port }) => {
    const socket = await openWebSocket(port);
    const text = new Uint8Array([120]);
    socket.write(frame(0x01, text));
    for (let count = 0; count <= SERVER_LIMITS.maxFragments; count++) {
      socket.write(frame(0x00, text));
    }
    await closed(socket, 4_000);
  }, { limits: { closeTimeoutMs: 200 } });
});

Deno.test("a WebSocket frame that comes byte by byte closes its connection", async () => {
  await withServer(app, async ({ port }) => {
    const socket = await openWebSocket(port);
    socket.setNoDelay(true);
    socket.write(frame(0x81, new Uint8Array(), 60_000));
    const byte = new Uint8Array([120]);
    const end = performance.now() + 10_000;
    while (!socket.closed && performance.now() < end) {
      socket.write(byte);
      await new Promise((resolve) => setTimeout(resolve));
    }
    assert.ok(socket.closed, "it took every byte");
  }, { limits: { closeTimeoutMs: 200, maxPieces: 32 } });
});

Deno.test("a WebSocket that asks for answers to pings and doesn't read them is cut", async () => {
  await withServer(app, async ({ port }) => {
    const socket = await openWebSocket(port);
    socket.pause();
    const pings = new Uint8Array(131 * 1_000);
    for (let at = 0; at < pings.length; at += 131) {
      pings.set(frame(0x89, new Uint8Array(125)), at);
    }
    const end = performance.now() + 10_000;
    while (!socket.closed && performance.now() < end) {
      socket.write(pings);
      await new Promise((resolve) => setTimeout(resolve));
    }
    assert.ok(socket.closed, "the answers still wait");
  });
});
