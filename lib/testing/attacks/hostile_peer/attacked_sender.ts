import assert from "node:assert/strict";
import { decodeFrame } from "../../../protocol/lane_message.ts";
import { MIN_BLOCK_BYTES as B } from "../../../protocol/limits.ts";
import { BlockPlan } from "../../../transfer/block_plan.ts";
import type { Lane, LaneEvents } from "../../../transfer/ports.ts";
import { FileSender } from "../../../transfer/send/file_sender.ts";
import { isOver } from "../../../transfer/state.ts";
import { memoryFile, syncDigest } from "../../fakes/memory_ports.ts";
import { settle } from "../../simulation/simulation.ts";
import { ATTACKED_FRAME_BYTES, ATTACKED_WINDOW_BYTES, ID, SIZES, Target } from "./target.ts";

/** A sender whose receiver the attacker plays. */
export class AttackedSender extends Target {
  override readonly engine: FileSender;
  readonly plan: BlockPlan;
  readonly files: readonly Uint8Array<ArrayBuffer>[];
  /** The frames the lane took, without their data. */
  readonly frames: { readonly block: number; readonly end: number }[] = [];
  readonly lane: Lane;
  readonly #acknowledged = new Set<number>();
  #events: LaneEvents | undefined;

  constructor(
    sizes: readonly number[] = SIZES,
    { parks = false, maxFrameBytes = ATTACKED_FRAME_BYTES } = {},
  ) {
    super();
    this.plan = new BlockPlan(sizes, B);
    this.files = sizes.map((size) => this.random.bytes(size));
    this.engine = new FileSender({
      files: this.files.map((bytes, index) => memoryFile(`file ${index}`, bytes)),
      transferId: ID,
      control: { send: (message) => this.said.push(message) },
      digest: syncDigest,
      clock: this.clock,
      onState: () => {},
      blockBytes: B,
    });
    let isFull = false;
    this.lane = {
      maxFrameBytes,
      deliveredBytes: 0,
      inFlightBytes: 0,
      send: (bytes) => {
        const frame = decodeFrame(bytes.slice().buffer); // A copy: the memory is used again.
        assert.ok(frame);
        this.frames.push({ block: frame.block, end: frame.offset + frame.data.length });
        isFull = parks;
        return !isFull;
      },
      drained: (signal) =>
        new Promise((resolve, reject) => {
          if (!isFull) resolve();
          signal.addEventListener("abort", () => reject(signal.reason), { once: true });
        }),
      listen: (events) => this.#events = events,
    };
    this.engine.start();
    this.engine.addLane(this.lane);
  }

  /** Puts a frame on the lane towards the sender. */
  async tellFrame(message: ArrayBuffer): Promise<void> {
    this.#events?.onFrame(message);
    await settle();
  }

  loseLane(): void {
    this.#events?.onClose();
  }

  async accept(windowBytes = ATTACKED_WINDOW_BYTES): Promise<void> {
    await this.tell({ type: "accept", transferId: ID, windowBytes, haveDigest: "" });
  }

  bytesOf(block: number): Uint8Array<ArrayBuffer> {
    const { file, offset, length } = this.plan.locate(block);
    return this.files[file]?.slice(offset, offset + length) ?? new Uint8Array();
  }

  /** Blocks whose last frame was sent and that were not acknowledged yet. */
  get arrived(): number[] {
    const whole = this.frames.filter(({ block, end }) => end === this.plan.locate(block).length);
    return [...new Set(whole.map(({ block }) => block))]
      .filter((block) => !this.#acknowledged.has(block));
  }

  /** Acknowledges blocks, and remembers which: an honest receiver does so once. */
  async acknowledge(...blocks: readonly number[]): Promise<void> {
    for (const block of blocks) this.#acknowledged.add(block);
    await this.tell({ type: "ack", ranges: blocks.map((block) => [block, block + 1]) });
  }

  /** Acknowledges as an honest receiver does, to the last block. */
  async takeAll(): Promise<void> {
    for (let blocks = this.arrived; blocks.length > 0; blocks = this.arrived) {
      await this.acknowledge(...blocks);
    }
  }

  get root(): string {
    const [finish] = this.heard("finish");
    assert.ok(finish, "no finish was said");
    return finish.root;
  }

  /** The attack did nothing: an honest end is still possible. */
  async assertUnharmed(): Promise<void> {
    if (this.engine.state.kind === "offering") await this.accept();
    await this.takeAll();
    if (!isOver(this.engine.state)) await this.tell({ type: "receipt", root: this.root });
    assert.deepEqual(this.engine.state, { kind: "done", root: this.root });
    assert.equal(this.engine.doneBytes, this.engine.totalBytes);
    assert.deepEqual(this.heard("abort"), []);
    assert.equal(this.clock.pendingTasks, 0);
  }
}
