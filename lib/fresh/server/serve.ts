import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
// @ts-types="npm:@types/ws@^8.18.1"
import { WebSocketServer } from "ws";
import type { AppHandler, ListenOptions } from "../app.ts";
import { logError, logInfo } from "../log.ts";
import { answerPlainly, delivered, writeResponse, writeSocketResponse } from "./response.ts";
import { connInfo, toRequest } from "./request.ts";
import { Patience } from "./patience.ts";
import { TurnTaking } from "./turn_taking.ts";
import { acceptUpgrade, declineUpgrade, offerUpgrade } from "./upgrade.ts";

/** Bounds that keep one peer from holding our memory or connections; README.md gives the measurements behind them. */
export const SERVER_LIMITS = {
  /** A request's headers must be here by then: ends header drips. */
  headersTimeoutMs: 5_000,
  /** A whole request, body included, must be here by then. */
  requestTimeoutMs: 10_000,
  /** How often the two are checked, hence how late they may act. */
  checkIntervalMs: 1_000,
  /** Requests that may wait on a connection for the answers before theirs: no browser sends one so. */
  maxWaitingRequests: 8,
  /**
   * All the time that a client may let an answer wait because it doesn't read: the largest script of a
   * page takes a minute at 2 KB/s.
   */
  answerTimeoutMs: 60_000,
  /** Connections of all clients: a process has 20,000 descriptors, and files and stores need some. */
  maxConnections: 18_000,
  /** One WebSocket message; a larger one closes with 1009. Signalling needs 32 KiB, twice that leaves room. */
  maxMessageBytes: 64 * 1024,
  /** How long a WebSocket's peer may take to answer a close, before it is cut. */
  closeTimeoutMs: 5_000,
  /** How long closing may take once the signal fired, before connections are cut. */
  shutdownMs: 5_000,
} as const;

/** Apart, because the package's types don't know `closeTimeout` yet. */
const WEB_SOCKETS = {
  noServer: true,
  perMessageDeflate: false,
  maxPayload: SERVER_LIMITS.maxMessageBytes,
  closeTimeout: SERVER_LIMITS.closeTimeoutMs,
};

/** A server that listens. */
export interface RunningServer {
  readonly addr: Deno.NetAddr;
  /** Resolves when the last connection is closed, after the signal fired. */
  readonly finished: Promise<void>;
}

/** Serves `handler` over HTTP/1.1 and WebSocket. */
export async function serve(
  handler: AppHandler,
  options: ListenOptions = {},
): Promise<RunningServer> {
  const server = createServer({
    headersTimeout: SERVER_LIMITS.headersTimeoutMs,
    requestTimeout: SERVER_LIMITS.requestTimeoutMs,
    connectionsCheckingInterval: SERVER_LIMITS.checkIntervalMs,
  });
  server.maxConnections = SERVER_LIMITS.maxConnections;
  const sockets = new WebSocketServer(WEB_SOCKETS);
  const turns = new TurnTaking<Socket>(SERVER_LIMITS.maxWaitingRequests);
  server.on("request", (req, res) => {
    const { socket } = req;
    const isTaken = turns.take(socket, async () => {
      if (!socket.destroyed) await onRequest(handler, req, res);
    });
    if (isTaken) return;
    turns.drop(socket);
    socket.destroy();
  });
  server.on(
    "upgrade",
    (req, socket, head) => void onUpgrade(handler, sockets, req, socket as Socket, head),
  );
  server.on(
    "clientError",
    (error, socket) => answerPlainly(socket as Socket, statusOfClientError(error)),
  );

  const addr = await listening(server, options);
  const finished = new Promise<void>((resolve) => server.once("close", () => resolve()));
  const stop = () => void shutDown(server, sockets);
  options.signal?.addEventListener("abort", stop, { once: true });
  server.once("close", () => options.signal?.removeEventListener("abort", stop));
  (options.onListen ?? announce)(addr);
  if (options.signal?.aborted) stop();
  return { addr, finished };
}

async function listening(
  server: Server,
  { port = 8000, hostname = "0.0.0.0" }: ListenOptions,
): Promise<Deno.NetAddr> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, hostname, () => resolve());
  });
  const address = server.address();
  if (address === null || typeof address === "string") {
    throw new TypeError("Cannot listen: the server has no TCP address");
  }
  return { transport: "tcp", hostname: address.address, port: address.port };
}

function announce({ hostname, port }: Deno.NetAddr): void {
  const host = hostname === "0.0.0.0" || hostname === "::" ? "localhost" : hostname;
  logInfo(`Listening on http://${host.includes(":") ? `[${host}]` : host}:${port}/`);
}

async function onRequest(
  handler: AppHandler,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  const { promise: completed, resolve } = Promise.withResolvers<void>();
  const patience = new Patience(SERVER_LIMITS.answerTimeoutMs);
  res.on("error", (error) => logError("Connection failed", error));
  res.once("close", () => {
    resolve();
    // Only a connection that ended too early: aborting a finished request would wake its listeners for nothing.
    if (!res.writableFinished) gone.abort(new DOMException("The client went away", "AbortError"));
  });
  try {
    const request = toRequest(req, gone.signal);
    if (request === undefined) {
      res.writeHead(400, { connection: "close" }).end("Bad Request");
    } else {await writeResponse(
        req,
        res,
        await handler(request, connInfo(req, completed)),
        patience,
      );}
    await delivered(res, patience);
  } catch (error) {
    if (!gone.signal.aborted) logError("Response failed", error);
    res.destroy();
  }
}

function statusOfClientError(error: Error & { code?: string }): number {
  if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") return 408;
  return error.code === "HPE_HEADER_OVERFLOW" ? 431 : 400;
}

/** Every request with an `Upgrade` header comes here; what the handler doesn't upgrade gets its plain answer. */
async function onUpgrade(
  handler: AppHandler,
  sockets: WebSocketServer,
  req: IncomingMessage,
  socket: Socket,
  head: Uint8Array,
): Promise<void> {
  const gone = new AbortController();
  const { promise: completed, resolve } = Promise.withResolvers<void>();
  // Without a listener a reset connection would end the process.
  const onError = () => socket.destroy();
  const onClose = () => {
    resolve();
    gone.abort(new DOMException("The client went away", "AbortError"));
  };
  socket.on("error", onError).once("close", onClose);
  try {
    const request = toRequest(req, gone.signal);
    if (request === undefined) return answerPlainly(socket, 400);
    const offer = offerUpgrade(request);
    const response = await handler(request, connInfo(req, completed));
    if (response.status === 101) {
      // An open WebSocket has its own events; what belonged to the request must not stay in memory as long as it.
      resolve();
      socket.off("error", onError).off("close", onClose);
    }
    if (acceptUpgrade(offer, response, sockets, req, socket, head)) return;
    declineUpgrade(offer);
    const patience = new Patience(SERVER_LIMITS.answerTimeoutMs);
    await writeSocketResponse(socket, req.method === "HEAD", response, patience);
  } catch (error) {
    if (!gone.signal.aborted) logError("Upgrade failed", error);
    socket.destroy();
  }
}

async function shutDown(server: Server, sockets: WebSocketServer): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  for (const socket of sockets.clients) socket.close(1001, "Server shutting down");
  const cut = setTimeout(() => {
    for (const socket of sockets.clients) socket.terminate();
    server.closeAllConnections();
  }, SERVER_LIMITS.shutdownMs);
  await closed;
  clearTimeout(cut);
}
