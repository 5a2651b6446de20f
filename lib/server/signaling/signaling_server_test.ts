import assert from "node:assert/strict";
import { CloseCode } from "../../protocol/close_code.ts";
import {
  guestJoin,
  newTestSession,
  newToken,
  ownerJoin,
  SignalingFixture,
} from "../../testing/servers/signaling_fixture.ts";
import {
  DEFAULT_MAX_SOCKETS,
  DEFAULT_MAX_SOCKETS_PER_ADDRESS,
  FAILED_JOINS_PER_MINUTE,
  JOIN_DEADLINE_MS,
  MIN_RECONNECT_SPREAD_MS,
  NETWORK_SHARES,
  OWNER_ABSENCE_MS,
  RESTART_MS,
  RESTORE_WINDOW_MS,
  SESSION_LIFETIME_MS,
  SHUTDOWN_MS,
} from "../limits.ts";

const ID = "9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80";
const HOST = "http://filefrag.test:8000";

function ask(
  fixture: SignalingFixture,
  { origin = HOST, id = ID, address = "203.0.113.1" }: {
    origin?: string | null;
    id?: string;
    address?: string;
  } = {},
) {
  const url = new URL(`${HOST}/ws/signal/${id}`);
  return fixture.server.admit({ url, origin, id, address });
}

async function refusalOf(admission: ReturnType<typeof ask>) {
  assert.ok(!admission.admitted);
  const { status, headers } = admission.response;
  const { code } = await admission.response.json();
  return { status, code, retryAfter: headers.get("retry-after") };
}

Deno.test("a page of this server is let in", () => {
  const admission = ask(new SignalingFixture());
  assert.ok(admission.admitted);
  assert.equal(admission.sessionId, ID);
});

for (
  const origin of [
    null,
    "null",
    "",
    "http://evil.test",
    "https://filefrag.test:8000",
    "http://filefrag.test",
    "http://filefrag.test:8000.evil.test",
    "http://sub.filefrag.test:8000",
    "http://filefrag.test:8000/",
    "HTTP://FILEFRAG.TEST:8000",
  ]
) {
  Deno.test(`a request with Origin ${JSON.stringify(origin)} gets 403`, async () => {
    const refusal = await refusalOf(ask(new SignalingFixture(), { origin }));
    assert.equal(refusal.status, 403);
    assert.equal(refusal.code, "forbidden-origin");
  });
}

Deno.test("where PUBLIC_URL is set, its origin is the only one", async () => {
  const fixture = new SignalingFixture({ PUBLIC_URL: "https://files.example" });
  assert.ok(ask(fixture, { origin: "https://files.example" }).admitted);
  assert.equal((await refusalOf(ask(fixture))).status, 403);
});

for (const id of ["", "x", `${ID}0`, ID.toUpperCase(), "..%2f..%2fetc"]) {
  Deno.test(`the id ${JSON.stringify(id)} gets 404`, async () => {
    const refusal = await refusalOf(ask(new SignalingFixture(), { id }));
    assert.equal(refusal.status, 404);
  });
}

Deno.test("an address has so many sockets and no more, and others still come in", async () => {
  const fixture = new SignalingFixture({ MAX_SOCKETS_PER_ADDRESS: "3" });
  const session = await newTestSession("file");
  const peers = [1, 2, 3].map(() => fixture.open(session));
  const refusal = await refusalOf(ask(fixture));
  assert.equal(refusal.status, 429);
  assert.equal(refusal.retryAfter, "10");
  assert.ok(ask(fixture, { address: "203.0.113.2" }).admitted);
  peers[0]?.drop();
  assert.ok(ask(fixture).admitted);
});

Deno.test("an address may open so many sockets at once, then so many a second", async () => {
  const fixture = new SignalingFixture({ MAX_SOCKETS_PER_ADDRESS: "10" });
  for (let count = 0; count < 10; count++) assert.ok(ask(fixture).admitted);
  const refusal = await refusalOf(ask(fixture));
  assert.equal(refusal.status, 429);
  assert.equal(refusal.retryAfter, "1");
  fixture.clock.advance(1000);
  assert.ok(ask(fixture).admitted);
});

Deno.test("the 320 networks /64 of one /48 hold a twentieth of the sockets, and others still come in", async () => {
  const fixture = new SignalingFixture();
  const session = await newTestSession("file");
  let open = 0;
  for (let network = 0; network < 320; network++) {
    const address = `2001:db8:1:${(network * 200).toString(16)}`;
    for (let socket = 0; socket < DEFAULT_MAX_SOCKETS_PER_ADDRESS; socket++) {
      if (!ask(fixture, { address }).admitted) break;
      fixture.open(session, address);
      open++;
    }
  }
  assert.equal(open, DEFAULT_MAX_SOCKETS / 20);
  const refusal = await refusalOf(ask(fixture, { address: "2001:db8:1:ffff" }));
  assert.equal(refusal.code, "too-many-requests");
  assert.ok(ask(fixture, { address: "2001:db8:2:1" }).admitted);
});

Deno.test("the addresses of a network open sockets at its rate, and not each at its own", () => {
  const fixture = new SignalingFixture({ MAX_SOCKETS_PER_ADDRESS: "1" });
  const admitted = (count: number) => {
    let opened = 0;
    for (let host = 0; host < count; host++) {
      if (ask(fixture, { address: `203.0.113.${host}` }).admitted) opened++;
    }
    return opened;
  };
  assert.equal(admitted(256), NETWORK_SHARES.network);
});

Deno.test("whoever fails to join from many addresses of a network is told 4429", async () => {
  const fixture = new SignalingFixture();
  const session = await fixture.newSession();
  const wrong = { ...guestJoin(session), joinToken: newToken() };
  const fail = async (host: number) => {
    const peer = fixture.open(session, `203.0.113.${host}`);
    peer.say(wrong);
    const code = await peer.closeCode();
    peer.drop();
    return code;
  };
  for (let host = 0; host < NETWORK_SHARES.network; host++) {
    for (let count = 0; count < FAILED_JOINS_PER_MINUTE; count++) {
      assert.equal(await fail(host), CloseCode.wrongKey);
    }
  }
  assert.equal(await fail(200), CloseCode.tooManyMessages);
});

Deno.test("an owner's join registers so many sessions a minute, like anybody who makes one", async () => {
  const fixture = new SignalingFixture({ SESSIONS_PER_MINUTE: "2" });
  fixture.clock.advance(RESTORE_WINDOW_MS);
  const sessions = await Promise.all([1, 2, 3].map(() => newTestSession("file")));
  const peers = sessions.map((session) => {
    const peer = fixture.open(session);
    peer.say(ownerJoin(session));
    return peer;
  });
  const ends = await Promise.all(peers.map((peer) => peer.next()));
  assert.deepEqual(ends.map(({ type }) => type).sort(), ["closed", "joined", "joined"]);
  const refused = ends.findIndex(({ type }) => type === "closed");
  assert.deepEqual(ends[refused], {
    type: "closed",
    code: CloseCode.tooManyMessages,
    reason: "tooManyMessages",
  });
  fixture.clock.advance(30_000);
  await fixture.owner(sessions[refused] ?? assert.fail());
});

Deno.test("an owner that joins a session the server knows registers none", async () => {
  const fixture = new SignalingFixture({ SESSIONS_PER_MINUTE: "1" });
  const session = await fixture.newSession();
  fixture.clock.advance(RESTORE_WINDOW_MS);
  for (let count = 0; count < 5; count++) await fixture.owner(session);
  const other = await newTestSession("file");
  await fixture.owner(other);
  // Nor does it need the right to.
  await fixture.owner(session);
  await fixture.owner(other);
});

Deno.test("owners that come back after a restart register their sessions, however many they are", async () => {
  const fixture = new SignalingFixture({ SESSIONS_PER_MINUTE: "1" });
  for (let count = 0; count < 5; count++) await fixture.owner(await newTestSession("file"));
  fixture.clock.advance(RESTORE_WINDOW_MS);
  await fixture.owner(await newTestSession("file"));
  const late = await newTestSession("file");
  const peer = fixture.open(late);
  peer.say(ownerJoin(late));
  assert.equal(await peer.closeCode(), CloseCode.tooManyMessages);
});

Deno.test("a server with all the sockets it takes answers 503", async () => {
  const fixture = new SignalingFixture({ MAX_SOCKETS: "2" });
  const session = await newTestSession("file");
  fixture.open(session, "203.0.113.2");
  const last = fixture.open(session, "203.0.113.3");
  const refusal = await refusalOf(ask(fixture));
  assert.equal(refusal.status, 503);
  assert.equal(refusal.code, "server-full");
  last.drop();
  assert.ok(ask(fixture).admitted);
});

Deno.test("a socket that doesn't join in time is closed with 4408, one that does is not", async () => {
  const fixture = new SignalingFixture();
  const session = await fixture.newSession();
  const { peer: owner } = await fixture.owner(session);
  const silent = fixture.open(session);
  fixture.clock.advance(1);
  const later = fixture.open(session);
  fixture.clock.advance(JOIN_DEADLINE_MS - 1);
  await fixture.server.sweep();
  assert.equal(await silent.closeCode(), CloseCode.joinTimeout);
  assert.equal(later.socket.isClosed, false);
  fixture.clock.advance(1);
  await fixture.server.sweep();
  assert.equal(await later.closeCode(), CloseCode.joinTimeout);
  await owner.expectSilence();
});

Deno.test("an address that failed to join too often is told 4429 for a while, and no more which it was", async () => {
  const fixture = new SignalingFixture();
  const session = await fixture.newSession();
  const wrong = { ...guestJoin(session), joinToken: newToken() };
  for (let count = 0; count < FAILED_JOINS_PER_MINUTE; count++) {
    const peer = fixture.open(session);
    peer.say(wrong);
    assert.equal(await peer.closeCode(), CloseCode.wrongKey);
  }
  const tryWith = async (join: object, address?: string) => {
    const peer = fixture.open(session, address);
    peer.say(join);
    return await peer.closeCode();
  };
  assert.equal(await tryWith(wrong), CloseCode.tooManyMessages);
  assert.equal(await tryWith(wrong, "203.0.113.2"), CloseCode.wrongKey);
  fixture.clock.advance(60_000 / FAILED_JOINS_PER_MINUTE);
  assert.equal(await tryWith(wrong), CloseCode.wrongKey);
});

Deno.test("a right token is let in, however many dead links its address has tried", async () => {
  const fixture = new SignalingFixture();
  const session = await fixture.newSession();
  const wrong = { ...guestJoin(session), joinToken: newToken() };
  for (let count = 0; count < 2 * FAILED_JOINS_PER_MINUTE; count++) {
    const peer = fixture.open(session);
    peer.say(wrong);
    await peer.closeCode();
  }
  const owner = fixture.open(session);
  owner.say(ownerJoin(session));
  await owner.expect("joined");
  await fixture.guest(session);
});

Deno.test("guests that come before their owner after a restart aren't counted as guessing", async () => {
  const fixture = new SignalingFixture();
  const session = await newTestSession("file");
  const tryToJoin = async () => {
    const peer = fixture.open(session);
    peer.say(guestJoin(session));
    return await peer.closeCode();
  };
  for (let count = 0; count < 2 * FAILED_JOINS_PER_MINUTE; count++) {
    assert.equal(await tryToJoin(), CloseCode.unknownSession);
  }
  fixture.clock.advance(RESTORE_WINDOW_MS);
  for (let count = 0; count < FAILED_JOINS_PER_MINUTE; count++) {
    assert.equal(await tryToJoin(), CloseCode.unknownSession);
  }
  assert.equal(await tryToJoin(), CloseCode.tooManyMessages);
});

Deno.test("at the end of a session's life everybody in it is told", async () => {
  const fixture = new SignalingFixture();
  const session = await fixture.newSession();
  const owner = await fixture.owner(session);
  const guest = await fixture.guest(session);
  await owner.peer.expect("peer-joined");
  fixture.clock.advance(SESSION_LIFETIME_MS);
  await fixture.server.sweep();
  assert.equal(await owner.peer.closeCode(), CloseCode.sessionEnded);
  assert.equal(await guest.peer.closeCode(), CloseCode.sessionEnded);
  await fixture.server.settled();
  assert.equal(fixture.registry.size, 0);
});

Deno.test("guests whose owner stays away are told that the session ended", async () => {
  const fixture = new SignalingFixture();
  const session = await fixture.newSession();
  const owner = await fixture.owner(session);
  const guest = await fixture.guest(session);
  owner.peer.drop();
  await guest.peer.expect("peer-left");
  fixture.clock.advance(OWNER_ABSENCE_MS);
  await fixture.server.sweep();
  assert.equal(await guest.peer.closeCode(), CloseCode.sessionEnded);
});

Deno.test("a shutdown refuses newcomers and closes everybody with 1012 and a time to come back", async () => {
  const fixture = new SignalingFixture();
  const session = await fixture.newSession();
  const owner = await fixture.owner(session);
  const silent = fixture.open(session);
  const done = fixture.server.shutdown();
  for (const peer of [owner.peer, silent]) {
    const seen = await peer.next();
    assert.ok(seen.type === "closed");
    assert.equal(seen.code, CloseCode.serviceRestart);
    const [, delay] = /^retry-after-ms=(\d+)$/.exec(seen.reason) ?? [];
    assert.ok(Number(delay) >= RESTART_MS && Number(delay) <= RESTART_MS + MIN_RECONNECT_SPREAD_MS);
    peer.drop();
  }
  const refusal = await refusalOf(ask(fixture));
  assert.equal(refusal.status, 503);
  assert.equal(refusal.code, "shutting-down");
  await done;
  assert.equal(fixture.clock.pendingTasks, 0);
});

Deno.test("a thousand clients are asked to come back one after another", async () => {
  const fixture = new SignalingFixture({ MAX_SOCKETS_PER_ADDRESS: "1000" });
  const session = await fixture.newSession();
  const peers = Array.from({ length: 1000 }, () => fixture.open(session));
  const done = fixture.server.shutdown();
  const perQuarter = new Map<number, number>();
  for (const peer of peers) {
    const seen = await peer.next();
    assert.ok(seen.type === "closed");
    const delay = Number(seen.reason.replace("retry-after-ms=", ""));
    const quarter = Math.floor(delay / 250);
    perQuarter.set(quarter, (perQuarter.get(quarter) ?? 0) + 1);
    peer.drop();
  }
  await done;
  // Evenly it would be 125 in a quarter of a second; 200 are seven deviations away.
  assert.ok(Math.max(...perQuarter.values()) < 200, JSON.stringify([...perQuarter]));
});

Deno.test("a shutdown doesn't wait for ever for sockets that don't close", async () => {
  const fixture = new SignalingFixture();
  fixture.open(await fixture.newSession());
  const done = fixture.server.shutdown();
  fixture.clock.advance(SHUTDOWN_MS);
  await done;
  assert.equal(fixture.server.sockets, 1);
});

Deno.test("an owner's token opens no session but its own", async () => {
  const fixture = new SignalingFixture();
  const mine = await fixture.newSession();
  const theirs = await fixture.newSession();
  const squatter = fixture.open(theirs);
  squatter.say(ownerJoin(mine));
  assert.equal(await squatter.closeCode(), CloseCode.wrongKey);
  assert.equal((await fixture.owner(theirs)).welcome.peers.length, 0);
});
