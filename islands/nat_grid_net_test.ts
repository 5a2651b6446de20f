/**
 * Who finds whom: every kind of router against every other, by the real pages. A relay is used only
 * where theory leaves no other way.
 * @module
 */
import assert from "node:assert/strict";
import { openLink } from "../lib/testing/browsers/island_page.ts";
import { NAT_KINDS, type NatKind } from "../lib/testing/network/nat_rules.ts";
import { netTester, report } from "../lib/testing/network/net_test.ts";
import { TransferStage } from "../lib/testing/network/transfer_stage.ts";
import { until } from "../lib/testing/servers/until.ts";

const MIB = 1024 * 1024;
/** Long: it's printed and judged as a whole. */
const CONNECT_WITHIN_MS = 10_000;
/** Ms from both descriptions on, and what the pages take before them. */
const NO_ROUTE_WITHIN_MS = 25_000;
/** A relayed path is left for a direct one a moment after it served to connect. */
const SETTLED_WITHIN_MS = 5_000;

const netTest = await netTester("nat with a STUN server", { browser: true });

/** What the badge may say of the path that two kinds of routers leave. */
function expectedPaths(a: NatKind, b: NatKind): readonly string[] {
  const kinds = [a, b];
  if (kinds.includes("udpblocked")) return ["relay"];
  // Its mapping towards the peer is one that nobody can tell the peer beforehand: the other side
  // has to take in what comes from an address and port that it didn't ask.
  const isHard = kinds.includes("symmetric") &&
    kinds.every((kind) => /^(symmetric|cone)$/.test(kind));
  if (isHard) return ["relay"];
  // A host with a public address may connect before STUN has told either side's. Then it knows no
  // more of the peer than that packets come, and its browser keeps to itself where from: that looks
  // like a local network.
  return kinds.includes("open") ? ["direct", "lan"] : ["direct"];
}

/** Moves a small file, and checks and reports the way it took. */
async function transfer(
  stage: TransferStage,
  name: string,
  paths: readonly string[],
): Promise<number> {
  await using transfer = await stage.offer(MIB + 1);
  const seen = new Set<string>();
  for (const page of [transfer.sender, transfer.receiver]) {
    seen.add(
      await until(
        `path ${paths.join(" or ")}`,
        async () => {
          const path = await page.attributeOf("path", "data-path");
          return path && paths.includes(path) ? path : undefined;
        },
        SETTLED_WITHIN_MS,
        () => page.describe(),
      ),
    );
  }
  const connectMs = Math.round(await transfer.connectTime());
  await transfer.begin();
  await transfer.finish();
  await report({ case: name, path: [...seen].join("/"), "connect ms": connectMs });
  return connectMs;
}

netTest("every NAT meets every other, directly wherever theory allows", async (test) => {
  await using stage = await TransferStage.create({ a: "open", b: "open" });
  const times: number[] = [];
  for (const a of NAT_KINDS) {
    for (const b of NAT_KINDS) {
      await test.step(`${a} × ${b}`, async () => {
        await stage.lab.a.router.setKind(a);
        await stage.lab.b.router.setKind(b);
        times.push(await transfer(stage, `${a} × ${b}`, expectedPaths(a, b)));
      });
    }
  }
  times.sort((a, b) => a - b);
  const p95 = times[Math.ceil(times.length * 0.95) - 1] ?? Number.NaN;
  await report({
    case: "all of the grid",
    "connect ms": `p50 ${times[times.length >> 1]} p95 ${p95}`,
  });
  assert.ok(p95 < CONNECT_WITHIN_MS);
});

netTest("two hosts of one LAN need no server to find each other", async () => {
  await using stage = await TransferStage.create({ a: "cone", b: "same-lan", servers: "none" });
  await transfer(stage, "one LAN, no STUN", ["lan"]);
});

netTest("a STUN server that doesn't answer delays nobody on one LAN", async () => {
  await using stage = await TransferStage.create({
    a: "cone",
    b: "same-lan",
    servers: "unreachable",
  });
  const ms = await transfer(stage, "one LAN, STUN unreachable", ["lan"]);
  assert.ok(ms < CONNECT_WITHIN_MS);
});

netTest("two symmetric NATs without a relay are told that there is no way", async () => {
  await using stage = await TransferStage.create({
    a: "symmetric",
    b: "symmetric",
    servers: "stun",
  });
  const { sender, link, receiverTab } = await stage.share(1);
  const from = performance.now();
  const receiver = await openLink(stage.receiving, link, receiverTab);
  assert.equal(await receiver.waitForFailure(NO_ROUTE_WITHIN_MS), "no-route");
  await report({
    case: "symmetric × symmetric, no TURN",
    path: "no-route",
    "told after ms": Math.round(performance.now() - from),
  });
  assert.equal(await sender.waitForFailure(), "no-route");
});
