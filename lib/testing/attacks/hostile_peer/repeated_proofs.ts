import assert from "node:assert/strict";
import { MIN_BLOCK_BYTES as B } from "../../../protocol/limits.ts";
import { MAX_RECHECKS, RECHECKED_BLOCKS } from "../../../transfer/limits.ts";
import { FileSender } from "../../../transfer/send/file_sender.ts";
import { ReadDigests } from "../../../transfer/send/read_digests.ts";
import { isOver } from "../../../transfer/state.ts";
import { FakeClock } from "../../fakes/fake_clock.ts";
import { memoryFile, syncDigest } from "../../fakes/memory_ports.ts";
import { SeededRandom } from "../../simulation/seeded_random.ts";
import { settle } from "../../simulation/simulation.ts";
import type { Attack } from "../attack.ts";
import { ID, OTHER } from "./target.ts";

const BLOCKS = 300;
const CONNECTIONS = 20;

/** A receiver that comes again and again with a part that it doesn't have. */
export const REPEATED_PROOFS: Attack = {
  name: `A receiver connects ${CONNECTIONS} times, and each time claims to have the whole share.`,
  must:
    "The share is read once and a few blocks of it again, and it is the receiver's part that is blamed.",
  async run() {
    const file = memoryFile("a", new SeededRandom(1).bytes(BLOCKS * B));
    const { source } = file;
    const read = source.read.bind(source);
    let blocks = 0;
    source.read = (offset, length) => {
      blocks += length / B;
      return read(offset, length);
    };
    const readDigests = new ReadDigests();
    for (let connection = 0; connection < CONNECTIONS; connection++) {
      const sender = new FileSender({
        files: [file],
        transferId: ID,
        control: { send: () => {} },
        digest: syncDigest,
        clock: new FakeClock(),
        readDigests,
        blockBytes: B,
        onState: () => {},
      });
      sender.start();
      sender.receive({ type: "have", ranges: [[0, BLOCKS]] });
      sender.receive({ type: "accept", transferId: ID, windowBytes: B, haveDigest: OTHER });
      for (let turn = 0; turn < 1_000 && !isOver(sender.state); turn++) await settle();
      const { state } = sender;
      assert.equal(state.kind === "failed" && state.reason, "part-mismatch");
    }
    assert.ok(
      blocks <= BLOCKS + MAX_RECHECKS * RECHECKED_BLOCKS,
      `${blocks} of ${BLOCKS} blocks read`,
    );
  },
};
