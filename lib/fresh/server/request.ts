import type { IncomingMessage } from "node:http";
import type { ConnInfo } from "../context.ts";
import { isHost } from "../request_url.ts";
import { addressOf } from "./admission.ts";

/**
 * Makes a `Request` of what `node:http` received. When it can't be one, the status to answer with: 400 for a target that is
 * no path, a method the Fetch standard forbids, or what a proxy may have read otherwise; 431 for more headers than
 * `maxHeaders`.
 */
export function toRequest(
  req: IncomingMessage,
  signal: AbortSignal,
  { maxHeaders, isUpgrade = false }: { readonly maxHeaders: number; readonly isUpgrade?: boolean },
): Request | 400 | 431 {
  if (req.rawHeaders.length > 2 * maxHeaders) return 431;
  const method = req.method ?? "GET";
  const url = isUnambiguous(req) ? targetUrl(req) : undefined;
  if (url === undefined || ["CONNECT", "TRACE", "TRACK"].includes(method.toUpperCase())) {
    return 400;
  }
  // Behind a request for an upgrade nobody parses a body: whoever read it would wait for ever.
  const hasBody = !isUpgrade && method !== "GET" && method !== "HEAD" &&
    (req.headers["transfer-encoding"] !== undefined ||
      Number(req.headers["content-length"] ?? 0) > 0);
  const body = hasBody ? bodyStream(req) : null;
  return new Request(url, { method, headers: headersOf(req), body, signal });
}

/** Who is at the other end, in the shape `Deno.serve` gives. */
export function connInfo(req: IncomingMessage, completed: Promise<void>): ConnInfo {
  const { socket } = req;
  const { remotePort: port = 0 } = socket;
  return { remoteAddr: { transport: "tcp", hostname: addressOf(socket), port }, completed };
}

/**
 * Whether a proxy in front read the same as we do: HTTP/1.1 asks for exactly one host, of two it may have gone by the other,
 * and HTTP/1.0 knows no chunks (RFC 9112 §3.2 and §6.1).
 */
function isUnambiguous({ httpVersion, headers, rawHeaders }: IncomingMessage): boolean {
  const hosts = rawHeaders.filter((name, index) =>
    index % 2 === 0 && name.toLowerCase() === "host"
  );
  return httpVersion === "1.0"
    ? hosts.length <= 1 && headers["transfer-encoding"] === undefined
    : hosts.length === 1;
}

function targetUrl(req: IncomingMessage): string | undefined {
  const target = req.url ?? "";
  const header = req.headers.host ?? "";
  const origin = `http://${isHost(header) ? header : "localhost"}`;
  if (target.startsWith("/")) {
    // Concatenated, not resolved: `//evil/x` must stay a path.
    const url = `${origin}${target}`;
    return URL.canParse(url) ? url : undefined;
  }
  const absolute = URL.canParse(target) ? new URL(target) : undefined;
  if (absolute === undefined || !/^https?:$/.test(absolute.protocol)) return undefined;
  return `${origin}${absolute.pathname}${absolute.search}`;
}

function headersOf(req: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  return headers;
}

/** The body as a stream that reads from the connection only as fast as it is read itself. */
function bodyStream(req: IncomingMessage): ReadableStream<Uint8Array<ArrayBuffer>> {
  let ended = false;
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      const end = (finish: () => void) => {
        if (ended) return;
        ended = true;
        finish();
      };
      req.on("data", (chunk: Uint8Array) => {
        if (ended) return;
        controller.enqueue(Uint8Array.from(chunk));
        if ((controller.desiredSize ?? 0) <= 0) req.pause();
      });
      req.once("end", () => end(() => controller.close()));
      req.once("error", (error) => end(() => controller.error(error)));
      req.once(
        "close",
        () => end(() => controller.error(new DOMException("The client went away", "AbortError"))),
      );
      req.pause();
    },
    pull: () => void req.resume(),
    cancel() {
      ended = true;
      // What still arrives is dropped; the answer closes the connection, see writeResponse.
      req.resume();
    },
  });
}
