import assert from "node:assert/strict";
import { settle } from "../testing/simulation/simulation.ts";
import { Gate } from "./gate.ts";

Deno.test("Gate wakes everybody who waits, and nobody who comes later", async () => {
  const gate = new Gate();
  const woken: string[] = [];
  for (const name of ["first", "second"]) gate.wait().then(() => woken.push(name));
  gate.notify();
  gate.wait().then(() => woken.push("late"));
  await settle();
  assert.deepEqual(woken, ["first", "second"]);
  gate.notify();
  await settle();
  assert.deepEqual(woken, ["first", "second", "late"]);
});

Deno.test("Gate forgets a notification nobody waits for: the condition is its owner's", async () => {
  const gate = new Gate();
  gate.notify();
  let woken = false;
  gate.wait().then(() => woken = true);
  await settle();
  assert.equal(woken, false);
});

Deno.test("Gate lets a waiter look again after each notification, also between look and wait", async () => {
  const gate = new Gate();
  let count = 0;
  const waited = (async () => {
    while (count < 100) await gate.wait();
  })();
  for (; count < 100; count++) {
    gate.notify();
    if (count % 3 === 0) await settle();
  }
  gate.notify();
  await waited;
});
