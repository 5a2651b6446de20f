import assert from "node:assert/strict";
import { ServerCounts } from "../counts.ts";
import { CONNECTIONS_PER_SOCKET, NETWORK_SHARES } from "../limits.ts";
import { ConnectionGate } from "./connection_gate.ts";

function gateWith(trustProxy: boolean) {
  const counts = new ServerCounts();
  return { counts, gate: new ConnectionGate({ trustProxy, maxSocketsPerAddress: 1, counts }) };
}

Deno.test("ConnectionGate lets so many connections of an address in, and again when one is closed", () => {
  const { gate, counts } = gateWith(false);
  const open = Array.from({ length: CONNECTIONS_PER_SOCKET }, () => gate.admit("203.0.113.7"));
  assert.ok(open.every((release) => release !== undefined));
  assert.equal(gate.admit("::ffff:203.0.113.7"), undefined);
  assert.equal(counts.refusedConnections, 1);
  assert.ok(gate.admit("203.0.113.8"));
  open[0]?.();
  assert.ok(gate.admit("203.0.113.7"));
});

Deno.test("ConnectionGate lets the 65,536 networks /64 of a /48 have its share, and others theirs", () => {
  const { gate } = gateWith(false);
  let open = 0;
  for (let network = 0; network < 65_536; network++) {
    if (gate.admit(`2001:db8:1:${network.toString(16)}::1`)) open++;
  }
  assert.equal(open, CONNECTIONS_PER_SOCKET * NETWORK_SHARES.network);
  assert.ok(gate.admit("2001:db8:2::1"));
});

Deno.test("ConnectionGate counts nothing behind a proxy that is trusted: all connections are its own", () => {
  const { gate, counts } = gateWith(true);
  for (let count = 0; count < 10_000; count++) assert.ok(gate.admit("10.0.0.1"));
  assert.equal(counts.refusedConnections, 0);
});
