import type { DataChannel } from "node-datachannel";

/**
 * A data channel of libdatachannel with a browser's names: as much of `RTCDataChannel` as lanes and
 * the control channel use.
 */
export class NativeChannel extends EventTarget {
  readonly #channel: DataChannel;
  #readyState: RTCDataChannelState = "connecting";
  #lowThreshold = 0;
  /** Nobody here takes blobs. */
  binaryType: BinaryType = "arraybuffer";

  constructor(channel: DataChannel) {
    super();
    this.#channel = channel;
    channel.onOpen(() => {
      this.#readyState = "open";
      this.dispatchEvent(new Event("open"));
    });
    channel.onMessage((message) => {
      const data = typeof message === "string" ? message : ownBuffer(message);
      this.dispatchEvent(new MessageEvent("message", { data }));
    });
    channel.onBufferedAmountLow(() => this.dispatchEvent(new Event("bufferedamountlow")));
    channel.onClosed(() => {
      this.#readyState = "closed";
      this.dispatchEvent(new Event("close"));
    });
  }

  get readyState(): RTCDataChannelState {
    return this.#readyState;
  }

  get bufferedAmount(): number {
    return this.#readyState === "open" ? this.#channel.bufferedAmount() : 0;
  }

  get bufferedAmountLowThreshold(): number {
    return this.#lowThreshold;
  }

  set bufferedAmountLowThreshold(bytes: number) {
    this.#lowThreshold = bytes;
    this.#channel.setBufferedAmountLowThreshold(bytes);
  }

  /** Takes a copy. Where the other side just closed it nothing is sent, and `close` follows. */
  send(data: string | Uint8Array<ArrayBuffer>): void {
    if (this.#readyState !== "open" || !this.#channel.isOpen()) return;
    if (typeof data === "string") this.#channel.sendMessage(data);
    else this.#channel.sendMessageBinary(data);
  }
}

/** A message's bytes in memory of their own: a small `Buffer` may be part of a pool. */
function ownBuffer(message: Uint8Array | ArrayBuffer): ArrayBuffer {
  if (message instanceof ArrayBuffer) return message;
  const { buffer, byteOffset, byteLength } = message;
  const isWhole = buffer instanceof ArrayBuffer && byteLength === buffer.byteLength;
  return isWhole ? buffer : new Uint8Array(buffer, byteOffset, byteLength).slice().buffer;
}
