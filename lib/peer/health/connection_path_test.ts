import assert from "node:assert/strict";
import { connectionPathOf, pathOf } from "./connection_path.ts";

const host = { candidateType: "host" };
const srflx = { candidateType: "srflx", address: "203.0.113.1" };
const prflx = (address: string) => ({ candidateType: "prflx", address });

Deno.test("two hosts, or a host and a private reflexive address, are on one LAN", () => {
  assert.equal(pathOf(host, host), "lan");
  for (
    const address of [
      "10.1.2.3",
      "172.31.0.1",
      "192.168.0.9",
      "169.254.3.4",
      "100.64.0.1",
      "127.0.0.1",
      "::1",
      "fe80::1",
      "fd00::1",
      "9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80.local",
    ]
  ) assert.equal(pathOf(prflx(address), host), "lan", address);
});

Deno.test("anything public is direct, and one relayed end makes a relay", () => {
  for (const address of ["172.32.0.1", "100.128.0.1", "2001:db8::1", "8.8.8.8"]) {
    assert.equal(pathOf(host, prflx(address)), "direct", address);
  }
  assert.equal(pathOf(srflx, srflx), "direct");
  assert.equal(pathOf(srflx, { candidateType: "relay" }), "relay");
});

const pair = {
  id: "P",
  type: "candidate-pair",
  localCandidateId: "L",
  remoteCandidateId: "R",
};
const ends = [
  { id: "L", type: "local-candidate", ...host },
  { id: "R", type: "remote-candidate", ...host },
];

function reporting(...entries: readonly { readonly id: string }[]) {
  return {
    getStats: () => Promise.resolve(new Map(entries.map((it) => [it.id, it]))),
  };
}

Deno.test("finds the selected pair by the transport, or marked as Firefox does", async () => {
  const transport = { id: "T", type: "transport", selectedCandidatePairId: "P" };
  const marked = { ...pair, selected: true };
  assert.equal(
    await connectionPathOf(reporting(transport, pair, ...ends)),
    "lan",
  );
  assert.equal(await connectionPathOf(reporting(marked, ...ends)), "lan");
});

Deno.test("no selected pair has no path", async () => {
  assert.equal(await connectionPathOf(reporting(pair, ...ends)), undefined);
});

/** A connection whose other end was learned from its packets, and of which these were told. */
function hiddenPeer(here: readonly string[], there: readonly string[]) {
  const describe = (addresses: readonly string[]) => ({
    sdp: addresses.map((address) =>
      `a=candidate:1 1 udp 1686052607 ${address} 40000 typ srflx raddr 0.0.0.0 rport 0\r\n`
    ).join(""),
  } as RTCSessionDescription);
  const stats = new Map<string, unknown>([
    ["t", { type: "transport", selectedCandidatePairId: "p" }],
    ["p", { type: "candidate-pair", localCandidateId: "l", remoteCandidateId: "r" }],
    ["l", { candidateType: "host" }],
    ["r", { candidateType: "prflx", address: "" }],
  ]);
  return {
    getStats: () => Promise.resolve(stats as unknown as RTCStatsReport),
    localDescription: describe(here),
    remoteDescription: describe(there),
  };
}

for (
  const [what, here, there, expected] of [
    ["is behind another router", ["203.0.113.1"], ["203.0.113.2"], "direct"],
    ["is behind the same router", ["203.0.113.1"], ["203.0.113.9", "203.0.113.1"], "lan"],
    ["asked no STUN server", ["203.0.113.1"], [], "lan"],
    ["has an address of IPv6 only", ["2001:db8::1"], ["2001:db8::2"], "lan"],
  ] as const
) {
  Deno.test(`a peer whose address the browser hides and that ${what} is reached by: ${expected}`, async () => {
    assert.equal(await connectionPathOf(hiddenPeer(here, there)), expected);
  });
}
