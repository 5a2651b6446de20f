import assert from "node:assert/strict";
import { FakeOrigin, type FakeStoragePage } from "../../testing/fakes/fake_origin.ts";
import { settle } from "../../testing/simulation/simulation.ts";
import { NoRoomError } from "../no_room_error.ts";
import { RECORD_LIFETIME_MS } from "../lifetime.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const entry = (size: number) => ({ path: "../x", size, modified: 0 });
const digest = new Uint8Array(32).fill(5);

/** A transfer of files with these sizes. */
function transfer(sizes: readonly number[], rest: object = {}) {
  return { sessionId: "s", transferId: "t", blockBytes: 8, files: sizes.map(entry), ...rest };
}

/** Writes "ab" into the first file and notes it as block 0. */
async function begin({ store }: FakeStoragePage, sizes = [4]) {
  const stored = await store.open(transfer(sizes));
  const sink = await stored.open(0, entry(4));
  await sink.write(0, bytes("ab"));
  stored.noteBlock(0, 0, digest);
  await settle(); // Nobody waits for a note.
  return { stored, sink };
}

Deno.test("OpfsStore: files opened at the same time don't mix", async () => {
  const { disk, ...origin } = setUp();
  const stored = await origin.page.store.open(transfer([4, 4]));
  const sinks = await Promise.all([0, 1].map((index) => stored.open(index, entry(4))));
  const texts = await Promise.all(sinks.map(async (sink, index) => {
    await Promise.all([sink.write(2, bytes(`c${index}`)), sink.write(0, bytes(`a${index}`))]);
    return await (await sink.finish()).text();
  }));
  assert.deepEqual(texts, ["a0c0", "a1c1"]);
  assert.equal(disk.open.size, 0);
});

Deno.test("OpfsStore: a second transfer leaves the files of the first alone", async () => {
  const { disk, page } = setUp();
  for (const transferId of ["t", "u"]) {
    const stored = await page.store.open(transfer([2], { transferId }));
    const sink = await stored.open(0, entry(2));
    await sink.write(0, bytes(`${transferId}!`));
    await sink.finish();
    await stored.end(false);
  }
  assert.deepEqual([...disk.files.values()].map(text), ["t!", "u!"]);
});

Deno.test("OpfsStore: a name of the sender's never reaches the disk", async () => {
  const { disk, page } = setUp();
  const stored = await page.store.open(transfer([0]));
  await (await stored.open(0, entry(0))).finish();
  assert.deepEqual([...disk.files.keys()], ["d1/description", "d1/0"]);
  assert.doesNotMatch(text(disk.files.get("d1/description")), /\.\.\/x/);
});

Deno.test("OpfsStore: written bytes are handed over, not copied", async () => {
  const { page } = setUp();
  const block = bytes("ab");
  const stored = await page.store.open(transfer([2]));
  await (await stored.open(0, entry(2))).write(0, block);
  assert.equal(block.byteLength, 0);
});

Deno.test("OpfsStore: the worker starts when a transfer is opened, and only once", async () => {
  const { page } = setUp();
  assert.equal(await page.store.find(transfer([2])), false);
  assert.equal(page.workers.length, 0);
  const stored = await page.store.open(transfer([2, 2]));
  await Promise.all([stored.open(0, entry(2)), stored.open(1, entry(2))]);
  assert.equal(page.workers.length, 1);
});

Deno.test("OpfsStore: room that ends midway fails the write, and discarding leaves nothing", async () => {
  const { disk, page } = setUp();
  const { stored, sink } = await begin(page);
  disk.quota = 0;
  await assert.rejects(sink.write(2, bytes("cd")), { reason: "storage-full" });
  await sink.discard();
  await stored.end(false);
  assert.equal(disk.files.size, 0);
});

Deno.test("OpfsStore: files that don't fit are refused with the numbers, and leave nothing", async () => {
  const { disk, page } = setUp();
  disk.quota = 600;
  await assert.rejects(page.store.open(transfer([1000, 1])), (error) => {
    assert.ok(error instanceof NoRoomError);
    assert.deepEqual([error.reason, error.neededBytes], ["storage-full", 1001]);
    assert.ok(error.freeBytes <= 600);
    return true;
  });
  assert.deepEqual([disk.files.size, disk.open.size], [0, 0]);
});

Deno.test("OpfsStore: what is kept already needs no room", async () => {
  const { disk, page } = setUp();
  const { stored, sink } = await begin(page, [1000]);
  await sink.write(2, new Uint8Array(898));
  await sink.keep();
  await stored.end(true);
  disk.quota = 1400;
  await assert.rejects(page.store.open(transfer([1000], { transferId: "u" })), NoRoomError);
  await page.store.open(transfer([1000]));
});

Deno.test("OpfsStore: a worker that crashes fails all that is pending and all that comes", async () => {
  const { page } = setUp();
  const { sink } = await begin(page);
  const pending = [sink.write(0, bytes("ab")), sink.write(2, bytes("cd"))];
  page.crashWorker(0);
  for (const write of pending) {
    await assert.rejects(write, { reason: "storage-failed", message: /boom/ });
  }
  await assert.rejects(sink.finish(), { reason: "storage-failed" });
  assert.equal(page.workers[0]?.terminated, true);
});

Deno.test("OpfsStore: after a crash of its worker the next goes on with what was written", async () => {
  const { page } = setUp();
  const { stored, sink } = await begin(page);
  page.crashWorker(0);
  await sink.keep();
  await stored.end(true);
  const again = await page.store.open(transfer([4]));
  const next = await again.open(0, entry(4));
  await next.write(2, bytes("cd"));
  assert.equal(await (await next.finish()).text(), "abcd");
  assert.equal(page.workers.length, 2);
});

Deno.test("OpfsStore: a reply that can't be read counts as a crash", async () => {
  const { page } = setUp();
  const { sink } = await begin(page);
  const write = sink.write(0, bytes("ab"));
  page.workers[0]?.reply("?");
  await assert.rejects(write, { reason: "storage-failed" });
});

Deno.test("OpfsStore: a worker that can't start is storage-failed, and tried again", async () => {
  const { page } = setUp();
  page.startError = new DOMException("refused", "SecurityError");
  await assert.rejects(page.store.open(transfer([1])), { reason: "storage-failed" });
  page.startError = undefined;
  await page.store.open(transfer([1]));
});

Deno.test("OpfsStore: a page that dies without a word leaves what it wrote to the next", async () => {
  const { origin, page } = setUp();
  const { stored } = await begin(page);
  stored.noteSaved(0);
  await settle();
  page.close();
  const next = origin.openPage();
  assert.equal(await next.store.find(transfer([4])), true);
  const again = await next.store.open(transfer([4]));
  assert.deepEqual(await Array.fromAsync(again.notes()), [{ block: 0, digest }]);
  assert.ok(again.wasSaved(0) && !again.wasSaved(1));
  assert.deepEqual(await again.restored(0)?.read(0, 4), bytes("ab"), "what is there of it");
  assert.equal(again.restored(1), undefined);
});

Deno.test("OpfsStore: notes that are torn are cut off, and written on behind the last whole one", async () => {
  const { origin, disk, page } = setUp();
  const { stored } = await begin(page);
  stored.noteBlock(0, 1, digest);
  await settle();
  page.close();
  const torn = disk.files.get("d1/ledger");
  assert.equal(torn?.length, 72);
  disk.files.set("d1/ledger", torn.slice(0, 50));
  const next = origin.openPage();
  const again = await next.store.open(transfer([4]));
  assert.deepEqual(await blocksOf(again), [0]);
  again.noteBlock(0, 2, digest);
  await again.end(true);
  const last = await next.store.open(transfer([4]));
  assert.deepEqual(await blocksOf(last), [2, 0]);
});

const OTHERS: Readonly<Record<string, object>> = {
  "another session": { sessionId: "z" },
  "another transfer": { transferId: "z" },
};
for (const [what, change] of Object.entries(OTHERS)) {
  Deno.test(`OpfsStore: ${what} finds nothing, and takes nothing away`, async () => {
    const { origin, page } = setUp();
    await begin(page);
    page.close();
    const { store } = origin.openPage();
    assert.equal(await store.find(transfer([4], change)), false);
    await store.open(transfer([4], change));
    // A page that receives nothing: this one would wait for the end of what it has just begun.
    assert.equal(await origin.openPage().store.find(transfer([4])), true);
  });
}

const LISTS: Readonly<Record<string, object>> = {
  "another size": { files: [entry(5)] },
  "another name": { files: [{ ...entry(4), path: "y" }] },
  "another time": { files: [{ ...entry(4), modified: 1 }] },
  "another size of blocks": { blockBytes: 16 },
  "one file more": { files: [entry(4), entry(0)] },
};
for (const [what, change] of Object.entries(LISTS)) {
  Deno.test(`OpfsStore: the same transfer with ${what} discards what was kept`, async () => {
    const { origin, disk, page } = setUp();
    await begin(page);
    page.close();
    const { store } = origin.openPage();
    assert.equal(await store.find(transfer([4], change)), false);
    assert.equal(disk.files.size, 0);
  });
}

Deno.test("OpfsStore: what another page that lives is receiving isn't touched", async () => {
  const { origin, page } = setUp();
  const { sink } = await begin(page);
  const other = origin.openPage();
  assert.equal(await other.store.find(transfer([4])), false);
  assert.equal(await other.store.find(transfer([5])), false);
  await other.store.open(transfer([4]));
  await sink.write(2, bytes("cd"));
  assert.equal(await (await sink.finish()).text(), "abcd");
});

Deno.test("OpfsStore: a page that was taken over leaves what it wrote to the other, and its files last", async () => {
  const { origin, disk, page } = setUp();
  const { stored, sink } = await begin(page, [4, 4]);
  await sink.write(2, bytes("cd"));
  await sink.finish();
  stored.noteSaved(0);
  await stored.end(true);
  const other = origin.openPage();
  const again = await other.store.open(transfer([4, 4]));
  assert.deepEqual(await blocksOf(again), [0]);
  assert.ok(again.wasSaved(0));
  await again.end(false);
  other.close();
  await origin.openPage().store.open(transfer([1], { transferId: "u" }));
  assert.ok(disk.files.has("d1/0"), "the first page still offers it");
  page.close();
  await origin.openPage().store.open(transfer([1], { transferId: "v" }));
  assert.ok(disk.files.has("d1/0"), "a later visit may save it");
  origin.now += RECORD_LIFETIME_MS;
  await origin.openPage().store.open(transfer([1], { transferId: "w" }));
  assert.ok(!disk.files.has("d1/0"));
});

for (
  const [what, ageMs, stays] of [
    ["a day old", RECORD_LIFETIME_MS, false],
    ["younger than a day", RECORD_LIFETIME_MS - 1, true],
    ["of a clock that was set back since", -1, true],
    ["from a day ahead", -RECORD_LIFETIME_MS, false],
  ] as const
) {
  Deno.test(`OpfsStore: left-overs ${what} ${stays ? "stay" : "go"}`, async () => {
    const { origin, disk, page } = setUp();
    await begin(page);
    page.close();
    origin.now += ageMs;
    await origin.openPage().store.open(transfer([1], { transferId: "u" }));
    assert.equal(disk.files.has("d1/0"), stays);
  });
}

for (
  const [what, description] of [
    ["torn", bytes('{"sess')],
    ["altered", bytes('{"sessionId":7}')],
    ["missing", undefined],
    ["endless", new Uint8Array(5_000_000)],
  ] as const
) {
  Deno.test(`OpfsStore: left-overs whose description is ${what} go, and the transfer begins anew`, async () => {
    const { origin, disk, page } = setUp();
    await begin(page);
    page.close();
    if (description) disk.files.set("d1/description", description);
    else disk.files.delete("d1/description");
    const { store } = origin.openPage();
    assert.equal(await store.find(transfer([4])), false);
    await store.open(transfer([4]));
    assert.equal(disk.files.has("d1/0"), false);
  });
}

Deno.test("OpfsStore: a directory that another page removes at this moment is nobody's concern", async () => {
  const { origin, page } = setUp();
  await begin(page);
  const other = origin.openPage();
  const read = other.directories.read.bind(other.directories);
  other.directories.read = async (entry) => {
    const file = await read(entry);
    const gone = () => Promise.reject(new DOMException("gone", "NotFoundError"));
    return file && Object.assign(file, { text: gone, arrayBuffer: gone });
  };
  const others = transfer([1], { transferId: "u" });
  assert.equal(await other.store.find(others), false);
  await other.store.open(others);
});

Deno.test("OpfsStore: a look for left-overs that failed is tried again", async () => {
  const { origin, disk, page } = setUp();
  await begin(page);
  page.close();
  disk.files.delete("d1/description");
  const other = origin.openPage();
  const names = other.directories.names.bind(other.directories);
  other.directories.names = () => Promise.reject(new DOMException("busy", "InvalidStateError"));
  await assert.rejects(other.store.open(transfer([1])), { reason: "storage-failed" });
  other.directories.names = names;
  await other.store.open(transfer([1]));
  assert.ok(!disk.files.has("d1/0"));
});

Deno.test("OpfsStore: what is done can't be gone on with, and its files last as long as the page", async () => {
  const { origin, disk, page } = setUp();
  const { stored, sink } = await begin(page);
  await sink.write(2, bytes("cd"));
  await sink.finish();
  await stored.end(false);
  assert.deepEqual([...disk.files.keys()], ["d1/0"]);
  const other = origin.openPage();
  assert.equal(await other.store.find(transfer([4])), false);
  await other.store.open(transfer([1], { transferId: "u" }));
  assert.ok(disk.files.has("d1/0"));
  page.close();
  await origin.openPage().store.open(transfer([1], { transferId: "v" }));
  assert.ok(!disk.files.has("d1/0"));
});

Deno.test("OpfsStore: a transfer waits until the one before it has closed its files", async () => {
  const { page } = setUp();
  const { stored, sink } = await begin(page);
  const again = page.store.open(transfer([4]));
  let isOpen = false;
  again.then(() => isOpen = true);
  await new Promise((resolve) => setTimeout(resolve));
  assert.ok(!isOpen);
  await sink.keep();
  await stored.end(true);
  await (await again).open(0, entry(4));
});

function setUp() {
  const origin = new FakeOrigin();
  return { origin, disk: origin.disk, page: origin.openPage() };
}

function text(content: Uint8Array | undefined): string {
  return new TextDecoder().decode(content);
}

async function blocksOf(stored: Awaited<ReturnType<FakeStoragePage["store"]["open"]>>) {
  return (await Array.fromAsync(stored.notes())).map(({ block }) => block);
}
