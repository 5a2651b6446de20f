import assert from "node:assert/strict";
import { MAX_BLOCKS, MIN_BLOCK_BYTES as B } from "../../../protocol/limits.ts";
import { Ledger } from "../../../transfer/ledger.ts";
import { STALL_FAIL_MS, STALL_RESEND_MS } from "../../../transfer/limits.ts";
import { syncDigest } from "../../fakes/memory_ports.ts";
import { settle } from "../../simulation/simulation.ts";
import type { AttackedSender } from "./attacked_sender.ts";
import type { EngineAttack } from "./engine_attack.ts";
import { ATTACKED_WINDOW_BYTES, ID, OTHER } from "./target.ts";

/** What a receiver may say of blocks and of the end that is not so. */
export const FALSE_ACKNOWLEDGEMENTS: readonly EngineAttack<AttackedSender>[] = [
  {
    name: "acknowledges before it accepts",
    attack: (it) => it.tell({ type: "ack", ranges: [[0, 1]] }),
    ends: "protocol-error",
  },
  {
    name: "acknowledges blocks that were not sent",
    attack: async (it) => {
      await it.accept();
      assert.deepEqual(it.arrived, [0, 1, 2, 3, 4]);
      await it.tell({ type: "ack", ranges: [[0, 6]] });
    },
    ends: "protocol-error",
  },
  {
    name: "acknowledges blocks beyond the end",
    attack: async (it) => {
      await it.accept();
      await it.takeAll();
      await it.tell({ type: "ack", ranges: [[it.plan.blockCount - 1, it.plan.blockCount + 1]] });
    },
    ends: "protocol-error",
  },
  {
    name: "acknowledges the largest range there is",
    attack: async (it) => {
      await it.accept();
      await it.tell({ type: "ack", ranges: [[0, MAX_BLOCKS]] });
    },
    ends: "protocol-error",
  },
  {
    name: "acknowledges a range beyond the largest number",
    attack: (it) => it.tell({ type: "ack", ranges: [[0, 2 ** 53]] }),
    ends: "protocol-error",
    side: "there",
  },
  {
    name: "acknowledges a block again",
    attack: async (it) => {
      await it.accept();
      await it.acknowledge(0, 1, 2);
      assert.equal(it.engine.doneBytes, 3 * B);
      await it.acknowledge(1);
      assert.equal(it.engine.doneBytes, 3 * B);
    },
    ends: "protocol-error",
  },
  {
    name: "acknowledges blocks in ranges that lie over one another",
    attack: async (it) => {
      await it.accept();
      await it.tell({ type: "ack", ranges: [[0, 2], [1, 3]] });
      assert.equal(it.engine.doneBytes, 2 * B);
    },
    ends: "protocol-error",
  },
  {
    name: "acknowledges all that is delivered a thousand times in one message",
    attack: async (it) => {
      await it.accept();
      await it.acknowledge(0, 1, 2, 3);
      await it.tell({ type: "ack", ranges: Array(1_000).fill([0, 4]) });
      assert.equal(it.engine.doneBytes, 3 * B + 5);
    },
    ends: "protocol-error",
  },
  {
    name: "acknowledges a block that it has from before",
    attack: async (it) => {
      const held = new Ledger(it.plan);
      held.add(0, await syncDigest.sha256(it.bytesOf(0)));
      const haveDigest = await held.heldDigest(syncDigest);
      await it.tell(
        { type: "have", ranges: [[0, 1]] },
        { type: "accept", transferId: ID, windowBytes: ATTACKED_WINDOW_BYTES, haveDigest },
      );
      assert.equal(it.engine.doneBytes, B);
      assert.equal(it.engine.state.kind, "sending");
      await it.tell({ type: "ack", ranges: [[0, 1]] });
    },
    ends: "protocol-error",
  },
  {
    name: "takes every frame and acknowledges nothing",
    attack: async (it) => {
      await it.accept();
      const frames = it.frames.length;
      await it.passTime(STALL_FAIL_MS - STALL_RESEND_MS);
      assert.equal(it.engine.state.kind, "sending");
      // The window, again after each standstill, and never more than it.
      assert.equal(it.frames.length, frames * STALL_FAIL_MS / STALL_RESEND_MS);
      assert.deepEqual(it.arrived, [0, 1, 2, 3, 4]);
      await it.passTime(STALL_RESEND_MS);
    },
    ends: "timed-out",
  },
  {
    name: "acknowledges nothing and asks for repairs to keep it going",
    attack: async (it) => {
      await it.accept();
      let block = 0;
      for (let passed = 0; passed < STALL_FAIL_MS; passed += STALL_RESEND_MS / 3) {
        if (block < 15) await it.tell({ type: "repair", block: block++ % 5 });
        assert.equal(it.engine.state.kind, "sending");
        it.clock.advance(STALL_RESEND_MS / 3);
        await settle();
      }
    },
    ends: "timed-out",
  },
  {
    name: "sends the receipt before it accepts",
    attack: (it) => it.tell({ type: "receipt", root: ID }),
    ends: "protocol-error",
  },
  {
    name: "sends the receipt while blocks are on their way",
    attack: async (it) => {
      await it.accept();
      await it.tell({ type: "receipt", root: ID });
    },
    ends: "protocol-error",
  },
  {
    name: "sends a receipt with another root",
    attack: async (it) => {
      await it.accept();
      await it.takeAll();
      await it.tell({ type: "receipt", root: OTHER });
    },
    ends: "integrity",
  },
  {
    name: "sends a receipt with another root, and the right one behind it",
    attack: async (it) => {
      await it.accept();
      await it.takeAll();
      await it.tell({ type: "receipt", root: OTHER }, { type: "receipt", root: it.root });
    },
    ends: "integrity",
  },
  {
    name: "sends the right receipt, and another one behind it",
    attack: async (it) => {
      await it.accept();
      await it.takeAll();
      await it.tell({ type: "receipt", root: it.root }, { type: "receipt", root: OTHER });
    },
  },
  {
    name: "takes every block and never sends the receipt",
    attack: async (it) => {
      await it.accept();
      await it.takeAll();
      await it.passTime(STALL_FAIL_MS);
    },
    ends: "timed-out",
  },
];
