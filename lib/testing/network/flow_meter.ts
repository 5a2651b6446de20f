import { until } from "../servers/until.ts";
import { HOST_DEVICE } from "./lab_host.ts";

/** How often the counter is read: nothing tells of its changes. */
const READ_MS = 20;

/** Bytes that no heartbeat, connectivity check or refreshed relay makes up: data flows. */
const FLOWING_BYTES = 192 * 1024;

/** Bytes between two readings that nobody calls a flow: a question and its answer. */
const TRICKLE_BYTES = 2_000;

/** Without any for this long, what came before was the rest of a flow that ended. */
const PAUSE_MS = 400;

/** What was under way when a path broke has arrived, or not, by then. */
const SETTLED_MS = 1_000;

/**
 * Counts what a host's device takes in. The kernel counts, so it works while the host's browser
 * sleeps, costs the pages nothing, and knows nothing of what they believe.
 */
export class FlowMeter {
  readonly #path: string;

  /** @param processId any process of the host's namespace */
  constructor(processId: number) {
    this.#path = `/proc/${processId}/net/dev`;
  }

  /** Bytes that the device has received so far. */
  bytes(): number {
    const table = Deno.readTextFileSync(this.#path);
    const row = table.split("\n").find((line) => line.trim().startsWith(`${HOST_DEVICE}:`));
    return Number(/:\s*(\d+)/.exec(row ?? "")?.[1] ?? Number.NaN);
  }

  /** Waits until so many bytes more have come in. */
  async received(bytes: number, deadlineMs: number): Promise<void> {
    const wanted = this.bytes() + bytes;
    await until(
      `${bytes} bytes more`,
      () => Promise.resolve(this.bytes() >= wanted || undefined),
      deadlineMs,
    );
  }

  /**
   * Milliseconds from now until data flows for good: what was under way arrives for some moments, so a
   * flow that ends again within a second is none. @throws {Error} where there is none by the deadline
   */
  async flowsWithin(deadlineMs: number): Promise<number> {
    const from = performance.now();
    let [counted, lastMoved] = [this.bytes(), 0];
    let flowedAt: number | undefined;
    for (let last = counted;;) {
      await new Promise((resolve) => setTimeout(resolve, READ_MS));
      const [now, bytes] = [performance.now() - from, this.bytes()];
      if (bytes - last > TRICKLE_BYTES) lastMoved = now;
      last = bytes;
      if (now - lastMoved > PAUSE_MS) {
        [counted, flowedAt] = [bytes, undefined];
      } else if (bytes - counted >= FLOWING_BYTES) flowedAt ??= now;
      if (flowedAt !== undefined && now > SETTLED_MS) return flowedAt;
      if (now > deadlineMs) {
        throw new Error(`Nothing flows ${deadlineMs} ms after the network is back`);
      }
    }
  }
}
