// Holds the table of constants in docs/measurements.md to the code.
import assert from "node:assert/strict";
import {
  HIGH_WATERMARK_BYTES,
  IN_FLIGHT_BYTES,
} from "../../lib/peer/lanes/flow_controlled_lane.ts";
import * as protocol from "../../lib/protocol/limits.ts";
import { MAX_GUESTS } from "../../lib/server/limits.ts";
import { MAX_SMALL_FILES_BYTES, SMALL_FILE_BYTES } from "../../lib/storage/memory/small_files.ts";
import * as transfer from "../../lib/transfer/limits.ts";
import { FRAME_BYTES } from "../../lib/transfer/send/ready_blocks.ts";
import { SHARED_BYTES } from "../../lib/transfer/send/shared_reads.ts";

const VALUES: Readonly<Record<string, number>> = {
  BLOCK_BYTES: protocol.BLOCK_BYTES,
  WINDOW_BYTES: transfer.WINDOW_BYTES,
  MAX_FRAME_BYTES: protocol.MAX_FRAME_BYTES,
  FRAME_BYTES,
  HIGH_WATERMARK_BYTES,
  IN_FLIGHT_BYTES,
  TALLY_EVERY_BYTES: protocol.TALLY_EVERY_BYTES,
  MAX_LANES: protocol.MAX_LANES,
  SHARED_BYTES,
  MAX_RECIPIENTS: protocol.MAX_RECIPIENTS,
  SMALL_FILE_BYTES,
  MAX_SMALL_FILES_BYTES,
  ROOTS_MS: transfer.ROOTS_MS,
  ACK_MS: transfer.ACK_MS,
  MAX_GUESTS: MAX_GUESTS.screen,
};

function valueOf(text: string): number {
  const [amount = "", unit = ""] = text.split(" ");
  return Number(amount) * ({ KiB: 1024, MiB: 1024 * 1024 }[unit] ?? 1);
}

Deno.test("docs/measurements.md has the values of the constants that it explains", async () => {
  const page = await Deno.readTextFile("docs/measurements.md");
  const rows = new Map(
    [...page.matchAll(/^\| [^|]+ \| ([^|]+) \| `([A-Z_]+)` \|/gm)]
      .map(([, value = "", name = ""]) => [name, valueOf(value)] as const),
  );
  for (const [name, value] of Object.entries(VALUES)) assert.equal(rows.get(name), value, name);
});
