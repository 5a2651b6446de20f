import { parseSessionId, parseSessionKind, sessionPath } from "../../protocol/ids.ts";
import { parseJsonObject } from "../../protocol/parse.ts";
import { is256Bits } from "../../protocol/base64url.ts";
import { isGuestCount } from "../../protocol/signaling_message.ts";
import { type ApiErrorCode, errorResponse, jsonResponse } from "./api_response.ts";
import type { ServerClock } from "../clock.ts";
import type { ServerConfig } from "../config.ts";
import type { ServerCounts } from "../counts.ts";
import { newOwnerToken, sessionIdOf } from "../sessions/derived_ids.ts";
import {
  DESCRIPTIONS_PER_MINUTE,
  guestLimit,
  MAX_REQUEST_BODY_BYTES,
  STORE_RETRY_SECONDS,
} from "../limits.ts";
import { NetworkRates } from "./network_rates.ts";
import { isOwnOrigin, publicOriginOf } from "./origin.ts";
import { readBoundedText } from "./request_body.ts";
import type { SessionRegistry } from "../sessions/session_registry.ts";
import { StoreUnavailable } from "../sessions/store_unavailable.ts";
import { perMinute } from "../token_bucket.ts";

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
  readonly clock: ServerClock;
  readonly registry: SessionRegistry;
  readonly counts: ServerCounts;
  /** Sessions that addresses may still make, in whatever way. */
  readonly registrations: NetworkRates;
  readonly isDraining: () => boolean;
}

/** `POST /sessions` and `GET /sessions/:id`. */
export class SessionsApi {
  readonly #parts: SessionsApiParts;
  readonly #descriptions = new NetworkRates(perMinute(DESCRIPTIONS_PER_MINUTE));

  constructor(parts: SessionsApiParts) {
    this.#parts = parts;
  }

  /** Makes a session. Whoever holds the `ownerToken` of the answer owns it; the server keeps no copy. */
  async create({ request, url, address }: ApiRequest): Promise<Response> {
    const { config, clock, registry, registrations, isDraining } = this.#parts;
    const { publicOrigin, basePath } = config;
    const origin = request.headers.get("origin");
    // Programs send no Origin and may make sessions; pages of other sites do and may not.
    if (origin !== null && !isOwnOrigin(origin, url, publicOrigin)) {
      return this.#refuse("forbidden-origin");
    }
    if (isDraining()) return this.#refuse("shutting-down", 1);
    const refused = this.#limit(registrations, address);
    if (refused) return refused;
    if (!isJson(request.headers.get("content-type"))) {
      return this.#refuse("unsupported-media-type");
    }
    const body = await readBoundedText(request, MAX_REQUEST_BODY_BYTES);
    if (body === "too-large") return this.#refuse("body-too-large");
    if (body === "unreadable") return this.#refuse("malformed-request");
    const value = parseJsonObject(body.text);
    const kind = parseSessionKind(value?.kind);
    const joinHash = value?.joinHash;
    const guests = value?.guests;
    if (!kind || !is256Bits(joinHash)) return this.#refuse("malformed-request");
    if (guests !== undefined && !isGuestCount(guests)) return this.#refuse("malformed-request");

    const ownerToken = newOwnerToken();
    const id = await sessionIdOf(ownerToken);
    const maxGuests = guestLimit(kind, guests);
    const created = await this.#ask(() =>
      registry.create({ sessionId: id, kind, joinHash, maxGuests })
    );
    if (created instanceof Response) return created;
    if (created.outcome === "registry-full") {
      return this.#refuse("server-full", 60);
    }
    return jsonResponse({
      id,
      kind,
      url: publicOriginOf(url, publicOrigin) + basePath + sessionPath(kind, id),
      ownerToken,
      expiresAt: isoTime(clock.wallTime() + created.expiresInMs),
    }, { status: 201 });
  }

  /** Describes a session that can be joined. The answer to any other id is always the same. */
  async describe(
    { id, address }: { readonly id: string | undefined; readonly address: string },
  ): Promise<Response> {
    const { clock, registry } = this.#parts;
    const refused = this.#limit(this.#descriptions, address);
    if (refused) return refused;
    const sessionId = parseSessionId(id);
    const session = sessionId && await this.#ask(() => registry.describe(sessionId));
    if (session instanceof Response) return session;
    if (!session) return errorResponse("session-unknown");
    const { kind, state, peers, ageMs, expiresInMs } = session;
    const now = clock.wallTime();
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
    const now = this.#parts.clock.now();
    this.#parts.registrations.sweep(now);
    this.#descriptions.sweep(now);
  }

  /** A refusal where an address has used up its rate. */
  #limit(rates: NetworkRates, address: string): Response | undefined {
    const now = this.#parts.clock.now();
    if (rates.take(address, now)) return undefined;
    return this.#refuse("too-many-requests", rates.waitMs(address, now) / 1000);
  }

  /** The registry's answer, or a refusal where it can't be asked. */
  async #ask<Answer>(question: () => Promise<Answer>): Promise<Answer | Response> {
    try {
      return await question();
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      return this.#refuse("store-unavailable", STORE_RETRY_SECONDS);
    }
  }

  #refuse(code: ApiErrorCode, retryAfterSeconds?: number): Response {
    this.#parts.counts.countRefusal(code);
    return errorResponse(code, retryAfterSeconds);
  }
}

function isJson(contentType: string | null): boolean {
  const [type = ""] = (contentType ?? "").split(";");
  return type.trim().toLowerCase() === "application/json";
}

function isoTime(wallTime: number): string {
  return new Date(wallTime).toISOString();
}
