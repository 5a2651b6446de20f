import assert from "node:assert/strict";
import { HOSTILE_PEER } from "./hostile_peer.ts";

for (const { name, must, run } of HOSTILE_PEER) {
  Deno.test(`hostile peer: ${name} ${must}`, run);
}

Deno.test("hostile peer: every attack has a name of its own", () => {
  const names = HOSTILE_PEER.map(({ name }) => name);
  assert.deepEqual(names.filter((name, index) => names.indexOf(name) !== index), []);
});
