/**
 * Of two operators: pages tell a NAT that maps each destination differently by asking at two
 * addresses, and two names of one operator may have the same. It also outlives either.
 */
export const DEFAULT_STUN_URLS = "stun:stun.l.google.com:19302,stun:stun.cloudflare.com:3478";

/** A host name, an IPv4 address or an IPv6 address in brackets, and a port if need be. */
const HOST = String.raw`(?:[A-Za-z0-9][A-Za-z0-9._-]*|\[[0-9A-Fa-f:.]+\])(?::(?<port>\d{1,5}))?`;
const STUN = new RegExp(String.raw`^stuns?:${HOST}$`);
const TURN = new RegExp(String.raw`^turn:${HOST}(?:\?transport=(?:udp|tcp))?$`);
/** `turns` over UDP would be DTLS to the relay, which no browser speaks. */
const TURNS = new RegExp(String.raw`^turns:${HOST}(?:\?transport=tcp)?$`);

/** Whether a text is a STUN server's URL (RFC 7064). */
export function isStunUrl(url: string): boolean {
  return matches(STUN, url);
}

/** Whether a text is a TURN server's URL (RFC 7065), over UDP, TCP or TLS. */
export function isTurnUrl(url: string): boolean {
  return matches(TURN, url) || matches(TURNS, url);
}

function matches(pattern: RegExp, url: string): boolean {
  const match = pattern.exec(url);
  if (!match) return false;
  const port = match.groups?.port;
  return port === undefined || Number(port) >= 1 && Number(port) <= 65_535;
}
