import { NETWORK_SHARES } from "../limits.ts";
import { type Rate, TokenBuckets } from "../token_bucket.ts";
import { networksOf, type NetworkWidth } from "./networks.ts";

/**
 * How often something may happen for an address, and for the networks around it: `NETWORK_SHARES`
 * times as often for each.
 */
export class NetworkRates {
  readonly #buckets: Readonly<Record<NetworkWidth, TokenBuckets>>;

  /** @param rate that of one address */
  constructor({ burst, perSecond }: Rate) {
    const bucketsOf = (width: NetworkWidth) => {
      const share = NETWORK_SHARES[width];
      return new TokenBuckets({ burst: burst * share, perSecond: perSecond * share });
    };
    this.#buckets = {
      address: bucketsOf("address"),
      site: bucketsOf("site"),
      network: bucketsOf("network"),
    };
  }

  /**
   * Takes a token of an address and one of each network around it, or none where one of them has
   * none: an address that is refused takes nothing from its neighbours.
   */
  take(address: string, now: number): boolean {
    if (this.waitMs(address, now) > 0) return false;
    for (const { width, key } of networksOf(address)) this.#buckets[width].take(key, now);
    return true;
  }

  /** Gives back what {@linkcode take} took for something that didn't happen. */
  giveBack(address: string, now: number): void {
    for (const { width, key } of networksOf(address)) this.#buckets[width].giveBack(key, now);
  }

  /** Milliseconds until {@linkcode take} would succeed. */
  waitMs(address: string, now: number): number {
    return Math.max(
      ...networksOf(address).map(({ width, key }) => this.#buckets[width].waitMs(key, now)),
    );
  }

  /** Forgets whoever has been quiet. */
  sweep(now: number): void {
    for (const buckets of Object.values(this.#buckets)) buckets.sweep(now);
  }
}
