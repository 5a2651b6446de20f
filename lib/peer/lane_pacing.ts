import { TALLY_EVERY_BYTES } from "../protocol/limits.ts";

/**
 * Bytes that a lane may have taken and the other end not yet have tallied: four times what a tally
 * is sent for, so that it never stands still. SCTP's slow start doubles what is in flight until
 * datagrams are lost, and the first thing to overflow is the receiving socket (about 100 KiB). Over
 * 100 ms of round trip eight lanes without this bound lost 4,283 datagrams there in 25 s and carried
 * 6.5–9.0 MiB/s; with it 1,034 and 8.7–11.4. With half of it 13 were lost, and the bound itself
 * became the limit: 7.1–8.4.
 */
export const IN_FLIGHT_BYTES = 4 * TALLY_EVERY_BYTES;

/**
 * Counts what passes one lane in both directions, and says when it may take more and when the other
 * end is owed a tally.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const [here, there] = [new LanePacing(), new LanePacing()];
 * here.sent(IN_FLIGHT_BYTES);
 * assert.equal(here.hasRoom, false);
 * const tally = there.arrived(65_536);
 * assert.equal(tally, 65_536);
 * assert.equal(here.tallied(tally!), true);
 * assert.equal(here.hasRoom, true);
 * ```
 */
export class LanePacing {
  #sentBytes = 0;
  #talliedBytes = 0;
  #arrivedBytes = 0;
  #toldBytes = 0;

  /** Bytes that the other end has tallied. */
  get talliedBytes(): number {
    return this.#talliedBytes;
  }

  /** Bytes sent that it hasn't. */
  get inFlightBytes(): number {
    return this.#sentBytes - this.#talliedBytes;
  }

  /** Whether another frame may be sent. */
  get hasRoom(): boolean {
    return this.inFlightBytes < IN_FLIGHT_BYTES;
  }

  /** A frame of so many bytes was sent. */
  sent(bytes: number): void {
    this.#sentBytes += bytes;
  }

  /**
   * The other end says that so many bytes have arrived, since the lane began. Tallies may overtake
   * each other: the largest counts.
   *
   * @returns `false` where so many were never sent.
   */
  tallied(bytes: number): boolean {
    if (bytes > this.#sentBytes) return false;
    this.#talliedBytes = Math.max(this.#talliedBytes, bytes);
    return true;
  }

  /**
   * A frame of so many bytes arrived.
   *
   * @returns the tally that is due, if one is.
   */
  arrived(bytes: number): number | undefined {
    this.#arrivedBytes += bytes;
    if (this.#arrivedBytes - this.#toldBytes < TALLY_EVERY_BYTES) return undefined;
    this.#toldBytes = this.#arrivedBytes;
    return this.#arrivedBytes;
  }
}
