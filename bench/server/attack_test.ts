import assert from "node:assert/strict";
import { measureDefence } from "./attack.ts";
import { loadFrom } from "./load.ts";

Deno.test("attackers are cut off within 20 s, the server's memory stays, and honest clients stay", async () => {
  const load = loadFrom("0.1");
  const { ended, attackers, growthBytes, honestDisconnects } = await measureDefence(load, 20);
  // Who merely doesn't read what the kernel still takes does no harm.
  assert.ok(ended >= attackers - load.nonReaders, `${ended} of ${attackers} were ended`);
  assert.ok(growthBytes < 100e6, `the server grew by ${growthBytes} bytes`);
  assert.equal(honestDisconnects, 0);
});

Deno.test("LOAD is a number up to what one machine has descriptors for", () => {
  assert.deepEqual(loadFrom(undefined), loadFrom("1"));
  assert.equal(loadFrom("0.5").drips, loadFrom("1").drips / 2);
  for (const wrong of ["0", "-1", "3", "many"]) assert.throws(() => loadFrom(wrong), RangeError);
});
