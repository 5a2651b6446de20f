import assert from "node:assert/strict";
import {
  isOver,
  nextReceiving,
  nextSending,
  type ReceivingEvent,
  type ReceivingState,
  type SendingEvent,
  type SendingState,
  type TransferFailure,
} from "./state.ts";

const files = [{ path: "a", size: 1, modified: 0 }];
const failure: TransferFailure = {
  kind: "failed",
  reason: "integrity",
  side: "here",
  cause: undefined,
};
const earlier: TransferFailure = { ...failure, reason: "cancelled", side: "there" };

const SENDING: readonly SendingState[] = [
  { kind: "offering" },
  { kind: "sending" },
  { kind: "finishing" },
  { kind: "done", root: "r" },
  earlier,
];

const SENDING_EVENTS: readonly SendingEvent[] = [
  { type: "accepted" },
  { type: "acknowledged" },
  { type: "receipt", root: "r" },
  { type: "fail", failure },
];

/** Each arrow of the drawing; whatever isn't listed is forbidden. */
const SENDING_ARROWS: Readonly<Record<string, SendingState>> = {
  "offering --accepted": { kind: "sending" },
  "sending --acknowledged": { kind: "finishing" },
  "finishing --receipt": { kind: "done", root: "r" },
  "offering --fail": failure,
  "sending --fail": failure,
  "finishing --fail": failure,
};

for (const state of SENDING) {
  for (const event of SENDING_EVENTS) {
    const arrow = `${state.kind} --${event.type}`;
    const expected = SENDING_ARROWS[arrow];
    Deno.test(`nextSending: ${arrow}--> ${expected?.kind ?? "nowhere"}`, () => {
      assert.deepEqual(nextSending(state, event), expected);
    });
  }
}

const RECEIVING: readonly ReceivingState[] = [
  { kind: "listing" },
  { kind: "offered", files, isKept: false },
  { kind: "preparing", files },
  { kind: "receiving", files, heldBytes: 7 },
  { kind: "done", root: "r" },
  earlier,
];

const RECEIVING_EVENTS: readonly ReceivingEvent[] = [
  { type: "listed", files, isKept: true },
  { type: "accept" },
  { type: "prepared", heldBytes: 7 },
  { type: "verified", root: "r" },
  { type: "fail", failure },
];

const RECEIVING_ARROWS: Readonly<Record<string, ReceivingState>> = {
  "listing --listed": { kind: "offered", files, isKept: true },
  "offered --accept": { kind: "preparing", files },
  "preparing --prepared": { kind: "receiving", files, heldBytes: 7 },
  "receiving --verified": { kind: "done", root: "r" },
  "listing --fail": failure,
  "offered --fail": failure,
  "preparing --fail": failure,
  "receiving --fail": failure,
};

for (const state of RECEIVING) {
  for (const event of RECEIVING_EVENTS) {
    const arrow = `${state.kind} --${event.type}`;
    const expected = RECEIVING_ARROWS[arrow];
    Deno.test(`nextReceiving: ${arrow}--> ${expected?.kind ?? "nowhere"}`, () => {
      assert.deepEqual(nextReceiving(state, event), expected);
    });
  }
}

for (const state of [...SENDING, ...RECEIVING]) {
  const over = state.kind === "done" || state.kind === "failed";
  Deno.test(`isOver: ${state.kind} is ${over ? "the end" : "not the end"}`, () => {
    assert.equal(isOver(state), over);
  });
}
