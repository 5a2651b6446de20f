/**
 * Every bound that both ends of a wire have to know, each with its reason. Bounds that only the
 * server needs are in `lib/server/limits.ts`.
 * @module
 */

const KIB = 1024;
const MIB = 1024 * KIB;

/**
 * Largest signaling message, in bytes of UTF-8. The largest legitimate one is a sealed session
 * description of a few kilobytes; four times the largest seen leaves room for media sections.
 */
export const MAX_SIGNALING_MESSAGE_BYTES = 32 * KIB;

/** Longest payload of one relay message: the message's bound less its envelope, in ASCII. */
export const MAX_RELAY_PAYLOAD_LENGTH = MAX_SIGNALING_MESSAGE_BYTES - 256;

/**
 * Longest plaintext of one sealed message, in bytes: base64 and the AES-GCM tag make it a third
 * longer, and it still fits {@linkcode MAX_RELAY_PAYLOAD_LENGTH}.
 */
export const MAX_SEALED_PLAINTEXT_BYTES = 16 * KIB;

/**
 * ICE candidates accepted per generation. A laptop with two interfaces, IPv6, STUN and TURN over
 * three transports gathers about 30; a peer that sends more is probing somebody's network.
 */
export const MAX_CANDIDATES_PER_GENERATION = 64;

/**
 * Largest message on a data channel, bytes. 64 KiB is RFC 8841 §6.1's default for an end that
 * names no maximum, and every browser takes it.
 */
export const MAX_FRAME_BYTES = 64 * KIB;

/**
 * Bytes of frames for which a lane's receiver owes a tally, at least. A sender that waits for tallies
 * must let more than this be in flight, or both would wait.
 */
export const TALLY_EVERY_BYTES = 16 * KIB;

/**
 * Lanes of one session, the first included. Over distance eight connections were 5 to 10 times as
 * fast as one, and more won little. Each costs both sides a socket, a DTLS and an SCTP state, and
 * browsers bound the connections of a page.
 */
export const MAX_LANES = 8;

/**
 * Offers of further lanes in one session: each makes the guest open sockets and send to addresses
 * of the owner's choice. Enough to replace every lane 36 times; who needs more has a network on
 * which further lanes don't pay.
 */
export const MAX_LANE_OFFERS = 256;

/**
 * Fewest data bytes in a frame that doesn't end its block. Bounds what a block of many tiny pieces
 * can cost its receiver: a thousand pieces of the usual block.
 */
export const MIN_FRAME_DATA_BYTES = KIB;

/**
 * Most recipients of one share at once. Each costs its sender a connection, an engine and its part of
 * the upload: at 20 Mbit/s ten of them get 250 kB a second each, and everybody waits ten times as
 * long as one would.
 */
export const MAX_RECIPIENTS = 10;

/**
 * Longest message of the server, in UTF-16 units: twice the largest relayed one. Its lists are shorter
 * by far.
 */
export const MAX_SERVER_MESSAGE_LENGTH = 64 * KIB;

/**
 * Members that a client takes from its server: a session has eleven, and this leaves room for a later
 * version. Each that is met costs a connection.
 */
export const MAX_LISTED_PEERS = 64;

/**
 * ICE servers that a client takes from its server, and URLs of each. An operator names a few; with more
 * than about five, browsers take long to gather candidates.
 */
export const MAX_ICE_SERVERS = 32;

/**
 * Most viewers of one screen at once: about as many separate 1080p streams as a home uplink of
 * 10–20 Mbit/s carries. The texts say it in words.
 */
export const MAX_VIEWERS = 5;

/** Longest control message, in UTF-16 units: one quarter of a frame even if each took 4 bytes. */
export const MAX_CONTROL_MESSAGE_LENGTH = 16 * KIB;

/**
 * Bytes of one block: the unit of verification, resume and repair. A repair resends one block, a
 * crash loses at most one per lane, and a terabyte has a million digests of 32 bytes.
 */
export const BLOCK_BYTES = MIB;

/** Smallest and largest block size a receiver accepts from a sender. */
export const MIN_BLOCK_BYTES = 16 * KIB;
export const MAX_BLOCK_BYTES = 16 * MIB;

/** Files in one transfer: a block number is 32 bits, and the list must fit the receiver's memory. */
export const MAX_FILES = 100_000;

/**
 * Bytes of UTF-8 of all paths in one transfer's list: 160 for each of the most files there may be, and
 * twice what the 125,516 files of a Debian system's `/usr` take (69 each; a tree of npm packages takes 66
 * to 95). A receiver holds the list in its worker and once more on its page; at this size its text costs
 * as much there as two windows of blocks.
 */
export const MAX_LIST_BYTES = 16_000_000;

/**
 * Folders in one transfer's list. Each costs its receiver about a kilobyte and ten microseconds, because
 * its names are told apart by themselves. The same `/usr` has 15,421 of them and 100,000 files of npm
 * packages about as many: twice that passes. The bytes alone would allow eight million.
 */
export const MAX_LIST_FOLDERS = 32_000;

/** Blocks in one transfer: 16 TiB in blocks of 1 MiB, whose digests take 512 MiB on each side. */
export const MAX_BLOCKS = 1 << 24;

/** Longest file name or path on the wire, UTF-16 units: above every file system's own limit. */
export const MAX_PATH_LENGTH = 1024;
