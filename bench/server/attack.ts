import { connect, type Socket } from "node:net";
import type { AppServer } from "../../lib/testing/servers/app_server.ts";
import { newTestSession } from "../../lib/testing/servers/signaling_fixture.ts";
import { quantileOf } from "../stats.ts";
import { residentBytes, settledBytes, startContestant } from "./contestant.ts";
import type { Load } from "./load.ts";
import { inParallel, openPair, RelayClient } from "./relay_client.ts";

/** How honest clients and the server's memory fared while others attacked. */
export interface Defence {
  readonly calmP99Ms: number;
  readonly attackedP99Ms: number;
  /** The most the process grew, bytes. */
  readonly growthBytes: number;
  readonly honestDisconnects: number;
  /** Sockets of attackers that the server ended by itself, of all. */
  readonly ended: number;
  readonly attackers: number;
}

const HONEST_PAIRS = 20;

/** Ms between two messages of an honest pair: ten times what a pair says that keeps in touch. */
const HONEST_INTERVAL_MS = 100;

/** Room for the attackers, who have one address here, and the messages of everybody as usual. */
const BOUNDS = { MESSAGES_PER_SECOND: "20" };

/** Header drips, unfinished frames, floods and peers that don't read, all at once. */
export async function measureDefence(load: Load, seconds: number): Promise<Defence> {
  await using server = await startContestant("product", BOUNDS);
  await using honest = await HonestPairs.start(server);
  await pause(3_000);
  const calmP99Ms = honest.takeP99();
  const before = await settledBytes(server);
  honest.takeP99();

  using attackers = new Attackers(server);
  await attackers.start(load);
  let most = before;
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    attackers.goOn();
    most = Math.max(most, await residentBytes(server));
    await pause(250);
  }
  return {
    calmP99Ms,
    attackedP99Ms: honest.takeP99(),
    growthBytes: most - before,
    honestDisconnects: honest.disconnects,
    ended: attackers.ended,
    attackers: attackers.count,
  };
}

class HonestPairs implements AsyncDisposable {
  disconnects = 0;
  #latencies: number[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;
  #pairs: readonly (readonly [RelayClient, RelayClient])[] = [];

  static async start(server: AppServer): Promise<HonestPairs> {
    const honest = new HonestPairs();
    honest.#pairs = await inParallel(HONEST_PAIRS, 10, () => openPair("product", server));
    for (const [owner, guest] of honest.#pairs) {
      owner.onPayload = (sentAt) => honest.#latencies.push(performance.now() - Number(sentAt));
      owner.onClose = guest.onClose = () => honest.disconnects++;
    }
    honest.#timer = setInterval(() => {
      for (const [, guest] of honest.#pairs) guest.relay(`${performance.now()}`);
    }, HONEST_INTERVAL_MS);
    return honest;
  }

  /** Of the messages since it was last asked. */
  takeP99(): number {
    const p99 = quantileOf(this.#latencies, 0.99) ?? NaN;
    this.#latencies = [];
    return p99;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    for (const client of this.#pairs.flat()) {
      client.onClose = () => {};
      client.socket.terminate();
    }
    await Promise.resolve();
  }
}

/** A text frame of 60 KiB is announced, and one byte of it sent. */
const UNFINISHED_FRAME = new Uint8Array([0x81, 0xfe, 0xf0, 0x00, 0, 0, 0, 0, 0x7b]);

class Attackers implements Disposable {
  count = 0;
  ended = 0;
  readonly #server: AppServer;
  readonly #drips: Socket[] = [];
  readonly #sockets: Socket[] = [];
  readonly #flooders: RelayClient[] = [];
  readonly #readers: RelayClient[] = [];

  constructor(server: AppServer) {
    this.#server = server;
  }

  async start({ drips, unfinished, flooders, nonReaders }: Load): Promise<void> {
    await inParallel(drips, 100, async () => {
      const socket = await this.#connect();
      socket.write("GET / HTTP/1.1\r\nhost: x\r\n");
      this.#drips.push(socket);
    });
    await inParallel(unfinished, 100, async () => {
      const socket = await this.#connect();
      const { id } = await newTestSession("file");
      const { host } = new URL(this.#server.origin);
      socket.write(
        `GET /ws/signal/${id} HTTP/1.1\r\nhost: ${host}\r\norigin: ${this.#server.origin}\r\n` +
          "connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n" +
          "sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
      );
      socket.once("data", () => socket.write(UNFINISHED_FRAME));
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

  /** What attackers do again and again. */
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
    this.count++;
    client.onClose = () => this.ended++;
  }

  async #connect(): Promise<Socket> {
    const { port } = new URL(this.#server.origin);
    const socket = connect(Number(port), "127.0.0.1");
    this.count++;
    socket.on("error", () => {});
    socket.once("close", () => this.ended++);
    socket.on("data", () => {});
    this.#sockets.push(socket);
    await new Promise<void>((resolve) => socket.once("connect", () => resolve()));
    return socket;
  }

  [Symbol.dispose](): void {
    for (const socket of this.#sockets) socket.destroy();
    for (const { socket } of [...this.#flooders, ...this.#readers]) socket.terminate();
  }
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
