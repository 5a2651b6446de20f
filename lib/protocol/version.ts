/**
 * The version of everything two FileFrag peers say to each other and to the server: signaling
 * messages, sealed messages, control messages and data frames.
 *
 * Peers of different versions tell the reader so (`version-mismatch`) instead of guessing.
 */
export const PROTOCOL_VERSION = 1;
