import assert from "node:assert/strict";
import type { PeerId, Role, SessionId, SessionKind } from "../../protocol/ids.ts";
import {
  GUEST_GRACE_MS,
  guestLimit,
  OWNER_ABSENCE_MS,
  SESSION_LIFETIME_MS,
  USUAL_GUESTS,
} from "../limits.ts";
import {
  type EndedSession,
  type JoinOutcome,
  type Member,
  type Membership,
  newConnectionId,
  type SessionRegistry,
} from "./session_registry.ts";

/** A registry to test, and the means to let time pass for it. */
export interface RegistryUnderTest {
  readonly registry: SessionRegistry;
  advance(ms: number): void;
  /** Gives back what the registry holds. */
  close?(): Promise<void>;
}

const SESSION = "5e551000-0000-4000-8000-000000000001" as SessionId;
const JOIN_HASH = "hash-of-the-join-token";

/** Registers the tests every {@linkcode SessionRegistry} has to pass. */
export function sessionRegistryContract(
  make: (options: { maxSessions: number }) => Promise<RegistryUnderTest>,
): void {
  function test(
    name: string,
    run: (under: Registrar) => Promise<void>,
    maxSessions = 100,
  ): void {
    Deno.test(`registry contract: ${name}`, async () => {
      const under = await make({ maxSessions });
      try {
        await run(new Registrar(under));
      } finally {
        await under.close?.();
      }
    });
  }

  test("of two peers that join at once exactly one is told of the other", async (under) => {
    await under.create("file");
    const [owner, guest] = await Promise.all([
      under.owner("o"),
      under.guest("g"),
    ]);
    const told = [...peersOf(owner), ...peersOf(guest)];
    assert.equal(told.length, 1);
  });

  test("a guest is refused by a session nobody made", async (under) => {
    assert.equal((await under.guest("g")).outcome, "unknown-session");
  });

  test("a guest with another key is refused, and takes no seat", async (under) => {
    await under.create("file");
    const outcome = await under.guest("g", SESSION, "another hash");
    assert.equal(outcome.outcome, "wrong-key");
    assert.equal((await under.guest("h")).outcome, "joined");
  });

  test("a hash that reads as a number opens as any other", async (under) => {
    for (const [index, hash] of ["12345678901234567890", "1e7", "0x1F", "7"].entries()) {
      const sessionId = SESSION.replace(/1$/, `${index + 2}`) as SessionId;
      assert.equal((await under.owner("o", "file", hash, sessionId)).outcome, "joined", hash);
      assert.equal((await under.guest("g", sessionId, hash)).outcome, "joined", hash);
      assert.equal((await under.guest("h", sessionId, `${hash}0`)).outcome, "wrong-key", hash);
    }
  });

  test("an owner registers a forgotten session again, and guests find it", async (under) => {
    assert.equal((await under.owner("o")).outcome, "joined");
    const guest = await under.guest("g");
    assert.deepEqual(peersOf(guest), [under.member("o", "owner")]);
  });

  test("a join tells whether it registered the session", async (under) => {
    const registers = async (joining: Promise<JoinOutcome>) => {
      const joined = await joining;
      assert.ok(joined.outcome === "joined", joined.outcome);
      return joined.registered;
    };
    assert.equal(await registers(under.owner("o")), true);
    assert.equal(await registers(under.owner("o")), false);
    assert.equal(await registers(under.guest("g")), false);
    const made = SESSION.replace(/1$/, "2") as SessionId;
    await under.create("file", made);
    assert.equal(await registers(under.owner("o", "file", JOIN_HASH, made)), false);
  });

  test("an owner that may not register is refused by an unknown session alone, and leaves none", async (under) => {
    assert.equal((await under.ownerOfKnown("o")).outcome, "unknown-session");
    assert.equal((await under.guest("g")).outcome, "unknown-session");
    await under.create("file");
    assert.equal((await under.ownerOfKnown("o")).outcome, "joined");
  });

  test("an owner can't change the key or kind of a session", async (under) => {
    await under.create("screen");
    assert.equal((await under.owner("o", "file")).outcome, "wrong-key");
    const changed = await under.owner("o", "screen", "another hash");
    assert.equal(changed.outcome, "wrong-key");
    assert.equal((await under.owner("o", "screen")).outcome, "joined");
  });

  for (const kind of ["file", "screen"] as const) {
    const usual = USUAL_GUESTS[kind];
    test(`a ${kind} session takes ${usual} guests, also when more come at once`, async (under) => {
      await under.create(kind);
      assert.deepEqual(await under.guestsAtOnce(usual + 3), { joined: usual, "session-full": 3 });
    });
  }

  test("a session takes as many guests as it was made for, and says so", async (under) => {
    await under.create("file", SESSION, 4);
    assert.deepEqual(await under.guestsAtOnce(6), { joined: 4, "session-full": 2 });
    const again = await under.guest("g0");
    assert.equal(again.outcome === "joined" && again.maxGuests, 4);
  });

  test("a session keeps its number of guests when its owner names another, and forgets it with the rest", async (under) => {
    await under.create("file", SESSION, 2);
    const owner = await under.owner("o", "file", JOIN_HASH, SESSION, 5);
    assert.equal(owner.outcome === "joined" && owner.maxGuests, 2);
    assert.deepEqual(await under.guestsAtOnce(3), { joined: 2, "session-full": 1 });
    await under.registry.end(under.membership("o"));
    await under.owner("o", "file", JOIN_HASH, SESSION, 5);
    assert.deepEqual(await under.guestsAtOnce(6), { joined: 5, "session-full": 1 });
  });

  test("a session with seats left is found until the last is taken", async (under) => {
    await under.create("file", SESSION, 2);
    await under.guest("g1");
    assert.ok(await under.registry.describe(SESSION));
    await under.guest("g2");
    assert.equal(await under.registry.describe(SESSION), undefined);
  });

  test("a guest that joins again keeps its seat and replaces its former connection", async (under) => {
    await under.create("file");
    await under.guest("g");
    const former = under.member("g", "guest");
    const again = await under.guest("g");
    assert.deepEqual(replacedBy(again), former);
  });

  test("a guest takes the seat of the guest it replaces, connected or gone", async (under) => {
    await under.create("file");
    await under.guest("g1");
    const former = under.member("g1", "guest");
    assert.deepEqual(replacedBy(await under.guestInstead("g2", "g1")), former);
    await under.leave(under.membership("g2"));
    assert.equal(replacedBy(await under.guestInstead("g3", "g2")), undefined);
    assert.equal((await under.guest("g4")).outcome, "session-full");
  });

  test("an owner under another peer id replaces the former owner", async (under) => {
    await under.create("file");
    await under.owner("o1");
    const former = under.member("o1", "owner");
    assert.deepEqual(replacedBy(await under.owner("o2")), former);
    assert.deepEqual(peersOf(await under.guest("g")), [
      under.member("o2", "owner"),
    ]);
  });

  test("a peer can't be owner and guest of the same session", async (under) => {
    await under.create("file");
    await under.owner("o");
    assert.equal((await under.guest("o")).outcome, "wrong-key");
    await under.guest("g");
    assert.equal((await under.owner("g")).outcome, "wrong-key");
  });

  test("a replaced connection leaves without effect", async (under) => {
    await under.create("file");
    await under.owner("o");
    await under.guest("g");
    const former = under.membership("g");
    await under.guest("g");
    assert.deepEqual(await under.leave(former), []);
    assert.deepEqual(await under.registry.end(former), []);
    assert.equal((await under.guest("h")).outcome, "session-full");
  });

  test("a guest that dropped is missed at once, and its seat kept for the grace", async (under) => {
    await under.create("file");
    await under.owner("o");
    await under.guest("g");
    const told = await under.leave(under.membership("g"));
    assert.deepEqual(told, [under.member("o", "owner")]);
    assert.deepEqual(peersOf(await under.owner("o")), []);

    under.advance(GUEST_GRACE_MS - 1);
    assert.equal((await under.guest("h")).outcome, "session-full");
    under.advance(1);
    assert.equal((await under.guest("h")).outcome, "joined");
    assert.equal((await under.guest("g")).outcome, "session-full");
  });

  test("a guest that comes back within the grace has its seat", async (under) => {
    await under.create("file");
    await under.guest("g");
    await under.leave(under.membership("g"));
    under.advance(GUEST_GRACE_MS - 1);
    const again = await under.guest("g");
    assert.equal(replacedBy(again), undefined);
    assert.equal((await under.guest("h")).outcome, "session-full");
  });

  test("a guest that left for good frees its seat at once", async (under) => {
    await under.create("file");
    await under.guest("g");
    await under.registry.leave(under.membership("g"), "for-good");
    assert.equal((await under.guest("h")).outcome, "joined");
  });

  test("an owner that leaves is missed by every guest with a socket", async (under) => {
    await under.create("screen");
    await under.owner("o", "screen");
    await under.guest("g1");
    await under.guest("g2");
    await under.leave(under.membership("g2"));
    const told = await under.leave(under.membership("o"));
    assert.deepEqual(told, [under.member("g1", "guest")]);
  });

  test("only the owner ends a session, and then nobody finds it", async (under) => {
    await under.create("file");
    await under.owner("o");
    await under.guest("g");
    assert.deepEqual(await under.registry.end(under.membership("g")), []);
    const told = await under.registry.end(under.membership("o"));
    assert.deepEqual(told, [under.member("g", "guest")]);
    assert.equal((await under.guest("g")).outcome, "unknown-session");
    assert.deepEqual(await under.ended(), []);
  });

  test("a session without its owner ends when its time is over, not before", async (under) => {
    await under.create("file");
    under.advance(OWNER_ABSENCE_MS - 1);
    assert.equal((await under.guest("g")).outcome, "joined");
    under.advance(1);
    assert.equal((await under.guest("h")).outcome, "unknown-session");
    assert.equal(await under.registry.describe(SESSION), undefined);
    assert.deepEqual(await under.ended(), [
      { sessionId: SESSION, members: [under.member("g", "guest")] },
    ]);
    assert.deepEqual(await under.ended(), []);
  });

  test("an owner that is there keeps its session for the whole lifetime, and no longer", async (under) => {
    await under.create("file");
    await under.owner("o");
    under.advance(SESSION_LIFETIME_MS - 1);
    assert.deepEqual(await under.ended(), []);
    assert.equal((await under.guest("g")).outcome, "joined");
    under.advance(1);
    assert.equal((await under.guest("h")).outcome, "unknown-session");
    const [ended] = await under.ended();
    assert.deepEqual(ended?.members, [
      under.member("o", "owner"),
      under.member("g", "guest"),
    ]);
  });

  test("the owner's absence is counted from its last socket", async (under) => {
    await under.create("file");
    under.advance(OWNER_ABSENCE_MS - 1);
    await under.owner("o");
    under.advance(OWNER_ABSENCE_MS);
    await under.leave(under.membership("o"));
    under.advance(OWNER_ABSENCE_MS - 1);
    const again = await under.owner("o");
    assert.ok(again.outcome === "joined");
    assert.equal(
      again.expiresInMs,
      SESSION_LIFETIME_MS - 3 * OWNER_ABSENCE_MS + 2,
    );
  });

  test(
    "a full registry evicts the session longest without an owner, and none that has one",
    async (under) => {
      const [first, second, third, fourth] = [1, 2, 3, 4].map((digit) =>
        SESSION.replace(/1$/, `${digit}`) as SessionId
      ) as [SessionId, SessionId, SessionId, SessionId];
      await under.create("file", first);
      await under.create("file", second);
      await under.owner("o", "file", JOIN_HASH, first);
      await under.guest("g", second);
      assert.equal((await under.create("file", third)).outcome, "created");
      assert.deepEqual(await under.ended(), [
        { sessionId: second, members: [under.member("g", "guest")] },
      ]);
      await under.owner("o", "file", JOIN_HASH, third);
      const refused = await under.create("file", fourth);
      assert.equal(refused.outcome, "registry-full");
      const unknown = await under.owner("o", "file", JOIN_HASH, fourth);
      assert.equal(unknown.outcome, "registry-full");
    },
    2,
  );

  test("a description tells who is there, until there is no seat left", async (under) => {
    const describe = () => under.registry.describe(SESSION);
    await under.create("file");
    under.advance(5);
    assert.deepEqual(await describe(), {
      sessionId: SESSION,
      kind: "file",
      state: "waiting-for-owner",
      peers: 0,
      ageMs: 5,
      expiresInMs: OWNER_ABSENCE_MS - 5,
    });
    await under.owner("o");
    assert.deepEqual(await describe(), {
      sessionId: SESSION,
      kind: "file",
      state: "waiting-for-guest",
      peers: 1,
      ageMs: 5,
      expiresInMs: SESSION_LIFETIME_MS - 5,
    });
    await under.guest("g");
    assert.equal(await describe(), undefined);
    assert.equal(await under.registry.describe("x" as SessionId), undefined);
  });

  test("a screen session with seats left is described as connected", async (under) => {
    await under.create("screen");
    await under.owner("o", "screen");
    await under.guest("g");
    const description = await under.registry.describe(SESSION);
    assert.equal(description?.state, "connected");
    assert.equal(description?.peers, 2);
  });
}

/** Speaks to a registry in few words, and remembers each peer's latest connection. */
class Registrar {
  readonly registry: SessionRegistry;
  readonly advance: (ms: number) => void;
  readonly #memberships = new Map<string, Membership>();

  constructor({ registry, advance }: RegistryUnderTest) {
    this.registry = registry;
    this.advance = advance;
  }

  create(kind: SessionKind, sessionId = SESSION, guests?: number) {
    const maxGuests = guestLimit(kind, guests);
    return this.registry.create({ sessionId, kind, joinHash: JOIN_HASH, maxGuests });
  }

  /** Has so many guests join at the same time; answers how many came to which end. */
  async guestsAtOnce(count: number): Promise<Readonly<Record<string, number>>> {
    const joins = Array.from({ length: count }, (_, index) => this.guest(`g${index}`));
    const outcomes: Record<string, number> = {};
    for (const { outcome } of await Promise.all(joins)) {
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
    return outcomes;
  }

  owner(
    name: string,
    kind: SessionKind = "file",
    joinHash = JOIN_HASH,
    sessionId = SESSION,
    guests?: number,
  ): Promise<JoinOutcome> {
    const membership = this.#connect(name, "owner", sessionId);
    const maxGuests = guestLimit(kind, guests);
    return this.registry.join({
      ...membership,
      role: "owner",
      kind,
      joinHash,
      maxGuests,
      mayRegister: true,
    });
  }

  /** An owner that may not register its session. */
  ownerOfKnown(name: string): Promise<JoinOutcome> {
    return this.registry.join({
      ...this.#connect(name, "owner", SESSION),
      role: "owner",
      kind: "file",
      joinHash: JOIN_HASH,
      maxGuests: 1,
      mayRegister: false,
    });
  }

  guest(
    name: string,
    sessionId = SESSION,
    joinHash = JOIN_HASH,
  ): Promise<JoinOutcome> {
    const membership = this.#connect(name, "guest", sessionId);
    return this.registry.join({ ...membership, role: "guest", joinHash });
  }

  /** A guest on a page that its tab shows instead of another guest's. */
  guestInstead(name: string, replaces: string): Promise<JoinOutcome> {
    const membership = this.#connect(name, "guest", SESSION);
    return this.registry.join({
      ...membership,
      role: "guest",
      joinHash: JOIN_HASH,
      replaces: replaces as PeerId,
    });
  }

  async ended(): Promise<readonly EndedSession[]> {
    return (await this.registry.expire()).ended;
  }

  leave(membership: Membership): Promise<readonly Member[]> {
    return this.registry.leave(membership, "disconnected");
  }

  membership(name: string): Membership {
    const membership = this.#memberships.get(name);
    assert.ok(membership);
    return membership;
  }

  member(name: string, role: Role): Member {
    const { peerId, connection } = this.membership(name);
    return { peerId, role, connection };
  }

  #connect(name: string, role: Role, sessionId: SessionId): Membership {
    const connection = newConnectionId();
    const peerId = name as PeerId;
    const membership: Membership = { sessionId, peerId, role, connection };
    this.#memberships.set(name, membership);
    return membership;
  }
}

function peersOf(outcome: JoinOutcome): readonly Member[] {
  assert.ok(outcome.outcome === "joined", outcome.outcome);
  return outcome.peers;
}

function replacedBy(outcome: JoinOutcome): Member | undefined {
  assert.ok(outcome.outcome === "joined", outcome.outcome);
  return outcome.replaced;
}
