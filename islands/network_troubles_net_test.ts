/**
 * What happens to networks, browsers and servers while a file crosses, between the real pages: the
 * transfer goes on by itself, and what is saved is the source. Times count from the moment at which
 * the network could carry again.
 * @module
 */
import assert from "node:assert/strict";
import type { FilePair } from "../lib/testing/browsers/cross_files.ts";
import type { NatKind } from "../lib/testing/network/nat_rules.ts";
import { netTester, report } from "../lib/testing/network/net_test.ts";
import { TransferStage } from "../lib/testing/network/transfer_stage.ts";
import type { WireOptions } from "../lib/testing/network/wire.ts";

const MIB = 1024 * 1024;
const FILE_BYTES = 32 * MIB;
/** Where the trouble begins: several lanes are open by then. */
const UNDER_WAY_BYTES = 10 * MIB;
/** A line as many have at home, and one that a transfer doesn't cross too quickly for its trouble. */
const LINE: WireOptions = { delayMs: 10, rateMbit: 60 };
/** Bytes sent again: at most one window. */
const WINDOW_BYTES = 16 * MIB;

const CHANGED_MAX_MS = 6_000;
const BACK_MAX_MS = 8_000;
/** What a machine that does something else besides may add. */
const BUSY_MS = 4_000;

const netTest = await netTester("nat with a STUN server", { browser: true });

/** One trouble in the middle of a transfer. */
interface Trouble {
  readonly name: string;
  readonly a?: NatKind;
  readonly b?: NatKind;
  /** Done when the network can carry again. */
  readonly happen: (stage: TransferStage) => Promise<void>;
  readonly flowsWithinMs: number;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function outage(seconds: number): Trouble {
  return {
    name: `outage of ${seconds} s`,
    async happen({ lab }) {
      await lab.a.router.block("everything");
      await pause(seconds * 1_000);
      await lab.a.router.unblock();
    },
    flowsWithinMs: BACK_MAX_MS,
  };
}

function sleep(seconds: number): Trouble {
  return {
    name: `the receiver sleeps for ${seconds} s`,
    happen: (stage) => stage.sleep(seconds * 1_000),
    flowsWithinMs: BACK_MAX_MS,
  };
}

const ADDRESS_CHANGES: readonly Trouble[] = [
  {
    name: "the sender's public address changes",
    happen: ({ lab }) => lab.a.router.changePublicAddress(),
    flowsWithinMs: CHANGED_MAX_MS,
  },
  {
    name: "the receiver's public address changes",
    happen: ({ lab }) => lab.b.router.changePublicAddress(),
    flowsWithinMs: CHANGED_MAX_MS,
  },
  {
    name: "the sender changes its local network",
    happen: ({ lab }) => lab.a.changeAddress(),
    flowsWithinMs: CHANGED_MAX_MS,
  },
  {
    name: "the receiver changes its local network",
    happen: ({ lab }) => lab.b.changeAddress(),
    flowsWithinMs: CHANGED_MAX_MS,
  },
];

const OUTAGES: readonly Trouble[] = [outage(3), outage(12), outage(40)];

const TROUBLES: readonly Trouble[] = [
  ...ADDRESS_CHANGES,
  {
    name: "a router forgets its mappings",
    happen: ({ lab }) => lab.a.router.forgetMappings(),
    flowsWithinMs: CHANGED_MAX_MS,
  },
  {
    name: "UDP is blocked",
    happen: ({ lab }) => lab.a.router.block("udp"),
    flowsWithinMs: CHANGED_MAX_MS,
  },
  {
    name: "the TURN server is restarted",
    a: "symmetric",
    b: "symmetric",
    async happen(stage) {
      await stage.killTurn();
      await pause(1_000);
      await stage.startTurn();
    },
    flowsWithinMs: BACK_MAX_MS,
  },
  ...OUTAGES,
  sleep(15),
  sleep(45),
];

const CHROMIUM: FilePair = ["chromium", "chromium"];
const WITH_FIREFOX: readonly FilePair[] = [["firefox", "chromium"], ["chromium", "firefox"]];

function goesOnAfter(
  { name, a = "cone", b = "cone", happen, flowsWithinMs }: Trouble,
  pair: FilePair,
) {
  const label = pair === CHROMIUM ? name : `${name} (${pair.join(" → ")})`;
  netTest(`a transfer goes on after: ${label}`, async () => {
    await using stage = await TransferStage.create({ a, b, wire: LINE, browsers: pair });
    await using transfer = await stage.offer(FILE_BYTES);
    await transfer.begin(UNDER_WAY_BYTES);
    await happen(stage);
    const flowsMs = await transfer.flowsWithin(flowsWithinMs + BUSY_MS);
    const { sentAgain } = await transfer.finish();
    await report({
      case: label,
      "flows after s": (flowsMs / 1_000).toFixed(1),
      "sent again MiB": (sentAgain / MIB).toFixed(1),
    });
    assert.ok(sentAgain <= WINDOW_BYTES, `${sentAgain} bytes were sent again`);
  });
}

for (const trouble of TROUBLES) goesOnAfter(trouble, CHROMIUM);
for (const pair of WITH_FIREFOX) {
  for (const trouble of [...ADDRESS_CHANGES, ...OUTAGES]) goesOnAfter(trouble, pair);
}

for (const lossPercent of [5, 10]) {
  netTest(`a file crosses whole with ${lossPercent} % loss all the time`, async () => {
    const size = 6 * MIB;
    await using stage = await TransferStage.create({
      a: "cone",
      b: "cone",
      wire: { delayMs: 20, lossPercent },
    });
    await using transfer = await stage.offer(size);
    const from = performance.now();
    await transfer.begin();
    const { sentAgain } = await transfer.finish(120_000);
    await report({
      case: `${lossPercent} % loss, RTT 40 ms`,
      "MiB/s": (size / MIB / (performance.now() - from) * 1_000).toFixed(2),
      "sent again MiB": (sentAgain / MIB).toFixed(1),
    });
  });
}

netTest(
  "a transfer doesn't notice that the server is killed and started twenty times",
  async () => {
    const kills = 20;
    await using stage = await TransferStage.create({
      a: "cone",
      b: "cone",
      // So slow that the transfer outlasts all kills, also on a busy machine.
      wire: { delayMs: 10, rateMbit: 6, queuePackets: 100 },
    });
    await using transfer = await stage.offer(FILE_BYTES);
    await transfer.begin(MIB);
    const bytesBefore = stage.flow.bytes();
    for (let count = 0; count < kills; count++) {
      await stage.killServer();
      await pause(200);
      await stage.startServer();
      await pause(200);
    }
    const during = stage.flow.bytes() - bytesBefore;
    assert.equal((await transfer.sender.state()).state, "transferring", "it was over too soon");
    await stage.lab.wire?.change({ rateMbit: 60 });
    const { sentAgain } = await transfer.finish(90_000);
    await report({
      case: `server killed ${kills} times`,
      "MiB meanwhile": (during / MIB).toFixed(1),
      "sent again MiB": (sentAgain / MIB).toFixed(1),
    });
    assert.ok(sentAgain <= WINDOW_BYTES, `${sentAgain} bytes were sent again`);
  },
);
