/** Bounds that keep one peer from holding our memory or connections; README.md gives the measurements behind them. */
export const SERVER_LIMITS = {
  /** A request's headers must be here by then: ends header drips. */
  headersTimeoutMs: 5_000,
  /** A whole request, body included, must be here by then. */
  requestTimeoutMs: 10_000,
  /** How often the two are checked, hence how late they may act. */
  checkIntervalMs: 1_000,
  /**
   * Headers of a request: a browser sends twenty, and proxies add ten. `Headers` takes time with the
   * square of their number: a thousand, which fit in 6 KB, took half a second of everybody's.
   */
  maxHeaders: 100,
  /** How long a connection may wait for its next request: a page's own follow within a second. */
  keepAliveTimeoutMs: 5_000,
  /** Requests that may wait on a connection for the answers before theirs: no browser sends one so. */
  maxWaitingRequests: 8,
  /**
   * All the time that a client may let an answer wait because it doesn't read: the largest script of a
   * page takes a minute at 2 KB/s.
   */
  answerTimeoutMs: 60_000,
  /** Connections of all clients: a process has 20,000 descriptors, and files and stores need some. */
  maxConnections: 18_000,
  /** One WebSocket message; a larger one closes with 1009. Signalling needs 32 KiB, twice that leaves room. */
  maxMessageBytes: 64 * 1024,
  /**
   * Frames of one WebSocket message. Browsers send a message of this size as one; each frame takes a
   * hundred bytes beside its own, and the package takes 16,384 of them.
   */
  maxFragments: 64,
  /**
   * Pieces in which one frame may arrive: one of 64 KiB comes in 46 packets, or in some more over a bad
   * network. Who sends it byte by byte makes a buffer of each.
   */
  maxPieces: 1_024,
  /** Answers to pings that may wait in a WebSocket whose peer doesn't read: it has asked too often. */
  maxPendingPongs: 16,
  /** How long a WebSocket's peer may take to answer a close, before it is cut. */
  closeTimeoutMs: 5_000,
  /** How long closing may take once the signal fired, before connections are cut. */
  shutdownMs: 5_000,
} as const;

/** The bounds of one server: {@linkcode SERVER_LIMITS}, but where a test can't wait for them. */
export type ServerLimits = { readonly [Name in keyof typeof SERVER_LIMITS]: number };
