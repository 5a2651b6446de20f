import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { Writable } from "node:stream";
import type { Patience } from "./patience.ts";

// Headers of the connection, not of the message: the server below decides about them.
const CONNECTION_HEADERS = new Set(["connection", "keep-alive", "transfer-encoding", "upgrade"]);

/** For answers that no app made: nothing may be kept of them, shown in a frame or run. */
const PLAIN_HEADERS = {
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "connection": "close",
  "content-length": "0",
} as const;

/** How long a client may take to end a connection that we have ended: destroyed at once, it might lose the answer. */
const LINGER_MS = 2_000;

/** Sends a `Response`, no faster than the client takes it. */
export async function writeResponse(
  req: IncomingMessage,
  res: ServerResponse,
  response: Response,
  patience: Patience,
): Promise<void> {
  if (res.destroyed) return await drop(response);
  for (const [name, value] of headerLines(response)) res.appendHeader(name, value);
  // A body nobody read would be taken for the next request's beginning, or hold the connection until it is all here.
  if (!req.complete) res.setHeader("connection", "close");
  // Deno's fetch types call any number a status; node:http throws outside 100..999.
  res.writeHead(response.status);
  if (hasNoBody(req.method, response.status)) {
    await drop(response);
    res.end();
    return;
  }
  await pump(response, res, patience);
}

/** Sends a `Response` over a connection taken out of the server by its `Upgrade` header, then closes it. */
export async function writeSocketResponse(
  socket: Socket,
  isHead: boolean,
  response: Response,
  patience: Patience,
): Promise<void> {
  const lines = headerLines(response).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const reason = STATUS_CODES[response.status] ?? "";
  socket.write(`HTTP/1.1 ${response.status} ${reason}\r\n${lines}connection: close\r\n\r\n`);
  if (hasNoBody(isHead ? "HEAD" : "GET", response.status)) await drop(response);
  else await pump(response, socket, patience);
  hangUp(socket);
}

/** Resolves when the client's system has the whole answer, or the client is gone or doesn't read. */
export async function delivered(res: ServerResponse, patience: Patience): Promise<void> {
  if (res.writableFinished || res.destroyed) return;
  const settled = new Promise<void>((resolve) => {
    res.once("finish", () => resolve()).once("close", () => resolve());
  });
  await patience.during(settled, () => res.destroy());
}

/** The answer to what is no HTTP, or to a target no URL can be made of; the connection ends with it. */
export function answerPlainly(socket: Socket, status: number): void {
  if (!socket.writable) return void socket.destroy();
  const lines = Object.entries(PLAIN_HEADERS).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines.join("")}\r\n`);
  hangUp(socket);
}

/**
 * Ends a connection that no parser reads any more. What still comes is dropped, or the client's own end would never be seen;
 * and who doesn't end it is cut, because nothing else watches such a connection.
 */
function hangUp(socket: Socket): void {
  if (socket.destroyed) return;
  socket.end();
  socket.resume();
  const cut = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once("close", () => clearTimeout(cut));
}

/** {@linkcode answerPlainly} where the request can be read, and others may be answered before it. */
export function respondPlainly(res: ServerResponse, status: number): void {
  for (const [name, value] of Object.entries(PLAIN_HEADERS)) res.setHeader(name, value);
  res.writeHead(status).end();
}

function headerLines(response: Response): [string, string][] {
  return [...response.headers].filter(([name]) => !CONNECTION_HEADERS.has(name));
}

function hasNoBody(method: string | undefined, status: number): boolean {
  return method === "HEAD" || status === 204 || status === 304 || status < 200;
}

async function drop(response: Response): Promise<void> {
  await response.body?.cancel();
}

async function pump(response: Response, out: Writable, patience: Patience): Promise<void> {
  if (out.destroyed) return await drop(response);
  if (response.body === null) return void out.end();
  const reader = response.body.getReader();
  // Cancelling ends a pending read, so a source that never yields again is let go when the client is.
  const onClose = () => void reader.cancel(new DOMException("The client went away", "AbortError"));
  out.once("close", onClose);
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      if (!out.write(next.value)) await patience.during(drainedOrClosed(out), () => out.destroy());
    }
  } finally {
    out.off("close", onClose);
  }
  if (!out.destroyed) out.end();
}

function drainedOrClosed(out: Writable): Promise<void> {
  if (out.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const settle = () => {
      out.off("drain", settle).off("close", settle);
      resolve();
    };
    out.on("drain", settle).on("close", settle);
  });
}
