import { FailureError } from "../protocol/failure.ts";
import {
  parseSessionId,
  parseSessionKind,
  type SessionId,
  type SessionKind,
  sessionPath,
} from "../protocol/ids.ts";
import { isRecord } from "../protocol/parse.ts";
import { is256Bits } from "../protocol/base64url.ts";

/** A session as `POST /sessions` made it. */
export interface CreatedSession {
  readonly id: SessionId;
  readonly kind: SessionKind;
  /**
   * The link without its key. Made here, by the page's own address: with the key behind it, one that the
   * server says could hand the key to anybody.
   */
  readonly url: string;
  /** Proves the owner to the server, and to a restarted one. */
  readonly ownerToken: string;
}

/** What a session is asked for with. */
export interface SessionRequest {
  readonly kind: SessionKind;
  /** The hash of the join token: all the server learns of the link's key. */
  readonly joinHash: string;
  /** How many guests it takes, where that isn't as many as usual. */
  readonly guests?: number;
}

/** The server is full or asks to slow down. */
export class ServerBusyError extends FailureError {
  /** Ms the server asks to wait; `undefined` where it doesn't say. */
  readonly retryAfterMs: number | undefined;

  constructor(retryAfterMs: number | undefined) {
    super("server-busy", "Cannot create a session: the server is busy");
    this.retryAfterMs = retryAfterMs;
  }
}

/** The outside world of {@linkcode createSession}. */
export interface SessionApiOptions {
  readonly fetch?: typeof fetch;
  /** The page's own. @default {location.origin} */
  readonly origin?: string;
  /** The path that the site is served below. @default {""} */
  readonly basePath?: string;
  readonly signal?: AbortSignal;
}

/**
 * Makes a session (design: "Sessions and signaling", `POST /sessions`).
 * @throws {ServerBusyError} for 429 and 503, with the server's `Retry-After`
 * @throws {FailureError} `server-unreachable` where no answer came or it isn't a session
 */
export async function createSession(
  request: SessionRequest,
  options: SessionApiOptions = {},
): Promise<CreatedSession> {
  const { fetch = globalThis.fetch, basePath = "", signal, origin = location.origin } = options;
  const response = await reach(
    fetch(`${basePath}/sessions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(request),
      ...(signal && { signal }),
    }),
    signal,
  );
  if (response.status === 429 || response.status === 503) {
    throw new ServerBusyError(retryAfterMs(response.headers));
  }
  const session = response.status === 201
    ? parseCreatedSession(await reach<unknown>(response.json(), signal))
    : undefined;
  if (!session || session.kind !== request.kind) {
    throw unreachable(`unexpected answer, status ${response.status}`);
  }
  return { ...session, url: origin + basePath + sessionPath(session.kind, session.id) };
}

/** Any way in which a request can end without JSON is the same to the reader: no server there. */
async function reach<Answer>(
  answer: Promise<Answer>,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  try {
    return await answer;
  } catch (cause) {
    signal?.throwIfAborted();
    throw unreachable("no answer in JSON", cause);
  }
}

function parseCreatedSession(value: unknown): Omit<CreatedSession, "url"> | undefined {
  if (!isRecord(value)) return undefined;
  const { ownerToken } = value;
  const id = parseSessionId(value.id);
  const kind = parseSessionKind(value.kind);
  return id && kind && is256Bits(ownerToken) ? { id, kind, ownerToken } : undefined;
}

/** `Retry-After` in seconds (RFC 9110 §10.2.3); its date form isn't used by this server. */
function retryAfterMs(headers: Headers): number | undefined {
  const text = headers.get("retry-after");
  return text && /^\d{1,5}$/.test(text) ? Number(text) * 1000 : undefined;
}

function unreachable(what: string, cause?: unknown): FailureError {
  return new FailureError(
    "server-unreachable",
    `Cannot create a session: ${what}`,
    { cause },
  );
}
