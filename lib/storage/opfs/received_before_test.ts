import assert from "node:assert/strict";
import { FakeOrigin, type FakeStoragePage } from "../../testing/fakes/fake_origin.ts";
import { settle } from "../../testing/simulation/simulation.ts";
import { RECORD_LIFETIME_MS } from "../lifetime.ts";
import { smallFilesInMemory } from "../memory/small_files.ts";
import { findLeftOvers } from "./left_overs.ts";
import { findReceived, forgetReceived, forgetReceivedIn } from "./received_before.ts";

const SMALL = new Uint8Array(3).fill(7);
const LARGE = new Uint8Array(70_000).fill(9);

/** Two files that are on the disk, two that are in memory, and an empty folder. */
const FILES = [LARGE, SMALL, SMALL, LARGE].map(({ length }, index) => ({
  path: `trip/${index}`,
  size: length,
  modified: index,
}));
const OFFER = {
  sessionId: "s",
  transferId: "t",
  blockBytes: 1 << 20,
  files: [...FILES, { path: "trip/none/", size: 0, modified: 5 }],
};

/** Receives the files of these numbers, in this order. */
async function receive(page: FakeStoragePage, numbers: readonly number[], offer = OFFER) {
  const stored = await smallFilesInMemory(page.store).open(offer);
  for (const index of numbers) {
    const sink = await stored.open(index, offer.files[index]!);
    await sink.write(0, (index === 1 || index === 2 ? SMALL : LARGE).slice());
    await sink.finish();
    stored.noteSaved(index);
  }
  await settle();
  return stored;
}

async function contents(page: FakeStoragePage, now = 0) {
  const [found, ...more] = await findReceived(page.directories, now);
  assert.equal(more.length, 0);
  const files = await found?.open() ?? [];
  return await Promise.all(files.map(async (file, index) => [
    found?.files[index]?.path,
    file && summary(new Uint8Array(await file.arrayBuffer())),
  ]));
}

/** Which bytes there are and how many: a list of 70,000 is more than a failed assertion can show. */
const summary = (bytes: Uint8Array) => `${bytes.length} × ${[...new Set(bytes)]}`;

const WHOLE = [
  ["trip/0", "70000 × 9"],
  ["trip/1", "3 × 7"],
  ["trip/2", "3 × 7"],
  ["trip/3", "70000 × 9"],
  ["trip/none/", undefined],
];

Deno.test("the next visit finds all that a page had received, wherever it was kept", async () => {
  const origin = new FakeOrigin();
  const page = origin.openPage();
  const stored = await receive(page, [2, 0, 1, 3]);
  await stored.end(false);
  const next = origin.openPage();
  assert.deepEqual(await findReceived(next.directories, origin.now), [], "its page lives");
  page.close();
  assert.deepEqual(await contents(next, origin.now), WHOLE);
  next.close();
  // Others look for left-overs at their first transfer.
  await receive(origin.openPage(), [], { ...OFFER, sessionId: "other" });
  assert.deepEqual(await contents(origin.openPage(), origin.now), WHOLE);
});

Deno.test("what is whole of an unfinished transfer is found, and goes on to be whole", async () => {
  const origin = new FakeOrigin();
  const page = origin.openPage();
  await (await receive(page, [1, 3])).end(true);
  page.close();
  const next = origin.openPage();
  assert.deepEqual(await contents(next, origin.now), [WHOLE[1], WHOLE[3], WHOLE[4]]);
  next.close();
  const again = origin.openPage();
  // The record of before stays where the next run ends before it got as far.
  await (await receive(again, [2])).end(true);
  again.close();
  const last = origin.openPage();
  assert.deepEqual(await contents(last, origin.now), WHOLE.slice(1));
  // Whole files are no left-overs.
  assert.deepEqual(await findLeftOvers(origin.openPage().directories, "x", origin.now), {
    transfers: 0,
    bytes: 0,
  });
});

Deno.test("a file that is alone is handed over at once, and not offered again", async () => {
  const origin = new FakeOrigin();
  for (const index of [0, 1]) {
    const page = origin.openPage();
    const files = [FILES[index]!];
    const stored = await smallFilesInMemory(page.store).open({ ...OFFER, files });
    const sink = await stored.open(0, files[0]!);
    await sink.write(0, (index === 0 ? LARGE : SMALL).slice());
    await sink.finish();
    stored.noteSaved(0);
    await stored.end(false);
    page.close();
  }
  assert.deepEqual(await findReceived(origin.openPage().directories, origin.now), []);
});

Deno.test("received files are offered for a day, and go then", async () => {
  const origin = new FakeOrigin();
  const page = origin.openPage();
  await (await receive(page, [0, 1, 2, 3])).end(false);
  page.close();
  origin.now += RECORD_LIFETIME_MS;
  const next = origin.openPage();
  assert.deepEqual(await findReceived(next.directories, origin.now), []);
  await (await receive(next, [])).end(false);
  assert.deepEqual([...origin.disk.files.keys()], []);
});

Deno.test("files that were saved or given up are not offered again, and stay readable meanwhile", async () => {
  const origin = new FakeOrigin();
  const page = origin.openPage();
  await (await receive(page, [0, 1, 2, 3])).end(false);
  page.close();
  const next = origin.openPage();
  const [found] = await findReceived(next.directories, origin.now);
  const files = await found!.open();
  await forgetReceived(next.directories, found!.directory);
  await (await receive(origin.openPage(), [], { ...OFFER, sessionId: "other" })).end(false);
  assert.equal((await files[0]!.arrayBuffer()).byteLength, LARGE.length);
  assert.ok(origin.disk.files.has(`${found!.directory}/0`), "removed while its page reads it");
  next.close();
  assert.deepEqual(await findReceived(origin.openPage().directories, origin.now), []);
});

Deno.test("a page forgets what it received in its own session, and nothing of other sessions and earlier visits", async () => {
  const origin = new FakeOrigin();
  const former = origin.openPage();
  await (await receive(former, [0, 1])).end(false);
  former.close();
  const pages = ["s", "other"].map((sessionId) => ({ sessionId, page: origin.openPage() }));
  for (const { sessionId, page } of pages) {
    await (await receive(page, [0, 1], { ...OFFER, sessionId })).end(false);
  }
  await forgetReceivedIn(pages[0]!.page.directories, "s");
  for (const { page } of pages) page.close();
  const found = await findReceived(origin.openPage().directories, origin.now);
  assert.deepEqual(found.map(({ directory }) => directory).sort(), ["d1", "d3"]);
});

Deno.test("a file that isn't there as it was recorded is left out", async () => {
  const origin = new FakeOrigin();
  const page = origin.openPage();
  await (await receive(page, [0, 1, 2, 3])).end(false);
  page.close();
  origin.disk.files.set("d1/0", new Uint8Array(5));
  const small = origin.disk.files.get("d1/small")!;
  origin.disk.files.set("d1/small", small.slice(0, small.length - 1));
  assert.deepEqual(
    (await contents(origin.openPage(), origin.now)).map(([path]) => path),
    ["trip/1", "trip/3", "trip/none/"],
  );
});

Deno.test("a disk that is full loses the offer of what is in memory, and nothing else", async () => {
  const origin = new FakeOrigin();
  const page = origin.openPage();
  const stored = await receive(page, [0, 1]);
  origin.disk.quota = 0;
  await stored.end(false);
  page.close();
  assert.deepEqual(await contents(origin.openPage(), origin.now), [WHOLE[0], WHOLE[4]]);
});

Deno.test("what was whole when a page died without a word is offered", async () => {
  const origin = new FakeOrigin();
  const page = origin.openPage();
  await receive(page, [0, 1]);
  page.close();
  const next = await contents(origin.openPage(), origin.now);
  assert.deepEqual(next, [WHOLE[0], WHOLE[4]], "small files are written sixteen at a time");
});

Deno.test("an unfinished transfer of which nothing is whole is a left-over, and no offer", async () => {
  const origin = new FakeOrigin();
  const page = origin.openPage();
  await (await receive(page, [])).end(true);
  page.close();
  const { directories } = origin.openPage();
  assert.deepEqual(await findReceived(directories, origin.now), []);
  assert.equal((await findLeftOvers(directories, "x", origin.now)).transfers, 1);
});
