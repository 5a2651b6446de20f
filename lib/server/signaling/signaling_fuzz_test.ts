import assert from "node:assert/strict";
import { CloseCode } from "../../protocol/close_code.ts";
import { MAX_SIGNALING_MESSAGE_BYTES } from "../../protocol/limits.ts";
import { parseClientMessage } from "../../protocol/signaling_message.ts";
import { SeededRandom } from "../../testing/simulation/seeded_random.ts";
import {
  guestJoin,
  newTestSession,
  ownerJoin,
  SignalingFixture,
  type TestSession,
} from "../../testing/servers/signaling_fixture.ts";

const ROUNDS = 100_000;
const SEED = 20_260_101;

/** The rules in the order a session applies them to a first message; `undefined` is a valid join. */
function expectedCode(data: unknown): number | undefined {
  if (typeof data !== "string") return CloseCode.binaryMessage;
  if (new TextEncoder().encode(data).length > MAX_SIGNALING_MESSAGE_BYTES) {
    return CloseCode.messageTooBig;
  }
  const isJoin = parseClientMessage(data)?.type === "join";
  return isJoin ? undefined : CloseCode.malformedMessage;
}

function garbage(random: SeededRandom, session: TestSession): unknown {
  const join = JSON.stringify(
    random.chance(0.5) ? ownerJoin(session, TOKEN) : guestJoin(session, TOKEN),
  );
  switch (random.below(7)) {
    case 0:
      return new Uint8Array(random.below(64)).buffer;
    case 1:
      return randomText(random, random.below(200));
    case 2: // A join cut off.
      return join.slice(0, random.below(join.length));
    case 3: { // A join with one character changed.
      const at = random.below(join.length);
      return join.slice(0, at) + randomText(random, 1) + join.slice(at + 1);
    }
    case 4: { // A join with one member of another type.
      const message: Record<string, unknown> = JSON.parse(join);
      message[random.pick(Object.keys(message))] = random.pick(ODD_VALUES);
      return JSON.stringify(message);
    }
    case 5: // Another message where a join belongs.
      return random.pick(['{"type":"ping"}', '{"type":"leave"}', "{}", "null"]);
    default: // Rarely, as they are slow: sizes around the bound.
      return random.chance(0.02)
        ? "\u00e9".repeat(MAX_SIGNALING_MESSAGE_BYTES / 2 + random.below(3) - 1)
        : randomText(random, random.below(2000));
  }
}

const TOKEN = "A".repeat(43);

const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  "",
  "A".repeat(44),
  [],
  {},
  { toString: 1 },
  "__proto__",
];

function randomText(random: SeededRandom, length: number): string {
  let text = "";
  for (let unit = 0; unit < length; unit++) {
    text += random.chance(0.9)
      ? String.fromCharCode(32 + random.below(95))
      : String.fromCharCode(random.below(0x10000));
  }
  return text;
}

Deno.test(`${ROUNDS} hostile first messages: no exception, always the exact code (seed ${SEED})`, async () => {
  const random = new SeededRandom(SEED);
  const fixture = new SignalingFixture();
  const session = await newTestSession("file");
  for (let round = 0; round < ROUNDS; round++) {
    const data = garbage(random, session);
    const expected = expectedCode(data);
    if (expected === undefined) continue; // A valid join is no garbage.
    const peer = fixture.open(session);
    peer.sayRaw(data);
    assert.equal(await peer.closeCode(), expected, `round ${round}`);
    peer.drop();
  }
  assert.equal(fixture.server.sockets, 0);
  assert.equal(fixture.relay.size, 0);
  assert.equal(fixture.registry.size, 0);
});

Deno.test("a member hears nothing of 10000 hostile messages of another", async () => {
  const random = new SeededRandom(SEED);
  const fixture = new SignalingFixture();
  const session = await fixture.newSession();
  const owner = await fixture.owner(session);
  for (let round = 0; round < 10_000; round++) {
    const data = garbage(random, session);
    const guest = await fixture.guest(session, TOKEN);
    await owner.peer.expect("peer-joined");
    guest.peer.sayRaw(data);
    guest.peer.drop();
    await owner.peer.expect("peer-left");
    fixture.clock.advance(100);
  }
  await owner.peer.expectSilence();
});
