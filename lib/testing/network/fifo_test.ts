import assert from "node:assert/strict";
import { Fifo } from "./fifo.ts";

Deno.test("Fifo: gives in the order it took, also far beyond its spent front", () => {
  const fifo = new Fifo<number>();
  let taken = 0;
  for (let item = 0; item < 10_000; item++) {
    fifo.push(item);
    if (item % 3 === 0) continue;
    assert.equal(fifo.peek(), taken);
    assert.equal(fifo.shift(), taken++);
    assert.equal(fifo.length, item + 1 - taken);
  }
  while (fifo.length > 0) assert.equal(fifo.shift(), taken++);
  assert.equal(taken, 10_000);
});

Deno.test("Fifo: answers nothing when it is empty", () => {
  const fifo = new Fifo<string>();
  assert.equal(fifo.shift(), undefined);
  fifo.push("item");
  fifo.shift();
  assert.equal(fifo.peek(), undefined);
  assert.equal(fifo.shift(), undefined);
});
