import assert from "node:assert/strict";
import type { TransferMessage } from "../protocol/control_message.ts";
import { FAILURE_REASONS, FailureError } from "../protocol/failure.ts";
import { EngineLife } from "./engine_life.ts";
import {
  nextSending,
  type SendingEvent,
  type SendingState,
  type TransferFailure,
} from "./state.ts";

/** A life that moves as a sender's does, and everything it tells in one order. */
function setUp() {
  const told: unknown[] = [];
  const life = new EngineLife<SendingState, SendingEvent>({
    doing: "send",
    start: { kind: "offering" },
    next: nextSending,
    control: { send: (message) => told.push(message) },
    onState: (state) => told.push(state),
    onPaused: (by) => told.push([...by]),
    onPauseChange: (paused) => told.push(paused ? "stop" : "go on"),
    onEnd: () => told.push(`end, ${life.signal.aborted ? "aborted" : "running"}`),
  });
  return { life, told };
}

function failed(reason: TransferFailure["reason"], side: "here" | "there", cause?: unknown) {
  return { kind: "failed", reason, side, cause } as const;
}

Deno.test("EngineLife moves as its machine says, and tells each state", () => {
  const { life, told } = setUp();
  assert.equal(life.move({ type: "accepted" }), true);
  assert.equal(life.move({ type: "accepted" }), false);
  assert.deepEqual(life.state, { kind: "sending" });
  assert.deepEqual(told, [{ kind: "sending" }]);
  assert.equal(life.isOver, false);
});

Deno.test("EngineLife ends once the machine is done: the state first, the signal last", () => {
  const { life, told } = setUp();
  life.move({ type: "accepted" });
  life.move({ type: "acknowledged" });
  life.move({ type: "receipt", root: "r" });
  assert.deepEqual(told.slice(-2), [{ kind: "done", root: "r" }, "end, running"]);
  assert.equal(life.signal.aborted, true);
  assert.equal(life.isOver, true);
});

Deno.test("EngineLife tells the other side why it fails here, then the state, then ends", () => {
  const { life, told } = setUp();
  const error = new FailureError("integrity", "Cannot finish");
  life.fail(error);
  const state = failed("integrity", "here", error);
  assert.deepEqual(told, [{ type: "abort", reason: "integrity" }, state, "end, running"]);
  assert.deepEqual(life.state, state);
  assert.equal(life.signal.aborted, true);
});

Deno.test("EngineLife says nothing to a side that is gone, and calls a defect internal", () => {
  const { life, told } = setUp();
  const defect = new TypeError("no");
  life.fail(defect, "there");
  assert.deepEqual(told, [failed("internal", "there", defect), "end, running"]);
});

Deno.test("EngineLife ends without a word where the other side never heard of it", () => {
  const { life, told } = setUp();
  life.end("too-large", "here");
  assert.deepEqual(told, [failed("too-large", "here"), "end, running"]);
});

Deno.test("EngineLife blames a violation on the protocol, and says which", () => {
  const { life, told } = setUp();
  life.violation("late have");
  assert.deepEqual(told[0], { type: "abort", reason: "protocol-error" });
  const { state } = life;
  assert.ok(state.kind === "failed" && state.cause instanceof FailureError);
  assert.equal(state.cause.message, "Cannot send: late have");
});

for (const reason of FAILURE_REASONS) {
  const seen = reason === "cancelled" ? "cancelled-by-peer" : reason;
  Deno.test(`EngineLife takes an abort for ${reason} as ${seen}, and doesn't answer it`, () => {
    const { life, told } = setUp();
    assert.equal(life.receive({ type: "abort", reason }), true);
    assert.deepEqual(told, [failed(seen, "there"), "end, running"]);
  });
}

Deno.test("EngineLife tells the other side of a pause, says who asks, and stops", () => {
  const { life, told } = setUp();
  life.pause();
  assert.deepEqual(told, [{ type: "pause" }, ["here"], "stop"]);
  assert.equal(life.isPaused, true);
  told.length = 0;
  life.pause();
  assert.deepEqual(told, [{ type: "pause" }]);
});

Deno.test("EngineLife goes on only when neither side asks for a pause", () => {
  const { life, told } = setUp();
  life.pause();
  assert.equal(life.receive({ type: "pause" }), true);
  assert.equal(life.receive({ type: "pause" }), true);
  life.resume();
  assert.equal(life.isPaused, true);
  assert.equal(life.receive({ type: "resume" }), true);
  assert.equal(life.isPaused, false);
  assert.deepEqual(told, [
    { type: "pause" },
    ["here"],
    "stop",
    ["here", "there"],
    "stop",
    { type: "resume" },
    ["there"],
    "stop",
    [],
    "go on",
  ]);
});

Deno.test("EngineLife leaves every other message to its engine", () => {
  const { life, told } = setUp();
  assert.equal(life.receive({ type: "have", ranges: [[0, 1]] }), false);
  assert.equal(life.receive({ type: "repair", block: 0 }), false);
  assert.deepEqual(told, []);
});

Deno.test("EngineLife does nothing more when it is over", () => {
  const { life, told } = setUp();
  life.end("peer-left", "there");
  const { state } = life;
  told.length = 0;
  life.pause();
  life.resume();
  life.fail(new FailureError("cancelled", "Cannot go on: cancelled"));
  life.violation("late have");
  life.end("cancelled", "here");
  assert.equal(life.move({ type: "accepted" }), false);
  const late: TransferMessage[] = [
    { type: "pause" },
    { type: "abort", reason: "cancelled" },
    { type: "repair", block: 0 },
  ];
  for (const message of late) assert.equal(life.receive(message), true);
  assert.deepEqual(told, []);
  assert.equal(life.state, state);
  assert.equal(life.isPaused, false);
});
