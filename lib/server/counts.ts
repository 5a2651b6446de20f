import type { ApiErrorCode } from "./http/api_response.ts";
import type { CloseCode } from "../protocol/close_code.ts";

/**
 * What has happened since the start, as plain numbers: the hot path adds one and does nothing else;
 * `metrics.ts` reads them when it is asked. None of it says who it happened to.
 */
export class ServerCounts {
  /** Messages handed on from one member to another. */
  relayed = 0;
  /** Sockets that became members. */
  joined = 0;
  /** TCP connections closed unread: their address or network had as many as it may. */
  refusedConnections = 0;
  /** Sockets closed by the server, by code. */
  readonly closed = new Map<CloseCode, number>();
  /** Requests and handshakes refused, by reason. */
  readonly refused = new Map<ApiErrorCode, number>();

  /** Counts a socket that the server closed. */
  countClose(code: CloseCode): void {
    this.closed.set(code, (this.closed.get(code) ?? 0) + 1);
  }

  /** Counts a request that was refused. */
  countRefusal(reason: ApiErrorCode): void {
    this.refused.set(reason, (this.refused.get(reason) ?? 0) + 1);
  }
}
