import assert from "node:assert/strict";
import { Patience } from "./patience.ts";

Deno.test("Patience adds up what it waited, and ends the wait that goes beyond it", async () => {
  const patience = new Patience(60);
  const ends: string[] = [];
  const waitFor = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  await patience.during(waitFor(20), () => ends.push("first"));
  await waitFor(60); // Nobody's fault.
  assert.equal(ends.length, 0);
  const { promise, resolve } = Promise.withResolvers<void>();
  await patience.during(promise, () => {
    ends.push("second");
    resolve();
  });
  assert.deepEqual(ends, ["second"]);
});

Deno.test("Patience passes on what a wait fails with, and leaves no timer", async () => {
  await assert.rejects(
    new Patience(10_000).during(Promise.reject(new Error("gone")), () => {}),
    /gone/,
  );
});
