import assert from "node:assert/strict";
import { MAX_BLOCKS, MIN_BLOCK_BYTES as B } from "../../../protocol/limits.ts";
import { MAX_REPAIRS_PER_BLOCK } from "../../../transfer/limits.ts";
import type { AttackedSender } from "./attacked_sender.ts";
import type { EngineAttack } from "./engine_attack.ts";
import { ID, OTHER } from "./target.ts";

/** What a receiver may say when it accepts, of what it holds, and of what it wants again. */
export const FALSE_ACCEPTANCE: readonly EngineAttack<AttackedSender>[] = [
  {
    name: "accepts another transfer",
    attack: (it) => it.tell({ type: "accept", transferId: OTHER, windowBytes: B, haveDigest: "" }),
    ends: "protocol-error",
  },
  {
    name: "accepts twice",
    attack: async (it) => {
      await it.accept();
      await it.accept();
    },
    ends: "protocol-error",
  },
  {
    name: "accepts twice in one breath",
    attack: async (it) => {
      const accept = { type: "accept", transferId: ID, windowBytes: B, haveDigest: "" };
      await it.tell(accept, accept);
    },
    ends: "protocol-error",
  },
  {
    name: "accepts with a window of no bytes",
    attack: (it) => it.accept(0),
    ends: "protocol-error",
    side: "there",
  },
  {
    name: "accepts with a window of one byte",
    attack: async (it) => {
      await it.accept(1);
      assert.deepEqual(it.arrived, [0]);
      await it.acknowledge(0);
      assert.deepEqual(it.arrived, [1]);
    },
  },
  {
    name: "names blocks it has after it accepted",
    attack: async (it) => {
      await it.accept();
      await it.tell({ type: "have", ranges: [[0, 1]] });
    },
    ends: "protocol-error",
  },
  {
    name: "names blocks beyond the end as its own",
    attack: (it) => it.tell({ type: "have", ranges: [[0, it.plan.blockCount + 1]] }),
    ends: "protocol-error",
  },
  {
    name: "names the largest range as its own",
    attack: (it) => it.tell({ type: "have", ranges: [[0, MAX_BLOCKS]] }),
    ends: "protocol-error",
  },
  {
    name: "claims to have everything and can't say what",
    attack: async (it) => {
      await it.tell({ type: "have", ranges: [[0, it.plan.blockCount]] });
      await it.accept();
      assert.deepEqual(it.frames, []);
    },
    ends: "part-mismatch",
  },
  {
    name: "claims to have everything, of another file",
    attack: async (it) => {
      await it.tell(
        { type: "have", ranges: [[0, it.plan.blockCount]] },
        { type: "accept", transferId: ID, windowBytes: B, haveDigest: OTHER },
      );
    },
    ends: "part-mismatch",
  },
  {
    name: "claims to have something and doesn't name it",
    attack: (it) => it.tell({ type: "accept", transferId: ID, windowBytes: B, haveDigest: OTHER }),
    ends: "part-mismatch",
  },
  {
    name: "asks for the repair of a block before it accepts",
    attack: (it) => it.tell({ type: "repair", block: 0 }),
    ends: "protocol-error",
  },
  {
    name: "asks for the repair of a block that was not sent",
    attack: async (it) => {
      await it.accept();
      await it.tell({ type: "repair", block: 9 });
    },
    ends: "protocol-error",
  },
  {
    name: "asks for the repair of a block that isn't there",
    attack: async (it) => {
      await it.accept();
      await it.tell({ type: "repair", block: MAX_BLOCKS - 1 });
    },
    ends: "protocol-error",
  },
  {
    name: "asks for the repair of one block for ever",
    attack: async (it) => {
      await it.accept();
      for (let count = 0; count < 50; count++) await it.tell({ type: "repair", block: 1 });
      const copies = it.frames.filter(({ block, end }) => block === 1 && end === B).length;
      assert.equal(copies, 1 + MAX_REPAIRS_PER_BLOCK);
    },
    ends: "integrity",
  },
  {
    name: "asks for the repair of one block a thousand times in one breath",
    attack: async (it) => {
      await it.accept();
      await it.tell(...Array(1_000).fill({ type: "repair", block: 1 }));
    },
    ends: "integrity",
  },
  {
    name: "asks for the repair of what it acknowledged",
    attack: async (it) => {
      await it.accept();
      await it.acknowledge(0);
      const frames = it.frames.length;
      await it.tell(...Array(1_000).fill({ type: "repair", block: 0 }));
      assert.equal(it.frames.length, frames);
    },
  },
];
