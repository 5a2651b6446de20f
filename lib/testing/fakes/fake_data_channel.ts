import { TrackedTarget } from "./tracked_target.ts";

/**
 * A data channel that a test opens, fills and closes. Linked to another it delivers there, later
 * and in order; alone it only keeps what was sent.
 */
export class FakeDataChannel extends TrackedTarget {
  readyState: RTCDataChannelState = "connecting";
  binaryType: BinaryType = "blob";
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  readonly sent: unknown[] = [];
  /** What it was made with. */
  readonly init: RTCDataChannelInit | undefined;
  #peer: FakeDataChannel | undefined;

  constructor(init?: RTCDataChannelInit) {
    super();
    this.init = init;
  }

  /** The same object, as the code under test takes it. */
  get asChannel(): RTCDataChannel {
    return this as unknown as RTCDataChannel;
  }

  send(data: unknown): void {
    if (this.readyState !== "open") throw new DOMException("not open");
    this.sent.push(data);
    const peer = this.#peer;
    // Bytes arrive as `binaryType` says, and lanes say "arraybuffer".
    const arriving = data instanceof Uint8Array ? data.slice().buffer : data;
    if (peer) queueMicrotask(() => peer.receive(arriving));
  }

  /** Both ends deliver to each other from now on. */
  linkTo(peer: FakeDataChannel): void {
    this.#peer = peer;
    peer.#peer = this;
  }

  /** Stops delivering, as a network does that swallows everything. */
  cut(): void {
    if (this.#peer) this.#peer.#peer = undefined;
    this.#peer = undefined;
  }

  open(): void {
    this.readyState = "open";
    this.dispatchEvent(new Event("open"));
  }

  receive(data: unknown): void {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }

  /** Empties the buffer down to this amount. */
  drainTo(amount: number): void {
    const wasAbove = this.bufferedAmount > this.bufferedAmountLowThreshold;
    this.bufferedAmount = amount;
    if (wasAbove && amount <= this.bufferedAmountLowThreshold) {
      this.dispatchEvent(new Event("bufferedamountlow"));
    }
  }

  close(): void {
    if (this.readyState === "closed") return;
    this.readyState = "closed";
    this.dispatchEvent(new Event("close"));
    const peer = this.#peer;
    if (peer) queueMicrotask(() => peer.close());
  }
}
