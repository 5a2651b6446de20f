import type { FailureReason } from "../../protocol/failure.ts";
import { UNKNOWN_MS } from "./gone_within.ts";

/**
 * A heartbeat of a background tab is late by the time that any network takes: time to look for
 * another path, of which nobody needs to be told. SCTP sends again 0.4, 1.2 and 2.8 s after the path
 * broke, and next at 5.8 s: who mends it before the third try goes on three seconds sooner.
 */
const DOUBT_MS = 1_250;

/** Two of them missed, and half a second for the network: the reader sees "reconnecting". */
const SUSPECT_MS = 2_500;

/**
 * Silence after which the server's word counts that the peer is gone. A peer that only changed its
 * network comes back to the server sooner, and is listed again.
 */
const LEFT_MS = 4_000;

/**
 * Silence before the server sees a peer go that means that its socket wasn't closed but given up. A
 * killed tab's closes at once; pings that nobody answers take the server 10 s and more.
 */
export const ASLEEP_MS = 6_000;

/** {@linkcode UNKNOWN_MS} where the server isn't known to be down: this side may be the one without a network. */
const OFFLINE_MS = 60_000;

/** Even a peer that the server lists, or that sleeps, is given up some time: the longest outage to survive. */
const LISTED_MS = 10 * 60_000;

/** Ms from both descriptions to a connection: measured 3.3 s at 30 % loss, times six. */
export const CONNECT_MS = 20_000;

/** What the signaling client knows about the way to the peer. */
export interface SignalingView {
  readonly open: boolean;
  /** While not open: whether the server turns tries away, so it is the one that is gone. */
  readonly refused: boolean;
  /** Whether the peer is in the session, as far as the server last said. */
  readonly peerListed: boolean;
}

/** All that is known about the peer at one moment. */
export interface PeerEvidence extends SignalingView {
  /** Ms since the peer was heard, over the connection or, before there is one, the server. */
  readonly silentMs: number;
  /** Ms since both descriptions were set; 0 before. */
  readonly connectingMs: number;
  readonly iceConnectionState: RTCIceConnectionState;
  /**
   * Whether the server saw it go only long after it had fallen silent: then it wasn't a page that was
   * closed, whose socket closes with it. It sleeps, or has no network.
   */
  readonly fellAsleep?: boolean;
  readonly everConnected: boolean;
}

/** What to do about the peer. */
export type PeerVerdict =
  | { readonly kind: "ok" }
  /** Restart ICE, and show nothing: it may be a mere pause. */
  | { readonly kind: "doubtful" }
  /** Show "reconnecting" and restart ICE. */
  | { readonly kind: "interrupted" }
  | { readonly kind: "failed"; readonly reason: FailureReason };

/**
 * Judges a peer (design: "Moving bytes", heartbeat). The rule for readers: the other side knows
 * within {@linkcode GONE_WITHIN_MS} that a tab was closed or killed, and an outage of 12 s with a
 * living server doesn't end a transfer. Who can tell the two apart is the server, which sees the
 * socket of a killed tab close at once.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const outage = {
 *   silentMs: 12_000, connectingMs: 0, iceConnectionState: "disconnected",
 *   open: true, refused: false, peerListed: true, everConnected: true,
 * } as const;
 * assert.equal(judgePeer(outage).kind, "interrupted");
 * assert.deepEqual(judgePeer({ ...outage, peerListed: false }), {
 *   kind: "failed",
 *   reason: "peer-left",
 * });
 * ```
 */
export function judgePeer(evidence: PeerEvidence): PeerVerdict {
  const { silentMs, iceConnectionState, open, everConnected } = evidence;
  const hasLeft = open && !evidence.peerListed && !evidence.fellAsleep;
  if (hasLeft && silentMs >= LEFT_MS) return failed("peer-left");
  if (!everConnected) {
    return iceConnectionState === "failed" ||
        evidence.connectingMs >= CONNECT_MS
      ? failed("no-route")
      : { kind: "ok" };
  }
  if (silentMs >= patienceMs(evidence)) return failed("connection-lost");
  const isSuspect = silentMs >= SUSPECT_MS ||
    iceConnectionState === "disconnected" || iceConnectionState === "failed";
  if (isSuspect) return { kind: "interrupted" };
  return { kind: silentMs >= DOUBT_MS ? "doubtful" : "ok" };
}

function patienceMs({ open, refused }: PeerEvidence): number {
  if (open) return LISTED_MS;
  return refused ? UNKNOWN_MS : OFFLINE_MS;
}

function failed(reason: FailureReason): PeerVerdict {
  return { kind: "failed", reason };
}
