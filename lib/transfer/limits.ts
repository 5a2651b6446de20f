/**
 * Bounds of the engine, each with its reason.
 * @module
 */

const MIB = 1024 * 1024;

/**
 * Bytes a sender may have sent and not acknowledged. Has to hold the path's bandwidth × delay and
 * the blocks that are being hashed and written; bounds the receiver's memory at any file size.
 */
export const WINDOW_BYTES = 16 * MIB;

/** Files a receiver has open at once: each is a handle of the system and a writer in the worker. */
export const MAX_OPEN_SINKS = 64;

/**
 * Files opened before the sender is told to go on. Fewer than may be open: those that come first need
 * a turn, and the others can't end before them.
 */
export const MAX_PREPARED_SINKS = MAX_OPEN_SINKS / 2;

/** Blocks sent and not acknowledged: bounds what waits for a file to be opened. */
export const WINDOW_BLOCKS = 256;

/** A block is asked for again this often before the transfer fails. */
export const MAX_REPAIRS_PER_BLOCK = 5;

/**
 * Nothing was taken by a lane and nothing acknowledged for this long: what is unacknowledged is
 * sent again. Far above any round trip, so it never competes with SCTP's own retransmission.
 */
export const STALL_RESEND_MS = 15_000;

/** And for this long: the transfer ends. Longer than any outage the connection itself survives. */
export const STALL_FAIL_MS = 120_000;

/**
 * Between two words of a sender that compares what its receiver holds. Well inside the receiver's
 * patience, also where a word waits behind a slow read.
 */
export const PROVING_MS = 10_000;

/** Blocks that are read again where a receiver's proof and what was read before differ; see `source_check.ts`. */
export const RECHECKED_BLOCKS = 64;

/**
 * Times that digests of one share are doubted and read again. Whoever disagrees after that with what this
 * page has read costs its disk nothing more.
 */
export const MAX_RECHECKS = 3;

/** File entries' text in one `files` message, UTF-16 units: well inside a control message. */
export const FILES_PAGE_LENGTH = 8_000;

/** Roots in one `roots` message: 46 bytes each. */
export const ROOTS_PAGE_COUNT = 200;

/**
 * Roots that are worth a message before their time: half of the files a receiver has open, which stay
 * open until it has their roots.
 */
export const ROOTS_BATCH_COUNT = MAX_OPEN_SINKS / 2;

/** For this long a root waits for others; less than the path of a file's last block to the disk. */
export const ROOTS_MS = 20;

/** For this long the acknowledgement of small blocks waits for others; see {@linkcode ROOTS_MS}. */
export const ACK_MS = 10;

/** Ranges in one `ack` or `have` message: at most 25 bytes each. */
export const RANGES_PAGE_COUNT = 400;
