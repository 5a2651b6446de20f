/**
 * Whether this browser can move a data channel to a worker (W3C webrtc-pc §6.2: `RTCDataChannel` is
 * `Transferable`). Found by doing it: the interface looks the same where it isn't.
 */
export function canTransferChannels(): boolean {
  if (typeof RTCPeerConnection !== "function") return false;
  const pc = new RTCPeerConnection();
  const { port1, port2 } = new MessageChannel();
  try {
    const channel = pc.createDataChannel("probe", { negotiated: true, id: 0 });
    port1.postMessage(channel, [transferable(channel)]);
    return true;
  } catch (error) {
    if (error instanceof DOMException || error instanceof TypeError) return false;
    throw error;
  } finally {
    port1.close();
    port2.close();
    pc.close();
  }
}

/** The DOM types don't know yet that a channel is one. */
export function transferable(channel: RTCDataChannel): Transferable {
  return channel as unknown as Transferable;
}
