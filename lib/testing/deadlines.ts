// How long tests wait at most. Ten times what it takes on a quiet machine: one with a load of twenty took
// six times as long. A promise of the product, such as that a killed browser is noticed within eight
// seconds, is none of these: it stands in its test.

/** What a page does by itself or when it is pressed, ms: to load, to meet, to go on, to say so. */
export const STATE_MS = 60_000;

/** Until a file of up to 256 MiB is transferred, or saved, ms. */
export const TRANSFER_MS = 300_000;
