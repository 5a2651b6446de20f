import type { PeerId, SessionId, SessionKind } from "../../protocol/ids.ts";
import type { ServerClock } from "../clock.ts";
import {
  GUEST_GRACE_MS,
  MAX_EXPIRED_PER_SWEEP,
  OWNER_ABSENCE_MS,
  SESSION_LIFETIME_MS,
} from "../limits.ts";
import {
  type ConnectionId,
  type CreateOutcome,
  type EndedSession,
  type Expired,
  type JoinOutcome,
  type JoinRequest,
  type Member,
  type Membership,
  type Registration,
  type SessionDescription,
  type SessionRegistry,
  sessionState,
} from "./session_registry.ts";

interface Seat {
  readonly connection: ConnectionId;
  /** When the guest's socket went; `undefined` while it has one. */
  goneAt: number | undefined;
}

/** Few and small members: a million of these have to fit in 400 MB. Times are whole milliseconds. */
interface Session {
  readonly id: SessionId;
  readonly kind: SessionKind;
  readonly joinHash: string;
  readonly maxGuests: number;
  readonly createdAt: number;
  /** When the owner's last socket went, or else the creation. Counts only without an owner. */
  ownerGoneAt: number;
  /** The owner while it has a socket. */
  owner: Member | undefined;
  guests: Map<PeerId, Seat> | undefined;
}

/** Sessions of this process, forgotten with it; their owners then register them again. */
export class MemorySessionRegistry implements SessionRegistry {
  readonly #clock: Pick<ServerClock, "now">;
  readonly #maxSessions: number;

  // Both maps keep the order of insertion, which is the order of expiry, because all lifetimes in
  // one map are equal. So whatever is over stands in front, and nothing is ever searched for.
  /** Every session, the oldest first. */
  readonly #sessions = new Map<SessionId, Session>();
  /** Those whose owner has no socket, the one longest without first. */
  readonly #ownerless = new Map<SessionId, Session>();

  #ended: EndedSession[] = [];

  constructor({ clock, maxSessions }: {
    readonly clock: Pick<ServerClock, "now">;
    readonly maxSessions: number;
  }) {
    this.#clock = clock;
    this.#maxSessions = maxSessions;
  }

  /** Sessions held, among them up to a sweep's worth of expired ones. */
  get size(): number {
    return this.#sessions.size;
  }

  // Each method runs to its end without waiting, which is what makes it atomic.
  // deno-lint-ignore require-await
  async create(registration: Registration): Promise<CreateOutcome> {
    const session = this.#register(registration);
    if (!session) return { outcome: "registry-full" };
    return { outcome: "created", expiresInMs: this.#expiresInMs(session) };
  }

  // deno-lint-ignore require-await
  async join(request: JoinRequest): Promise<JoinOutcome> {
    const known = this.#find(request.sessionId);
    if (request.role === "guest") {
      if (!known) return { outcome: "unknown-session" };
      // An early exit of the comparison tells how two SHA-256 outputs begin, and nobody can
      // choose a token by how its hash begins.
      if (request.joinHash !== known.joinHash) return { outcome: "wrong-key" };
      return this.#seatGuest(known, request);
    }
    if (
      known &&
      (known.joinHash !== request.joinHash || known.kind !== request.kind)
    ) {
      return { outcome: "wrong-key" };
    }
    if (!known && !request.mayRegister) return { outcome: "unknown-session" };
    const session = known ?? this.#register(request);
    if (!session) return { outcome: "registry-full" };
    return this.#seatOwner(session, request, session !== known);
  }

  // deno-lint-ignore require-await
  async leave(
    membership: Membership,
    how: "disconnected" | "for-good",
  ): Promise<readonly Member[]> {
    const session = this.#sessions.get(membership.sessionId);
    if (!session || !isCurrent(session, membership)) return [];
    const now = this.#now();
    if (membership.role === "owner") {
      session.owner = undefined;
      session.ownerGoneAt = now;
      this.#ownerless.set(session.id, session);
      return guestsOf(session);
    }
    const seat = session.guests?.get(membership.peerId);
    if (seat && how === "disconnected") seat.goneAt = now;
    else session.guests?.delete(membership.peerId);
    return ownersOf(session);
  }

  // deno-lint-ignore require-await
  async end(membership: Membership): Promise<readonly Member[]> {
    const session = this.#sessions.get(membership.sessionId);
    if (
      !session || membership.role !== "owner" || !isCurrent(session, membership)
    ) return [];
    this.#forget(session);
    return guestsOf(session);
  }

  // deno-lint-ignore require-await
  async expire(): Promise<Expired> {
    let budget = MAX_EXPIRED_PER_SWEEP;
    for (const inOrder of [this.#ownerless, this.#sessions]) {
      for (const session of inOrder.values()) {
        if (this.#expiresInMs(session) > 0 || --budget < 0) break;
        this.#drop(session);
      }
    }
    const ended = this.#ended;
    this.#ended = [];
    return { ended, departed: [] };
  }

  // deno-lint-ignore require-await
  async describe(
    sessionId: SessionId,
  ): Promise<SessionDescription | undefined> {
    const session = this.#find(sessionId);
    if (!session || this.#isFull(session)) return undefined;
    const guests = guestsOf(session).length;
    return {
      sessionId,
      kind: session.kind,
      state: sessionState(session.owner !== undefined, guests),
      peers: guests + ownersOf(session).length,
      ageMs: this.#now() - session.createdAt,
      expiresInMs: this.#expiresInMs(session),
    };
  }

  #seatOwner(
    session: Session,
    { peerId, connection }: Membership,
    registered: boolean,
  ): JoinOutcome {
    // One token can't be both ends of a pair: the peer would talk to itself.
    if (session.guests?.has(peerId)) return { outcome: "wrong-key" };
    const replaced = session.owner;
    session.owner = { peerId, role: "owner", connection };
    this.#ownerless.delete(session.id);
    return this.#joined(session, guestsOf(session), replaced, registered);
  }

  #seatGuest(
    session: Session,
    { peerId, connection, replaces = peerId }: Membership & { readonly replaces?: PeerId },
  ): JoinOutcome {
    if (session.owner?.peerId === peerId) return { outcome: "wrong-key" };
    const former = session.guests?.has(peerId) ? peerId : replaces;
    const seat = session.guests?.get(former);
    if (!seat && this.#isFull(session)) return { outcome: "session-full" };
    const replaced = seat && memberOf(former, seat);
    session.guests ??= new Map();
    session.guests.delete(former);
    session.guests.set(peerId, { connection, goneAt: undefined });
    return this.#joined(session, ownersOf(session), replaced);
  }

  #joined(
    session: Session,
    peers: readonly Member[],
    replaced: Member | undefined,
    registered = false,
  ): JoinOutcome {
    return {
      outcome: "joined",
      kind: session.kind,
      maxGuests: session.maxGuests,
      peers,
      replaced,
      expiresInMs: this.#expiresInMs(session),
      registered,
    };
  }

  /** Whether every seat is taken, after seats whose grace is over have been freed. */
  #isFull({ maxGuests, guests }: Session): boolean {
    if (!guests || guests.size < maxGuests) return false;
    const now = this.#now();
    for (const [peerId, { goneAt }] of guests) {
      if (goneAt !== undefined && now - goneAt >= GUEST_GRACE_MS) {
        guests.delete(peerId);
      }
    }
    return guests.size >= maxGuests;
  }

  #register({ sessionId, kind, joinHash, maxGuests }: Registration): Session | undefined {
    if (this.#sessions.size >= this.#maxSessions) {
      const [longestOwnerless] = this.#ownerless.values();
      if (!longestOwnerless) return undefined;
      this.#drop(longestOwnerless);
    }
    const now = this.#now();
    const session: Session = {
      id: sessionId,
      kind,
      joinHash,
      maxGuests,
      createdAt: now,
      ownerGoneAt: now,
      owner: undefined,
      guests: undefined,
    };
    this.#sessions.set(sessionId, session);
    this.#ownerless.set(sessionId, session);
    return session;
  }

  /** The session where it isn't over. */
  #find(sessionId: SessionId): Session | undefined {
    const session = this.#sessions.get(sessionId);
    if (!session || this.#expiresInMs(session) > 0) return session;
    this.#drop(session);
    return undefined;
  }

  #drop(session: Session): void {
    this.#forget(session);
    const members = [...ownersOf(session), ...guestsOf(session)];
    if (members.length > 0) {
      this.#ended.push({ sessionId: session.id, members });
    }
  }

  #forget(session: Session): void {
    this.#sessions.delete(session.id);
    this.#ownerless.delete(session.id);
  }

  #expiresInMs({ createdAt, owner, ownerGoneAt }: Session): number {
    const lifetimeEnd = createdAt + SESSION_LIFETIME_MS;
    const end = owner ? lifetimeEnd : Math.min(lifetimeEnd, ownerGoneAt + OWNER_ABSENCE_MS);
    return Math.max(0, end - this.#now());
  }

  /** Whole milliseconds: V8 stores those in place, and every fraction in an object of its own. */
  #now(): number {
    return Math.floor(this.#clock.now());
  }
}

function isCurrent(
  { owner, guests }: Session,
  { peerId, role, connection }: Membership,
): boolean {
  const current = role === "owner" ? owner : guests?.get(peerId);
  return current?.connection === connection;
}

function ownersOf({ owner }: Session): Member[] {
  return owner ? [owner] : [];
}

function guestsOf({ guests }: Session): Member[] {
  const members: Member[] = [];
  for (const [peerId, seat] of guests ?? []) {
    const member = memberOf(peerId, seat);
    if (member) members.push(member);
  }
  return members;
}

/** The guest on a seat, while it has a socket. */
function memberOf(
  peerId: PeerId,
  { connection, goneAt }: Seat,
): Member | undefined {
  return goneAt === undefined ? { peerId, role: "guest", connection } : undefined;
}
