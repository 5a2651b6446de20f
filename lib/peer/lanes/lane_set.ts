import type { FailureReason } from "../../protocol/failure.ts";
import type { Role } from "../../protocol/ids.ts";
import { MAX_LANE_OFFERS, MAX_LANES } from "../../protocol/limits.ts";
import { isCount, type UnknownRecord } from "../../protocol/parse.ts";
import type { Clock } from "../../base/clock.ts";
import { LaneConnection, type LaneRoute } from "./lane_connection.ts";
import type { CreateLane, LaneHandle } from "./lane_handle.ts";
import { checkSignal } from "../negotiation/signal_payload.ts";

/**
 * Ms between two offers where names are looked up. In a local network browsers give themselves mDNS names instead of
 * addresses; a name is told at most once a second (RFC 6762 §6), and an answer put off for that is
 * up to a second late. Between Chromium and Firefox, three lanes offered at once took 3 s or never
 * learned a name, and so did the fourth of lanes offered one right behind the other; with a second
 * of silence between them all seven connected, each time.
 */
const NAMES_INTERVAL_MS = 2_200;

/**
 * Ms in which a lane that still has a path shows it, once lane 0 has one again: what waits on it is
 * answered within a round trip. SCTP that sleeps up to three seconds before it tries again is given up
 * as well: a new connection is there sooner.
 */
const SIGN_OF_LIFE_MS = 500;

/**
 * Lanes made anew over the server: bytes flow again, and a guest, who may say 100 things there at
 * once, can answer them all.
 */
const LANES_OVER_SERVER = 2;

/** What each lane's connection had taken in at one moment. */
type Looks = ReadonlyMap<
  number,
  { readonly connection: LaneConnection; readonly bytes: number | undefined }
>;

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
  /** Takes it to the peer, in order. */
  readonly send: (lane: number, payload: UnknownRecord, route: LaneRoute) => void;
  /** Whether the certificate of a description is the one that the peer has proven on lane 0. */
  readonly isProven: (sdp: string) => boolean;
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
  #wanted = 1;
  #isPausing = false;
  #cancelPause = () => {};
  #cancelRenewal = () => {};
  /** What the lanes had taken in when the path came into doubt. */
  #doubted: Promise<Looks> | undefined;
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
    this.#wanted = Math.min(count, MAX_LANES);
    this.#missing = this.#wanted - 1 - this.#lanes.size;
    this.#offerMissing();
  }

  /** The path is in doubt: lanes that take in nothing from now on are on the old one. */
  doubt(): void {
    if (this.#options.role === "owner" && this.#wanted > 1) this.#doubted ??= this.#look();
  }

  /**
   * Lane 0 has another path, and may wait for seconds until SCTP tries it: makes a few silent lanes
   * anew at once, over the server. After {@linkcode LaneSet.doubt}.
   */
  async renewSome(): Promise<void> {
    if (!this.#doubted) return;
    this.#removeSilent(await this.#doubted, await this.#look(), LANES_OVER_SERVER);
    this.#missing = Math.min(LANES_OVER_SERVER, this.#wanted - 1 - this.#lanes.size);
    this.#offerMissing("server");
  }

  /**
   * Lane 0 was mended: makes all lanes anew whose connections stay silent, and those that were lost
   * meanwhile. Left alone they would fail after 15 s.
   */
  renew(): void {
    if (this.#options.role === "guest" || this.#isOver) return;
    this.#cancelRenewal();
    this.#doubted = undefined;
    const before = this.#look();
    this.#cancelRenewal = this.#options.clock.after(SIGN_OF_LIFE_MS, async () => {
      this.#removeSilent(await before, await this.#look());
      if (!this.#isOver) this.want(this.#wanted);
    });
  }

  #removeSilent(before: Looks, now: Looks, most = MAX_LANES): void {
    let removed = 0;
    for (const [number, { connection, bytes }] of before) {
      // Another one may bear the number by now.
      if (this.#lanes.get(number) !== connection || now.get(number)?.bytes !== bytes) continue;
      if (removed++ < most) this.#remove(number);
    }
  }

  /** What each lane's connection has taken in so far. */
  async #look(): Promise<Looks> {
    const looks = [...this.#lanes].map(async ([number, connection]) => {
      const bytes = await connection.receivedBytes();
      return [number, { connection, bytes }] as const;
    });
    return new Map(await Promise.all(looks));
  }

  /** Takes the peer's signal for a further lane. It may be anything. */
  receive(number: number, payload: UnknownRecord, route: LaneRoute = "control"): void {
    if (this.#isOver) return;
    const signal = checkSignal(payload);
    if (!signal || !isCount(number, 1, MAX_LANES - 1)) return this.#refuse(route);
    if ("description" in signal) {
      const { description, revision } = signal;
      const isOffer = description.type === "offer";
      if (isOffer && (this.#options.role === "owner" || revision > MAX_LANE_OFFERS)) {
        return this.#refuse(route);
      }
      // Whoever has the link can speak over the server, but has no other's certificate; and what a peer
      // says by its own channel must not make this page speak to somebody else. It ends nothing, because
      // a browser that couldn't make one certificate for all has another for each.
      if (!this.#options.isProven(description.sdp)) return;
      if (isOffer) {
        // It waited in a dead control channel while its successor crossed the server.
        if (revision <= this.#revision) return;
        this.#remove(number);
        this.#connect(number, revision, route);
      }
    }
    // Whatever else concerns a lane that is gone was on its way when it went.
    const connection = this.#lanes.get(number);
    if (connection?.route === route) connection.receive(payload);
  }

  /** What is wrong on the control channel is the peer's lie; over the server it may be anybody's. */
  #refuse(route: LaneRoute): void {
    if (route === "control") this.#fail("protocol-error");
  }

  /** Closes every further lane; nothing is told or sent afterwards. Idempotent. */
  close(): void {
    this.#isOver = true;
    this.#cancelPause();
    this.#cancelRenewal();
    for (const number of [...this.#lanes.keys()]) this.#remove(number);
  }

  #offerMissing(route: LaneRoute = "control"): void {
    while (this.#missing > 0 && !this.#isPausing && this.#revision < MAX_LANE_OFFERS) {
      let number = 1;
      while (this.#lanes.has(number)) number++;
      const connection = this.#connect(number, this.#revision + 1, route);
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

  #connect(number: number, revision: number, route: LaneRoute): LaneConnection | undefined {
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
      route,
      send: (payload) => send(number, { ...payload }, route),
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
