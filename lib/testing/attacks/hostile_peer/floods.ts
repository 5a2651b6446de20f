import assert from "node:assert/strict";
import { encodeBase64Url } from "../../../protocol/base64url.ts";
import { encodeFrame } from "../../../protocol/lane_message.ts";
import { MAX_FILES, MAX_LIST_FOLDERS, MIN_BLOCK_BYTES as B } from "../../../protocol/limits.ts";
import { Ledger } from "../../../transfer/ledger.ts";
import { STALL_FAIL_MS, STALL_RESEND_MS } from "../../../transfer/limits.ts";
import { syncDigest } from "../../fakes/memory_ports.ts";
import { settle } from "../../simulation/simulation.ts";
import type { AttackedReceiver } from "./attacked_receiver.ts";
import type { AttackedSender } from "./attacked_sender.ts";
import type { EngineAttack } from "./engine_attack.ts";
import { ID, OTHER } from "./target.ts";

const MINUTE_MS = 60_000;

/** Paths of 32 folders each, none of which is another's. */
function deepPage(first: number): object {
  const files = Array.from({ length: 10 }, (_, index) => ({
    path: Array.from({ length: 32 }, (_, depth) => `${first + index}-${depth}`).join("/") + "/x",
    size: 0,
    modified: 0,
  }));
  return { type: "files", first, files };
}

/** Too much of what may be said, too slowly or too often, to a receiver. */
export const FLOODS_TO_RECEIVER: readonly EngineAttack<AttackedReceiver>[] = [
  {
    name: "offers 100,000 paths of 32 folders each",
    attack: async (it) => {
      await it.tell(it.offerWith({ fileCount: MAX_FILES, totalBytes: 0 }));
      let first = 0;
      while (it.engine.state.kind === "listing" && first < MAX_FILES) {
        await it.tell(deepPage(first));
        first += 10;
      }
      assert.equal(first, MAX_LIST_FOLDERS / 32 + 10, "files taken before it is refused");
    },
    ends: "protocol-error",
  },
  {
    name: "trickles a kibibyte a minute for an hour",
    attack: async (it) => {
      await it.begin();
      const digest = await syncDigest.sha256(it.bytesOf(0));
      for (let minute = 0; minute < B / 1_024 - 1; minute++) {
        const offset = minute * 1_024;
        const data = it.bytesOf(0).slice(offset, offset + 1_024);
        await it.sendFrames(encodeFrame({ block: 0, offset, digest, data }).buffer);
        await it.passTime(MINUTE_MS);
        assert.equal(it.engine.state.kind, "receiving");
      }
      assert.deepEqual([it.opened, it.writes], [0, 0], "what isn't verified is on no disk");
      // It says the same again, and that is no progress any more.
      await it.passTime(STALL_FAIL_MS);
    },
    ends: "timed-out",
  },
  {
    name: "cancels a thousand times in one breath",
    attack: async (it) => {
      await it.begin();
      await it.sendBlocks(0);
      await it.tell(...Array(1_000).fill({ type: "abort", reason: "cancelled" }));
      assert.deepEqual([it.discarded, it.kept], [1, 0]);
    },
    ends: "cancelled-by-peer",
    side: "there",
  },
  {
    name: "says that it compared blocks which the receiver never named",
    attack: async (it) => {
      await it.begin();
      await it.tell({ type: "proving", blocks: 1 });
    },
    ends: "protocol-error",
  },
  {
    name: "announces 5,000 roots for four files",
    attack: async (it) => {
      await it.begin();
      for (let first = 0; first < 5_000; first += 100) {
        await it.tell({ type: "roots", first, roots: Array(100).fill(OTHER) });
      }
    },
    ends: "protocol-error",
  },
  {
    name: "says the same frame of each block and never the rest",
    attack: async (it) => {
      await it.begin();
      for (let block = 0; block < 2; block++) {
        const [first = new ArrayBuffer(0)] = await it.framesOf(block);
        await it.sendFrames(...Array(100).fill(first));
      }
      assert.equal(it.writes, 0);
      await it.passTime(STALL_FAIL_MS);
    },
    ends: "timed-out",
  },
];

/** The digest over blocks of a file that isn't the share's. */
async function otherShare(it: AttackedSender, blocks: number): Promise<string> {
  const ledger = new Ledger(it.plan);
  for (let block = 0; block < blocks; block++) {
    ledger.add(block, await syncDigest.sha256(it.random.bytes(B)));
  }
  return await ledger.heldDigest(syncDigest);
}

/** Too much of what may be said, too slowly or too often, to a sender. */
export const FLOODS_TO_SENDER: readonly EngineAttack<AttackedSender>[] = [
  {
    name: "names the blocks that it has of another share",
    attack: async (it) => {
      const haveDigest = await otherShare(it, 3);
      await it.tell(
        { type: "have", ranges: [[0, 3]] },
        { type: "accept", transferId: ID, windowBytes: B, haveDigest },
      );
      assert.deepEqual(it.frames, [], "a block was sent to be put to another file's");
    },
    ends: "part-mismatch",
  },
  {
    name: "names each of its blocks by itself, the last one first, and lies",
    attack: async (it) => {
      const ranges = Array.from({ length: it.plan.blockCount }, (_, at) => [at, at + 1]).reverse();
      await it.tell(...ranges.map((range) => ({ type: "have", ranges: [range] })));
      const haveDigest = encodeBase64Url(new Uint8Array(32));
      await it.tell({ type: "accept", transferId: ID, windowBytes: B, haveDigest });
    },
    ends: "part-mismatch",
  },
  {
    name: "acknowledges its blocks the last one first",
    attack: async (it) => {
      await it.accept();
      for (const block of it.arrived.reverse()) await it.acknowledge(block);
    },
  },
  {
    name: "acknowledges one block a minute",
    attack: async (it) => {
      await it.accept();
      for (let blocks = it.arrived; blocks.length > 0; blocks = it.arrived) {
        await it.passTime(MINUTE_MS);
        assert.equal(it.engine.state.kind, "sending");
        await it.acknowledge(...blocks.slice(0, 1));
      }
    },
  },
  {
    name: "pauses for an hour, a thousand times over",
    attack: async (it) => {
      await it.accept();
      const frames = it.frames.length;
      for (let count = 0; count < 1_000; count++) {
        await it.tell({ type: "pause" });
        it.clock.advance(3_600);
        await settle();
      }
      assert.equal(it.frames.length, frames);
      await it.tell({ type: "resume" });
    },
  },
  {
    name: "cancels a thousand times in one breath",
    attack: async (it) => {
      await it.accept();
      await it.tell(...Array(1_000).fill({ type: "abort", reason: "cancelled" }));
    },
    ends: "cancelled-by-peer",
    side: "there",
  },
  {
    name: "lets its only lane die again and again, and acknowledges nothing",
    attack: async (it) => {
      await it.accept();
      for (let passed = 0; passed < STALL_FAIL_MS; passed += STALL_RESEND_MS) {
        it.loseLane();
        await it.passTime(STALL_RESEND_MS);
      }
    },
    ends: "timed-out",
  },
];
