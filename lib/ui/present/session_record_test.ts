import assert from "node:assert/strict";
import { createLinkSecret, encodeLinkKey } from "../../security/link.ts";
import { FakeTabStorage } from "../../testing/fakes/fake_tab_storage.ts";
import { SESSION } from "../../testing/samples/model_bench.ts";
import { newToken } from "../../testing/servers/signaling_fixture.ts";
import { sessionRecord } from "./session_record.ts";
import { joinHashFor, type OwnSession } from "../session/own_session.ts";

const secret = createLinkSecret();
const key = encodeLinkKey(secret);
const session: OwnSession = {
  id: SESSION,
  kind: "screen",
  secret,
  url: `https://files.example.org/view/${SESSION}`,
  ownerToken: newToken(),
  joinHash: await joinHashFor(secret),
};

/** A tab that keeps the session. */
function keeping(): FakeTabStorage {
  const tabStorage = new FakeTabStorage();
  sessionRecord(tabStorage).keep(session);
  return tabStorage;
}

/** What the tab's storage says, changed. */
function altered(change: (half: Record<string, unknown>) => unknown): FakeTabStorage {
  const tabStorage = keeping();
  for (const [name, text] of tabStorage.stored) {
    tabStorage.stored.set(name, JSON.stringify(change(JSON.parse(text))));
  }
  return tabStorage;
}

Deno.test("SessionRecord takes up after a reload the very session that was kept", async () => {
  const record = sessionRecord(keeping());
  assert.equal(record.isThere, true);
  assert.deepEqual(await record.load(), session);
});

Deno.test("SessionRecord keeps nothing of itself", async () => {
  const tabStorage = new FakeTabStorage();
  assert.equal(await sessionRecord(tabStorage).load(), undefined);
  assert.equal(tabStorage.stored.size, 0);
  assert.equal(tabStorage.location.hash, "");
});

Deno.test("SessionRecord never gives the key to storage, nor the owner's token to the address", () => {
  const { stored, location } = keeping();
  assert.ok(stored.size > 0);
  for (const text of [...stored].flat()) {
    assert.ok(!text.includes(key), "the key is stored");
    assert.ok(!text.includes(JSON.stringify([...secret]).slice(1, -1)), "its bytes are stored");
  }
  assert.equal(location.hash, `#${key}`);
  assert.ok(!location.href.includes(session.ownerToken));
});

Deno.test("SessionRecord leaves the rest of the page's address as it is", () => {
  const tabStorage = keeping();
  assert.equal(tabStorage.location.href, `https://files.example.org/screen?lang=en#${key}`);
  sessionRecord(tabStorage).forget();
  assert.equal(tabStorage.location.href, "https://files.example.org/screen?lang=en");
});

Deno.test("SessionRecord opens nothing with one of its halves", async () => {
  const addressOnly = new FakeTabStorage();
  addressOnly.location.hash = key;
  assert.equal(await sessionRecord(addressOnly).load(), undefined);
  assert.equal(sessionRecord(addressOnly).isUnknown, true);
  const storageOnly = keeping();
  storageOnly.location.hash = "";
  assert.equal(await sessionRecord(storageOnly).load(), undefined);
});

Deno.test("SessionRecord forgets both halves, and forgets nothing twice", async () => {
  const tabStorage = keeping();
  const record = sessionRecord(tabStorage);
  record.forget();
  record.forget();
  assert.deepEqual([record.isThere, record.isUnknown], [false, false]);
  assert.equal(await record.load(), undefined);
  assert.equal(tabStorage.stored.size, 0);
  assert.equal(tabStorage.location.hash, "");
});

Deno.test("SessionRecord keeps the latest", async () => {
  const tabStorage = keeping();
  const other = createLinkSecret();
  const joinHash = await joinHashFor(other);
  const later = { ...session, secret: other, ownerToken: newToken(), joinHash };
  sessionRecord(tabStorage).keep(later);
  assert.deepEqual(await sessionRecord(tabStorage).load(), later);
  assert.equal(tabStorage.stored.size, 1);
});

for (
  const [what, hash] of [
    ["something else", "#top"],
    ["a key that was cut short", `#${key.slice(1)}`],
    ["stray bits", `#${key.slice(0, -1)}_`],
  ] as const
) {
  Deno.test(`SessionRecord takes nothing up where the address ends in ${what}`, async () => {
    const tabStorage = keeping();
    tabStorage.location.hash = hash;
    assert.equal(await sessionRecord(tabStorage).load(), undefined);
  });
}

Deno.test("SessionRecord takes the session up where something stuck to the key", async () => {
  const tabStorage = keeping();
  tabStorage.location.hash = `#${key}&utm_source=x`;
  assert.deepEqual(await sessionRecord(tabStorage).load(), session);
});

Deno.test("SessionRecord takes the address at its word where that has another key", async () => {
  const tabStorage = keeping();
  const other = createLinkSecret();
  tabStorage.location.hash = encodeLinkKey(other);
  // Only the server can tell: the session is known to it by the hash of what its key derives.
  assert.deepEqual(await sessionRecord(tabStorage).load(), {
    ...session,
    secret: other,
    joinHash: await joinHashFor(other),
  });
});

for (
  const text of [
    ...["", "{", "null", "7", "[]", '"a"', "{}", '{"__proto__":{"id":"a"}}'],
    JSON.stringify([session]),
  ]
) {
  Deno.test(`SessionRecord takes nothing up where storage says ${text.slice(0, 30)}`, async () => {
    const tabStorage = keeping();
    for (const name of tabStorage.stored.keys()) tabStorage.stored.set(name, text);
    assert.equal(await sessionRecord(tabStorage).load(), undefined);
  });
}

for (
  const [what, change] of [
    ["no id", { id: undefined }],
    ["an id that is none", { id: "1" }],
    ["no url", { url: undefined }],
    ["a url that is too long", { url: `https://a/${"x".repeat(2_048)}` }],
    ["a url of another kind", { url: ["https://a"] }],
    ["no token", { ownerToken: undefined }],
    ["a token that is none", { ownerToken: "x" }],
  ] as const
) {
  Deno.test(`SessionRecord takes nothing up where storage has ${what}`, async () => {
    const tabStorage = altered((half) => ({ ...half, ...change }));
    assert.equal(await sessionRecord(tabStorage).load(), undefined);
  });
}

Deno.test("SessionRecord takes what it knows, and nothing that storage has besides", async () => {
  const tabStorage = altered((half) => ({ ...half, secret: "x", kind: "file", more: 1 }));
  assert.deepEqual(await sessionRecord(tabStorage).load(), session);
});

Deno.test("SessionRecord does without a tab's storage where that is forbidden", async () => {
  const tabStorage = new FakeTabStorage();
  tabStorage.isForbidden = true;
  const record = sessionRecord(tabStorage);
  record.keep(session);
  assert.equal(tabStorage.location.hash, "", "a key in the address that nothing belongs to");
  assert.equal(record.isThere, false);
  assert.equal(await record.load(), undefined);
  record.forget();
  const full = keeping();
  full.isForbidden = true;
  sessionRecord(full).forget();
  assert.equal(full.location.hash, "", "the key stays in the address");
});
