import type { Departure } from "../session_registry.ts";
import type { ScriptReply } from "./redis_connection.ts";
import type { RedisLink } from "./redis_link.ts";
import type { ScriptName } from "./registry_scripts.ts";
import { departuresOf } from "./script_replies.ts";

/**
 * How long an instance counts as alive after it last showed itself, ms. Its clients come back to
 * another instance by themselves, mostly sooner; this is for those that don't.
 */
export const LEASE_MS = 10_000;

/** How often an instance shows itself: three lost tries are no death. */
export const BEAT_INTERVAL_MS = 3_000;

/** Scripts of one sweep for one dead instance: 20,000 seats, about a second of Redis's time. */
const MAX_REAPS_PER_SWEEP = 40;

type Run = (name: ScriptName, args: readonly string[]) => Promise<ScriptReply>;

/** What {@linkcode Presence} works with. */
export interface PresenceOptions {
  readonly link: Pick<RedisLink, "run">;
  /** Monotonic, ms. */
  readonly now: () => number;
  /** Milliseconds in place of Redis's own clock: for tests that let a day pass. */
  readonly redisTime?: () => number;
  readonly prefix: string;
}

/**
 * This instance's name in Redis, and the proof that it lives. Every seat carries the name of the
 * instance that holds its socket. An instance that is silent for `LEASE_MS` is dead, and whichever
 * other one notices first takes its seats.
 *
 * The name is new with each connection to Redis: whatever happened to be written under the former
 * name and is not said again under the new one is a ghost, and goes when the former is reaped.
 */
export class Presence {
  readonly #options: PresenceOptions;
  #instance = crypto.randomUUID();
  /** Names of connections before this one, until their seats are taken again. */
  readonly #former = new Set<string>();
  /** Names under which nothing true is left. */
  readonly #ghosts = new Set<string>();
  /** Since when the connection has lasted: others need as long as we did to be back. */
  #upSince = Infinity;

  constructor(options: PresenceOptions) {
    this.#options = options;
  }

  /** The first arguments of every script: key prefix, caller, time. */
  get caller(): readonly [prefix: string, instance: string, time: string] {
    const { prefix, redisTime } = this.#options;
    return [prefix, this.#instance, redisTime ? String(redisTime()) : ""];
  }

  /** Takes a new name and shows it, on a connection that is just being made. */
  async renew(run: Run): Promise<void> {
    this.#former.add(this.#instance);
    this.#instance = crypto.randomUUID();
    this.#upSince = this.#options.now();
    await run("beat", this.caller);
  }

  /**
   * Shows that this instance lives.
   *
   * @returns whether others knew that; where they didn't they may have given its seats away.
   */
  async beat(): Promise<boolean> {
    return await this.#options.link.run("beat", this.caller) === 1;
  }

  /** This instance's present name. */
  get instance(): string {
    return this.#instance;
  }

  /** Everything that is true has been said again under this name: the former ones may go. */
  settle(instance: string): void {
    // Of a connection that is over meanwhile.
    if (instance !== this.#instance) return;
    for (const instance of this.#former) this.#ghosts.add(instance);
    this.#former.clear();
  }

  /**
   * Takes the seats left under this instance's former names, and those of an instance that has died.
   * The latter not until this one has been connected for as long as others may be silent: after an
   * outage of Redis nobody has shown itself lately.
   */
  async reap(): Promise<readonly Departure[]> {
    const departures: Departure[] = [];
    for (const ghost of this.#ghosts) {
      departures.push(...await this.#takeSeats(ghost));
      this.#ghosts.delete(ghost);
    }
    const { now } = this.#options;
    if (now() - this.#upSince >= LEASE_MS) departures.push(...await this.#takeSeats(""));
    return departures;
  }

  /** Says that this instance ends: it has given up its seats already. */
  async resign(): Promise<void> {
    await this.#options.link.run("resign", this.caller);
  }

  async #takeSeats(instance: string): Promise<readonly Departure[]> {
    const departures: Departure[] = [];
    // A script takes a bounded number. Of a large instance the rest is for the next sweep.
    for (let round = 0; round < MAX_REAPS_PER_SWEEP; round++) {
      const args = [...this.caller, String(LEASE_MS), instance];
      const taken = departuresOf(await this.#options.link.run("reap", args));
      departures.push(...taken);
      if (taken.length === 0) break;
    }
    return departures;
  }
}
