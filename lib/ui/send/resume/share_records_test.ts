import assert from "node:assert/strict";
import { parseSessionId, type SessionId } from "../../../protocol/ids.ts";
import { createLinkSecret, encodeLinkKey } from "../../../security/link.ts";
import { FakeTabStorage } from "../../../testing/fakes/fake_tab_storage.ts";
import { MemoryShareStore } from "../../../testing/fakes/memory_share_store.ts";
import { newToken } from "../../../testing/servers/signaling_fixture.ts";
import { joinHashFor } from "../../session/own_session.ts";
import { type ShareRecord, shareRecords } from "./share_records.ts";

async function sample(): Promise<ShareRecord> {
  const secret = createLinkSecret();
  return {
    session: {
      id: parseSessionId("9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80") as SessionId,
      kind: "file",
      secret,
      url: "https://files.example.org/room/9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80",
      ownerToken: newToken(),
      joinHash: await joinHashFor(secret),
    },
    transferId: newToken(),
    files: [{ path: "a", size: 1, modified: 5 }],
    ways: [undefined],
  };
}

/** A browser, whose page may be reloaded. */
class Home {
  readonly tabStorage = new FakeTabStorage();
  readonly store = new MemoryShareStore();
  /** The shares as the next page sees them. */
  get shares() {
    return shareRecords(this.tabStorage, () => Promise.resolve(this.store));
  }
}

Deno.test("ShareRecords finds after a reload what was kept, by the key in the address", async () => {
  const home = new Home();
  const share = await sample();
  assert.ok(await home.shares.keep(share));
  assert.ok(home.shares.isNamed);
  assert.equal(home.tabStorage.location.hash, `#${encodeLinkKey(share.session.secret)}`);
  assert.deepEqual(await home.shares.find(), share);
});

Deno.test("ShareRecords writes neither the key nor anything that opens the link into the storage", async () => {
  const home = new Home();
  const share = await sample();
  await home.shares.keep(share);
  const stored = JSON.stringify([...home.store.records.values()]);
  assert.ok(!stored.includes(encodeLinkKey(share.session.secret)), stored);
  assert.ok(!stored.includes(JSON.stringify([...share.session.secret])), stored);
});

Deno.test("ShareRecords keeps several shares apart", async () => {
  const home = new Home();
  const [first, second] = [await sample(), await sample()];
  await home.shares.keep(first);
  await home.shares.keep(second);
  assert.deepEqual(await home.shares.find(), second);
  home.tabStorage.location.hash = encodeLinkKey(first.session.secret);
  assert.deepEqual(await home.shares.find(), first);
});

Deno.test("ShareRecords forgets a share and its key, also one that is only just being kept", async () => {
  const home = new Home();
  const { shares } = home;
  const share = await sample();
  shares.keep(share);
  await shares.forget(share);
  assert.equal(home.store.records.size, 0);
  assert.equal(home.tabStorage.location.hash, "");
});

Deno.test("ShareRecords takes a key that it doesn't know out of the address", async () => {
  const home = new Home();
  home.tabStorage.location.hash = encodeLinkKey(createLinkSecret());
  assert.equal(await home.shares.find(), undefined);
  assert.equal(home.tabStorage.location.hash, "");
});

Deno.test("ShareRecords leaves the key in the address where the storage can't say whether it knows it", async () => {
  const home = new Home();
  const share = await sample();
  await home.shares.keep(share);
  home.store.isForbidden = true;
  await assert.rejects(home.shares.find(), { name: "SecurityError" });
  assert.equal(home.tabStorage.location.hash, `#${encodeLinkKey(share.session.secret)}`);
  home.store.isForbidden = false;
  assert.deepEqual(await home.shares.find(), share);
});

Deno.test("ShareRecords leaves a share to another tab", async () => {
  const home = new Home();
  await home.shares.keep(await sample());
  home.shares.leave();
  assert.equal(home.tabStorage.location.hash, "");
  assert.equal(home.store.records.size, 1);
});

Deno.test("ShareRecords keeps nothing, and shows no key, where the browser forbids storage", async () => {
  const home = new Home();
  home.store.isForbidden = true;
  const share = await sample();
  assert.equal(await home.shares.keep(share), false);
  assert.equal(home.tabStorage.location.hash, "");
  await home.shares.forget(share);
});
