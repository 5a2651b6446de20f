/** What one direction of a wire does to the packets on it. */
export interface WireConditions {
  /** How long a packet is under way. */
  readonly delayMs: number;
  /** How much earlier or later than that it may arrive; packets still don't overtake. */
  readonly jitterMs: number;
  readonly lossPercent: number;
  readonly duplicatePercent: number;
  /** How many overtake: they skip the delay, as netem does it. */
  readonly reorderPercent: number;
  /** `undefined`: as fast as the machine. */
  readonly rateMbit: number | undefined;
  /** How many packets may wait for the rate. What is under way doesn't count. */
  readonly queuePackets: number;
}

/** Both ends of a wire are told apart by who sends: its first end, forward, or its second. */
export type WireDirectionName = "forward" | "backward";

/** A wire that only carries. */
export const IDEAL_WIRE: WireConditions = {
  delayMs: 0,
  jitterMs: 0,
  lossPercent: 0,
  duplicatePercent: 0,
  reorderPercent: 0,
  rateMbit: undefined,
  queuePackets: 1_000,
};

/** What became of the packets in one direction. */
export interface DirectionCounters {
  /** Packets that came to the wire. */
  in: number;
  /** Packets that it delivered, duplicates included. */
  out: number;
  lost: number;
  /** Packets for which the queue was full. */
  queueDrops: number;
  duplicated: number;
  reordered: number;
}

/** What became of the packets on a wire. */
export type WireCounters = Readonly<Record<WireDirectionName, Readonly<DirectionCounters>>>;
