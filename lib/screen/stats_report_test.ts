import assert from "node:assert/strict";
import {
  countIn,
  entriesOf,
  entryNamed,
  millisecondsIn,
  pairRoundTripMs,
  quotient,
  textIn,
} from "./stats_report.ts";

const report = (...entries: readonly (readonly [string, unknown])[]) => new Map(entries);

Deno.test("anything that isn't an entry is passed over", () => {
  const odd = report(["a", null], ["b", 5], ["c", "codec"], ["d", { type: "codec" }]);
  assert.deepEqual(entriesOf(odd, "codec"), [{ type: "codec" }]);
  assert.equal(entryNamed(odd, "b"), undefined);
  assert.equal(entryNamed(odd, "x"), undefined);
  assert.equal(entryNamed(odd, 7), undefined);
  assert.deepEqual(entryNamed(odd, "d"), { type: "codec" });
});

Deno.test("a member of another kind is as good as none", () => {
  for (const odd of [undefined, null, "5", 5n, -1, NaN, Infinity, {}]) {
    assert.equal(countIn({ odd }, "odd"), undefined, String(odd));
    assert.equal(millisecondsIn({ odd }, "odd"), undefined, String(odd));
  }
  for (const odd of [undefined, null, 5, "", {}]) assert.equal(textIn({ odd }, "odd"), undefined);
  assert.equal(countIn({ n: 0 }, "n"), 0);
  assert.equal(countIn(undefined, "n"), undefined);
  assert.equal(millisecondsIn({ n: 0.25 }, "n"), 250);
  assert.equal(textIn({ t: "video/VP8" }, "t"), "video/VP8");
});

const pair = (more: object) => ({ type: "candidate-pair", currentRoundTripTime: 0.04, ...more });

Deno.test("the round trip is of the pair that the stream's transport selected", () => {
  const two = report(
    ["P", pair({ nominated: true, currentRoundTripTime: 9 })],
    ["Q", pair({})],
    ["R", pair({ currentRoundTripTime: 0.07 })],
    ["T", { type: "transport", selectedCandidatePairId: "Q" }],
    ["U", { type: "transport", selectedCandidatePairId: "R" }],
  );
  assert.equal(pairRoundTripMs(two, "T"), 40);
  assert.equal(pairRoundTripMs(two, "U"), 70);
  assert.equal(pairRoundTripMs(two, undefined), 40, "the only one, as a rule");
});

Deno.test("Firefox before 153 marks the pair itself, and one without an answer is unknown", () => {
  assert.equal(pairRoundTripMs(report(["P", pair({ selected: true })]), undefined), 40);
  assert.equal(pairRoundTripMs(report(["P", pair({ selected: false })]), undefined), undefined);
  const silent = pair({ selected: true, currentRoundTripTime: 0, responsesReceived: 0 });
  assert.equal(pairRoundTripMs(report(["P", silent]), undefined), undefined);
  assert.equal(pairRoundTripMs(report(), "T"), undefined);
});

Deno.test("a quotient is never negative, infinite or no number", () => {
  assert.equal(quotient(6, 3), 2);
  assert.equal(quotient(-6, 3), 0);
  for (const whole of [0, -1, NaN]) assert.equal(quotient(6, whole), undefined);
});
