import assert from "node:assert/strict";
import type { FileEntry } from "../../../protocol/file_entry.ts";
import { type DataFrame, encodeFrame, sameDigest } from "../../../protocol/lane_message.ts";
import { MIN_BLOCK_BYTES as B } from "../../../protocol/limits.ts";
import { keepNothing } from "../../../storage/keep_nothing.ts";
import { BlockPlan } from "../../../transfer/block_plan.ts";
import { Ledger, transferRoot } from "../../../transfer/ledger.ts";
import type { ByteSink, LaneEvents } from "../../../transfer/ports.ts";
import { FileReceiver } from "../../../transfer/receive/file_receiver.ts";
import { isOver } from "../../../transfer/state.ts";
import { syncDigest } from "../../fakes/memory_ports.ts";
import { settle } from "../../simulation/simulation.ts";
import { ATTACKED_FRAME_BYTES, ATTACKED_WINDOW_BYTES, ID, SIZES, Target } from "./target.ts";

/** A receiver whose sender the attacker plays. */
export class AttackedReceiver extends Target {
  override readonly engine: FileReceiver<Uint8Array>;
  readonly files: readonly Uint8Array<ArrayBuffer>[];
  readonly plan: BlockPlan;
  readonly paths: readonly string[];
  /** What was handed to the page. */
  readonly saved = new Map<number, Uint8Array>();
  opened = 0;
  writes = 0;
  discarded = 0;
  kept = 0;
  reserve: (files: readonly FileEntry[]) => Promise<void> = () => Promise.resolve();
  #events: LaneEvents | undefined;

  constructor(sizes: readonly number[] = SIZES, paths: readonly string[] = []) {
    super();
    this.files = sizes.map((size) => this.random.bytes(size));
    this.paths = sizes.map((_, index) => paths[index] ?? `file ${index}`);
    this.plan = new BlockPlan(sizes, B);
    this.engine = new FileReceiver<Uint8Array>({
      control: { send: (message) => this.said.push(message) },
      digest: syncDigest,
      clock: this.clock,
      sessionId: "s",
      store: keepNothing({
        reserve: (files) => this.reserve(files),
        open: (_, file) => Promise.resolve(this.#openSink(file.size)),
      }),
      onState: () => {},
      onSaved: (file, saved) => this.saved.set(file, saved),
      windowBytes: ATTACKED_WINDOW_BYTES,
    });
    this.engine.addLane({
      maxFrameBytes: ATTACKED_FRAME_BYTES,
      deliveredBytes: 0,
      inFlightBytes: 0,
      send: () => assert.fail("a receiver sends no frames"),
      drained: () => Promise.resolve(),
      listen: (events) => this.#events = events,
    });
  }

  #openSink(size: number): ByteSink<Uint8Array> {
    this.opened++;
    const bytes = new Uint8Array(size);
    return {
      write: (offset, part) => {
        this.writes++;
        bytes.set(part, offset);
        return Promise.resolve();
      },
      finish: () => Promise.resolve(bytes),
      discard: () => Promise.resolve(void this.discarded++),
      keep: () => Promise.resolve(void this.kept++),
    };
  }

  get entries(): FileEntry[] {
    return this.paths.map((path, index) => ({
      path,
      size: this.files[index]?.length ?? 0,
      modified: 0,
    }));
  }

  offerWith(change: object = {}): object {
    const { fileCount, totalBytes, blockBytes } = this.plan;
    return { type: "offer", transferId: ID, fileCount, totalBytes, blockBytes, ...change };
  }

  async offer(): Promise<void> {
    await this.tell(this.offerWith(), { type: "files", first: 0, files: this.entries });
    assert.equal(this.engine.state.kind, "offered");
  }

  async begin(): Promise<void> {
    await this.offer();
    await this.engine.accept();
    assert.deepEqual(this.said.at(-1)?.type, "accept");
  }

  bytesOf(block: number): Uint8Array<ArrayBuffer> {
    const { file, offset, length } = this.plan.locate(block);
    return this.files[file]?.slice(offset, offset + length) ?? new Uint8Array();
  }

  /** The frames of a block, honest but for what is changed. */
  async framesOf(block: number, change: Partial<DataFrame> = {}): Promise<ArrayBuffer[]> {
    const bytes = this.bytesOf(block);
    const digest = await syncDigest.sha256(bytes);
    const frames: ArrayBuffer[] = [];
    for (let offset = 0; offset < bytes.length; offset += ATTACKED_FRAME_BYTES) {
      const data = bytes.slice(offset, offset + ATTACKED_FRAME_BYTES);
      frames.push(encodeFrame({ block, offset, digest, data, ...change }).buffer);
    }
    return frames;
  }

  /** Puts frames on the lane, and looks each time that the receiver holds no more than its window. */
  async sendFrames(...frames: readonly ArrayBuffer[]): Promise<void> {
    for (const frame of frames) {
      this.#events?.onFrame(frame);
      const held = this.engine.doneBytes - (this.engine.ledger?.bytes ?? 0);
      assert.ok(held <= ATTACKED_WINDOW_BYTES, `${held} bytes held`);
    }
    await settle();
  }

  async sendBlocks(...blocks: readonly number[]): Promise<void> {
    for (const block of blocks) await this.sendFrames(...await this.framesOf(block));
  }

  async sendAll(): Promise<void> {
    await this.sendBlocks(...Array(this.plan.blockCount).keys());
  }

  async roots(): Promise<string[]> {
    const ledger = new Ledger(this.plan);
    for (let block = 0; block < this.plan.blockCount; block++) {
      ledger.add(block, await syncDigest.sha256(this.bytesOf(block)));
    }
    return await Promise.all(this.files.map((_, file) => ledger.rootOf(file, syncDigest)));
  }

  async root(): Promise<string> {
    return await transferRoot(await this.roots(), syncDigest);
  }

  /** Whatever happened: what was saved is what the roots stand for. */
  assertSavedIsTrue(): void {
    for (const [file, bytes] of this.saved) {
      assert.ok(sameDigest(bytes, this.files[file] ?? bytes.slice(1)), `file ${file}`);
    }
  }

  /** The attack did nothing: an honest end is still possible. */
  async assertUnharmed({ rootsSaid = false } = {}): Promise<void> {
    if (!isOver(this.engine.state)) {
      await this.sendAll();
      if (!rootsSaid) await this.tell({ type: "roots", first: 0, roots: await this.roots() });
      await this.tell({ type: "finish", root: await this.root() });
    }
    const root = await this.root();
    assert.deepEqual(this.engine.state, { kind: "done", root });
    assert.deepEqual(this.heard("receipt"), [{ type: "receipt", root }]);
    assert.deepEqual(this.heard("abort"), []);
    assert.equal(this.saved.size, this.files.length);
    this.assertSavedIsTrue();
    assert.equal(this.clock.pendingTasks, 0);
  }
}
