import assert from "node:assert/strict";
import { TurnTaking } from "./turn_taking.ts";

/** Answers that end when a test says so. */
function answers() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    begun,
    of: (name: string) => () => {
      begun.push(name);
      return new Promise<void>((resolve) => ends.set(name, resolve));
    },
    async end(name: string) {
      ends.get(name)?.();
      await new Promise((resolve) => setTimeout(resolve));
    },
  };
}

Deno.test("TurnTaking answers the requests of a connection one after another, in order", async () => {
  const turns = new TurnTaking(2);
  const { begun, of, end } = answers();
  const connection = {};
  for (const name of ["a", "b", "c"]) assert.ok(turns.take(connection, of(name)));
  assert.deepEqual(begun, ["a"]);
  await end("a");
  assert.deepEqual(begun, ["a", "b"]);
  await end("b");
  await end("c");
  assert.deepEqual(begun, ["a", "b", "c"]);
  assert.ok(turns.take(connection, of("d")));
  assert.deepEqual(begun, ["a", "b", "c", "d"]);
});

Deno.test("TurnTaking lets no connection wait for another", () => {
  const turns = new TurnTaking(0);
  const { begun, of } = answers();
  turns.take({}, of("a"));
  turns.take({}, of("b"));
  assert.deepEqual(begun, ["a", "b"]);
});

Deno.test("TurnTaking refuses what would wait behind too many", async () => {
  const turns = new TurnTaking(1);
  const { begun, of, end } = answers();
  const connection = {};
  assert.ok(turns.take(connection, of("a")));
  assert.ok(turns.take(connection, of("b")));
  assert.equal(turns.take(connection, of("c")), false);
  await end("a");
  assert.ok(turns.take(connection, of("d")));
  assert.deepEqual(begun, ["a", "b"]);
});

Deno.test("TurnTaking begins nothing more of a connection that is gone", async () => {
  const turns = new TurnTaking(1);
  const { begun, of, end } = answers();
  const connection = {};
  turns.take(connection, of("a"));
  turns.take(connection, of("b"));
  turns.drop(connection);
  await end("a");
  assert.deepEqual(begun, ["a"]);
});
