import type { Socket } from "node:net";
import type { AppServer } from "../../lib/testing/servers/app_server.ts";
import { AttackSockets, type SocketAttack } from "./attack_sockets.ts";
import { inParallel } from "./relay_client.ts";

/** The largest thing that a server sends to whoever asks. */
export async function largestFile(server: AppServer): Promise<string> {
  const page = await (await fetch(server.url(`/room/${crypto.randomUUID()}`))).text();
  const paths = new Set(
    Array.from(page.matchAll(/"(\/_fresh\/js\/[^"]+\.js)"/g), ([, path = ""]) => path),
  );
  let largest = { path: "/", size: 0 };
  for (const path of paths) {
    const { byteLength: size } = await (await fetch(server.url(path))).arrayBuffer();
    if (size > largest.size) largest = { path, size };
  }
  return largest.path;
}

function requestFor(path: string): string {
  return `GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`;
}

const REQUESTS_AT_ONCE = 8_000;

/** How soon who was ended comes again. */
const AGAIN_MS = 1_000;

/** Thousands of requests on a connection, none of whose answers is read; a second later again, where that was ended. */
export class Pipelining implements SocketAttack {
  readonly name: string;
  readonly #sockets: AttackSockets;
  readonly #connections: number;
  readonly #request: string;
  readonly #open = new Set<Socket>();
  #nextAt = 0;

  constructor(server: AppServer, path: string, connections: number) {
    this.name = `pipelining, ${connections} × ${REQUESTS_AT_ONCE} requests`;
    this.#sockets = new AttackSockets(server);
    this.#connections = connections;
    this.#request = requestFor(path);
  }

  get count(): number {
    return this.#sockets.count;
  }

  get ended(): number {
    return this.#sockets.ended;
  }

  async start(): Promise<void> {
    await inParallel(this.#connections, this.#connections, () => this.#attack());
  }

  goOn(): void {
    // Who doesn't read notices that its connection is gone by writing.
    for (const socket of this.#open) socket.write(this.#request);
    if (performance.now() < this.#nextAt) return;
    this.#nextAt = performance.now() + AGAIN_MS;
    for (let missing = this.#open.size; missing < this.#connections; missing++) this.#attack();
  }

  async #attack(): Promise<void> {
    const socket = await this.#sockets.open();
    this.#open.add(socket);
    socket.once("close", () => this.#open.delete(socket));
    socket.write(this.#request.repeat(REQUESTS_AT_ONCE));
  }

  [Symbol.dispose](): void {
    this.#sockets[Symbol.dispose]();
  }
}

/** Requests that may wait on a connection; one more would end it. */
const WITHIN_BOUNDS = 8;

/** Connections that ask for as much as they may. Those that read take a kilobyte at a time. */
export class LazyReaders implements SocketAttack {
  readonly name: string;
  readonly #sockets: AttackSockets;
  readonly #connections: number;
  readonly #requests: string;
  readonly #bytesAtOnce: number;
  readonly #open: Socket[] = [];

  constructor(
    server: AppServer,
    { path, connections, bytesAtOnce }: {
      readonly path: string;
      readonly connections: number;
      readonly bytesAtOnce: number;
    },
  ) {
    this.name = bytesAtOnce === 0 ? "unread answers" : "slow readers";
    this.#sockets = new AttackSockets(server);
    this.#connections = connections;
    this.#requests = requestFor(path).repeat(WITHIN_BOUNDS);
    this.#bytesAtOnce = bytesAtOnce;
  }

  get count(): number {
    return this.#sockets.count;
  }

  get ended(): number {
    return this.#sockets.ended;
  }

  async start(): Promise<void> {
    await inParallel(this.#connections, 50, async () => {
      const socket = await this.#sockets.open();
      socket.write(this.#requests);
      this.#open.push(socket);
    });
  }

  goOn(): void {
    if (this.#bytesAtOnce === 0) return;
    for (const socket of this.#open) socket.read(this.#bytesAtOnce);
  }

  [Symbol.dispose](): void {
    this.#sockets[Symbol.dispose]();
  }
}
