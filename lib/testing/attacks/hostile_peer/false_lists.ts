import assert from "node:assert/strict";
import {
  MAX_BLOCK_BYTES,
  MAX_BLOCKS,
  MAX_FILES,
  MIN_BLOCK_BYTES as B,
} from "../../../protocol/limits.ts";
import { STALL_FAIL_MS, STALL_RESEND_MS } from "../../../transfer/limits.ts";
import type { AttackedReceiver } from "./attacked_receiver.ts";
import type { EngineAttack } from "./engine_attack.ts";
import { LIST, OTHER } from "./target.ts";

/** Offers and lists that can't be so. */
export const FALSE_LISTS: readonly EngineAttack<AttackedReceiver>[] = [
  {
    name: "offers and lists nothing",
    attack: async (it) => {
      await it.tell(it.offerWith());
      await it.passTime(STALL_FAIL_MS);
    },
    ends: "timed-out",
  },
  {
    name: "offers, lists a part and falls silent",
    attack: async (it) => {
      await it.tell(it.offerWith(), { type: "files", first: 0, files: it.entries.slice(0, 2) });
      await it.passTime(STALL_FAIL_MS);
    },
    ends: "timed-out",
  },
  {
    name: "offers, pauses and lists nothing",
    attack: async (it) => {
      await it.tell(it.offerWith(), { type: "pause" });
      await it.passTime(STALL_FAIL_MS);
    },
    ends: "timed-out",
  },
  {
    name: "offers, pauses, resumes and lists nothing",
    attack: async (it) => {
      await it.tell(it.offerWith());
      for (let passed = 0; passed < STALL_FAIL_MS; passed += STALL_RESEND_MS) {
        assert.equal(it.engine.state.kind, "listing");
        await it.tell({ type: "pause" }, { type: "resume" });
        await it.passTime(STALL_RESEND_MS);
      }
    },
    ends: "timed-out",
  },
  {
    name: "pauses while it lists, and once more before it is accepted",
    attack: async (it) => {
      await it.tell(
        it.offerWith(),
        { type: "pause" },
        { type: "files", first: 0, files: it.entries },
        { type: "pause" },
      );
      await it.passTime();
      assert.equal(it.engine.state.kind, "offered");
      await it.engine.accept();
      await it.passTime();
      assert.equal(it.engine.state.kind, "receiving");
      await it.tell({ type: "resume" });
      assert.equal(it.clock.pendingTasks, 1);
    },
  },
  {
    name: "offers twice",
    attack: async (it) => {
      await it.tell(it.offerWith(), it.offerWith());
    },
    ends: "protocol-error",
  },
  {
    name: "offers something else once it is accepted",
    attack: async (it) => {
      await it.begin();
      await it.tell(it.offerWith({ transferId: OTHER }));
    },
    ends: "protocol-error",
  },
  ...[
    { fileCount: 0 },
    { fileCount: MAX_FILES + 1 },
    { fileCount: 2 ** 53 },
    { totalBytes: -1 },
    { totalBytes: 2 ** 53 },
    { blockBytes: 0 },
    { blockBytes: B - 1 },
    { blockBytes: MAX_BLOCK_BYTES + 1 },
    { transferId: "__proto__" },
  ].map((change): EngineAttack<AttackedReceiver> => ({
    name: `offers ${JSON.stringify(change)}`,
    attack: (it) => it.tell(it.offerWith(change)),
    ends: "protocol-error",
    side: "there",
  })),
  {
    name: "lists files before it offers any",
    attack: (it) => it.tell(LIST),
    ends: "protocol-error",
  },
  {
    name: "lists a file more when the list is whole",
    attack: async (it) => {
      await it.offer();
      await it.tell({ ...LIST, first: 4 });
    },
    ends: "protocol-error",
  },
  {
    name: "lists a file more when it is accepted",
    attack: async (it) => {
      await it.begin();
      await it.tell(LIST);
    },
    ends: "protocol-error",
  },
  {
    name: "lists more files than it offered",
    attack: (it) =>
      it.tell(it.offerWith({ fileCount: 3 }), { type: "files", first: 0, files: it.entries }),
    ends: "protocol-error",
  },
  {
    name: "lists larger files than it offered",
    attack: (it) =>
      it.tell(it.offerWith({ totalBytes: 5 }), { type: "files", first: 0, files: it.entries }),
    ends: "protocol-error",
  },
  {
    name: "lists smaller files than it offered",
    attack: (it) =>
      it.tell(it.offerWith({ totalBytes: 2 ** 50 }), {
        type: "files",
        first: 0,
        files: it.entries,
      }),
    ends: "protocol-error",
  },
  {
    name: "lists files out of order",
    attack: (it) => it.tell(it.offerWith(), { ...LIST, first: 1 }),
    ends: "protocol-error",
  },
  {
    name: "lists one page twice",
    attack: (it) => it.tell(it.offerWith(), LIST, LIST),
    ends: "protocol-error",
  },
  {
    name: "lists a file of more blocks than a transfer may have",
    attack: (it) => {
      const size = MAX_BLOCKS * B + 1;
      const files = [{ path: "a", size, modified: 0 }];
      const offer = it.offerWith({ fileCount: 1, totalBytes: size });
      return it.tell(offer, { type: "files", first: 0, files });
    },
    ends: "protocol-error",
  },
];
