import type { ServerClock } from "../clock.ts";
import { NetworkRates } from "../http/network_rates.ts";
import { FAILED_JOINS_PER_MINUTE, RESTORE_WINDOW_MS } from "../limits.ts";
import type { JoinOutcome, JoinRequest, SessionRegistry } from "../sessions/session_registry.ts";
import { perMinute } from "../token_bucket.ts";

/** What an address may still do by joining. */
export interface AddressJoins {
  /** Whether it has failed too often. */
  tooManyFailures(): boolean;
  countFailure(reason: "unknown-session" | "wrong-key"): void;
  /**
   * Takes its right to register one more session.
   *
   * @returns what gives it back where none was registered; `undefined` where there is none left
   */
  takeRegistration(): (() => void) | undefined;
}

/** What came of {@linkcode joinWithin}. */
export type RatedJoinOutcome = JoinOutcome | { readonly outcome: "too-many-sessions" };

/**
 * How often addresses may fail to join, and register sessions by joining: out of the same bucket as by
 * `POST /sessions`, or an owner's join would be a way around it. Of neither is counted what comes shortly after
 * the start: owners register again then, and guests come before them.
 */
export class JoinRates {
  readonly #clock: Pick<ServerClock, "now">;
  readonly #startedAt: number;
  readonly #registrations: NetworkRates;
  readonly #failures = new NetworkRates(perMinute(FAILED_JOINS_PER_MINUTE));

  /** @param registrations shared with whoever else registers sessions */
  constructor(clock: Pick<ServerClock, "now">, registrations: NetworkRates) {
    this.#clock = clock;
    this.#startedAt = clock.now();
    this.#registrations = registrations;
  }

  /** The rates of one address. */
  of(address: string): AddressJoins {
    const clock = this.#clock;
    return {
      tooManyFailures: () => this.#failures.waitMs(address, clock.now()) > 0,
      countFailure: (reason) => {
        if (reason === "unknown-session" && this.#isRestoring()) return;
        this.#failures.take(address, clock.now());
      },
      takeRegistration: () => {
        if (this.#isRestoring()) return () => undefined;
        if (!this.#registrations.take(address, clock.now())) return undefined;
        return () => this.#registrations.giveBack(address, clock.now());
      },
    };
  }

  /** Forgets the failures of addresses that have been quiet. */
  sweep(): void {
    this.#failures.sweep(this.#clock.now());
  }

  #isRestoring(): boolean {
    return this.#clock.now() - this.#startedAt < RESTORE_WINDOW_MS;
  }
}

/** Joins; registers a session nobody knows only where its owner's address may make one more. */
export async function joinWithin(
  { takeRegistration }: Pick<AddressJoins, "takeRegistration">,
  registry: Pick<SessionRegistry, "join">,
  request: JoinRequest,
): Promise<RatedJoinOutcome> {
  if (request.role !== "owner") return await registry.join(request);
  // Taken before the registry is asked: many joins at once would all find the same token.
  const giveBack = takeRegistration();
  let isRegistered = false;
  try {
    const joined = await registry.join({ ...request, mayRegister: giveBack !== undefined });
    isRegistered = joined.outcome === "joined" && joined.registered;
    return joined.outcome === "unknown-session" ? { outcome: "too-many-sessions" } : joined;
  } finally {
    if (!isRegistered) giveBack?.();
  }
}
