import assert from "node:assert/strict";
import { encodeControlMessage } from "./link_message.ts";
import { parseAnyMessage } from "../testing/parse_any_message.ts";
import { isScreenMessage, parseScreenMessage, type ScreenMessage } from "./screen_message.ts";

const SAMPLES: readonly ScreenMessage[] = [
  { type: "screen", state: "live", hasSound: true },
  { type: "screen", state: "paused", hasSound: false },
  { type: "screen", state: "live", hasSound: false, held: true },
  { type: "screen", state: "ended", hasSound: false },
  { type: "sent", delayMs: 12 },
  { type: "seen", delayMs: 87 },
  { type: "seen", delayMs: 60_000, undecoded: true },
  // At the edge of what is allowed.
  { type: "sent", delayMs: 0 },
  { type: "sent", delayMs: 60_000 },
  { type: "seen", delayMs: 0 },
  { type: "seen", delayMs: 60_000 },
];

for (const message of SAMPLES) {
  const text = encodeControlMessage(message);
  Deno.test(`parseScreenMessage reads ${text}, and the control channel carries it`, () => {
    assert.deepEqual(parseScreenMessage({ ...message }), message);
    assert.deepEqual(parseAnyMessage(text), message);
  });
}

const screen = { type: "screen", state: "live", hasSound: true };
Deno.test("parseScreenMessage refuses a held or an undecoded that isn't true", () => {
  for (const junk of [false, null, 0, 1, "", "true", [], {}]) {
    const seen = { type: "seen", delayMs: 1, undecoded: junk };
    assert.equal(parseScreenMessage({ ...screen, held: junk }), undefined, JSON.stringify(junk));
    assert.equal(parseScreenMessage(seen), undefined, JSON.stringify(junk));
  }
});

const JUNK = [undefined, null, -1, 0.5, 1e400, NaN, "", "0", "true", [], {}, ["live"], 60_001];

for (
  const [member, sample, more] of [
    ["state", screen, [true, "Live", "stopped", "toString", "__proto__"]],
    ["hasSound", screen, [0, 1]],
    ["delayMs", { type: "sent", delayMs: 1 }, [true]],
    ["delayMs", { type: "seen", delayMs: 1 }, [true]],
    ["type", screen, [true, "Screen", "show", "toString", "__proto__"]],
  ] as const
) {
  Deno.test(`parseScreenMessage refuses a "${sample.type}" whose ${member} is missing or of another kind`, () => {
    for (const junk of [...JUNK, ...more]) {
      const altered = { ...sample, [member]: junk };
      assert.equal(parseScreenMessage(altered), undefined, JSON.stringify(altered));
    }
  });
}

Deno.test("parseScreenMessage drops what a message has too much", () => {
  for (const message of SAMPLES) {
    assert.deepEqual(parseScreenMessage({ ...message, extra: 1, constructor: 7 }), message);
  }
});

Deno.test("parseScreenMessage knows no message of a link or a transfer", () => {
  for (const type of ["bind", "heartbeat", "signal", "bye", "offer", "pause", "resume", "abort"]) {
    assert.equal(parseScreenMessage({ ...screen, delayMs: 1, type }), undefined, type);
  }
});

Deno.test("isScreenMessage tells what is said of a screen from what is said of a transfer", () => {
  assert.ok(SAMPLES.every((message) => isScreenMessage(message)));
  for (const type of ["pause", "resume", "offer", "abort", "bye", "heartbeat", ""] as const) {
    assert.equal(isScreenMessage({ type }), false, type);
  }
});
