import assert from "node:assert/strict";
import type { ConnectivityVerdict } from "../../peer/ice/connectivity_verdict.ts";
import type { FailureReason } from "../../protocol/failure.ts";
import { momentOf } from "./connectivity_moment.ts";
import { connectivityNotice, type NetworkFacts } from "./connectivity_notice.ts";
import { EN_CONNECTIVITY as text } from "../i18n/en/connectivity.ts";

const { direct, symmetricNat, carrierGradeNat, udpBlocked, noStun, noTurn } = text;
const { relayHelps, wayOut, wayOutBrokenRelay, otherSide } = text;

type Row = readonly [ConnectivityVerdict, tone: "hint" | "warn" | undefined, waiting?: string];

const ROWS: readonly Row[] = [
  [{ verdict: "open", relay: "none" }, "hint", direct],
  [{ verdict: "direct-likely", relay: "ready" }, "hint", direct],
  [{ verdict: "symmetric-nat", relay: "none" }, "warn", `${symmetricNat} ${wayOut}`],
  [{ verdict: "symmetric-nat", relay: "ready" }, "hint", `${symmetricNat} ${relayHelps}`],
  [{ verdict: "symmetric-nat", relay: "silent" }, "warn", `${symmetricNat} ${wayOutBrokenRelay}`],
  [{ verdict: "symmetric-nat", relay: "refused" }, "warn", `${symmetricNat} ${wayOutBrokenRelay}`],
  [{ verdict: "carrier-grade-nat", relay: "none" }, "hint", carrierGradeNat],
  [{ verdict: "udp-blocked", relay: "ready" }, "hint", udpBlocked],
  [{ verdict: "no-stun", relay: "none" }, "warn", `${noStun} ${wayOut}`],
  [{ verdict: "no-stun", relay: "ready" }, "hint", `${noStun} ${relayHelps}`],
  [{ verdict: "no-stun", relay: "silent" }, "warn", `${noStun} ${wayOutBrokenRelay}`],
  [{ verdict: "no-turn", relay: "refused" }, "hint", noTurn],
  [{ verdict: "unknown", relay: "ready" }, undefined],
];

const facts: NetworkFacts = { connectivity: undefined, offersRelay: true, relayOnly: false };

for (const [connectivity, tone, waiting] of ROWS) {
  const { verdict, relay } = connectivity;

  Deno.test(`connectivity notice: ${verdict}, relay ${relay}: ${tone ?? "nothing"}`, () => {
    const expected = tone && { tone, verdict, text: waiting };
    assert.deepEqual(connectivityNotice({ ...facts, connectivity }, "waiting", text), expected);
    // After a failure: what isn't the cause says that the other side is.
    const after = waiting === direct ? { tone, verdict, text: otherSide } : expected;
    assert.deepEqual(connectivityNotice({ ...facts, connectivity }, "no-route", text), after);
  });
}

Deno.test("connectivity notice: nothing is said before there is a verdict", () => {
  assert.equal(connectivityNotice(facts, "waiting", text), undefined);
});

Deno.test("connectivity notice: who hides the address isn't told of direct connections", () => {
  const connectivity: ConnectivityVerdict = { verdict: "open", relay: "ready" };
  const hidden = { ...facts, connectivity, relayOnly: true };
  assert.equal(connectivityNotice(hidden, "waiting", text), undefined);
});

Deno.test("connectivity notice: a hidden address without a relay is a trouble, with its cause", () => {
  const relayOnly = true;
  const connectivity: ConnectivityVerdict = { verdict: "no-turn", relay: "silent" };
  assert.deepEqual(connectivityNotice({ ...facts, relayOnly, connectivity }, "waiting", text), {
    tone: "warn",
    verdict: "no-turn",
    text: `${text.relayOnlyBroken} ${wayOutBrokenRelay}`,
  });
  assert.deepEqual(
    connectivityNotice({ ...facts, relayOnly, offersRelay: false }, "waiting", text),
    {
      tone: "warn",
      verdict: "no-relay",
      text: text.relayOnlyImpossible,
    },
  );
  const unasked = { ...facts, relayOnly, offersRelay: undefined };
  assert.equal(connectivityNotice(unasked, "waiting", text), undefined);
});

Deno.test("connectivity notice: only failures of the network are explained by it", () => {
  const after = (reason: FailureReason) =>
    momentOf({ kind: "failed", failure: { reason, side: "there" } });
  assert.equal(after("no-route"), "no-route");
  assert.equal(after("no-relay"), "no-route");
  assert.equal(after("peer-left"), undefined);
  for (const kind of ["waiting", "connecting"]) assert.equal(momentOf({ kind }), "waiting");
  assert.equal(momentOf({ kind: "live" }), undefined);
});

Deno.test("connectivity notice: a refused local network is the cause of what fails, before any other", () => {
  const localNetwork = "denied";
  const { localNetworkDenied } = text;
  const refused = (
    connectivity: ConnectivityVerdict | undefined,
    moment: "waiting" | "no-route",
  ) => {
    const notice = connectivityNotice({ ...facts, connectivity, localNetwork }, moment, text);
    assert.equal(notice?.verdict, "local-network-denied");
    return [notice.tone, notice.text];
  };
  const open: ConnectivityVerdict = { verdict: "direct-likely", relay: "none" };
  assert.deepEqual(refused(open, "no-route"), ["warn", localNetworkDenied]);
  assert.deepEqual(refused(undefined, "no-route"), ["warn", localNetworkDenied]);
  // Nothing failed yet, and the other side may be anywhere.
  assert.deepEqual(refused(open, "waiting"), ["hint", localNetworkDenied]);
  const silent: ConnectivityVerdict = { verdict: "no-stun", relay: "none" };
  const failed = ["warn", `${localNetworkDenied} ${noStun} ${wayOut}`];
  assert.deepEqual(refused(silent, "waiting"), failed);
});

Deno.test("connectivity notice: a local network that is allowed, or that a relay has no need of, is no cause", () => {
  const connectivity: ConnectivityVerdict = { verdict: "direct-likely", relay: "ready" };
  for (const localNetwork of ["granted", "prompt", undefined] as const) {
    const notice = connectivityNotice({ ...facts, connectivity, localNetwork }, "no-route", text);
    assert.deepEqual(notice, { tone: "hint", verdict: "direct-likely", text: otherSide });
  }
  const hidden = { ...facts, connectivity, relayOnly: true, localNetwork: "denied" } as const;
  assert.equal(connectivityNotice(hidden, "waiting", text), undefined);
});
