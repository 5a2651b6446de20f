import assert from "node:assert/strict";
import { encodeFrame } from "../../../protocol/lane_message.ts";
import { MIN_BLOCK_BYTES as B } from "../../../protocol/limits.ts";
import { ROOTS_MS } from "../../../transfer/limits.ts";
import type { AttackedSender } from "./attacked_sender.ts";
import type { EngineAttack } from "./engine_attack.ts";
import { ID, makeFrame } from "./target.ts";

/** What is not a receiver's to say, and too much of what is. */
export const TALK_TO_SENDER: readonly EngineAttack<AttackedSender>[] = [
  {
    name: "sends it a frame",
    attack: (it) => it.tellFrame(encodeFrame(makeFrame(0, 0, 1)).buffer),
    ends: "protocol-error",
  },
  {
    name: "sends it an empty frame",
    attack: async (it) => {
      await it.accept();
      await it.tellFrame(new ArrayBuffer(0));
    },
    ends: "protocol-error",
  },
  ...[
    { type: "offer", transferId: ID, fileCount: 1, totalBytes: 0, blockBytes: B },
    { type: "files", first: 0, files: [{ path: "a", size: 0, modified: 0 }] },
    { type: "roots", first: 0, roots: [ID] },
    { type: "finish", root: ID },
  ].map((message): EngineAttack<AttackedSender> => ({
    name: `says "${message.type}", which is the sender's`,
    attack: async (it) => {
      await it.accept();
      await it.tell(message);
    },
    ends: "protocol-error",
  })),
  {
    name: "pauses and resumes ten thousand times",
    attack: async (it) => {
      await it.accept();
      await it.passTime(ROOTS_MS);
      for (let count = 0; count < 100; count++) {
        await it.tell(...Array(100).fill({ type: "pause" }));
        assert.equal(it.clock.pendingTasks, 0);
        await it.tell(...Array(100).fill({ type: "resume" }));
        assert.equal(it.clock.pendingTasks, 2, "one watch for a standstill, one for the lanes");
      }
    },
  },
  {
    name: "pauses, and goes on to say things",
    attack: async (it) => {
      await it.accept();
      await it.tell({ type: "pause" });
      const frames = it.frames.length;
      await it.acknowledge(0, 1, 2, 3);
      await it.tell({ type: "pause" });
      assert.equal(it.frames.length, frames);
      await it.tell({ type: "resume" });
    },
  },
  {
    name: "pauses before it accepts, and takes its time",
    attack: async (it) => {
      await it.tell({ type: "pause" });
      await it.accept();
      await it.passTime();
      assert.deepEqual([it.engine.state.kind, it.frames], ["sending", []]);
      await it.tell({ type: "resume" });
      await it.passTime(ROOTS_MS);
      assert.equal(it.clock.pendingTasks, 2, "one watch for a standstill, one for the lanes");
    },
  },
  {
    name: "resumes what nobody paused",
    attack: (it) => it.tell({ type: "resume" }, { type: "resume" }),
  },
  {
    name: "talks on after it aborted",
    attack: async (it) => {
      await it.accept();
      await it.tell({ type: "abort", reason: "storage-full" });
      const frames = it.frames.length;
      await it.tell(
        { type: "abort", reason: "internal" },
        { type: "ack", ranges: [[0, 1]] },
        { type: "repair", block: 0 },
        { type: "resume" },
        { type: "receipt", root: ID },
      );
      await it.accept();
      assert.equal(it.frames.length, frames);
    },
    ends: "storage-full",
    side: "there",
  },
  {
    name: "aborts for a reason that is none",
    attack: (it) => it.tell({ type: "abort", reason: "__proto__" }),
    ends: "protocol-error",
    side: "there",
  },
];
