import type { PeerSession } from "../../peer/peer_session.ts";

/**
 * How far a guest is on its way to the owner of a session.
 *
 * ```
 *             ┌────── server-lost ───────┬─────────────────┐
 *             ▼                          │                 │
 *   join ─▶ looking ──introducing──▶ introducing ──met──▶ met ◀─┐ another peer
 *             │                        │      ▲            │ │ └─┘
 *            away                     away  introducing    │ │
 *             │                        ▼      │            │ │
 *             └─────────────────────▶ away ◀──┴── gone ────┘ │
 *                                      ▲                     │
 *           rejoining (as looking) ────┘    ◀──── broken ────┘
 *
 *   any but met ──closed──▶ over ◀──ended── any
 *   over (where the owner may return) ──proven──▶ introducing
 * ```
 *
 * Only the connection itself says that it is no more: what the server says of an owner that was met,
 * or of the session, changes nothing.
 */
export type GuestConnection<Peer = PeerSession> =
  /** On the way into the session, or to the server that was lost. */
  | { readonly kind: "looking" }
  /** The owner is in the session, and isn't met yet. */
  | { readonly kind: "introducing"; readonly isAgain: boolean }
  /** The page goes by what this peer says. */
  | { readonly kind: "met"; readonly peer: Peer }
  /** In the session, and the owner isn't. */
  | { readonly kind: "away"; readonly isAgain: boolean }
  /** On the way into the session once more, because the connection broke. */
  | { readonly kind: "rejoining" }
  /** The page has told how it ended. */
  | {
    readonly kind: "over";
    /** Who was met, and may still be told why. */
    readonly peer: Peer | undefined;
    /** Whether the page goes on as soon as its owner is back. */
    readonly mayReturn: boolean;
  };

/** What can happen to a guest's connection. */
export type GuestConnectionEvent<Peer = PeerSession> =
  /** The page begins, or its reader wants it to begin again. */
  | { readonly type: "join" }
  /** The server says that the owner is in the session, or an introduction begins. */
  | { readonly type: "introducing" }
  /** The server says that the owner isn't in the session. */
  | { readonly type: "away" }
  | { readonly type: "server-lost" }
  /** Whoever was introduced is the owner, and can be reached. */
  | { readonly type: "proven" }
  | { readonly type: "met"; readonly peer: Peer }
  /** The connection is no more, and the owner may come by another one. */
  | { readonly type: "gone" }
  /** The connection is past repair: the page makes another one by joining again. */
  | { readonly type: "broken" }
  /** The server ended the session. */
  | { readonly type: "closed" }
  | { readonly type: "ended"; readonly mayReturn: boolean };

/** The connection before the page joins. */
export const GUEST_START = { kind: "looking" } as const satisfies GuestConnection;

const REJOINING = { kind: "rejoining" } as const satisfies GuestConnection;

/**
 * The next state; an event that means nothing in a state leaves the very same.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const away = nextGuestConnection(GUEST_START, { type: "away" });
 * assert.equal(away.kind, "away");
 * assert.equal(nextGuestConnection(away, { type: "introducing" }).kind, "introducing");
 * ```
 */
export function nextGuestConnection<Peer>(
  state: GuestConnection<Peer>,
  event: GuestConnectionEvent<Peer>,
): GuestConnection<Peer> {
  if (event.type === "join") return GUEST_START;
  if (state.kind === "over") {
    return event.type === "proven" && state.mayReturn
      ? { kind: "introducing", isAgain: false }
      : state;
  }
  const peer = state.kind === "met" ? state.peer : undefined;
  // Whoever joined again because the connection broke, does so until the owner is proven again.
  const isAgain = state === REJOINING || "isAgain" in state && state.isAgain;
  switch (event.type) {
    case "introducing":
    case "away":
      return peer || state.kind === event.type ? state : { kind: event.type, isAgain };
    case "server-lost":
      return peer ? state : isAgain ? REJOINING : GUEST_START;
    case "proven":
      return peer || state.kind === "introducing" && !isAgain
        ? state
        : { kind: "introducing", isAgain: false };
    case "met":
      return peer === event.peer ? state : { kind: "met", peer: event.peer };
    case "gone":
      return state.kind === "away" ? state : { kind: "away", isAgain: false };
    case "broken":
      return REJOINING;
    case "closed":
      return peer ? state : { kind: "over", peer, mayReturn: false };
    case "ended":
      return { kind: "over", peer, mayReturn: event.mayReturn };
  }
}
