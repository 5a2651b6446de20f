/**
 * Silence after which a peer is lost though nobody can say so, because the server is down too. The
 * larger part of {@linkcode GONE_WITHIN_MS}: the longer it is, the fewer pauses are taken for an end.
 */
export const UNKNOWN_MS = 6_500;

/**
 * How late that silence may be noticed: ticks are one second apart in a background tab, and the last
 * message may be as old as the kill.
 */
const NOTICED_MS = 1_000;

/** From the verdict to the screen, with some room for a busy machine. */
const SHOWN_MS = 500;

/**
 * What readers are promised: the other side's page was closed or killed, and so much later they know,
 * whoever is left to tell.
 */
export const GONE_WITHIN_MS = UNKNOWN_MS + NOTICED_MS + SHOWN_MS;
