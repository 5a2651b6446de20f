import type { FailureReason } from "../protocol/failure.ts";
import type { Role, SessionId } from "../protocol/ids.ts";
import type { IceServer } from "../protocol/signaling_message.ts";
import type { Clock } from "../base/clock.ts";
import type { Cargo } from "./cargo.ts";
import type { ConnectionPath } from "./health/connection_path.ts";
import { rtcServers } from "./ice/ice_servers.ts";

/** How far two peers are; the arrows are drawn at `PeerSession`. */
export type PeerState =
  /** The sealed handshake runs through the server. */
  | { readonly kind: "introducing" }
  /** Keys exist; looking for a network path, then proving the certificates. */
  | { readonly kind: "connecting" }
  /** Proven: messages and frames may flow. `path` is missing until the browser tells it. */
  | { readonly kind: "connected"; readonly path: ConnectionPath | undefined }
  /** Silent, and being repaired; whatever was sent arrives once it is. */
  | { readonly kind: "interrupted"; readonly path: ConnectionPath | undefined }
  /**
   * The connection is past repair, and the peer isn't gone: whoever joins the session again meets it
   * over another one. Of a guest only; an owner is `interrupted` until its guest comes again.
   */
  | { readonly kind: "broken" }
  | { readonly kind: "failed"; readonly reason: FailureReason }
  /** Closed here. */
  | { readonly kind: "closed" };

/** What a `PeerSession` needs and tells. */
export interface PeerSessionOptions {
  readonly role: Role;
  readonly polite: boolean;
  readonly sessionId: SessionId;
  readonly secret: Uint8Array<ArrayBuffer>;
  readonly iceServers: readonly IceServer[];
  readonly iceTransportPolicy?: RTCIceTransportPolicy;
  readonly clock: Clock;
  /** Relays sealed text to this peer; called only while signaling is open. */
  readonly sendPayload: (payload: string) => void;
  readonly onState: (state: PeerState) => void;
  /** The connection is in doubt, and so is the way to the server: it is worth a look. */
  readonly onDoubt?: () => void;
  readonly cargo: Cargo;
  readonly createConnection?: (config: RTCConfiguration) => RTCPeerConnection;
}

/** Makes a connection that the options describe: lane 0's, or another just like it. */
export function createConnection(
  { iceServers, iceTransportPolicy, createConnection }: PeerSessionOptions,
): RTCPeerConnection {
  const config: RTCConfiguration = {
    iceServers: rtcServers(iceServers),
    ...(iceTransportPolicy && { iceTransportPolicy }),
  };
  return createConnection?.(config) ?? new RTCPeerConnection(config);
}
