import assert from "node:assert/strict";
import { silenceErrors } from "../../testing/silence_errors.ts";
import { FakeClock } from "../../testing/fakes/fake_clock.ts";
import { FakePeerConnection } from "../../testing/fakes/fake_peer_connection.ts";
import { IceConnections } from "./ice_connections.ts";
import { SessionCertificate } from "./session_certificate.ts";

const serversOf = (username: string) => [{ urls: ["turn:a"], username, credential: "c" }];

class Fixture {
  readonly clock = new FakeClock();
  readonly made: FakePeerConnection[] = [];
  readonly configs: RTCConfiguration[] = [];
  asked = 0;
  readonly certificate = new SessionCertificate();
  readonly ice = new IceConnections({
    clock: this.clock,
    askForIce: () => this.asked++,
    certificate: this.certificate,
    createConnection: (config) => {
      const pc = new FakePeerConnection();
      this.made.push(pc);
      this.configs.push(config);
      return pc.asConnection;
    },
  });
}

Deno.test("a connection is made with the newest servers, whatever its maker remembers", () => {
  const { ice, configs } = new Fixture();
  ice.take({ iceServers: serversOf("old") });
  ice.take({ iceServers: serversOf("new") });
  ice.create({ iceServers: serversOf("old"), iceTransportPolicy: "relay" });
  assert.deepEqual(configs, [{ iceServers: serversOf("new"), iceTransportPolicy: "relay" }]);
});

Deno.test("new servers reach every connection that lives, and leave the rest of it as it was", () => {
  const { ice, made } = new Fixture();
  ice.take({ iceServers: serversOf("old") });
  ice.create({ iceTransportPolicy: "relay" });
  ice.create({}).close();
  ice.create({});
  ice.take({ iceServers: serversOf("new") });
  const iceServers = serversOf("new");
  assert.deepEqual(made.map(({ configurations }) => configurations), [
    [{ iceTransportPolicy: "relay", iceServers }],
    [],
    [{ iceServers }],
  ]);
});

Deno.test("new servers come with the certificate that the connection has, or they'd be refused", () => {
  const { ice, made, certificate } = new Fixture();
  const certificates: RTCCertificate[] = [];
  Object.defineProperty(certificate, "configuration", { value: { certificates } });
  ice.create({});
  ice.take({ iceServers: serversOf("new") });
  assert.equal(made[0]?.configurations[0]?.certificates, certificates);
});

Deno.test("a connection that refuses new servers keeps none from the others", () => {
  const { ice, made } = new Fixture();
  ice.create({});
  ice.create({});
  const [first, second] = made;
  assert.ok(first && second);
  first.setConfiguration = () => {
    throw new DOMException("no");
  };
  ice.take({ iceServers: serversOf("new") });
  assert.equal(second.configurations.length, 1);
});

Deno.test("credentials are asked for once, when half of their time is over", () => {
  const test = new Fixture();
  test.ice.take({ iceServers: serversOf("a"), iceExpiresInMs: 10_000 });
  test.clock.advance(3_000);
  test.ice.take({ iceServers: serversOf("b"), iceExpiresInMs: 10_000 });
  test.clock.advance(4_999);
  assert.equal(test.asked, 0);
  test.clock.advance(1);
  assert.equal(test.asked, 1);
});

Deno.test("nothing is asked for where nothing expires, or after the end", () => {
  const test = new Fixture();
  test.ice.take({ iceServers: [] });
  assert.equal(test.clock.pendingTasks, 0);
  test.ice.take({ iceServers: serversOf("a"), iceExpiresInMs: 10_000 });
  test.clock.advance(5_000);
  assert.equal(test.asked, 1);
  test.clock.advance(60_000);
  assert.equal(test.asked, 1, "asked twice without an answer");
  test.ice.take({ iceServers: serversOf("b"), iceExpiresInMs: 10_000 });
  test.ice.close();
  assert.equal(test.clock.pendingTasks, 0);
});

Deno.test("a server whose credentials are over at once isn't asked without a pause", () => {
  const test = new Fixture();
  for (let answers = 1; answers <= 5; answers++) {
    test.ice.take({ iceServers: serversOf("a"), iceExpiresInMs: 0 });
    test.clock.advance(999);
    assert.equal(test.asked, answers - 1);
    test.clock.advance(1);
    assert.equal(test.asked, answers);
  }
});

Deno.test("a server that no browser takes is left out, and said in the console", () => {
  using errors = silenceErrors();
  const { ice, configs, made } = new Fixture();
  ice.create({});
  ice.take({ iceServers: [{ urls: ["https://evil.example", "stun:a"] }, { urls: ["turn:a"] }] });
  ice.create({});
  assert.deepEqual(configs[1]?.iceServers, [{ urls: ["stun:a"] }]);
  assert.deepEqual(made[0]?.configurations[0]?.iceServers, [{ urls: ["stun:a"] }]);
  assert.deepEqual(ice.servers, [{ urls: ["stun:a"] }]);
  assert.equal(errors.calls.length, 1);
});

Deno.test("a connection is made without servers where this browser takes none of them", () => {
  using errors = silenceErrors();
  const configs: RTCConfiguration[] = [];
  const ice = new IceConnections({
    clock: new FakeClock(),
    askForIce: () => {},
    createConnection: (config) => {
      configs.push(config);
      if (config.iceServers?.length) throw new DOMException("no", "SyntaxError");
      return new FakePeerConnection().asConnection;
    },
  });
  ice.take({ iceServers: serversOf("u") });
  ice.create({ iceTransportPolicy: "relay" });
  assert.deepEqual(configs.at(-1), { iceTransportPolicy: "relay", iceServers: [] });
  assert.equal(errors.calls.length, 1);
});
