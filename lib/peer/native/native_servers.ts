import type { IceServer } from "node-datachannel";

/** `stun:host`, `turn:host:3478?transport=udp` (RFC 7064, RFC 7065); an IPv6 address is in brackets. */
const ICE_URL = /^(stun|turn):(\[[^\]]+\]|[^:?]+)(?::(\d+))?(?:\?transport=(udp|tcp))?$/;

const DEFAULT_PORT = 3478;

/**
 * ICE servers as libdatachannel takes them. By parts and not as one address, because the names of
 * temporary credentials have a colon in them.
 *
 * Left out is what its ICE library can't do: TURN over TCP or TLS.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(
 *   nativeServers([{ urls: ["turn:relay.example", "turns:relay.example"], username: "1:a", credential: "b" }]),
 *   [{ hostname: "relay.example", port: 3478, username: "1:a", password: "b", relayType: "TurnUdp" }],
 * );
 * ```
 */
export function nativeServers(servers: readonly RTCIceServer[] = []): IceServer[] {
  return servers.flatMap(({ urls, username = "", credential = "" }) =>
    [urls].flat().flatMap((url) => {
      const [, scheme, host = "", port = DEFAULT_PORT, transport] = ICE_URL.exec(url) ?? [];
      if (scheme === undefined || transport === "tcp") return [];
      const server = { hostname: host.replaceAll(/[[\]]/g, ""), port: Number(port) };
      if (scheme === "stun") return [server];
      return [{ ...server, username, password: credential, relayType: "TurnUdp" as const }];
    })
  );
}
