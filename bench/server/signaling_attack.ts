import type { Socket } from "node:net";
import type { AppServer } from "../../lib/testing/servers/app_server.ts";
import { newTestSession } from "../../lib/testing/servers/signaling_fixture.ts";
import { AttackSockets, type SocketAttack } from "./attack_sockets.ts";
import type { Load } from "./load.ts";
import { inParallel, openPair, RelayClient } from "./relay_client.ts";

/** A text frame of 60 KiB is announced, and one byte of it sent. */
const UNFINISHED_FRAME = new Uint8Array([0x81, 0xfe, 0xf0, 0x00, 0, 0, 0, 0, 0x7b]);

/** Header drips, unfinished frames, floods and peers that don't read, all at once. */
export class SignalingAttack implements SocketAttack {
  readonly name = "drips, unfinished frames, floods, unread messages";
  readonly #sockets: AttackSockets;
  readonly #server: AppServer;
  readonly #load: Load;
  readonly #drips: Socket[] = [];
  readonly #flooders: RelayClient[] = [];
  readonly #readers: RelayClient[] = [];

  constructor(server: AppServer, load: Load) {
    this.#server = server;
    this.#load = load;
    this.#sockets = new AttackSockets(server);
  }

  get count(): number {
    return this.#sockets.count;
  }

  get ended(): number {
    return this.#sockets.ended;
  }

  async start(): Promise<void> {
    const { drips, unfinished, flooders, nonReaders } = this.#load;
    await inParallel(drips, 100, async () => {
      const socket = await this.#sockets.open();
      socket.resume().write("GET / HTTP/1.1\r\nhost: x\r\n");
      this.#drips.push(socket);
    });
    await inParallel(unfinished, 100, async () => {
      const socket = await this.#sockets.open();
      const { id } = await newTestSession("file");
      const { host } = new URL(this.#server.origin);
      socket.write(
        `GET /ws/signal/${id} HTTP/1.1\r\nhost: ${host}\r\norigin: ${this.#server.origin}\r\n` +
          "connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n" +
          "sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
      );
      socket.resume().once("data", () => socket.write(UNFINISHED_FRAME));
    });
    await inParallel(flooders, 20, async () => {
      const client = await RelayClient.open(
        "product",
        this.#server,
        await newTestSession("file"),
        "owner",
      );
      this.#note(client);
      this.#flooders.push(client);
    });
    await inParallel(nonReaders, 20, async () => {
      const [reader, writer] = await openPair("product", this.#server);
      this.#note(reader);
      reader.socket.pause();
      this.#readers.push(writer);
    });
  }

  goOn(): void {
    for (const socket of this.#drips) if (socket.writable) socket.write("x: y\r\n");
    for (const { socket } of this.#flooders) {
      for (let message = 0; message < 200 && socket.readyState === socket.OPEN; message++) {
        socket.send('{"type":"ping"}');
      }
    }
    // Within the writer's own rate, so that it is the reader who is at fault.
    for (const writer of this.#readers) {
      if (writer.socket.readyState === writer.socket.OPEN) writer.relay("x".repeat(3_000));
    }
  }

  #note(client: RelayClient): void {
    this.#sockets.count++;
    client.onClose = () => this.#sockets.ended++;
  }

  [Symbol.dispose](): void {
    this.#sockets[Symbol.dispose]();
    for (const { socket } of [...this.#flooders, ...this.#readers]) socket.terminate();
  }
}
