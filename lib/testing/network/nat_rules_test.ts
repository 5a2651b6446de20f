import assert from "node:assert/strict";
import { blockRules, NAT_KINDS, natRules } from "./nat_rules.ts";

const HOST = "10.1.0.10";

Deno.test("natRules: an open router has no table, every other one replaces its own", () => {
  assert.doesNotMatch(natRules("open", HOST), /chain/);
  for (const kind of NAT_KINDS) {
    assert.match(natRules(kind, HOST), /^table ip filefrag_nat\ndelete table ip filefrag_nat\n/);
  }
});

Deno.test("natRules: only a full cone passes what nobody asked for, and to its host", () => {
  const passing = NAT_KINDS.filter((kind) => natRules(kind, HOST).includes("dnat to"));
  assert.deepEqual(passing, ["fullcone"]);
  assert.match(natRules("fullcone", HOST), /meta l4proto udp dnat to 10\.1\.0\.10\n/);
});

Deno.test("natRules: only a symmetric one takes a random port for each destination", () => {
  const random = NAT_KINDS.filter((kind) => natRules(kind, HOST).includes("fully-random"));
  assert.deepEqual(random, ["symmetric"]);
});

Deno.test("blockRules: drops UDP, everything, or nothing", () => {
  assert.match(blockRules("udp"), /\n {4}meta l4proto udp drop\n/);
  assert.match(blockRules("everything"), /\n {4}drop\n/);
  assert.doesNotMatch(blockRules(undefined), /drop/);
});
