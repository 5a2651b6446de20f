import { HttpError } from "./error.ts";
import { logError } from "./log.ts";

/** Options of `ctx.upgrade()` and `app.ws()`. */
export interface UpgradeOptions {
  /** The sub-protocol to accept. */
  protocol?: string;
  /** Seconds of silence after which the peer is taken for gone; 0 never. @default {120} */
  idleTimeout?: number;
}

/** Events of a managed WebSocket. */
export interface UpgradeHandlers {
  open?(socket: WebSocket): void;
  message?(socket: WebSocket, event: MessageEvent): void;
  close?(socket: WebSocket, code: number, reason: string): void;
  error?(socket: WebSocket, event: Event): void;
}

/** A socket and the response that completes its handshake once it is returned. */
export interface Upgraded {
  socket: WebSocket;
  response: Response;
}

const HANDLER_NAMES = ["open", "message", "close", "error"] as const;

/** Fresh's rule for telling the two calls apart: handlers have at least one function under a handler's name. */
export function isUpgradeHandlers(
  value: UpgradeHandlers | UpgradeOptions,
): value is UpgradeHandlers {
  return HANDLER_NAMES.some((name) => typeof (value as UpgradeHandlers)[name] === "function");
}

const ownUpgrades = new WeakMap<Request, (options: UpgradeOptions) => Upgraded>();

/** Lets a server that doesn't come from `Deno.serve` upgrade its own requests. */
export function provideUpgrade(
  req: Request,
  upgradeRequest: (options: UpgradeOptions) => Upgraded,
): void {
  ownUpgrades.set(req, upgradeRequest);
}

/**
 * Begins an upgrade. Under `app.listen()` this is our own server's, elsewhere `Deno.upgradeWebSocket`.
 *
 * @throws {HttpError} with status 400 when the request is no WebSocket upgrade
 */
export function upgrade(req: Request, options: UpgradeOptions): Upgraded {
  if (req.method !== "GET" || !isWebSocketUpgrade(req.headers)) {
    throw new HttpError(400, "Expected a WebSocket upgrade request");
  }
  const own = ownUpgrades.get(req);
  return own === undefined ? Deno.upgradeWebSocket(req, options) : own(options);
}

function isWebSocketUpgrade(headers: Headers): boolean {
  const key = headers.get("sec-websocket-key") ?? "";
  return headers.get("upgrade")?.toLowerCase() === "websocket" &&
    headers.get("sec-websocket-version") === "13" && /^[+/0-9A-Za-z]{22}==$/.test(key);
}

/** Wires a managed WebSocket. A handler that throws closes its own socket with 1011 and nobody else's. */
export function manage(socket: WebSocket, handlers: UpgradeHandlers): void {
  const guarded = (call: () => void) => {
    try {
      call();
    } catch (error) {
      logError("WebSocket handler failed", error);
      socket.close(1011, "Internal error");
    }
  };
  socket.addEventListener("open", () => guarded(() => handlers.open?.(socket)));
  socket.addEventListener("message", (event) => guarded(() => handlers.message?.(socket, event)));
  socket.addEventListener(
    "close",
    (event) => guarded(() => handlers.close?.(socket, event.code, event.reason)),
  );
  socket.addEventListener("error", (event) => guarded(() => handlers.error?.(socket, event)));
}
