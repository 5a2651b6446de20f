import type { PeerId, Role, SessionId, SessionKind } from "../../protocol/ids.ts";

/** What a session is made with, and registered with again after a restart. */
export interface Registration {
  readonly sessionId: SessionId;
  readonly kind: SessionKind;
  /** SHA-256 of the token a guest has to show (`joinHashOf`). */
  readonly joinHash: string;
  /** Guests it takes at once; what it was registered with stays. */
  readonly maxGuests: number;
}

declare const brand: unique symbol;

/**
 * The server's own name for one socket, in any process: where to send events for it. A peer has a
 * new one after each reconnect, so what concerns its former socket can't be taken for the present
 * one, in whatever order it arrives.
 */
export type ConnectionId = string & { readonly [brand]: "ConnectionId" };

/** A connection id nobody has. */
export function newConnectionId(): ConnectionId {
  return crypto.randomUUID() as string as ConnectionId;
}

/** A peer with a socket in a session. */
export interface Member {
  readonly peerId: PeerId;
  readonly role: Role;
  readonly connection: ConnectionId;
}

/** A member and where it is one. */
export interface Membership extends Member {
  readonly sessionId: SessionId;
}

/** What came of {@linkcode SessionRegistry.create}. */
export type CreateOutcome =
  | { readonly outcome: "created"; readonly expiresInMs: number }
  /** Every session held has its owner present. */
  | { readonly outcome: "registry-full" };

/** Who wants to join. The caller has already checked that an owner's token makes this session id. */
export type JoinRequest =
  & Membership
  & (
    /** `mayRegister` says whether a session that isn't known may be registered. */
    | ({ readonly role: "owner"; readonly mayRegister: boolean } & Registration)
    /**
     * `joinHash` is the hash of the token the guest showed; `replaces` the peer whose seat it
     * takes, because both are pages of one tab.
     */
    | { readonly role: "guest"; readonly joinHash: string; readonly replaces?: PeerId }
  );

/** What came of {@linkcode SessionRegistry.join}. */
export type JoinOutcome =
  | {
    readonly outcome: "joined";
    readonly kind: SessionKind;
    /** Guests the session takes at once. */
    readonly maxGuests: number;
    /** The members of the other role, with sockets: those the new one may talk to. */
    readonly peers: readonly Member[];
    /**
     * Whose seat this one took while its socket was still there: the same peer's, that of the
     * owner under another peer id, as a session has one owner, or that of the guest it replaces.
     */
    readonly replaced: Member | undefined;
    readonly expiresInMs: number;
    /** Whether nobody knew the session before: an owner's join has registered it. */
    readonly registered: boolean;
  }
  | { readonly outcome: "unknown-session" }
  | { readonly outcome: "wrong-key" }
  | { readonly outcome: "session-full" }
  | { readonly outcome: "registry-full" };

/** A session that is over, with the members still to be told. */
export interface EndedSession {
  readonly sessionId: SessionId;
  readonly members: readonly Member[];
}

/** A member whose socket went with the process that held it, and whom to tell. */
export interface Departure {
  readonly member: Member;
  readonly told: readonly Member[];
}

/** What {@linkcode SessionRegistry.expire} removed. */
export interface Expired {
  /** Sessions that had members with sockets. */
  readonly ended: readonly EndedSession[];
  readonly departed: readonly Departure[];
}

/** Who is there: both, or who is waited for. */
export type SessionState =
  | "waiting-for-owner"
  | "waiting-for-guest"
  | "connected";

/** Who is there, of an owner and so many guests. */
export function sessionState(hasOwner: boolean, guests: number): SessionState {
  if (!hasOwner) return "waiting-for-owner";
  return guests === 0 ? "waiting-for-guest" : "connected";
}

/** What anybody who knows a session's id may learn. Durations, because clocks differ. */
export interface SessionDescription {
  readonly sessionId: SessionId;
  readonly kind: SessionKind;
  readonly state: SessionState;
  /** Members with a socket. */
  readonly peers: number;
  readonly ageMs: number;
  readonly expiresInMs: number;
}

/**
 * Who is in which session, who may join, and when it ends. It holds no sockets, so it can live
 * outside the process; `sessionRegistryContract` is the test suite every implementation passes. One
 * that does rejects with `StoreUnavailable` where it can't be asked.
 *
 * A session ends when its owner says so, when its owner has been without a socket for
 * `OWNER_ABSENCE_MS`, and `SESSION_LIFETIME_MS` after it was registered.
 */
export interface SessionRegistry {
  /**
   * Registers a new session. Where the registry is full, the session whose owner has been away for
   * longest is evicted; {@linkcode expire} reports it.
   */
  create(registration: Registration): Promise<CreateOutcome>;

  /**
   * Takes a seat in a session, atomically: of two peers that join at the same time, exactly one
   * finds the other in its `peers`. A peer that is a member already keeps its seat with its new
   * connection. An owner registers an unknown session again, if it may: the server may have been
   * restarted.
   */
  join(request: JoinRequest): Promise<JoinOutcome>;

  /**
   * Notes that the socket of a membership is gone. A guest's seat is kept for `GUEST_GRACE_MS`
   * after `"disconnected"` and free at once after `"for-good"`.
   *
   * @returns the members to tell; none where a later connection replaced this one.
   */
  leave(
    membership: Membership,
    how: "disconnected" | "for-good",
  ): Promise<readonly Member[]>;

  /**
   * Ends a session on behalf of its owner.
   *
   * @returns the guests to tell; none where this isn't the owner's present connection.
   */
  end(membership: Membership): Promise<readonly Member[]>;

  /**
   * Removes what is over: sessions by age, or by eviction since the last call, and members whose
   * process has died. Sessions past their end count as unknown also before this is called. Of
   * several processes that share a registry, one is told of each.
   */
  expire(): Promise<Expired>;

  /**
   * Describes a session that can still be joined by a new guest; `undefined` for an unknown, an
   * expired and a full one alike, so that the answer tells nothing apart.
   */
  describe(sessionId: SessionId): Promise<SessionDescription | undefined>;
}
