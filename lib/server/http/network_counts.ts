import { NETWORK_SHARES } from "../limits.ts";
import { networksOf } from "./networks.ts";

/**
 * How many of something an address holds, and the networks around it: `NETWORK_SHARES` times as many
 * for each.
 */
export class NetworkCounts {
  readonly #mostPerAddress: number;
  /** By the networks' keys, which tell their widths apart too. */
  readonly #held = new Map<string, number>();

  constructor(mostPerAddress: number) {
    this.#mostPerAddress = mostPerAddress;
  }

  /** How many networks of any width hold something. */
  get size(): number {
    return this.#held.size;
  }

  /** Whether an address may hold one more. */
  hasRoom(address: string): boolean {
    return networksOf(address).every(({ width, key }) =>
      this.#heldBy(key) < this.#mostPerAddress * NETWORK_SHARES[width]
    );
  }

  /** An address holds one more. */
  add(address: string): void {
    for (const { key } of networksOf(address)) this.#held.set(key, this.#heldBy(key) + 1);
  }

  /** An address holds one less. To be called once for each {@linkcode add}. */
  remove(address: string): void {
    for (const { key } of networksOf(address)) {
      const held = this.#heldBy(key);
      if (held > 1) this.#held.set(key, held - 1);
      else this.#held.delete(key);
    }
  }

  #heldBy(key: string): number {
    return this.#held.get(key) ?? 0;
  }
}
