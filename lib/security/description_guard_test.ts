import assert from "node:assert/strict";
import { MAX_CANDIDATES_PER_GENERATION } from "../protocol/limits.ts";
import { SeededRandom } from "../testing/simulation/seeded_random.ts";
import { CANDIDATES, DESCRIPTIONS } from "./description_fixtures.ts";
import { CandidateBudget, checkCandidate, checkDescription } from "./description_guard.ts";
import { parseFingerprint } from "./fingerprint.ts";

const DATA_OFFER = DESCRIPTIONS[0]?.sdp ?? "";
const CANDIDATE = "candidate:1 1 udp 2122194687 192.0.2.2 43770 typ host";
const MDNS = "178ec630-b3f5-4f81-9f9c-aba72072bef4.local";

/** Values that no parser may stumble over. */
const STRANGE: readonly unknown[] = [
  undefined,
  null,
  0,
  "",
  "offer",
  [],
  ["offer", DATA_OFFER],
  {},
  Object.create(null),
  () => {},
  { type: "offer" },
  { type: "offer", sdp: null },
  { type: "offer", sdp: ["v=0"] },
  { type: {}, sdp: DATA_OFFER },
  JSON.parse('{"__proto__":{"type":"offer","sdp":"v=0"}}'),
];

/** The same description with its audio and video in one direction. */
function directed(sdp: string, direction: string): string {
  return sdp.split(/^(?=m=)/m)
    .map((section) =>
      /^m=(?:audio|video)/.test(section)
        ? section.replace(/^a=(?:sendrecv|sendonly|recvonly|inactive)$/m, `a=${direction}`)
        : section
    )
    .join("");
}

const WITH_MEDIA = DESCRIPTIONS.filter(({ sdp }) => /^m=(?:audio|video)/m.test(sdp));

function isAccepted(sdp: string): boolean {
  return checkDescription({ type: "offer", sdp }, "sends") !== undefined;
}

Deno.test("checkDescription() accepts what Chromium and Firefox write, and keeps the two members", () => {
  for (const { name, type, sdp: captured } of DESCRIPTIONS) {
    const sdp = directed(captured, "sendonly");
    assert.deepEqual(checkDescription({ type, sdp, extra: 1 }, "sends"), { type, sdp }, name);
  }
});

Deno.test("checkDescription() lets audio and video pass only in the direction the peer may use", () => {
  assert.ok(WITH_MEDIA.length >= 6);
  const allowed = {
    none: [],
    sends: ["sendonly", "inactive"],
    receives: ["recvonly", "inactive"],
  };
  for (const media of ["none", "sends", "receives"] as const) {
    for (const direction of ["sendrecv", "sendonly", "recvonly", "inactive", "SENDONLY"]) {
      const expected = (allowed[media] as string[]).includes(direction);
      for (const { name, type, sdp } of WITH_MEDIA) {
        const checked = checkDescription({ type, sdp: directed(sdp, direction) }, media);
        assert.equal(checked !== undefined, expected, `${name}: ${direction} where it ${media}`);
      }
    }
  }
});

Deno.test("checkDescription() refuses a media section that says no direction, two, or another one's", () => {
  for (const { name, type, sdp: captured } of WITH_MEDIA) {
    const sdp = directed(captured, "sendonly");
    const line = "a=sendonly\r\n";
    const changes = {
      none: sdp.replace(line, ""),
      twice: sdp.replace(line, line + line),
      both: sdp.replace(line, line + "a=recvonly\r\n"),
      late: sdp.replace(line, "") + line,
    };
    for (const [change, changed] of Object.entries(changes)) {
      const isLast = change === "late" && sdp.lastIndexOf("m=") < sdp.indexOf(line);
      if (isLast) continue; // The same section, only further down.
      assert.equal(checkDescription({ type, sdp: changed }, "sends"), undefined, name + change);
    }
  }
});

Deno.test("checkDescription() accepts attributes it doesn't know and sections that were switched off", () => {
  assert.ok(isAccepted(DATA_OFFER + "a=some-future-thing:1 2 3\r\n"));
  assert.ok(isAccepted(DATA_OFFER.replace("m=application 9 ", "m=application 0 ")));
  assert.ok(isAccepted(DATA_OFFER.replace("UDP/DTLS/SCTP", "TCP/DTLS/SCTP")));
});

Deno.test("checkDescription() refuses what is no description", () => {
  for (const value of STRANGE) assert.equal(checkDescription(value), undefined);
  for (const type of ["pranswer", "rollback", "OFFER", ""]) {
    assert.equal(checkDescription({ type, sdp: DATA_OFFER }), undefined, type);
  }
});

Deno.test("checkDescription() refuses hostile descriptions", () => {
  const data = DATA_OFFER.slice(DATA_OFFER.indexOf("m="));
  const media = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=sendonly\r\n";
  const candidate = `a=${CANDIDATE}\r\n`;
  const hostile: Record<string, string> = {
    "nothing": "",
    "no section": DATA_OFFER.slice(0, DATA_OFFER.indexOf("m=")),
    "two data sections": DATA_OFFER + data,
    "three media sections": DATA_OFFER + media.repeat(3),
    "a section of text": DATA_OFFER + "m=text 9 UDP/TLS/RTP/SAVPF 96\r\n",
    "plain RTP": DATA_OFFER + media.replace("UDP/TLS/RTP/SAVPF", "RTP/AVP"),
    "another application": DATA_OFFER.replace("webrtc-datachannel", "webrtc-datachannel x"),
    "a port range": DATA_OFFER.replace("m=application 9", "m=application 9/2"),
    "no fingerprint": DATA_OFFER.replace(/a=fingerprint.*\r\n/, ""),
    "two fingerprints": DATA_OFFER + "a=fingerprint:sha-256 " + Array(32).fill("00").join(":") +
      "\r\n",
    "a fingerprint of SHA-1": DATA_OFFER.replace("sha-256", "sha-1"),
    "a host name in c=": DATA_OFFER.replace("c=IN IP4 0.0.0.0", "c=IN IP4 evil.example"),
    "a host name in o=": DATA_OFFER.replace("IN IP4 127.0.0.1", "IN IP4 evil.example"),
    "a host name in a=rtcp": DATA_OFFER + media + "a=rtcp:9 IN IP6 evil.example\r\n",
    "a host name in a candidate": DATA_OFFER + candidate.replace("192.0.2.2", "evil.example"),
    "a candidate in capitals": DATA_OFFER +
      candidate.replace("a=c", "a=C").replace("192.0.2.2", "evil.example"),
    "a candidate on its own": DATA_OFFER + "a=candidate\r\n",
    "a long candidate": DATA_OFFER + `a=${CANDIDATE} x ${"y".repeat(500)}\r\n`,
    "too many candidates": DATA_OFFER + candidate.repeat(MAX_CANDIDATES_PER_GENERATION + 1),
    "a line behind a bare LF": DATA_OFFER.replace("s=-", "s=-\na=candidate:evil"),
    "a line behind a bare CR": DATA_OFFER.replace("s=-", "s=-\ra=candidate:evil"),
    "only LF": DATA_OFFER.replaceAll("\r\n", "\n"),
    "an unfinished line": DATA_OFFER + "a=x",
    "an empty line": DATA_OFFER + "\r\n",
    "a line with no type": DATA_OFFER + "candidate\r\n",
    "a line that begins with a space": DATA_OFFER + " a=x\r\n",
    "a NUL": DATA_OFFER + "a=x\0y\r\n",
    "a character beyond ASCII": DATA_OFFER + "a=x:é\r\n",
    "something before v=": "a=x\r\n" + DATA_OFFER,
    "16 KiB and more": DATA_OFFER + `a=x:${"y".repeat(16_384)}\r\n`,
  };
  for (const [name, sdp] of Object.entries(hostile)) {
    assert.equal(isAccepted(sdp), false, name);
  }
  assert.ok(
    isAccepted(DATA_OFFER + media.repeat(2) + candidate.repeat(MAX_CANDIDATES_PER_GENERATION)),
    "and just within every bound",
  );
});

Deno.test("checkCandidate() accepts what Chromium and Firefox write", () => {
  assert.ok(CANDIDATES.length > 10);
  for (const candidate of CANDIDATES) {
    assert.deepEqual(checkCandidate(candidate), candidate);
  }
});

Deno.test("checkCandidate() accepts reflexive, relayed and TCP candidates, addresses and mDNS uuids", () => {
  for (
    const candidate of [
      "",
      CANDIDATE,
      CANDIDATE.replace("192.0.2.2", MDNS),
      CANDIDATE.replace("192.0.2.2", MDNS.toUpperCase()),
      CANDIDATE.replace("192.0.2.2", "2001:db8::1"),
      CANDIDATE.replace("192.0.2.2", "::ffff:192.0.2.2"),
      CANDIDATE.replace("192.0.2.2", "255.255.255.255"),
      CANDIDATE.replace("candidate:1", "candidate:a+b/C0"),
      "candidate:842163049 1 udp 1677729535 203.0.113.5 46154 typ srflx raddr 0.0.0.0 rport 0 generation 0 ufrag k+9/ network-cost 999",
      `candidate:3 1 udp 92216831 198.51.100.7 61000 typ relay raddr ${MDNS} rport 9`,
      "candidate:2 1 TCP 2105458943 192.0.2.2 9 typ host tcptype active",
    ]
  ) {
    assert.ok(checkCandidate({ candidate, sdpMid: "0" }), candidate);
  }
});

Deno.test("checkCandidate() fills in what is absent and drops what it doesn't know", () => {
  assert.deepEqual(checkCandidate({ candidate: CANDIDATE, sdpMLineIndex: 1, foundation: "x" }), {
    candidate: CANDIDATE,
    sdpMid: null,
    sdpMLineIndex: 1,
    usernameFragment: null,
  });
});

Deno.test("checkCandidate() refuses hostile candidates", () => {
  for (const value of STRANGE) assert.equal(checkCandidate(value), undefined);
  for (
    const address of [
      "evil.example",
      "localhost",
      "printer.local",
      "evil.local",
      MDNS + ".",
      MDNS + ".example",
      "x." + MDNS,
      MDNS.slice(1),
      "256.1.1.1",
      "1.2.3",
      "1.2.3.4.5",
      "1.2.3.4.",
      "0x7f.0.0.1",
      "2130706433",
      "[::1]",
      "fe80::1%eth0",
      "::evil",
      "",
      "192.0.2.2\n",
      "１９２.0.2.2",
    ]
  ) {
    for (
      const candidate of [CANDIDATE.replace("192.0.2.2", address), `${CANDIDATE} raddr ${address}`]
    ) {
      if (candidate.endsWith("raddr ")) continue;
      assert.equal(checkCandidate({ candidate, sdpMid: "0" }), undefined, candidate);
    }
  }
  for (
    const candidate of [
      "a=" + CANDIDATE,
      " " + CANDIDATE,
      CANDIDATE + "\r\n",
      CANDIDATE + "\r\na=candidate:evil",
      CANDIDATE + " ",
      CANDIDATE.replace(" 1 udp", " 3 udp"),
      CANDIDATE.replace(" 1 udp", " 0 udp"),
      CANDIDATE.replace("udp", "sctp"),
      CANDIDATE.replace("43770", "437700"),
      CANDIDATE.replace("43770", "-1"),
      CANDIDATE.replace("host", "evil"),
      CANDIDATE.replace("candidate:1", "candidate:"),
      CANDIDATE.replace("candidate:1", "candidate:" + "1".repeat(33)),
      CANDIDATE + " x" + " y".repeat(300),
      CANDIDATE + " é",
    ]
  ) {
    assert.equal(checkCandidate({ candidate, sdpMid: "0" }), undefined, candidate);
  }
  for (
    const members of [
      {},
      { sdpMid: null, sdpMLineIndex: null },
      { sdpMid: 0 },
      { sdpMid: "0".repeat(33) },
      { sdpMLineIndex: 3 },
      { sdpMLineIndex: -1 },
      { sdpMLineIndex: 0.5 },
      { sdpMLineIndex: "0" },
      { sdpMid: "0", usernameFragment: 1 },
      { sdpMid: "0", usernameFragment: "x".repeat(257) },
    ]
  ) {
    assert.equal(checkCandidate({ candidate: CANDIDATE, ...members }), undefined);
  }
});

Deno.test("checkDescription() and checkCandidate() survive 30,000 mutated inputs, and let no name through", () => {
  const random = new SeededRandom(3);
  const inserts = [
    "\r\n",
    "\n",
    "\0",
    " ",
    "a=fingerprint:",
    "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n",
    "evil.example",
    "\u{202E}",
    "\u{D800}",
    "9".repeat(400),
    ":",
    ".",
  ];
  const mutate = (text: string): string => {
    let mutated = text;
    for (let change = random.below(4); change >= 0; change--) {
      const at = random.below(mutated.length + 1);
      const end = at + random.below(random.chance(0.1) ? 2000 : 8);
      const insert = random.chance(0.5)
        ? random.pick(inserts)
        : String.fromCharCode(random.below(0x250));
      mutated = mutated.slice(0, at) + insert + mutated.slice(end);
    }
    return mutated;
  };
  let accepted = 0;
  for (let round = 0; round < 20_000; round++) {
    const { type, sdp } = random.pick(DESCRIPTIONS);
    const checked = checkDescription({ type, sdp: mutate(directed(sdp, "sendonly")) }, "sends");
    if (!checked) continue;
    accepted++;
    assert.ok(parseFingerprint(checked.sdp));
    assert.doesNotMatch(checked.sdp, /IP[46] evil|^a=candidate.* evil\.example \d+ typ/m);
  }
  for (let round = 0; round < 10_000; round++) {
    const candidate = mutate(String(random.pick(CANDIDATES).candidate));
    const checked = checkCandidate({ candidate, sdpMid: mutate("0") });
    if (checked) {
      assert.doesNotMatch(checked.candidate, /[^ -~]|evil\.example \d+ typ/);
    }
  }
  assert.ok(accepted > 1000, "the mutations leave some descriptions acceptable");
});

Deno.test("checkDescription() and checkCandidate() come back from texts made to backtrack", () => {
  // No clock: an expression that backtracks exponentially would not come back at all.
  const units = ["a=x IN IP4 ", " IN  IP4", "1.", "::", " x", "a=fingerprint:sha-256 00:"];
  for (const unit of units) {
    isAccepted(DATA_OFFER.slice(0, -2) + unit.repeat(600) + "\r\n");
    isAccepted(DATA_OFFER.slice(0, -2) + unit.repeat(600) + "\n\r\n");
    checkCandidate({ candidate: CANDIDATE + unit.repeat(30) + "\n", sdpMid: "0" });
  }
});

Deno.test("CandidateBudget counts each generation for itself", () => {
  const budget = new CandidateBudget();
  for (const generation of ["a", null, "b"]) {
    for (let index = 0; index < MAX_CANDIDATES_PER_GENERATION; index++) {
      assert.ok(budget.admit(generation));
    }
    assert.equal(budget.admit(generation), false);
  }
});
