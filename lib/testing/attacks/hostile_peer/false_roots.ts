import assert from "node:assert/strict";
import { transferRoot } from "../../../transfer/ledger.ts";
import { STALL_FAIL_MS } from "../../../transfer/limits.ts";
import { syncDigest } from "../../fakes/memory_ports.ts";
import type { AttackedReceiver } from "./attacked_receiver.ts";
import type { EngineAttack } from "./engine_attack.ts";
import { ID, OTHER } from "./target.ts";

/** Roots and ends that aren't the files'. */
export const FALSE_ROOTS: readonly EngineAttack<AttackedReceiver>[] = [
  {
    name: "announces a root that isn't the file's",
    attack: async (it) => {
      await it.begin();
      const [, ...others] = await it.roots();
      await it.tell({ type: "roots", first: 0, roots: [OTHER, ...others] });
      await it.sendAll();
      assert.equal(it.saved.has(0), false);
    },
    ends: "integrity",
  },
  {
    name: "announces a root that isn't that of a file without bytes",
    attack: async (it) => {
      await it.begin();
      const [first] = await it.roots();
      await it.tell({ type: "roots", first: 0, roots: [first, OTHER] });
      assert.equal(it.saved.has(1), false);
    },
    ends: "integrity",
  },
  {
    name: "announces roots before it is accepted",
    attack: async (it) => {
      await it.offer();
      await it.tell({ type: "roots", first: 0, roots: await it.roots() });
    },
    ends: "protocol-error",
  },
  {
    name: "announces roots before it offers anything",
    attack: (it) => it.tell({ type: "roots", first: 0, roots: [ID] }),
    ends: "protocol-error",
  },
  {
    name: "announces roots twice",
    attack: async (it) => {
      await it.begin();
      const roots = { type: "roots", first: 0, roots: await it.roots() };
      await it.tell(roots, roots);
    },
    ends: "protocol-error",
  },
  {
    name: "announces roots out of order",
    attack: async (it) => {
      await it.begin();
      await it.tell({ type: "roots", first: 1, roots: [OTHER] });
    },
    ends: "protocol-error",
  },
  {
    name: "announces more roots than files",
    attack: async (it) => {
      await it.begin();
      await it.tell({ type: "roots", first: 0, roots: [...await it.roots(), OTHER] });
    },
    ends: "protocol-error",
  },
  {
    name: "finishes before it is accepted",
    attack: async (it) => {
      await it.offer();
      await it.tell({ type: "finish", root: await it.root() });
    },
    ends: "protocol-error",
  },
  {
    name: "finishes before the roots, and says them afterwards",
    attack: async (it) => {
      await it.begin();
      await it.tell({ type: "finish", root: await it.root() });
      assert.deepEqual([it.saved.size, it.heard("receipt")], [0, []]);
    },
  },
  {
    name: "finishes before the roots, and says nothing more",
    attack: async (it) => {
      await it.begin();
      await it.sendAll();
      await it.tell({ type: "finish", root: await it.root() });
      await it.passTime(STALL_FAIL_MS);
      assert.equal(it.saved.size, 0);
    },
    ends: "timed-out",
  },
  {
    name: "finishes with another root",
    attack: async (it) => {
      await it.begin();
      await it.sendAll();
      await it.tell({ type: "roots", first: 0, roots: await it.roots() });
      await it.tell({ type: "finish", root: OTHER });
      assert.deepEqual(it.heard("receipt"), []);
    },
    ends: "integrity",
  },
  {
    name: "finishes with the root of other files",
    attack: async (it) => {
      await it.begin();
      await it.sendAll();
      const roots = await it.roots();
      await it.tell({ type: "roots", first: 0, roots });
      await it.tell({ type: "finish", root: await transferRoot(roots.toReversed(), syncDigest) });
    },
    ends: "integrity",
  },
  {
    name: "accepts its own offer and falls silent",
    attack: async (it) => {
      await it.begin();
      await it.passTime(STALL_FAIL_MS);
    },
    ends: "timed-out",
  },
];
