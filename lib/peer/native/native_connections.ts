import { cleanup } from "node-datachannel";
import type { Clock } from "../../base/clock.ts";
import { NativeConnection } from "./native_connection.ts";
import { selfSignedCertificate } from "./self_signed_certificate.ts";

/** Makes a connection of a configuration, as `RendezvousOptions.createConnection`. */
export type CreateNativeConnection = (config: RTCConfiguration) => RTCPeerConnection;

/**
 * Readies connections outside a browser: all that it makes name one certificate, as the further lanes of
 * a session have to.
 */
export async function nativeConnections(clock: Clock): Promise<CreateNativeConnection> {
  const certificate = await selfSignedCertificate();
  return ({ iceServers = [], iceTransportPolicy = "all" }) => {
    const pc = new NativeConnection({ iceServers, iceTransportPolicy, certificate, clock });
    // It has what sessions of files use; the rest of the type is media and what browsers had before.
    return pc as unknown as RTCPeerConnection;
  };
}

/**
 * Ends the library's threads, once every connection is closed: called last, because one that still tells
 * something while the runtime ends takes the process down.
 */
export function endNativeThreads(): void {
  cleanup();
}
