import assert from "node:assert/strict";
import { reconnectDelay } from "./reconnect_policy.ts";

const facts = {
  attempt: 0,
  downMs: 0,
  budgetMs: undefined,
  serverAsked: false,
  random: 0,
};

Deno.test("delays double and stay within 30 s", () => {
  const delays = [0, 1, 2, 6, 7, 60].map((attempt) =>
    reconnectDelay({ ...facts, attempt, random: 0.999_999 })
  );
  assert.deepEqual(delays.map((delay) => Math.round(delay ?? 0)), [
    300,
    600,
    1_200,
    19_200,
    30_000,
    30_000,
  ]);
});

Deno.test("half of a delay is random", () => {
  assert.equal(reconnectDelay({ ...facts, attempt: 3 }), 1_200);
  assert.equal(reconnectDelay({ ...facts, attempt: 3, random: 0.5 }), 1_800);
});

Deno.test("the last try happens when the budget ends, and none after it", () => {
  const late = { ...facts, attempt: 9, budgetMs: 20_000 };
  assert.equal(reconnectDelay({ ...late, downMs: 19_900 }), 100);
  assert.equal(reconnectDelay({ ...late, downMs: 20_000 }), undefined);
});

Deno.test("the clients of a restarting server spread over five seconds", () => {
  const asked = { ...facts, serverAsked: true };
  assert.equal(reconnectDelay(asked), 150);
  assert.equal(reconnectDelay({ ...asked, random: 0.5 }), 225 + 2_500);
});
