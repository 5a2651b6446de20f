/**
 * The bulk channel: negotiated, so both ends make it without a message; unordered, because each
 * frame names its location, and behind a lost packet the frames that did arrive needn't wait in the
 * browser (it stays reliable: SCTP sends again).
 */
export const BULK_CHANNEL: RTCDataChannelInit = {
  negotiated: true,
  id: 1,
  ordered: false,
};

/** What a lane is made of, and whom it tells. */
export interface LaneOptions {
  readonly channel: RTCDataChannel;
  /** `pc.sctp.maxMessageSize`, asked when needed: it is known once the peers have negotiated. */
  readonly maxMessageSize: () => number | undefined;
  /** The peer sent what no lane carries, or more than it may. */
  readonly onViolation: () => void;
  /** The channel closed by itself or from the other side. */
  readonly onClose: () => void;
}

/**
 * A lane as its connection sees it. Its frames are the engine's business, wherever that runs: the
 * bulk channel may have moved to a worker, and the page's object is dead then.
 */
export interface LaneHandle {
  /** Frames received: any of them proves that the peer lives. */
  readonly received: number;
  /** Ends the lane for its users. Idempotent. */
  close(): void;
}

/**
 * Takes a bulk channel in the very task that made it: only then can a browser transfer it to a
 * worker. From here on nobody else looks at the channel; the lane says what happens to it.
 */
export type CreateLane = (options: LaneOptions) => LaneHandle;
