import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
// @ts-types="npm:@types/ws@^8.18.1"
import type { WebSocketServer } from "ws";
import { provideUpgrade, type UpgradeOptions } from "../upgrade.ts";
import { ServerSocket } from "./socket.ts";

// What Deno.upgradeWebSocket does when it isn't told.
const DEFAULT_IDLE_SECONDS = 120;

/** A response that says 101, which the Fetch standard lets no one construct. */
class UpgradeResponse extends Response {
  override get status(): number {
    return 101;
  }
}

/** A request's chance to become a WebSocket; taken when its handler calls `ctx.upgrade()`. */
export interface UpgradeOffer {
  pending: {
    readonly socket: ServerSocket;
    readonly response: Response;
    readonly options: UpgradeOptions;
  } | undefined;
}

/** Lets the handler upgrade `request`. The handshake waits for its response, which middleware may still replace. */
export function offerUpgrade(request: Request): UpgradeOffer {
  const offer: UpgradeOffer = { pending: undefined };
  provideUpgrade(request, (options) => {
    if (offer.pending !== undefined) throw new TypeError("Cannot upgrade a request twice");
    const url = request.url.replace(/^http/, "ws");
    offer.pending = { socket: new ServerSocket(url), response: new UpgradeResponse(null), options };
    return offer.pending;
  });
  return offer;
}

/** Completes the handshake if `response` is the one `ctx.upgrade()` gave. */
export function acceptUpgrade(
  { pending }: UpgradeOffer,
  response: Response,
  sockets: WebSocketServer,
  req: IncomingMessage,
  socket: Socket,
  head: Uint8Array,
): boolean {
  if (pending === undefined || response !== pending.response) return false;
  const { options } = pending;
  const offered = req.headers["sec-websocket-protocol"]?.split(",").map((name) => name.trim()) ??
    [];
  // ws picks from this header itself; leaving only the accepted name makes the choice ours.
  if (options.protocol !== undefined && offered.includes(options.protocol)) {
    req.headers["sec-websocket-protocol"] = options.protocol;
  } else delete req.headers["sec-websocket-protocol"];
  let isAttached = false;
  sockets.handleUpgrade(req, socket, head as Buffer, (ws) => {
    isAttached = true;
    pending.socket.attach(ws, options.idleTimeout ?? DEFAULT_IDLE_SECONDS);
  });
  // ws calls back at once or, for a peer that has left meanwhile, not at all.
  if (!isAttached) pending.socket.refuse();
  return true;
}

/** Tells a socket that was handed out that its handshake will not happen. */
export function declineUpgrade({ pending }: UpgradeOffer): void {
  pending?.socket.refuse();
}
