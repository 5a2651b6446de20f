import type { FailureReason } from "../protocol/failure.ts";
import type { Role } from "../protocol/ids.ts";
import { MAX_LANE_OFFERS, MAX_LANES } from "../protocol/limits.ts";
import { isCount, type UnknownRecord } from "../protocol/parse.ts";
import type { Clock } from "../transfer/ports.ts";
import { LaneConnection } from "./lane_connection.ts";
import type { CreateLane, LaneHandle } from "./lane_handle.ts";
import { checkSignal } from "./signal_payload.ts";

/**
 * Ms between two offers where names are looked up. In a local network browsers give themselves mDNS names instead of
 * addresses; a name is told at most once a second (RFC 6762 §6), and an answer put off for that is
 * up to a second late. Between Chromium and Firefox, three lanes offered at once took 3 s or never
 * learned a name, and so did the fourth of lanes offered one right behind the other; with a second
 * of silence between them all seven connected, each time.
 */
const NAMES_INTERVAL_MS = 2_200;

/** What a {@linkcode LaneSet} needs and tells. */
export interface LaneSetOptions {
  readonly role: Role;
  readonly clock: Clock;
  /**
   * Makes a connection as lane 0's was made: with other ICE servers or another transport policy a
   * further lane could show an address that lane 0 hides.
   */
  readonly createConnection: () => RTCPeerConnection;
  readonly createLane: CreateLane;
  /** Whether the peers may have found each other by mDNS names; asked before each pause. */
  readonly goesByNames: () => boolean;
  /** Takes it to the peer over the proven control channel, in order. */
  readonly send: (lane: number, payload: UnknownRecord) => void;
  /** A further lane exists and isn't open yet; called in the task that made its channel. */
  readonly onLane: (lane: LaneHandle) => void;
  /** The peer lied; called at most once, and nothing is left open then. */
  readonly onFailure: (reason: FailureReason) => void;
}

/**
 * The further lanes of one session: connections beside lane 0, because the congestion window of
 * SCTP is a connection's, and over distance several together are several times as fast.
 *
 * The session's owner offers them and its guest answers, so no two offers ever cross. A lane that
 * couldn't connect or was lost frees its number and isn't missed; the next {@linkcode LaneSet.want}
 * may use the number again. The offer of a number always makes a new connection there, so one that
 * only the guest still believes in can't block it.
 *
 * Revisions count the offers of all further lanes together. Each thereby names one connection, and
 * an answer to a former one of the same number is told from the answer to this one.
 */
export class LaneSet {
  readonly #options: LaneSetOptions;
  readonly #lanes = new Map<number, LaneConnection>();
  /** The newest offer made or taken. */
  #revision = 0;
  /** Lanes that are wanted and not offered yet. */
  #missing = 0;
  #isPausing = false;
  #cancelPause = () => {};
  #receivedBefore = 0;
  #isOver = false;

  constructor(options: LaneSetOptions) {
    this.#options = options;
  }

  /** Frames received over all further lanes there have been; it never falls. */
  get received(): number {
    let sum = this.#receivedBefore;
    for (const { received } of this.#lanes.values()) sum += received;
    return sum;
  }

  /**
   * Sees to it that this many lanes exist or will be set up, lane 0 included, as far as the bounds
   * allow. It never closes one; for those that aren't begun, the newest call counts. A guest has no
   * say in this and only answers.
   */
  want(count: number): void {
    if (this.#options.role === "guest") return;
    this.#missing = Math.min(count, MAX_LANES) - 1 - this.#lanes.size;
    this.#offerMissing();
  }

  /** Takes the peer's signal for a further lane. It may be anything. */
  receive(number: number, payload: UnknownRecord): void {
    if (this.#isOver) return;
    const signal = checkSignal(payload);
    if (!signal || !isCount(number, 1, MAX_LANES - 1)) return this.#fail("protocol-error");
    if ("description" in signal && signal.description.type === "offer") {
      const { revision } = signal;
      const isNext = isCount(revision, this.#revision + 1, MAX_LANE_OFFERS);
      if (this.#options.role === "owner" || !isNext) return this.#fail("protocol-error");
      this.#remove(number);
      this.#connect(number, revision);
    }
    // Whatever else concerns a lane that is gone was on its way when it went.
    this.#lanes.get(number)?.receive(payload);
  }

  /** Closes every further lane; nothing is told or sent afterwards. Idempotent. */
  close(): void {
    this.#isOver = true;
    this.#cancelPause();
    for (const number of [...this.#lanes.keys()]) this.#remove(number);
  }

  #offerMissing(): void {
    while (this.#missing > 0 && !this.#isPausing && this.#revision < MAX_LANE_OFFERS) {
      let number = 1;
      while (this.#lanes.has(number)) number++;
      const connection = this.#connect(number, this.#revision + 1);
      if (!connection) return;
      this.#missing--;
      if (this.#options.goesByNames()) this.#pause();
      connection.offer();
    }
  }

  #pause(): void {
    this.#isPausing = true;
    this.#cancelPause = this.#options.clock.after(NAMES_INTERVAL_MS, () => {
      this.#isPausing = false;
      this.#offerMissing();
    });
  }

  #connect(number: number, revision: number): LaneConnection | undefined {
    const { clock, createConnection, createLane, send, onLane } = this.#options;
    // Whoever heard of a lane's end or beginning may have closed everything in answer.
    if (this.#isOver) return undefined;
    let pc: RTCPeerConnection;
    try {
      pc = createConnection();
    } catch {
      return undefined; // The browser has as many as it can: the session goes on with fewer lanes.
    }
    this.#revision = revision;
    const connection = new LaneConnection({
      pc,
      revision,
      clock,
      createLane,
      send: (payload) => send(number, { ...payload }),
      onLane,
      onGone: () => this.#remove(number),
      onFailure: (reason) => this.#fail(reason),
    });
    this.#lanes.set(number, connection);
    return connection;
  }

  #remove(number: number): void {
    const connection = this.#lanes.get(number);
    if (!connection) return;
    this.#lanes.delete(number);
    connection.close();
    // After closing: what was counted up to the last moment still proves that the peer lived.
    this.#receivedBefore += connection.received;
  }

  #fail(reason: FailureReason): void {
    if (this.#isOver) return;
    this.close();
    this.#options.onFailure(reason);
  }
}
