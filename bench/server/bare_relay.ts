/**
 * What the server is measured beside: two sockets of one path hear each other, and nothing is
 * checked, counted or bounded. Listens on a port of the system's choice and prints where.
 * @module
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
// @ts-types="npm:@types/ws@^8.18.1"
import { type WebSocket, WebSocketServer } from "ws";

const rooms = new Map<string, Set<WebSocket>>();
const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false });

sockets.on("connection", (socket, { url = "" }) => {
  const room = rooms.get(url) ?? new Set();
  rooms.set(url, room.add(socket));
  socket.on("message", (data) => {
    const text = data.toString();
    for (const other of room) if (other !== socket) other.send(text);
  });
  socket.on("close", () => {
    room.delete(socket);
    if (room.size === 0) rooms.delete(url);
  });
});

server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  // deno-lint-ignore no-console -- How whoever started it learns the port.
  console.log(`Listening on http://127.0.0.1:${port}/`);
});
