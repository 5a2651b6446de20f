import assert from "node:assert/strict";
import { encodeBundle, encodeFrame } from "../../../protocol/lane_message.ts";
import { MAX_REPAIRS_PER_BLOCK, STALL_FAIL_MS, STALL_RESEND_MS } from "../../../transfer/limits.ts";
import type { AttackedReceiver } from "./attacked_receiver.ts";
import type { EngineAttack } from "./engine_attack.ts";
import { makeFrame } from "./target.ts";

/** Bytes that aren't those of a file, or come when they mustn't. */
export const FALSE_FRAMES: readonly EngineAttack<AttackedReceiver>[] = [
  {
    name: "sends a frame before the offer",
    attack: async (it) => await it.sendBlocks(0),
    ends: "protocol-error",
  },
  {
    name: "sends a frame before it is accepted",
    attack: async (it) => {
      await it.offer();
      await it.sendBlocks(0);
    },
    ends: "protocol-error",
  },
  {
    name: "sends a frame while room is made for its files",
    attack: async (it) => {
      it.reserve = () => new Promise(() => {});
      await it.offer();
      it.engine.accept();
      await it.sendBlocks(3);
      assert.deepEqual([it.opened, it.writes, it.said.length], [0, 0, 1]);
    },
    ends: "protocol-error",
  },
  {
    name: "announces roots while room is made for its files",
    attack: async (it) => {
      it.reserve = () => new Promise(() => {});
      await it.offer();
      it.engine.accept();
      await it.tell({ type: "roots", first: 0, roots: await it.roots() });
      assert.equal(it.opened, 0);
    },
    ends: "protocol-error",
  },
  {
    name: "sends a block in crumbs",
    attack: async (it) => {
      await it.begin();
      const digest = new Uint8Array(32);
      for (let offset = 0; offset < 1_000; offset += 2) {
        const data = new Uint8Array(1);
        await it.sendFrames(encodeFrame({ block: 0, offset, digest, data }).buffer);
      }
      assert.equal(it.engine.doneBytes, 0);
    },
    ends: "protocol-error",
  },
  {
    name: "sends the same frame for ever",
    attack: async (it) => {
      await it.begin();
      const [first = new ArrayBuffer(0)] = await it.framesOf(0);
      await it.sendFrames(first);
      for (let passed = 0; passed < STALL_FAIL_MS; passed += STALL_RESEND_MS) {
        assert.equal(it.engine.state.kind, "receiving");
        it.clock.advance(STALL_RESEND_MS);
        await it.sendFrames(first);
      }
    },
    ends: "timed-out",
  },
  {
    name: "sends a frame of a block that isn't there",
    attack: async (it) => {
      await it.begin();
      await it.sendFrames(encodeFrame(makeFrame(it.plan.blockCount, 0, 1)).buffer);
    },
    ends: "protocol-error",
  },
  {
    name: "sends a frame of the largest block number",
    attack: async (it) => {
      await it.begin();
      await it.sendFrames(encodeFrame(makeFrame(0xffff_ffff, 0, 1)).buffer);
    },
    ends: "protocol-error",
  },
  {
    name: "bundles blocks that aren't whole",
    attack: async (it) => {
      await it.begin();
      const { digest, data } = makeFrame(0, 0, 1);
      const blocks = [0, 1].map((block) => ({ block, digest, data }));
      await it.sendFrames(encodeBundle(blocks, new ArrayBuffer(1_000)).slice().buffer);
    },
    ends: "protocol-error",
  },
  {
    name: "bundles a block with one that isn't there",
    attack: async (it) => {
      await it.begin();
      const { digest } = makeFrame(0, 0, 1);
      const data = it.bytesOf(0);
      const blocks = [0, it.plan.blockCount].map((block) => ({ block, digest, data }));
      await it.sendFrames(encodeBundle(blocks, new ArrayBuffer(100_000)).slice().buffer);
    },
    ends: "protocol-error",
  },
  {
    name: "sends a frame that leaves its block",
    attack: async (it) => {
      await it.begin();
      await it.sendFrames(encodeFrame(makeFrame(3, 5, 1)).buffer);
    },
    ends: "protocol-error",
  },
  {
    name: "sends a frame that leaves its block by far",
    attack: async (it) => {
      await it.begin();
      await it.sendFrames(encodeFrame(makeFrame(0, 0xffff_ffff, 1)).buffer);
    },
    ends: "protocol-error",
  },
  ...[0, 1, 44, 65_537].map((length): EngineAttack<AttackedReceiver> => ({
    name: `sends a message of ${length} bytes in place of a frame`,
    attack: async (it) => {
      await it.begin();
      await it.sendFrames(new Uint8Array(length).fill(1, 0, 1).buffer);
    },
    ends: "protocol-error",
  })),
  {
    name: "begins more blocks than the window holds",
    attack: async (it) => {
      await it.begin();
      for (let block = 0; block < it.plan.blockCount; block++) {
        const [first = new ArrayBuffer(0)] = await it.framesOf(block);
        await it.sendFrames(first);
      }
      assert.equal(it.writes, 2); // Those of one frame only.
    },
    ends: "protocol-error",
  },
  {
    name: "floods it with blocks while the disk is slow",
    attack: async (it) => {
      await it.begin();
      const frames = [];
      for (let block = 0; block < 10; block++) frames.push(...await it.framesOf(block));
      await it.sendFrames(...frames); // All in one breath: nothing can be written between.
    },
    ends: "protocol-error",
  },
  {
    name: "sends one block with a wrong digest for ever",
    attack: async (it) => {
      await it.begin();
      const frames = await it.framesOf(0, { digest: new Uint8Array(32) });
      for (let count = 0; count < 50; count++) await it.sendFrames(...frames);
      assert.deepEqual(
        it.heard("repair"),
        Array(MAX_REPAIRS_PER_BLOCK).fill({ type: "repair", block: 0 }),
      );
      assert.equal(it.writes, 0);
    },
    ends: "integrity",
  },
  {
    name: "sends every block with a wrong digest a few times",
    attack: async (it) => {
      await it.begin();
      for (let block = 0; block < it.plan.blockCount; block++) {
        const frames = await it.framesOf(block, { digest: new Uint8Array(32) });
        for (let count = 0; count < MAX_REPAIRS_PER_BLOCK; count++) await it.sendFrames(...frames);
      }
      assert.equal(it.writes, 0);
    },
  },
  {
    name: "names another digest in each frame of a block",
    attack: async (it) => {
      await it.begin();
      const [first = new ArrayBuffer(0), second = new ArrayBuffer(0)] = await it.framesOf(0);
      const [, lie = new ArrayBuffer(0)] = await it.framesOf(0, { digest: new Uint8Array(32) });
      for (let count = 0; count < 1_000; count++) await it.sendFrames(first, lie);
      assert.deepEqual([it.writes, it.heard("repair")], [0, []]);
      await it.sendFrames(first, second);
      assert.equal(it.writes, 1);
    },
  },
  {
    name: "sends every frame many times, also of blocks that are written",
    attack: async (it) => {
      await it.begin();
      for (let count = 0; count < 20; count++) await it.sendBlocks(0, 1, 2);
      assert.equal(it.writes, 3);
      assert.deepEqual(it.heard("ack").flatMap(({ ranges }) => ranges), [[0, 1], [1, 2], [2, 3]]);
    },
  },
  {
    name: "sends the bytes of one block as another, with their own digest",
    attack: async (it) => {
      await it.begin();
      await it.tell({ type: "roots", first: 0, roots: await it.roots() });
      await it.sendFrames(...await it.framesOf(1, { block: 0 }));
      await it.sendFrames(...await it.framesOf(0, { block: 1 }));
      await it.sendBlocks(
        2,
        3,
        ...Array.from({ length: it.plan.blockCount - 4 }, (_, at) => at + 4),
      );
      assert.equal(it.saved.has(0), false);
    },
    ends: "integrity",
  },
];
