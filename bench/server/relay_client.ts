// @ts-types="npm:@types/ws@^8.18.1"
import { WebSocket } from "ws";
import {
  guestJoin,
  newTestSession,
  ownerJoin,
  type TestSession,
} from "../../lib/testing/servers/signaling_fixture.ts";
import type { AppServer } from "../../lib/testing/servers/app_server.ts";
import type { ContestantName } from "./contestant.ts";

/** One socket on either contestant. To the bare one the same bytes go, and nobody reads them. */
export class RelayClient {
  readonly socket: WebSocket;
  /** The other peer's id, once it is known; the bare relay asks for none. */
  other = "00000000-0000-4000-8000-000000000000";
  onPayload = (_payload: string) => {};
  onClose = (_code: number) => {};

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data) => this.#hear(JSON.parse(data.toString())));
    // A close follows.
    socket.on("error", () => {});
    socket.on("close", (code) => this.onClose(code));
  }

  /** Opens a socket and, at the product, joins. @throws where that is refused */
  static async open(
    name: ContestantName,
    server: AppServer,
    session: TestSession,
    role: "owner" | "guest",
    forwardedFor = "198.51.100.1",
  ): Promise<RelayClient> {
    const path = name === "bare" ? `/${session.id}` : `/ws/signal/${session.id}`;
    const client = new RelayClient(
      new WebSocket(server.url(path).replace("http", "ws"), {
        origin: server.origin,
        // Whose address it is, for a server that trusts its proxy.
        headers: { "x-forwarded-for": forwardedFor },
        perMessageDeflate: false,
      }),
    );
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    client.onClose = (code) => reject(new Error(`Cannot join: closed with ${code}`));
    client.socket.once("open", () => {
      if (name === "bare") return resolve();
      const join = role === "owner" ? ownerJoin(session) : guestJoin(session);
      client.socket.send(JSON.stringify(join));
      client.socket.once("message", () => resolve());
    });
    await promise;
    client.onClose = () => {};
    return client;
  }

  /** Sends a payload to the other one. */
  relay(payload: string): void {
    this.socket.send(JSON.stringify({ type: "relay", to: this.other, payload }));
  }

  #hear(message: Record<string, unknown>): void {
    switch (message.type) {
      case "relay":
        return this.onPayload(String(message.payload));
      case "joined": {
        const [peer] = message.peers as { peerId: string }[];
        if (peer) this.other = peer.peerId;
        return;
      }
      case "peer-joined":
        this.other = (message.peer as { peerId: string }).peerId;
    }
  }
}

/** Two clients that can talk to each other. */
export async function openPair(
  name: ContestantName,
  server: AppServer,
  forwardedFor?: string,
): Promise<readonly [RelayClient, RelayClient]> {
  const session = await newTestSession("file");
  const owner = await RelayClient.open(name, server, session, "owner", forwardedFor);
  const guest = await RelayClient.open(name, server, session, "guest", forwardedFor);
  return [owner, guest];
}

/** Runs a task for each of so many, a bounded number at once; answers what they made. */
export async function inParallel<Made>(
  count: number,
  atOnce: number,
  make: (index: number) => Promise<Made>,
): Promise<Made[]> {
  const made: Made[] = [];
  let next = 0;
  const worker = async () => {
    while (next < count) made.push(await make(next++));
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, worker));
  return made;
}
