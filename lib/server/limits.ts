/**
 * Every bound of the server, each with its reason. Bounds that clients have to know as well are in
 * `lib/protocol/limits.ts`; those that `config.ts` lets the operator change are defaults here.
 * @module
 */

import type { SessionKind } from "../protocol/ids.ts";
import { MAX_RECIPIENTS, MAX_VIEWERS } from "../protocol/limits.ts";
import type { NetworkWidth } from "./http/networks.ts";

const KIB = 1024;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * Guests a session takes where its owner names no number. A file goes to one recipient, whom
 * the sender can name; a screen goes to all who may watch it.
 */
export const USUAL_GUESTS: { readonly [Kind in SessionKind]: number } = {
  file: 1,
  screen: MAX_VIEWERS,
};

/** Guests an owner may ask for. */
export const MAX_GUESTS: { readonly [Kind in SessionKind]: number } = {
  file: MAX_RECIPIENTS,
  screen: MAX_VIEWERS,
};

/** How many guests a session takes whose owner asks for so many, or names no number. */
export function guestLimit(kind: SessionKind, asked: number | undefined): number {
  return Math.min(asked ?? USUAL_GUESTS[kind], MAX_GUESTS[kind]);
}

/**
 * How long a session outlives its owner's absence, from its creation or from the owner's last
 * socket. Long enough for a closed laptop or a slow reboot; short enough that abandoned sessions
 * don't pile up.
 */
export const OWNER_ABSENCE_MS = 10 * MINUTE;

/** The longest life of a session: whoever needs a second day makes a second link. */
export const SESSION_LIFETIME_MS = 24 * HOUR;

/**
 * How long the seat of a guest whose socket dropped is kept. A reload or a WebSocket reconnect
 * takes under 10 s even on a bad phone network; a guest that is gone for good must not lock out
 * the next one for long.
 */
export const GUEST_GRACE_MS = 20 * SECOND;

/**
 * Sessions held at once. An idle one takes about 400 bytes, so a million is 400 MB, the memory of
 * the smallest machine we mean to run on. Beyond it the one abandoned longest is evicted.
 */
export const DEFAULT_MAX_SESSIONS = 1_000_000;

/**
 * Sockets held at once: at 14 KB each this is 230 MB, and it leaves 4,000 of the 20,000 file
 * descriptors a container usually grants to page requests.
 */
export const DEFAULT_MAX_SOCKETS = 16_000;

/** Sockets of one address (one IPv6 /64): an office or a school class behind one NAT has fewer. */
export const DEFAULT_MAX_SOCKETS_PER_ADDRESS = 50;

/**
 * How many times what one address may hold or do the networks around it may, all their addresses
 * together. Whoever rents a server gets 256 or 65,536 IPv6 /64s with it, and with bounds on each alone
 * 320 of them took every socket there is.
 */
export const NETWORK_SHARES: { readonly [Width in NetworkWidth]: number } = {
  /** An IPv4 address or an IPv6 /64: a household, or an office behind one NAT. */
  address: 1,
  /** An IPv6 /56, what a provider gives one customer: a house of four such offices. */
  site: 4,
  /**
   * An IPv6 /48 or an IPv4 /24, the smallest that are routed by themselves: 800 sockets at the
   * default, one in twenty of all. A university or the carrier of a town stays below it; an
   * attacker needs twenty of them, from twenty owners, to shut others out.
   */
  network: 16,
};

/**
 * TCP connections for each signaling socket that an address may have: its page's own, and the six that
 * a browser opens at most to load it (what HTTP/1.1 keeps alive goes 5 s later). The class of thirty
 * that opens the link at once needs 210 of 350.
 */
export const CONNECTIONS_PER_SOCKET = 7;

/**
 * The per-address socket bound divided by this many seconds is the rate of new sockets: a whole
 * office may reconnect at once (the burst is the bound itself), and again ten seconds later.
 */
export const SOCKET_REFILL_SECONDS = 10;

/** Sessions one address may make in a minute, all at once if it likes: nobody shares faster. */
export const DEFAULT_SESSIONS_PER_MINUTE = 30;

/**
 * Sessions one address may ask about in a minute, all at once if it likes: a program that looks
 * every second at whether somebody came needs half of it.
 */
export const DESCRIPTIONS_PER_MINUTE = 120;

/** Joins one address may fail in a minute. Keys have 256 bits: this stops noise, not guessing. */
export const FAILED_JOINS_PER_MINUTE = 10;

/**
 * For this long after the start a join of an unknown session is not held against its address:
 * the server may have been restarted, and the owner be still on its way back.
 */
export const RESTORE_WINDOW_MS = 30 * SECOND;

/**
 * Addresses whose rates are remembered at once: 100,000 entries of about 150 bytes are 15 MB. An
 * attacker with more addresses than that wins nothing by being forgotten.
 */
export const MAX_TRACKED_ADDRESSES = 100_000;

/**
 * Messages a second and guest. The sustained need is a heartbeat and an ICE restart now and then;
 * twenty is an order of magnitude above. An owner talks to every guest, so its rate is multiplied
 * by the session's capacity.
 */
export const DEFAULT_MESSAGES_PER_SECOND = 20;

/**
 * Burst of messages as seconds of the rate: 100 messages at the default, a whole negotiation at
 * once (64 candidates, two descriptions, the handshake) with room for heartbeats.
 */
export const MESSAGE_BURST_SECONDS = 5;

/**
 * Burst of bytes per guest at the default message rate: a description (8 KiB), 64 sealed candidates
 * of 500 bytes, half as much again. The sustained rate is a quarter of it each second.
 */
export const BYTE_BURST = 64 * KIB;

/** Seconds in which the byte bucket fills up again. */
export const BYTE_REFILL_SECONDS = 4;

/**
 * Outbound bytes that may wait in one socket for each peer that can write to it. It equals what a
 * peer may send in one burst, so no guest can push an owner that reads out of its own session.
 */
export const MAX_QUEUED_BYTES_PER_PEER = BYTE_BURST;

/** Events held for a socket between its subscription and its `joined`: some milliseconds' worth. */
export const MAX_QUEUED_EVENTS = 256;

/** Time for the first message. A client sends it in the `open` handler; 5 s covers a lost packet. */
export const JOIN_DEADLINE_MS = 5 * SECOND;

/**
 * Seconds without an answer to a ping after which the runtime drops a socket. A vanished client is
 * noticed within 25 s, and a sleeping radio isn't woken more than three times a minute.
 */
export const SOCKET_IDLE_SECONDS = 20;

/** How often deadlines are looked at. One timer for everything, so each may be this much late. */
export const SWEEP_INTERVAL_MS = SECOND;

/** Sessions expired in one sweep: about 5 ms of work. The rest already count as unknown. */
export const MAX_EXPIRED_PER_SWEEP = 10_000;

/** How often the event loop's delay is looked at: seldom enough to cost nothing. */
export const EVENT_LOOP_PROBE_MS = 100;

/**
 * What a refused client is asked to wait while the shared session store can't be asked: as long as
 * an outage of one that is restarted takes.
 */
export const STORE_RETRY_SECONDS = 5;

/** Members said again at once after the store was away: enough to keep the wire to it full. */
export const REJOINS_AT_ONCE = 256;

/** Body of `POST /sessions`: a kind and a hash are 80 bytes. */
export const MAX_REQUEST_BODY_BYTES = KIB;

/**
 * Time for sockets to close at shutdown. Hosts wait 5 s before they kill, and a shared store that
 * hangs may take two of them.
 */
export const SHUTDOWN_MS = 2.5 * SECOND;

/**
 * Clients a second that should come back after a restart: a fifth of the joins the server takes on
 * two cores, because their pages reload at the same time.
 */
export const RECONNECTS_PER_SECOND = 1000;

/**
 * Nobody is asked to come back sooner after a restart: a process takes about this long to end and the
 * next one to begin, and all who find nobody there would come again together.
 */
export const RESTART_MS = 1_500;

/** Clients spread over at least this long after a restart, however few they are. */
export const MIN_RECONNECT_SPREAD_MS = 2 * SECOND;

/**
 * Lifetime of TURN credentials. Clients ask for new ones after half of it, so it bounds how long
 * stolen ones are of use and not how long a session lasts. An hour also lets clocks be minutes apart.
 */
export const DEFAULT_TURN_TTL_SECONDS = HOUR / SECOND;

/** Credentials of less would run out between two looks of a throttled tab at its timers. */
export const MIN_TURN_TTL_SECONDS = 10;
