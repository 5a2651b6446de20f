import { isIceUrl } from "../../protocol/ice_url.ts";
import type { IceServer } from "../../protocol/signaling_message.ts";

/** Whether a relay is among these servers. */
export function hasRelay(servers: readonly IceServer[]): boolean {
  return servers.some(({ urls }) => urls.some(isRelay));
}

/** ICE servers as a browser takes them: it wants arrays that may be changed. */
export function rtcServers(servers: readonly IceServer[]): RTCIceServer[] {
  return servers.map(({ urls, ...credentials }) => ({ urls: [...urls], ...credentials }));
}

/**
 * The servers that a browser takes: of each the URLs that it can read, relays only with what opens them.
 * One that it doesn't take would cost the whole connection.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const stun = { urls: ["stun:stun.example.org", "https://example.org"] };
 * const turn = { urls: ["turn:turn.example.org"] };
 * assert.deepEqual(usableServers([stun, turn]), [{ urls: ["stun:stun.example.org"] }]);
 * ```
 */
export function usableServers(servers: readonly IceServer[]): readonly IceServer[] {
  return servers.flatMap((server) => {
    const urls = server.urls.filter((url) =>
      isIceUrl(url) && (server.username !== undefined || !isRelay(url))
    );
    return urls.length > 0 ? [{ ...server, urls }] : [];
  });
}

function isRelay(url: string): boolean {
  return url.startsWith("turn");
}
