import assert from "node:assert/strict";
import type { Binding } from "../../security/binding.ts";
import { createLinkSecret } from "../../security/link.ts";
import { SealedChannel } from "../../security/sealed_channel.ts";
import { parseSessionId, type Role, type SessionId } from "../../protocol/ids.ts";
import { FakeClock } from "../../testing/fakes/fake_clock.ts";
import { settle } from "../../testing/simulation/simulation.ts";
import { BindGate, type BoundMessage, type Fingerprints } from "./bind_gate.ts";

const SESSION = parseSessionId("9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80") as SessionId;
const OWNER = new Uint8Array(32).fill(1);
const GUEST = new Uint8Array(32).fill(2);
const OTHER = new Uint8Array(32).fill(3);

/** The two bindings of a real handshake. */
async function bindings(): Promise<Record<Role, Binding>> {
  const secret = createLinkSecret();
  const channelOf = (role: Role, peer: () => SealedChannel) => {
    const { promise, resolve, reject } = Promise.withResolvers<Binding>();
    const channel = new SealedChannel({
      role,
      sessionId: SESSION,
      secret,
      send: (payload) => peer().receive(payload),
      onMessage: () => {},
      onOpen: resolve,
      onFailure: reject,
    });
    return { channel, promise };
  };
  const owner = channelOf("owner", () => guest.channel);
  const guest = channelOf("guest", () => owner.channel);
  owner.channel.start();
  return { owner: await owner.promise, guest: await guest.promise };
}

class Fixture {
  readonly clock = new FakeClock();
  readonly told: (string | BoundMessage)[] = [];
  readonly tag = Promise.withResolvers<string>();
  readonly over = Promise.withResolvers<void>();
  readonly gate = new BindGate({
    clock: this.clock,
    sendTag: (tag) => this.tag.resolve(tag),
    onBound: () => {
      this.told.push("bound");
      this.over.resolve();
    },
    onMessage: (message) => this.told.push(message),
    onFailure: (reason) => {
      this.told.push(reason);
      this.over.resolve();
    },
  });

  prove(binding: Binding, fingerprints: Fingerprints): Promise<string> {
    this.gate.prove(binding, Promise.resolve(fingerprints));
    return this.tag.promise;
  }

  async expect(...told: (string | BoundMessage)[]): Promise<void> {
    await this.over.promise;
    assert.deepEqual(this.told, told);
    assert.equal(this.clock.pendingTasks, 0, "a timer is left");
  }
}

const atOwner = { local: OWNER, remote: GUEST };
const atGuest = { local: GUEST, remote: OWNER };

Deno.test("two ends that see the same certificates are bound", async () => {
  const { owner, guest } = await bindings();
  const [one, other] = [new Fixture(), new Fixture()];
  const ownerTag = await one.prove(owner, atOwner);
  const guestTag = await other.prove(guest, atGuest);
  one.gate.receive({ type: "bind", tag: guestTag });
  other.gate.receive({ type: "bind", tag: ownerTag });
  await one.expect("bound");
  await other.expect("bound");
});

Deno.test("a swapped certificate is tampered, whichever end sees it", async () => {
  const { owner, guest } = await bindings();
  for (
    const seen of [
      { local: OTHER, remote: OWNER },
      { local: GUEST, remote: OTHER },
      { local: OWNER, remote: GUEST },
    ]
  ) {
    const test = new Fixture();
    await test.prove(owner, atOwner);
    const tag = await guest.tag(seen.local, seen.remote);
    test.gate.receive({ type: "bind", tag });
    await test.expect("tampered");
  }
});

Deno.test("a reflected tag is tampered", async () => {
  const { owner } = await bindings();
  const test = new Fixture();
  const tag = await test.prove(owner, atOwner);
  test.gate.receive({ type: "bind", tag });
  await test.expect("tampered");
});

Deno.test("a tag of another handshake is tampered", async () => {
  const [{ owner }, { guest }] = [await bindings(), await bindings()];
  const test = new Fixture();
  await test.prove(owner, atOwner);
  test.gate.receive({ type: "bind", tag: await guest.tag(GUEST, OWNER) });
  await test.expect("tampered");
});

Deno.test("no tag within 5 s ends it, and a late one opens nothing", async () => {
  const { owner, guest } = await bindings();
  const test = new Fixture();
  await test.prove(owner, atOwner);
  test.clock.advance(4_999);
  assert.deepEqual(test.told, []);
  test.clock.advance(1);
  test.gate.receive({ type: "bind", tag: await guest.tag(GUEST, OWNER) });
  test.gate.receive({ type: "pause" });
  await settle();
  await test.expect("timed-out");
});

Deno.test("what follows the tag waits for its proof, in order", async () => {
  const { owner, guest } = await bindings();
  const test = new Fixture();
  const tag = await guest.tag(GUEST, OWNER);
  // The channel opens later here than there: the tag and what follows are first.
  test.gate.receive({ type: "bind", tag });
  test.gate.receive({ type: "pause" });
  test.gate.receive({ type: "resume" });
  assert.deepEqual(test.told, []);
  await test.prove(owner, atOwner);
  assert.deepEqual(test.told, []);
  await test.over.promise;
  test.gate.receive({ type: "heartbeat" });
  await test.expect("bound", { type: "pause" }, { type: "resume" }, {
    type: "heartbeat",
  });
});

Deno.test("what follows a wrong tag is never delivered", async () => {
  const { owner, guest } = await bindings();
  const test = new Fixture();
  await test.prove(owner, atOwner);
  test.gate.receive({ type: "bind", tag: await guest.tag(OTHER, OWNER) });
  test.gate.receive({ type: "pause" });
  await test.over.promise;
  test.gate.receive({ type: "resume" });
  await test.expect("tampered");
});

Deno.test("a message before the tag is a protocol error", async () => {
  const test = new Fixture();
  test.gate.receive({ type: "pause" });
  await test.expect("protocol-error");
});

Deno.test("a second tag is a protocol error", async () => {
  const { guest } = await bindings();
  const test = new Fixture();
  const tag = await guest.tag(GUEST, OWNER);
  test.gate.receive({ type: "bind", tag });
  test.gate.receive({ type: "bind", tag });
  await test.expect("protocol-error");
});

Deno.test("a flood behind the tag is a protocol error", async () => {
  const { guest } = await bindings();
  const test = new Fixture();
  test.gate.receive({ type: "bind", tag: await guest.tag(GUEST, OWNER) });
  for (let count = 0; count <= 2_048; count++) {
    test.gate.receive({ type: "heartbeat" });
  }
  await test.expect("protocol-error");
});

Deno.test("a certificate that can't be read proves nothing", async () => {
  const { owner } = await bindings();
  const test = new Fixture();
  test.gate.prove(owner, Promise.reject(new Error("no certificate")));
  await test.expect("tampered");
});

Deno.test("a reader that closes in answer to a held message gets no other", async () => {
  const { owner, guest } = await bindings();
  const clock = new FakeClock();
  const told: string[] = [];
  const done = Promise.withResolvers<void>();
  const gate: BindGate = new BindGate({
    clock,
    sendTag: () => {},
    onBound: () => {},
    onMessage: ({ type }) => {
      told.push(type);
      gate.close();
      done.resolve();
    },
    onFailure: () => assert.fail("failed"),
  });
  gate.receive({ type: "bind", tag: await guest.tag(GUEST, OWNER) });
  gate.receive({ type: "pause" });
  gate.receive({ type: "resume" });
  gate.prove(owner, Promise.resolve(atOwner));
  await done.promise;
  await settle();
  assert.deepEqual(told, ["pause"]);
});
