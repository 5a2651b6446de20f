import { TALLY_EVERY_BYTES } from "../../protocol/limits.ts";

/**
 * Bytes that a lane may have taken and the other end not yet have tallied. SCTP's slow start doubles
 * what is in flight until datagrams are lost, and the first thing to overflow is the receiving socket
 * (about 100 KiB). Over 100 ms of round trip FileFrag's eight lanes lost 500–1,400 datagrams there with
 * 256 KiB in frames of 64, and mostly 18–250 with this in frames of 16. Long frames don't go with a small
 * bound, because a lane runs dry between two tallies: with 96 KiB in frames of 64 not a datagram was
 * lost, and all lanes together carried 2.0 MiB/s instead of 5.2.
 */
export const IN_FLIGHT_BYTES = 9 * TALLY_EVERY_BYTES;

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
 * const tally = there.arrived(16_384);
 * assert.equal(tally, 16_384);
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
