import type { InboundSample } from "./inbound_stats.ts";

/**
 * Looks, one a second, in which frames came whole and none was decoded. The first frame is a key frame,
 * and one that was lost is asked for and here again within a second.
 */
const PATIENT_LOOKS = 4;

/**
 * Notices a codec that this browser decodes nothing in, though both sides said that they know it: of a
 * picture that is too large for a decoder, or a decoder that fails, nothing else is heard.
 */
export class DecodingWatch {
  #before: InboundSample | undefined;
  /** Looks in which frames came to nothing; `undefined` once it is known whether the codec works. */
  #looks: number | undefined = 0;

  /** @returns `true` once for each codec in which nothing is decoded */
  look(now: InboundSample): boolean {
    const before = this.#before;
    this.#before = now;
    if (now.stream !== before?.stream || now.codec !== before.codec) this.#looks = 0;
    const decodedBefore = now.stream === before?.stream ? before.framesDecoded : 0;
    if (now.framesDecoded > decodedBefore) this.#looks = undefined;
    if (this.#looks === undefined || !before) return false;
    if (now.framesReceived <= before.framesReceived) return false;
    if (++this.#looks < PATIENT_LOOKS) return false;
    this.#looks = undefined;
    return true;
  }
}
