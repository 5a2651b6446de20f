import assert from "node:assert/strict";
import {
  connectivityOf,
  type ConnectivityVerdict,
  type GatheredCandidate,
  type Gathering,
  type GatheringError,
} from "./connectivity_verdict.ts";

const A = "stun:a.example:3478";
const B = "stun:b.example:3478";
const TURN_UDP = "turn:c.example:3478?transport=udp";
const TURN_TCP = "turn:c.example:3478?transport=tcp";
const TURN_TLS = "turns:c.example:5349";

/** As browsers show it by default: with a name for an address. */
const host: GatheredCandidate = {
  type: "host",
  protocol: "udp",
  address: "6e22622b-ed87-4284-885a-1be218242eed.local",
  port: 50_000,
  foundation: "1",
  relatedAddress: "",
  relatedPort: 0,
  url: "",
};
const mapped: GatheredCandidate = {
  ...host,
  type: "srflx",
  address: "203.0.113.10",
  port: 40_000,
  foundation: "2",
  relatedAddress: "0.0.0.0",
  url: A,
};
const elsewhere: GatheredCandidate = { ...mapped, port: 40_001, url: B };
const visible: GatheredCandidate = {
  ...mapped,
  relatedAddress: "192.168.1.2",
  relatedPort: 50_000,
};
const relayed: GatheredCandidate = {
  ...host,
  type: "relay",
  address: "198.51.100.1",
  port: 49_160,
};
const ofIpv6 = { ...mapped, address: "2001:db8::9" };
const silence: GatheringError = { url: B, code: 701, address: "192.168.1.x" };

function gathered(
  candidates: readonly GatheredCandidate[],
  { urls = [A, B], errors = [], complete = true }: Partial<Gathering> = {},
): Gathering {
  return { urls, candidates, errors, complete };
}

const open = (address: string) => ({ ...host, address });
const both = [A, B, TURN_UDP, TURN_TCP];

const CASES: readonly (readonly [string, Gathering, ConnectivityVerdict["verdict"], string])[] = [
  ["two servers see one mapping", gathered([host, mapped]), "direct-likely", "none"],
  [
    "… and it was told twice",
    gathered([host, mapped, { ...mapped, url: B }]),
    "direct-likely",
    "none",
  ],
  ["two ports, addresses hidden", gathered([host, mapped, elsewhere]), "symmetric-nat", "none"],
  [
    "two ports, other foundations, one local address (Firefox)",
    gathered([host, mapped, { ...elsewhere, foundation: "3" }]),
    "symmetric-nat",
    "none",
  ],
  [
    "two ports, other foundations, two local addresses",
    gathered([host, { ...host, port: 50_001 }, mapped, { ...elsewhere, foundation: "3" }]),
    "direct-likely",
    "none",
  ],
  [
    "two ports of one local port that shows",
    gathered([host, { ...host, port: 1 }, visible, { ...visible, port: 7, foundation: "3" }]),
    "symmetric-nat",
    "none",
  ],
  [
    "two ports of two local ports that show",
    gathered([host, visible, { ...visible, relatedPort: 50_001, port: 7 }]),
    "direct-likely",
    "none",
  ],
  [
    "two public addresses for one local port",
    gathered([host, mapped, { ...mapped, address: "203.0.113.11" }]),
    "symmetric-nat",
    "none",
  ],
  [
    "two ports before all have answered",
    gathered([host, mapped, elsewhere], { complete: false }),
    "symmetric-nat",
    "none",
  ],
  ["one mapping so far", gathered([host, mapped], { complete: false }), "unknown", "none"],
  ["one server", gathered([host, mapped], { urls: [A] }), "unknown", "none"],
  [
    "two ports of one server",
    gathered([host, mapped], { urls: [A, "stun:a.example:19302"] }),
    "unknown",
    "none",
  ],
  ["the other is silent", gathered([host, mapped], { errors: [silence] }), "unknown", "none"],
  [
    "the other is silent, nobody says to whom (Firefox)",
    gathered([host, mapped], { errors: [{ ...silence, address: "" }] }),
    "unknown",
    "none",
  ],
  [
    "the other has no IPv6",
    gathered([host, mapped], { errors: [{ ...silence, address: "[0:0:0:x:x:x:x:x]" }] }),
    "direct-likely",
    "none",
  ],
  ["only IPv6 answers", gathered([host, ofIpv6]), "unknown", "none"],
  [
    "ports differ over IPv6 only",
    gathered([host, mapped, ofIpv6, { ...ofIpv6, port: 7 }]),
    "direct-likely",
    "none",
  ],
  [
    "a local address from the provider's range",
    gathered([host, { ...visible, relatedAddress: "100.64.1.2" }]),
    "carrier-grade-nat",
    "none",
  ],
  [
    "the last of that range, seen by a server inside of it",
    gathered([host, { ...mapped, address: "100.127.255.255" }]),
    "carrier-grade-nat",
    "none",
  ],
  [
    "just outside of it",
    gathered([host, { ...mapped, address: "100.128.0.1" }]),
    "direct-likely",
    "none",
  ],
  [
    "a NAT of the provider that is symmetric, too",
    gathered([host, visible, { ...visible, relatedAddress: "100.64.1.2" }, {
      ...visible,
      relatedAddress: "100.64.1.2",
      port: 7,
    }]),
    "symmetric-nat",
    "none",
  ],
  [
    "the public address is the machine's own, which Chromium doesn't tell twice",
    gathered([open("198.51.100.7")]),
    "open",
    "none",
  ],
  [
    "the public address is the machine's own",
    gathered([open("203.0.113.10"), { ...mapped, port: host.port }]),
    "open",
    "none",
  ],
  [
    "the public address is its own and the port isn't",
    gathered([open("203.0.113.10"), mapped]),
    "direct-likely",
    "none",
  ],
  [
    "a private address that shows, and nobody answers",
    gathered([open("192.168.1.2")], { errors: [silence, { ...silence, url: A }] }),
    "no-stun",
    "none",
  ],
  [
    "a private address that shows, and perhaps a server beside it",
    gathered([open("192.168.1.2")]),
    "unknown",
    "none",
  ],
  [
    "a public address, and a server that didn't answer",
    gathered([open("198.51.100.7")], { errors: [silence] }),
    "unknown",
    "none",
  ],
  [
    "a public address, and no answer yet",
    gathered([open("198.51.100.7")], { complete: false }),
    "unknown",
    "none",
  ],
  ["nobody answers", gathered([host], { complete: false }), "no-stun", "none"],
  ["the browser gathers nothing at all", gathered([]), "no-stun", "none"],
  [
    "an answer over TCP is none",
    gathered([host, { ...mapped, protocol: "tcp" }]),
    "no-stun",
    "none",
  ],
  ["no server to ask", gathered([host], { urls: [] }), "unknown", "none"],
  [
    "only the relay's TCP answers",
    gathered([host, { ...relayed, url: TURN_TCP }], { urls: both, complete: false }),
    "udp-blocked",
    "ready",
  ],
  [
    "only the relay's TLS answers",
    gathered([host, { ...relayed, url: TURN_TLS }], { urls: [A, TURN_UDP, TURN_TLS] }),
    "udp-blocked",
    "ready",
  ],
  [
    "the relay has no UDP to compare with",
    gathered([host, { ...relayed, url: TURN_TCP }], { urls: [A, B, TURN_TCP] }),
    "no-stun",
    "ready",
  ],
  [
    "the relay answers over UDP, STUN doesn't",
    gathered([host, { ...relayed, url: TURN_UDP }, { ...relayed, url: TURN_TCP }], { urls: both }),
    "no-stun",
    "ready",
  ],
  [
    "nobody says how the relay answered (Firefox)",
    gathered([host, relayed], { urls: both }),
    "no-stun",
    "ready",
  ],
  [
    "all is well, relay included",
    gathered([host, mapped, relayed], { urls: both }),
    "direct-likely",
    "ready",
  ],
  [
    "symmetric, relay included",
    gathered([host, mapped, elsewhere, relayed], { urls: both }),
    "symmetric-nat",
    "ready",
  ],
  ["the relay is silent", gathered([host, mapped], { urls: both }), "no-turn", "silent"],
  [
    "the relay is silent as yet",
    gathered([host, mapped], { urls: both, complete: false }),
    "no-turn",
    "silent",
  ],
  [
    "the relay refuses",
    gathered([host, mapped], { urls: both, errors: [{ url: TURN_UDP, code: 401, address: "" }] }),
    "no-turn",
    "refused",
  ],
  [
    "symmetric, and the relay refuses",
    gathered([host, mapped, elsewhere], {
      urls: both,
      errors: [{ url: TURN_UDP, code: 486, address: "" }],
    }),
    "symmetric-nat",
    "refused",
  ],
  ["neither STUN nor relay", gathered([host], { urls: both }), "no-stun", "silent"],
  [
    "only a relay is asked, and is there",
    gathered([relayed], { urls: [TURN_UDP] }),
    "unknown",
    "ready",
  ],
  ["only a relay is asked, and is silent", gathered([], { urls: [TURN_UDP] }), "no-turn", "silent"],
];

for (const [name, gathering, verdict, relay] of CASES) {
  Deno.test(`connectivity: ${name}: ${verdict}`, () => {
    assert.deepEqual(connectivityOf(gathering), { verdict, relay });
    const backwards = { ...gathering, candidates: gathering.candidates.toReversed() };
    assert.deepEqual(connectivityOf(backwards), { verdict, relay }, "depends on the order");
  });
}
