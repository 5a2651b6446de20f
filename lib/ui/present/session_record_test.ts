import assert from "node:assert/strict";
import { createLinkSecret, encodeLinkKey } from "../../security/link.ts";
import { FakeKeepingPlaces } from "../../testing/fakes/fake_keeping_places.ts";
import { SESSION } from "../../testing/samples/model_bench.ts";
import { newToken } from "../../testing/servers/signaling_fixture.ts";
import { keptSession } from "./session_record.ts";
import type { OwnSession } from "../session/own_session.ts";

const secret = createLinkSecret();
const key = encodeLinkKey(secret);
const session: OwnSession = {
  id: SESSION,
  kind: "screen",
  secret,
  url: `https://files.example.org/view/${SESSION}`,
  ownerToken: newToken(),
};

/** A tab that keeps the session. */
function keeping(): FakeKeepingPlaces {
  const places = new FakeKeepingPlaces();
  keptSession(places).keep(session);
  return places;
}

/** What the tab's storage says, changed. */
function altered(change: (half: Record<string, unknown>) => unknown): FakeKeepingPlaces {
  const places = keeping();
  for (const [name, text] of places.stored) {
    places.stored.set(name, JSON.stringify(change(JSON.parse(text))));
  }
  return places;
}

Deno.test("KeptSession takes up after a reload the very session that was kept", () => {
  assert.deepEqual(keptSession(keeping()).load(), session);
});

Deno.test("KeptSession keeps nothing of itself", () => {
  const places = new FakeKeepingPlaces();
  assert.equal(keptSession(places).load(), undefined);
  assert.equal(places.stored.size, 0);
  assert.equal(places.location.hash, "");
});

Deno.test("KeptSession never gives the key to storage, nor the owner's token to the address", () => {
  const { stored, location } = keeping();
  assert.ok(stored.size > 0);
  for (const text of [...stored].flat()) {
    assert.ok(!text.includes(key), "the key is stored");
    assert.ok(!text.includes(JSON.stringify([...secret]).slice(1, -1)), "its bytes are stored");
  }
  assert.equal(location.hash, `#${key}`);
  assert.ok(!location.href.includes(session.ownerToken));
});

Deno.test("KeptSession leaves the rest of the page's address as it is", () => {
  const places = keeping();
  assert.equal(places.location.href, `https://files.example.org/screen?lang=en#${key}`);
  keptSession(places).forget();
  assert.equal(places.location.href, "https://files.example.org/screen?lang=en");
});

Deno.test("KeptSession opens nothing with one of its halves", () => {
  const addressOnly = new FakeKeepingPlaces();
  addressOnly.location.hash = key;
  assert.equal(keptSession(addressOnly).load(), undefined);
  const storageOnly = keeping();
  storageOnly.location.hash = "";
  assert.equal(keptSession(storageOnly).load(), undefined);
});

Deno.test("KeptSession forgets both halves, and forgets nothing twice", () => {
  const places = keeping();
  const kept = keptSession(places);
  kept.forget();
  kept.forget();
  assert.equal(kept.load(), undefined);
  assert.equal(places.stored.size, 0);
  assert.equal(places.location.hash, "");
});

Deno.test("KeptSession keeps the latest", () => {
  const places = keeping();
  const later = { ...session, secret: createLinkSecret(), ownerToken: newToken() };
  keptSession(places).keep(later);
  assert.deepEqual(keptSession(places).load(), later);
  assert.equal(places.stored.size, 1);
});

for (
  const [what, hash] of [
    ["something else", "#top"],
    ["a key that was cut short", `#${key.slice(1)}`],
    ["more than a key", `#${key}A`],
    ["stray bits", `#${key.slice(0, -1)}_`],
  ] as const
) {
  Deno.test(`KeptSession takes nothing up where the address ends in ${what}`, () => {
    const places = keeping();
    places.location.hash = hash;
    assert.equal(keptSession(places).load(), undefined);
  });
}

Deno.test("KeptSession takes the address at its word where that has another key", () => {
  const places = keeping();
  const other = createLinkSecret();
  places.location.hash = encodeLinkKey(other);
  // Only the server can tell: the session is known to it by the hash of what its key derives.
  assert.deepEqual(keptSession(places).load(), { ...session, secret: other });
});

for (
  const text of [
    ...["", "{", "null", "7", "[]", '"a"', "{}", '{"__proto__":{"id":"a"}}'],
    JSON.stringify([session]),
  ]
) {
  Deno.test(`KeptSession takes nothing up where storage says ${text.slice(0, 30)}`, () => {
    const places = keeping();
    for (const name of places.stored.keys()) places.stored.set(name, text);
    assert.equal(keptSession(places).load(), undefined);
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
  Deno.test(`KeptSession takes nothing up where storage has ${what}`, () => {
    const places = altered((half) => ({ ...half, ...change }));
    assert.equal(keptSession(places).load(), undefined);
  });
}

Deno.test("KeptSession takes what it knows, and nothing that storage has besides", () => {
  const places = altered((half) => ({ ...half, secret: "x", kind: "file", more: 1 }));
  assert.deepEqual(keptSession(places).load(), session);
});

Deno.test("KeptSession does without a tab's storage where that is forbidden", () => {
  const places = new FakeKeepingPlaces();
  places.isForbidden = true;
  const kept = keptSession(places);
  kept.keep(session);
  assert.equal(places.location.hash, "", "a key in the address that nothing belongs to");
  assert.equal(kept.load(), undefined);
  kept.forget();
  const full = keeping();
  full.isForbidden = true;
  keptSession(full).forget();
  assert.equal(full.location.hash, "", "the key stays in the address");
});
