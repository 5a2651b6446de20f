import { fileURLToPath } from "node:url";
import { TextLineStream } from "../servers/text_lines.ts";
import type { NetworkNamespace } from "./namespace.ts";
import {
  IDEAL_WIRE,
  type WireConditions,
  type WireCounters,
  type WireDirectionName,
} from "./wire_conditions.ts";

/** One end of a wire: a device, made by the wire, that needs addresses and routes. */
export interface WireEnd {
  readonly namespace: NetworkNamespace;
  readonly device: string;
}

/** What a wire is made with. */
export interface WireOptions extends Partial<WireConditions> {
  /** The same seed loses the same packets. @default {1} */
  readonly seed?: number;
}

/** What the process of a wire is told at its start. */
export interface WireSetup {
  readonly ends: readonly { readonly namespace: string; readonly device: string }[];
  readonly conditions: WireConditions;
  readonly seed: number;
}

/** What the process of a wire is told while it runs. */
export interface WireChange {
  /** Both where it isn't said. */
  readonly direction?: WireDirectionName;
  readonly conditions: Partial<WireConditions>;
}

const PROCESS = fileURLToPath(new URL("wire_process.ts", import.meta.url));

/** Ours to lose are the packets asked for: a short absence of the process shall lose none. */
const DEVICE_QUEUE_PACKETS = "20000";

/**
 * A cable between two namespaces with delay, loss, rate and more. It lives in a process of its own,
 * so that its load is apart from a harness that measures; everything can be changed while it runs.
 *
 * @example
 * ```ts ignore
 * await using wire = await Wire.connect({ namespace: a, device: "wire" }, {
 *   namespace: b,
 *   device: "wire",
 * }, { delayMs: 25 });
 * await wire.change({ lossPercent: 100 });
 * ```
 */
export class Wire implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #answers: ReadableStreamDefaultReader<string>;

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#input = child.stdin.getWriter();
    this.#answers = child.stdout.pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream()).getReader();
  }

  /** Makes both devices, and brings them up without addresses. */
  static async connect(
    first: WireEnd,
    second: WireEnd,
    { seed = 1, ...conditions }: WireOptions = {},
  ): Promise<Wire> {
    const setup: WireSetup = {
      ends: [first, second].map(({ namespace, device }) => ({ namespace: namespace.name, device })),
      conditions: { ...IDEAL_WIRE, ...conditions },
      seed,
    };
    // Before others in line for a processor: a wire that waits for a busy browser is a longer wire.
    const wire = new Wire(
      new Deno.Command("nice", {
        args: ["-n", "-10", Deno.execPath(), "run", "-A", "--no-check", PROCESS]
          .concat(JSON.stringify(setup)),
        stdin: "piped",
        stdout: "piped",
        stderr: "inherit",
      }).spawn(),
    );
    try {
      await wire.#answer();
      for (const { namespace, device } of [first, second]) {
        await namespace.ip("link", "set", device, "txqueuelen", DEVICE_QUEUE_PACKETS, "up");
      }
      return wire;
    } catch (error) {
      await wire[Symbol.asyncDispose]();
      throw error;
    }
  }

  /**
   * Changes what happens to packets from now on; done when it is so. A cut is `lossPercent: 100`.
   *
   * @param direction both where it isn't said
   */
  async change(
    conditions: Partial<WireConditions>,
    direction?: WireDirectionName,
  ): Promise<void> {
    await this.#tell({ conditions, ...(direction && { direction }) });
  }

  /** What became of the packets so far. */
  counters(): Promise<WireCounters> {
    return this.#tell({ conditions: {} });
  }

  /** Takes the wire away, and both devices with it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#input.close().catch(() => {}); // Where the process is gone, so is its input.
    await this.#answers.cancel();
    await this.#child.status;
  }

  async #tell(change: WireChange): Promise<WireCounters> {
    const line = new TextEncoder().encode(`${JSON.stringify(change)}\n`);
    // Answers come in the order of the questions, also of two at a time.
    const [answer] = await Promise.all([this.#answer(), this.#input.write(line)]);
    return answer;
  }

  async #answer(): Promise<WireCounters> {
    const { value, done } = await this.#answers.read();
    if (done) throw new Error("Cannot reach the wire: its process has ended");
    return JSON.parse(value);
  }
}
