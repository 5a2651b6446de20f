/**
 * Why the server closed a signaling WebSocket. The first block is RFC 6455 §7.4.1, the 4xxx block
 * is the application's own (§7.4.2) and follows the HTTP status of the same meaning.
 */
export const CloseCode = {
  /** The peer left by itself. */
  normal: 1000,
  /** A binary message: no file byte may pass through the server. */
  binaryMessage: 1003,
  /** A message above {@linkcode MAX_SIGNALING_MESSAGE_BYTES}. */
  messageTooBig: 1009,
  /** The server is restarting; come back after a random part of a few seconds. */
  serviceRestart: 1012,
  /** The socket reads too slowly for what others send it, or the server is full. */
  tryAgainLater: 1013,
  /** Not JSON, an unknown type, a member missing or out of its range. */
  malformedMessage: 4400,
  /** The token doesn't open this session. */
  wrongKey: 4401,
  /** Unknown or expired session. */
  unknownSession: 4404,
  /** No join message within its deadline. */
  joinTimeout: 4408,
  /** The same peer joined again on another socket; this one is the older. */
  replaced: 4409,
  /** The owner ended the session, or it reached the end of its life. */
  sessionEnded: 4410,
  /** The session already holds as many guests as it may. */
  sessionFull: 4423,
  /** More messages or bytes than the token bucket allows. */
  tooManyMessages: 4429,
  /** The peers speak different protocol versions. */
  versionMismatch: 4426,
} as const;

/** One of the values of {@linkcode CloseCode}. */
export type CloseCode = typeof CloseCode[keyof typeof CloseCode];
