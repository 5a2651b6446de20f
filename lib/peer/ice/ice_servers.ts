import type { IceServer } from "../../protocol/signaling_message.ts";

/** Whether a relay is among these servers. */
export function hasRelay(servers: readonly IceServer[]): boolean {
  return servers.some(({ urls }) => urls.some((url) => url.startsWith("turn")));
}

/** ICE servers as a browser takes them: it wants arrays that may be changed. */
export function rtcServers(servers: readonly IceServer[]): RTCIceServer[] {
  return servers.map(({ urls, ...credentials }) => ({ urls: [...urls], ...credentials }));
}
