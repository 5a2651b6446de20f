import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
// @ts-types="npm:@types/ws@^8.18.1"
import { WebSocketServer } from "ws";
import type { AppHandler, ListenOptions } from "../app.ts";
import { logError, logInfo } from "../log.ts";
import { admit } from "./admission.ts";
import {
  answerPlainly,
  delivered,
  respondPlainly,
  writeResponse,
  writeSocketResponse,
} from "./response.ts";
import { LastAnswers } from "./last_answers.ts";
import { connInfo, toRequest } from "./request.ts";
import { Patience } from "./patience.ts";
import { SERVER_LIMITS, type ServerLimits } from "./server_limits.ts";
import { TurnTaking } from "./turn_taking.ts";
import { acceptUpgrade, declineUpgrade, offerUpgrade } from "./upgrade.ts";

/** Apart, because the package's types don't know the last ones yet. */
const webSocketOptions = (limits: ServerLimits) => ({
  noServer: true,
  perMessageDeflate: false,
  maxPayload: limits.maxMessageBytes,
  maxFragments: limits.maxFragments,
  maxBufferedChunks: limits.maxPieces,
  maxPendingAutoPongs: limits.maxPendingPongs,
  closeTimeout: limits.closeTimeoutMs,
});

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
  limits: ServerLimits = SERVER_LIMITS,
): Promise<RunningServer> {
  const server = createServer({
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: limits.checkIntervalMs,
    // Checked in toRequest(), so that the answer is one of ours.
    requireHostHeader: false,
  });
  server.maxConnections = limits.maxConnections;
  const { admitConnection } = options;
  if (admitConnection) server.on("connection", (socket) => admit(socket, admitConnection));
  const sockets = new WebSocketServer(webSocketOptions(limits));
  const turns = new TurnTaking<Socket>(limits.maxWaitingRequests);
  const answers = new LastAnswers();
  const take = ({ socket }: IncomingMessage, res: ServerResponse, answer: () => Promise<void>) => {
    // What was read at once is parsed to its end, also when a request in it has ended the connection.
    if (socket.destroyed) return;
    const isTaken = turns.take(socket, async () => {
      if (answers.begin(socket, res)) await answer();
    });
    if (isTaken) return;
    turns.drop(socket);
    socket.destroy();
  };
  server.on("request", (req, res) => take(req, res, () => onRequest(handler, req, res, limits)));
  server.on(
    "checkExpectation",
    (req, res) => take(req, res, () => Promise.resolve(respondPlainly(res, 417))),
  );
  server.on(
    "upgrade",
    (req, socket, head) => void onUpgrade(handler, sockets, req, socket as Socket, head, limits),
  );
  server.on(
    "clientError",
    (error, socket) => answers.refuse(socket as Socket, statusOfClientError(error)),
  );

  const addr = await listening(server, options);
  const finished = new Promise<void>((resolve) => server.once("close", () => resolve()));
  const stop = () => void shutDown(server, sockets, limits.shutdownMs);
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
  limits: ServerLimits,
): Promise<void> {
  const gone = new AbortController();
  const { promise: completed, resolve } = Promise.withResolvers<void>();
  const patience = new Patience(limits.answerTimeoutMs);
  res.on("error", (error) => logError("Connection failed", error));
  res.once("close", () => {
    resolve();
    // Only a connection that ended too early: aborting a finished request would wake its listeners for nothing.
    if (!res.writableFinished) gone.abort(new DOMException("The client went away", "AbortError"));
  });
  try {
    const request = toRequest(req, gone.signal, limits);
    if (typeof request === "number") {
      respondPlainly(res, request);
    } else {
      const response = await handler(request, connInfo(req, completed));
      await writeResponse(req, res, response, patience);
    }
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
  limits: ServerLimits,
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
    const request = toRequest(req, gone.signal, { ...limits, isUpgrade: true });
    if (typeof request === "number") return answerPlainly(socket, request);
    const offer = offerUpgrade(request);
    const response = await handler(request, connInfo(req, completed));
    if (response.status === 101) {
      // An open WebSocket has its own events; what belonged to the request must not stay in memory as long as it.
      resolve();
      socket.off("error", onError).off("close", onClose);
    }
    if (acceptUpgrade(offer, response, sockets, req, socket, head)) return;
    declineUpgrade(offer);
    const patience = new Patience(limits.answerTimeoutMs);
    await writeSocketResponse(socket, req.method === "HEAD", response, patience);
  } catch (error) {
    if (!gone.signal.aborted) logError("Upgrade failed", error);
    socket.destroy();
  }
}

async function shutDown(
  server: Server,
  sockets: WebSocketServer,
  withinMs: number,
): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  for (const socket of sockets.clients) socket.close(1001, "Server shutting down");
  const cut = setTimeout(() => {
    for (const socket of sockets.clients) socket.terminate();
    server.closeAllConnections();
  }, withinMs);
  await closed;
  clearTimeout(cut);
}
