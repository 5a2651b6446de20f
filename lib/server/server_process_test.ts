// The server as a process of its own: what only its end, its log and its memory can show.
import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { AppServer, SIGNALING_APP } from "../testing/servers/app_server.ts";
import { NodeWebSocket } from "../cli/node_web_socket.ts";
import { SignalingCrowd } from "../testing/servers/signaling_crowd.ts";
import {
  guestJoin,
  newTestSession,
  newToken,
  ownerJoin,
} from "../testing/servers/signaling_fixture.ts";
import { until } from "../testing/servers/until.ts";
import { CONNECTIONS_PER_SOCKET } from "./limits.ts";

const CLIENTS = 1_000;

/** Room for everybody, though they all have one address. */
const ROOMY = { MAX_SOCKETS_PER_ADDRESS: "5000", SESSIONS_PER_MINUTE: "5000" };

// The aims are 5 s and 15 s. A machine that does something else as well may be slower, and a time
// that depends on it must decide nothing: these tell what ends from what doesn't, and `bench server`
// measures.
const EXIT_DEADLINE_MS = 30_000;
const BACK_DEADLINE_MS = 60_000;

Deno.test("after SIGTERM a thousand clients come back to the next process by themselves", async () => {
  await using server = await AppServer.start({ ...ROOMY, LOG_LEVEL: "error" }, SIGNALING_APP);
  using crowd = await SignalingCrowd.open(server, CLIENTS);
  await crowd.allOpen(BACK_DEADLINE_MS);
  const stoppedAt = performance.now();
  await server.stop();
  assert.ok(performance.now() - stoppedAt < EXIT_DEADLINE_MS, "the process took too long to end");
  assert.equal(crowd.openCount, 0);
  const { port } = new URL(server.origin);
  await using _next = await AppServer.start({ ...ROOMY, PORT: port }, SIGNALING_APP);
  await crowd.allOpen(BACK_DEADLINE_MS);
});

Deno.test("at its most talkative the log names nobody and quotes nothing", async () => {
  await using server = await AppServer.start({ LOG_LEVEL: "debug" }, SIGNALING_APP);
  const made = await newTestSession("file");
  const response = await fetch(server.url("/sessions"), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ kind: "file", joinHash: made.joinHash }),
  });
  const { id, ownerToken } = await response.json();
  const session = { ...made, id, ownerToken };
  const [ownerPeer, guestPeer, wrongKey] = [newToken(), newToken(), newToken()];
  const url = `${server.origin.replace("http", "ws")}/ws/signal/${id}`;
  const owner = await talk(url, ownerJoin(session, ownerPeer));
  const guest = await talk(url, guestJoin(session, guestPeer));
  const to = JSON.parse(owner.heard[0] ?? "").peerId;
  guest.socket.send(JSON.stringify({ type: "relay", to, payload: "opaque-payload" }));
  const stranger = await talk(url, { ...guestJoin(session), joinToken: wrongKey });
  const garbage = await talk(url, { type: "opaque-payload" });
  await until("all was said", () => Promise.resolve(owner.heard.length >= 3 || undefined), 5_000);
  for (const { socket } of [owner, guest, stranger, garbage]) socket.close();
  const log = (await server.stop()).join("\n");

  assert.ok(log.includes("signaling socket closed"), log);
  const secrets = [made.joinToken, made.joinHash, ownerToken, ownerPeer, guestPeer, wrongKey];
  for (const secret of [id, to, ...secrets, "opaque-payload"]) {
    assert.ok(!log.includes(secret), `${secret} is in\n${log}`);
  }
  const lines = log.split("\n").filter((line) => line.startsWith("{"));
  for (const line of lines) {
    const { time, level, event, ...fields } = JSON.parse(line);
    assert.ok(!Number.isNaN(Date.parse(time)) && level && event, line);
    // No address in any form: neither dots between digits nor colons between hex.
    assert.doesNotMatch(
      JSON.stringify(Object.values(fields)),
      /\d+\.\d+\.\d+|[0-9a-f]*:[0-9a-f]*:/,
    );
  }
});

for (
  const [who, variables, most] of [
    ["an address", {}, CONNECTIONS_PER_SOCKET],
    ["a proxy that is trusted", { TRUST_PROXY: "1" }, 3 * CONNECTIONS_PER_SOCKET],
  ] as const
) {
  Deno.test(`of ${3 * CONNECTIONS_PER_SOCKET} connections of ${who} the server keeps ${most}`, async () => {
    const environment = { MAX_SOCKETS_PER_ADDRESS: "1", LOG_LEVEL: "error", ...variables };
    await using server = await AppServer.start(environment, SIGNALING_APP);
    const answers: Promise<string>[] = [];
    const open: Socket[] = [];
    for (let count = 0; count < 3 * CONNECTIONS_PER_SOCKET; count++) {
      const socket = connect(Number(new URL(server.origin).port), "127.0.0.1");
      open.push(socket);
      answers.push(firstAnswer(socket));
    }
    const heard = await Promise.all(answers);
    for (const socket of open) socket.destroy();
    assert.equal(heard.filter((text) => text.startsWith("HTTP/1.1 200")).length, most);
    assert.equal(heard.filter((text) => text === "").length, open.length - most);
  });
}

/** What comes first on a connection that asks; nothing where it is closed instead. */
function firstAnswer(socket: Socket): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  socket.once("data", (data) => resolve(data.toString()));
  socket.once("close", () => resolve(""));
  // A close follows.
  socket.on("error", () => undefined);
  socket.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
  return promise;
}

/** Opens a socket and says one thing; whatever is heard is kept. Resolves at the first answer. */
async function talk(url: string, first: object) {
  const socket = new NodeWebSocket(url);
  const heard: string[] = [];
  const answered = Promise.withResolvers<void>();
  socket.addEventListener("open", () => socket.send(JSON.stringify(first)));
  socket.addEventListener("message", (event) => {
    heard.push((event as MessageEvent<string>).data);
    answered.resolve();
  });
  socket.addEventListener("close", () => answered.resolve());
  await answered.promise;
  return { socket, heard };
}
