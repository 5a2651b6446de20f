import { parseSessionId, parseSessionKind, type SessionKind } from "../protocol/ids.ts";
import { parseJsonObject } from "../protocol/parse.ts";
import { isToken } from "../protocol/signaling_message.ts";
import { errorResponse, jsonResponse } from "./api_response.ts";
import type { Clock } from "./clock.ts";
import type { ServerConfig } from "./config.ts";
import { newOwnerToken, sessionIdOf } from "./derived_ids.ts";
import { MAX_REQUEST_BODY_BYTES, MAX_TRACKED_ADDRESSES } from "./limits.ts";
import { isOwnOrigin, publicOriginOf } from "./origin.ts";
import { readBoundedText } from "./request_body.ts";
import type { SessionRegistry } from "./session_registry.ts";
import { TokenBuckets } from "./token_bucket.ts";

/** Where each kind of session is joined. */
const PATHS: { readonly [Kind in SessionKind]: string } = {
  file: "/room/",
  screen: "/view/",
};

/** A request as the API sees it. */
export interface ApiRequest {
  readonly request: Request;
  /** The request's URL as the browser wrote it, also behind a proxy. */
  readonly url: URL;
  /** Whom to count it for (`addressKey`). */
  readonly address: string;
}

/** What the sessions API is made of. */
export interface SessionsApiParts {
  readonly config: ServerConfig;
  readonly clock: Clock;
  readonly registry: SessionRegistry;
  readonly isDraining: () => boolean;
}

/** `POST /sessions` and `GET /sessions/:id`. */
export class SessionsApi {
  readonly #parts: SessionsApiParts;
  readonly #creations: TokenBuckets;

  constructor(parts: SessionsApiParts) {
    const { sessionsPerMinute } = parts.config.limits;
    this.#parts = parts;
    this.#creations = new TokenBuckets({
      burst: sessionsPerMinute,
      perSecond: sessionsPerMinute / 60,
    }, MAX_TRACKED_ADDRESSES);
  }

  /** Makes a session. Whoever holds the `ownerToken` of the answer owns it; the server keeps no copy. */
  async create({ request, url, address }: ApiRequest): Promise<Response> {
    const { config: { publicOrigin }, clock, registry, isDraining } = this.#parts;
    const origin = request.headers.get("origin");
    // Programs send no Origin and may make sessions; pages of other sites do and may not.
    if (origin !== null && !isOwnOrigin(origin, url, publicOrigin)) {
      return errorResponse("forbidden-origin");
    }
    if (isDraining()) return errorResponse("shutting-down", 1);
    const now = clock.now();
    if (!this.#creations.take(address, now)) {
      const waitMs = this.#creations.waitMs(address, now);
      return errorResponse("too-many-requests", waitMs / 1000);
    }
    if (!isJson(request.headers.get("content-type"))) {
      return errorResponse("unsupported-media-type");
    }
    const body = await readBoundedText(request, MAX_REQUEST_BODY_BYTES);
    if (body === "too-large") return errorResponse("body-too-large");
    if (body === "unreadable") return errorResponse("malformed-request");
    const value = parseJsonObject(body.text);
    const kind = parseSessionKind(value?.kind);
    const joinHash = value?.joinHash;
    if (!kind || !isToken(joinHash)) return errorResponse("malformed-request");

    const ownerToken = newOwnerToken();
    const id = await sessionIdOf(ownerToken);
    const created = await registry.create({ sessionId: id, kind, joinHash });
    if (created.outcome === "registry-full") {
      return errorResponse("server-full", 60);
    }
    return jsonResponse({
      id,
      kind,
      url: publicOriginOf(url, publicOrigin) + PATHS[kind] + id,
      ownerToken,
      expiresAt: isoTime(clock.wallTime() + created.expiresInMs),
    }, { status: 201 });
  }

  /** Describes a session that can be joined. The answer to any other id is always the same. */
  async describe(id: string | undefined): Promise<Response> {
    const sessionId = parseSessionId(id);
    const session = sessionId &&
      await this.#parts.registry.describe(sessionId);
    if (!session) return errorResponse("session-unknown");
    const { kind, state, peers, ageMs, expiresInMs } = session;
    const now = this.#parts.clock.wallTime();
    return jsonResponse({
      id,
      kind,
      state,
      peers,
      createdAt: isoTime(now - ageMs),
      expiresAt: isoTime(now + expiresInMs),
    });
  }

  /** Forgets the rates of addresses that have been quiet. */
  sweep(): void {
    this.#creations.sweep(this.#parts.clock.now());
  }
}

function isJson(contentType: string | null): boolean {
  const [type = ""] = (contentType ?? "").split(";");
  return type.trim().toLowerCase() === "application/json";
}

function isoTime(wallTime: number): string {
  return new Date(wallTime).toISOString();
}
