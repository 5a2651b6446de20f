import { CloseCode } from "../../protocol/close_code.ts";
import { parseSessionId, type SessionId } from "../../protocol/ids.ts";
import type { IceSetup } from "../../protocol/signaling_message.ts";
import { type ApiErrorCode, errorResponse } from "../http/api_response.ts";
import type { ServerClock } from "../clock.ts";
import { retryReason } from "./close_reason.ts";
import type { ServerConfig } from "../config.ts";
import type { ServerCounts } from "../counts.ts";
import {
  JOIN_DEADLINE_MS,
  MIN_RECONNECT_SPREAD_MS,
  RECONNECTS_PER_SECOND,
  REJOINS_AT_ONCE,
  RESTART_MS,
  SHUTDOWN_MS,
  SOCKET_REFILL_SECONDS,
} from "../limits.ts";
import type { Logger } from "../log.ts";
import { NetworkCounts } from "../http/network_counts.ts";
import { NetworkRates } from "../http/network_rates.ts";
import { isOwnOrigin } from "../http/origin.ts";
import type { SessionRegistry } from "../sessions/session_registry.ts";
import type { SignalRelay } from "../sessions/signal_relay.ts";
import { type SignalingContext, SignalingSession } from "./signaling_session.ts";
import { JoinRates } from "./join_rates.ts";
import type { SocketEvents, SocketPort } from "./socket_port.ts";

/** What is known of a request that asks for a signaling socket. */
export interface UpgradeRequest {
  readonly url: URL;
  readonly origin: string | null;
  /** The session id in the path, unchecked. */
  readonly id: string | undefined;
  /** Whom to count it for (`addressKey`). */
  readonly address: string;
}

/** Whether to upgrade a request, and for which session. */
export type Admission =
  | { readonly admitted: true; readonly sessionId: SessionId }
  | { readonly admitted: false; readonly response: Response };

/** What the signaling server is made of. */
export interface SignalingParts {
  readonly config: ServerConfig;
  readonly clock: ServerClock;
  readonly logger: Logger;
  readonly counts: ServerCounts;
  readonly registry: SessionRegistry;
  readonly relay: SignalRelay;
  /** Sessions that addresses may still make, in whatever way. */
  readonly registrations: NetworkRates;
  /** What to tell a peer; `user` is its name at the TURN server. */
  readonly iceSetup: (user: string) => IceSetup;
}

/** All signaling sockets of this process: lets them in, counts them, ends them. */
export class SignalingServer {
  readonly #parts: SignalingParts;
  readonly #context: SignalingContext;
  readonly #upgrades: NetworkRates;
  readonly #joins: JoinRates;

  /** Sockets not yet closed. */
  readonly #sessions = new Set<SignalingSession>();
  readonly #held: NetworkCounts;
  /** When each must have joined. All have the same time to do so, so the first to join is in front. */
  readonly #deadlines = new Map<SignalingSession, number>();

  #isDraining = false;
  #onLastClosed: (() => void) | undefined;

  constructor(parts: SignalingParts) {
    const { config: { limits }, clock, registrations } = parts;
    this.#parts = parts;
    this.#context = {
      ...parts,
      now: () => clock.now(),
      messagesPerSecond: limits.messagesPerSecond,
    };
    this.#joins = new JoinRates(clock, registrations);
    this.#held = new NetworkCounts(limits.maxSocketsPerAddress);
    this.#upgrades = new NetworkRates({
      burst: limits.maxSocketsPerAddress,
      perSecond: limits.maxSocketsPerAddress / SOCKET_REFILL_SECONDS,
    });
  }

  /** Sockets not yet closed. */
  get sockets(): number {
    return this.#sessions.size;
  }

  /** Whether {@linkcode shutdown} has begun. */
  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** Decides about a request before it is upgraded, so that a refusal costs no socket. */
  admit({ url, origin, id, address }: UpgradeRequest): Admission {
    const { config: { publicOrigin, limits }, clock } = this.#parts;
    const sessionId = parseSessionId(id);
    if (!isOwnOrigin(origin, url, publicOrigin)) {
      return this.#refuse("forbidden-origin");
    }
    if (!sessionId) return this.#refuse("session-unknown");
    if (this.#isDraining) return this.#refuse("shutting-down", 1);
    if (this.#sessions.size >= limits.maxSockets) {
      return this.#refuse("server-full", SOCKET_REFILL_SECONDS);
    }
    if (!this.#held.hasRoom(address)) {
      return this.#refuse("too-many-requests", SOCKET_REFILL_SECONDS);
    }
    const now = clock.now();
    if (!this.#upgrades.take(address, now)) {
      const waitMs = this.#upgrades.waitMs(address, now);
      return this.#refuse("too-many-requests", waitMs / 1000);
    }
    return { admitted: true, sessionId };
  }

  /** Takes over the socket of an admitted request. Call it before anything else is awaited. */
  accept(
    socket: SocketPort,
    { sessionId, address }: {
      readonly sessionId: SessionId;
      readonly address: string;
    },
  ): SocketEvents {
    const { clock } = this.#parts;
    const joins = this.#joins.of(address);
    const session = new SignalingSession(socket, { sessionId, joins }, this.#context);
    this.#sessions.add(session);
    this.#deadlines.set(session, clock.now() + JOIN_DEADLINE_MS);
    this.#held.add(address);
    return {
      message: (data) => session.receive(data),
      closed: () => {
        session.disconnected();
        this.#release(session, address);
      },
    };
  }

  /** Resolves once every socket has dealt with what it received so far. */
  async settled(): Promise<void> {
    await Promise.all([...this.#sessions].map((session) => session.settled()));
  }

  /** Says again who is here, after the store was away. */
  async rejoin(): Promise<void> {
    // Owners first: where the store forgot everything, a guest finds no session before its owner.
    for (const role of ["owner", "guest"] as const) {
      const members = [...this.#sessions].filter((session) => session.role === role);
      for (let from = 0; from < members.length; from += REJOINS_AT_ONCE) {
        const some = members.slice(from, from + REJOINS_AT_ONCE);
        await Promise.all(some.map((session) => session.rejoin()));
      }
    }
  }

  /** Ends whatever is over its time. */
  async sweep(): Promise<void> {
    const { clock, registry, relay } = this.#parts;
    const now = clock.now();
    for (const [session, deadline] of this.#deadlines) {
      if (session.awaitsJoin && deadline > now) break;
      this.#deadlines.delete(session);
      if (session.awaitsJoin) session.close(CloseCode.joinTimeout);
    }
    this.#upgrades.sweep(now);
    this.#joins.sweep();
    const { ended, departed } = await registry.expire();
    for (const { members } of ended) {
      const event = { type: "close", code: CloseCode.sessionEnded } as const;
      await Promise.all(
        members.map(({ connection }) => relay.publish(connection, event)),
      );
    }
    for (const { member, told } of departed) {
      const event = { type: "peer-left", member } as const;
      await Promise.all(told.map(({ connection }) => relay.publish(connection, event)));
    }
  }

  /**
   * Refuses new sockets, closes all others with a hint when to come back, and waits until they are
   * gone, but not longer than `SHUTDOWN_MS`.
   */
  async shutdown(): Promise<void> {
    this.#isDraining = true;
    const spreadMs = Math.max(
      MIN_RECONNECT_SPREAD_MS,
      this.#sessions.size / RECONNECTS_PER_SECOND * 1000,
    );
    const sessions = [...this.#sessions];
    for (const session of sessions) {
      const reason = retryReason(RESTART_MS + Math.random() * spreadMs);
      session.close(CloseCode.serviceRestart, reason);
    }
    if (sessions.length === 0) return;
    const lastClosed = Promise.withResolvers<void>();
    const deadline = Promise.withResolvers<void>();
    this.#onLastClosed = lastClosed.resolve;
    const cancel = this.#parts.clock.after(SHUTDOWN_MS, deadline.resolve);
    const left = Promise.all(sessions.map((session) => session.settled()));
    await Promise.race([Promise.all([lastClosed.promise, left]), deadline.promise]);
    cancel();
  }

  #refuse(code: ApiErrorCode, retryAfterSeconds?: number): Admission {
    this.#parts.counts.countRefusal(code);
    return { admitted: false, response: errorResponse(code, retryAfterSeconds) };
  }

  #release(session: SignalingSession, address: string): void {
    if (!this.#sessions.delete(session)) return;
    this.#deadlines.delete(session);
    this.#held.remove(address);
    if (this.#sessions.size === 0) this.#onLastClosed?.();
  }
}
