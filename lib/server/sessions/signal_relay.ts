import type { CloseCode } from "../../protocol/close_code.ts";
import type { PeerId } from "../../protocol/ids.ts";
import type { Cancel } from "../clock.ts";
import type { ConnectionId, Member } from "./session_registry.ts";

/**
 * What one peer's socket is told by another's, or by the server itself. Plain data, so that it can
 * travel between processes.
 */
export type SignalEvent =
  | { readonly type: "peer-joined"; readonly member: Member }
  | { readonly type: "peer-left"; readonly member: Member }
  | {
    readonly type: "relay";
    readonly from: PeerId;
    readonly payload: string;
  }
  | CloseEvent;

/** The socket has to close. */
export interface CloseEvent {
  readonly type: "close";
  readonly code: CloseCode;
}

/** What concerns the peers of a socket, and not its end. */
export type PeerEvent = Exclude<SignalEvent, CloseEvent>;

/** Whether somebody was there to take an event. */
export type Delivery = "delivered" | "unreachable";

/**
 * Gets an event to a socket, wherever that socket is. It knows connections only, and nothing of
 * sessions; `signalRelayContract` is the test suite every implementation passes.
 */
export interface SignalRelay {
  /**
   * Receives the events for a connection, those of one publisher in the order they were published.
   *
   * @returns a function that ends it.
   */
  subscribe(
    connection: ConnectionId,
    deliver: (event: SignalEvent) => void,
  ): Promise<Cancel>;

  /**
   * Sends an event to a connection. Rejects with `StoreUnavailable` where the way to it is broken:
   * nobody knows then whether it arrived.
   */
  publish(connection: ConnectionId, event: SignalEvent): Promise<Delivery>;

  /** Whether a connection is one of this process: nothing can get lost on the way to it. */
  isNear(connection: ConnectionId): boolean;
}
