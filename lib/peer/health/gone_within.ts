/**
 * Silence after which a peer is lost though nobody can say so, because the server is down too: long
 * enough for a page that only stood still, and what {@linkcode GONE_WITHIN_MS} leaves of 8 s.
 */
export const UNKNOWN_MS = 6_500;

/** How late silence may be noticed: a background tab ticks once a second. */
const TICK_MS = 1_000;

/** What a message may have been on its way, and a verdict takes to be on the screen. */
const TOLD_MS = 500;

/** What readers are promised: so soon they know that the other side's page was closed or killed. */
export const GONE_WITHIN_MS = UNKNOWN_MS + TICK_MS + TOLD_MS;
