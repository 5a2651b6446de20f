import type { HostReply, HostRequest } from "./host_messages.ts";

/**
 * The way from a page to the room of its engines. What is said on it arrives later and in order, in
 * both directions and wherever the room is: neither end ever finds the other in the middle of something.
 */
export interface RoomPort {
  /** Asks the room for something. */
  post(request: HostRequest): void;
  /** Ends the room and all that is in it; nothing is said from then on. */
  close(): void;
}

/** What a room tells its page. */
export interface RoomEvents {
  readonly onReply: (reply: HostReply) => void;
  /** It failed, as `state` says, and nothing that it says from then on can be trusted. */
  readonly onLost: (state: string, cause?: unknown) => void;
}

/** Where a room of engines can be had. */
export interface RoomSource {
  /** Opens a room; called when the first is needed, and again after a crash. */
  open(events: RoomEvents): RoomPort;
  /**
   * Loads what a room needs besides itself.
   *
   * @throws where the server can't be reached; tried again by the next call.
   */
  load(): Promise<unknown>;
}
