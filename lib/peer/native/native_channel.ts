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
    channel.onClosed(() => this.lose());
  }

  get readyState(): RTCDataChannelState {
    return this.#readyState;
  }

  get bufferedAmount(): number {
    return this.#whileOpen(() => this.#channel.bufferedAmount()) ?? 0;
  }

  get bufferedAmountLowThreshold(): number {
    return this.#lowThreshold;
  }

  set bufferedAmountLowThreshold(bytes: number) {
    this.#lowThreshold = bytes;
    // As it is made: before it is open as well.
    this.#channel.setBufferedAmountLowThreshold(bytes);
  }

  /** Its connection is over, and tells nobody: as if it had closed. Idempotent. */
  lose(): void {
    if (this.#readyState === "closed") return;
    this.#readyState = "closed";
    this.dispatchEvent(new Event("close"));
  }

  /** Takes a copy. Where the channel is just closing nothing is sent, and `close` follows. */
  send(data: string | Uint8Array<ArrayBuffer>): void {
    this.#whileOpen(() =>
      typeof data === "string"
        ? this.#channel.sendMessage(data)
        : this.#channel.sendMessageBinary(data)
    );
  }

  /**
   * Calls the library where it can answer. It closes channels in threads of its own, and its calls
   * throw from that moment on, which is before this side hears of it.
   */
  #whileOpen<Answer>(call: () => Answer): Answer | undefined {
    if (this.#readyState !== "open") return undefined;
    try {
      return call();
    } catch (error) {
      if (this.#isOpen() && !isGone(error)) throw error;
      return undefined;
    }
  }

  #isOpen(): boolean {
    try {
      return this.#channel.isOpen();
    } catch {
      return false; // It was freed with its connection.
    }
  }
}

/** Its association ended, and the channel hasn't heard of it: the peer gave up while this side slept. */
function isGone(error: unknown): boolean {
  return error instanceof Error && error.message.includes("Sending failed");
}

/** A message's bytes in memory of their own: a small `Buffer` may be part of a pool. */
function ownBuffer(message: Uint8Array | ArrayBuffer): ArrayBuffer {
  if (message instanceof ArrayBuffer) return message;
  const { buffer, byteOffset, byteLength } = message;
  const isWhole = buffer instanceof ArrayBuffer && byteLength === buffer.byteLength;
  return isWhole ? buffer : new Uint8Array(buffer, byteOffset, byteLength).slice().buffer;
}
