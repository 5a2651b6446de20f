import assert from "node:assert/strict";
import { MIN_BLOCK_BYTES as B } from "../../../protocol/limits.ts";
import type { AttackedReceiver } from "./attacked_receiver.ts";
import type { EngineAttack } from "./engine_attack.ts";
import { ID, OTHER } from "./target.ts";

/** What is not a sender's to say, and too much of what is. */
export const TALK_TO_RECEIVER: readonly EngineAttack<AttackedReceiver>[] = [
  ...[
    { type: "have", ranges: [[0, 1]] },
    { type: "accept", transferId: ID, windowBytes: B, haveDigest: "" },
    { type: "ack", ranges: [[0, 1]] },
    { type: "repair", block: 0 },
    { type: "receipt", root: ID },
  ].map((message): EngineAttack<AttackedReceiver> => ({
    name: `says "${message.type}", which is the receiver's`,
    attack: async (it) => {
      await it.begin();
      await it.tell(message);
    },
    ends: "protocol-error",
  })),
  {
    name: "pauses and resumes ten thousand times",
    attack: async (it) => {
      await it.begin();
      for (let count = 0; count < 100; count++) {
        await it.tell(...Array(100).fill({ type: "pause" }));
        assert.equal(it.clock.pendingTasks, 0);
        await it.tell(...Array(100).fill({ type: "resume" }));
        assert.equal(it.clock.pendingTasks, 1);
      }
    },
  },
  {
    name: "sends on while it is paused",
    attack: async (it) => {
      await it.begin();
      await it.tell({ type: "pause" });
      await it.sendBlocks(0, 1);
      await it.passTime();
      await it.tell({ type: "resume" });
    },
  },
  {
    name: "goes on when everything is done",
    attack: async (it) => {
      await it.begin();
      await it.sendAll();
      await it.tell({ type: "roots", first: 0, roots: await it.roots() });
      await it.tell({ type: "finish", root: await it.root() });
      const writes = it.writes;
      await it.sendAll();
      await it.tell(
        { type: "finish", root: OTHER },
        { type: "roots", first: 0, roots: [OTHER] },
        it.offerWith(),
        { type: "abort", reason: "integrity" },
      );
      assert.equal(it.writes, writes);
    },
  },
  {
    name: "goes on after it aborted",
    attack: async (it) => {
      await it.begin();
      await it.sendBlocks(0);
      await it.tell({ type: "abort", reason: "source-changed" });
      await it.sendAll();
      await it.tell({ type: "roots", first: 0, roots: await it.roots() }, it.offerWith());
      assert.deepEqual([it.writes, it.saved.size, it.kept], [1, 0, 1]);
    },
    ends: "source-changed",
    side: "there",
  },
];
