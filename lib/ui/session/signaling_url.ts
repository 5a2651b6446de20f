/** The signaling WebSocket of a session, on the server that this page came from. */
export function signalingUrl(basePath: string, sessionId: string): string {
  const url = new URL(`${basePath}/ws/signal/${sessionId}`, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  return url.href;
}
