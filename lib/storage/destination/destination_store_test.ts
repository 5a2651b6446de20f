import assert from "node:assert/strict";
import { FakeDirectory, FakeFile } from "../../testing/fakes/fake_directory.ts";
import { FakeOrigin, type FakeStoragePage } from "../../testing/fakes/fake_origin.ts";
import type { OfferedTransfer, StoredTransfer } from "../../transfer/ports.ts";
import { FailureError } from "../../protocol/failure.ts";
import { asFile, type ReceivedFile } from "../received_file.ts";
import { BlockPlan } from "../../transfer/block_plan.ts";
import { type Destination, freePaths } from "./destination.ts";
import { DestinationSink } from "./destination_sink.ts";
import { destinationStore, type PlacingStore } from "./destination_store.ts";

const MODIFIED = 1_700_000_000_000;

function offer(...files: readonly (readonly [path: string, size: number])[]): OfferedTransfer {
  return {
    sessionId: "session",
    transferId: "transfer",
    blockBytes: 4,
    files: files.map(([path, size]) => ({ path, size, modified: MODIFIED })),
  };
}

function storeOf({ store }: FakeStoragePage): PlacingStore {
  return destinationStore({
    find: (transfer) => store.find(transfer),
    open: (transfer) => store.open(transfer),
    openNotes: (transfer) => store.openNotes(transfer),
  });
}

/** A folder that is chosen for an offer now. */
function choose(folder: FakeDirectory, { files }: OfferedTransfer, isBegun = false): Destination {
  const names = files.map(({ path }) => path);
  const paths = freePaths(names, isBegun ? [] : [...folder.entriesByName.keys()]);
  return {
    kind: "folder",
    handle: folder as unknown as FileSystemDirectoryHandle,
    paths,
    isBegun,
  };
}

/** A file in a folder, as a destination; with content it is one that its reader had there. */
async function pickFile(
  folder: FakeDirectory,
  name: string,
  content: string,
): Promise<Destination & { readonly kind: "file" }> {
  const file = await folder.getFileHandle(name, { create: true });
  file.bytes = bytes(content);
  return { kind: "file", handle: file as unknown as FileSystemFileHandle, isBegun: false };
}

/** Writes the first half of a file of 8 bytes; what becomes of it is for the test to say. */
async function receiveHalf(stored: StoredTransfer<ReceivedFile>) {
  const sink = await stored.open(0, { path: "x", size: 8, modified: 0 });
  await sink.write(0, bytes("1234"));
  stored.noteBlock(0, 0, new Uint8Array(32).fill(7));
  return sink;
}

/** Reads what an earlier run noted, as whoever goes on does first. */
async function readNotes(stored: StoredTransfer<unknown>): Promise<void> {
  await Array.fromAsync(stored.notes());
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** Writes a whole file and hands it over. */
async function receive(
  stored: StoredTransfer<ReceivedFile>,
  index: number,
  { files }: OfferedTransfer,
  ...blocks: readonly (readonly [offset: number, text: string])[]
): Promise<ReceivedFile> {
  const file = files[index];
  assert.ok(file);
  const sink = await stored.open(index, file);
  await Promise.all(blocks.map(([offset, text]) => sink.write(offset, bytes(text))));
  const saved = await sink.finish();
  stored.noteSaved(index);
  return saved;
}

async function failureOf(failing: Promise<unknown>): Promise<string> {
  try {
    await failing;
  } catch (error) {
    if (error instanceof FailureError) return error.reason;
    throw error;
  }
  return "none";
}

Deno.test("destinationStore makes the offered tree: folders, empty ones and files, each byte in place", async () => {
  const folder = new FakeDirectory("Downloads");
  const transfer = offer(["a/b/x", 8], ["a/none", 0], ["a/empty/", 0], ["a/b/c/", 0], ["y", 1]);
  const store = storeOf(new FakeOrigin().openPage());
  const stored = await store.at(choose(folder, transfer)).open(transfer);
  assert.deepEqual(folder.tree, ["a/empty/", "a/b/c/"]);
  const saved = await receive(stored, 0, transfer, [4, "5678"], [0, "1234"]);
  assert.equal(await asFile(saved).text(), "12345678");
  await receive(stored, 1, transfer);
  await receive(stored, 4, transfer, [0, "y"]);
  await stored.end(false);
  assert.deepEqual(folder.tree.sort(), ["a/b/c/", "a/b/x", "a/empty/", "a/none", "y"]);
  assert.equal(folder.read("a/b/x"), "12345678");
});

Deno.test("destinationStore touches nothing that was in the folder", async () => {
  const folder = new FakeDirectory("Downloads");
  for (const name of ["x", "A"]) {
    const file = await folder.getFileHandle(name, { create: true });
    file.bytes = bytes("mine");
  }
  const transfer = offer(["x", 3], ["a/y", 3]);
  const stored = await storeOf(new FakeOrigin().openPage()).at(choose(folder, transfer))
    .open(transfer);
  await receive(stored, 0, transfer, [0, "new"]);
  await receive(stored, 1, transfer, [0, "new"]);
  assert.deepEqual(folder.tree.sort(), ["A", "a (2)/y", "x", "x (2)"]);
  assert.equal(folder.read("x"), "mine");
});

Deno.test("destinationStore writes over nothing that somebody put under a chosen name meanwhile", async () => {
  const folder = new FakeDirectory("Downloads");
  const transfer = offer(["x", 3]);
  const destination = choose(folder, transfer);
  const stored = await storeOf(new FakeOrigin().openPage()).at(destination).open(transfer);
  (await folder.getFileHandle("x", { create: true })).bytes = bytes("mine");
  assert.equal(await failureOf(receive(stored, 0, transfer, [0, "new"])), "storage-failed");
  assert.equal(folder.read("x"), "mine");
});

Deno.test("destinationStore goes on in the destination while its page lives, with what was closed", async () => {
  const folder = new FakeDirectory("Downloads");
  const transfer = offer(["x", 8]);
  const store = storeOf(new FakeOrigin().openPage());
  assert.equal(await store.find(transfer), false);
  const first = await store.at(choose(folder, transfer)).open(transfer);
  const sink = await first.open(0, { path: "x", size: 8, modified: 0 });
  await sink.write(4, bytes("5678"));
  first.noteBlock(0, 1, new Uint8Array(32).fill(7));
  await sink.keep();
  await first.end(true);

  assert.equal(await store.find(transfer), true);
  const second = await store.open(transfer);
  const notes = await Array.fromAsync(second.notes());
  assert.deepEqual(notes.map(({ block }) => block), [1]);
  assert.deepEqual(await second.restored(0)?.read(4, 4), bytes("5678"));
  await receive(second, 0, transfer, [0, "1234"]);
  await second.end(false);
  assert.equal(folder.read("x"), "12345678");
  assert.equal(await store.find(transfer), false, "it is over");
});

Deno.test("destinationStore of the next page goes on in a destination that was begun, and writes whole files no more", async () => {
  const folder = new FakeDirectory("Downloads");
  const origin = new FakeOrigin();
  const transfer = offer(["whole", 4], ["x", 8]);
  const page = origin.openPage();
  const first = await storeOf(page).at(choose(folder, transfer)).open(transfer);
  await receive(first, 0, transfer, [0, "abcd"]);
  const sink = await first.open(1, { path: "x", size: 8, modified: 0 });
  await sink.write(0, bytes("1234"));
  first.noteBlock(1, 1, new Uint8Array(32).fill(7));
  await sink.keep();
  await first.end(true);
  page.close();

  const second = await storeOf(origin.openPage()).at(choose(folder, transfer, true)).open(transfer);
  assert.equal((await Array.fromAsync(second.notes())).length, 1);
  assert.ok(second.wasSaved(0));
  await receive(second, 0, transfer);
  await receive(second, 1, transfer, [4, "5678"]);
  assert.deepEqual(folder.tree, ["whole", "x"]);
  assert.equal(folder.read("x"), "12345678");
  const whole = folder.entriesByName.get("whole");
  assert.ok(whole instanceof FakeFile && whole.opened === 1);
});

Deno.test("destinationStore copies what it goes on with when it is told to, and not at the first block", async () => {
  const folder = new FakeDirectory("Downloads");
  const transfer = offer(["x", 8]);
  const store = storeOf(new FakeOrigin().openPage());
  const first = await store.at(choose(folder, transfer)).open(transfer);
  await (await receiveHalf(first)).keep();
  await first.end(true);
  const file = folder.entriesByName.get("x");
  assert.ok(file instanceof FakeFile && file.opened === 1);

  const second = await store.open(transfer);
  const sink = await second.open(0, { path: "x", size: 8, modified: 0 });
  assert.equal(file.opened, 1);
  await sink.prepare?.();
  assert.equal(file.opened, 2);
  await sink.write(4, bytes("5678"));
  await sink.finish();
  assert.deepEqual([file.opened, folder.read("x")], [2, "12345678"]);
});

Deno.test("destinationStore leaves nothing of an unfinished file that is given up, and all of a whole one", async () => {
  const folder = new FakeDirectory("Downloads");
  const transfer = offer(["whole", 4], ["x", 8]);
  const store = storeOf(new FakeOrigin().openPage());
  const stored = await store.at(choose(folder, transfer)).open(transfer);
  await receive(stored, 0, transfer, [0, "abcd"]);
  const sink = await stored.open(1, { path: "x", size: 8, modified: 0 });
  await sink.write(0, bytes("1234"));
  await sink.discard();
  await stored.end(false);
  assert.deepEqual(folder.tree, ["whole"]);
});

Deno.test("destinationStore writes over the one file that its reader picked, and over nothing when given up", async () => {
  const parent = new FakeDirectory("Downloads");
  const transfer = offer(["new.txt", 3]);
  const destination = await pickFile(parent, "old.txt", "what was there before");
  const store = storeOf(new FakeOrigin().openPage());
  const given = await store.at(destination).open(transfer);
  const sink = await given.open(0, { path: "new.txt", size: 3, modified: 0 });
  await sink.write(0, bytes("n"));
  await sink.discard();
  await given.end(false);
  assert.equal(parent.read("old.txt"), "what was there before");

  const again = await store.at(destination).open(transfer);
  await receive(again, 0, transfer, [0, "new"]);
  assert.equal(parent.read("old.txt"), "new");
});

Deno.test("destinationStore leaves the reader's own file alone where a page that was killed had begun there", async () => {
  const folder = new FakeDirectory("Downloads");
  const origin = new FakeOrigin();
  const transfer = offer(["x", 8]);
  const destination = await pickFile(folder, "report.pdf", "mine");
  const page = origin.openPage();
  await receiveHalf(await storeOf(page).at(destination).open(transfer));
  page.close();

  const next = await storeOf(origin.openPage()).at({ ...destination, isBegun: true }).open(
    transfer,
  );
  await readNotes(next);
  await (await receiveHalf(next)).discard();
  await next.end(false);
  assert.equal(folder.read("report.pdf"), "mine");
});

Deno.test("destinationStore leaves the reader's own file alone where this page opened it and closed nothing", async () => {
  const folder = new FakeDirectory("Downloads");
  const transfer = offer(["x", 8]);
  const store = storeOf(new FakeOrigin().openPage());
  const destination = await pickFile(folder, "report.pdf", "mine");
  const first = await store.at(destination).open(transfer);
  await (await first.open(0, { path: "x", size: 8, modified: 0 })).keep();
  await first.end(true);

  const second = await store.open(transfer);
  await (await receiveHalf(second)).discard();
  assert.equal(folder.read("report.pdf"), "mine");
});

for (const [what, content] of [["made", ""], ["had written over", "mine"]] as const) {
  Deno.test(`destinationStore that gives up removes the file that an earlier page ${what} and closed`, async () => {
    const folder = new FakeDirectory("Downloads");
    const origin = new FakeOrigin();
    const transfer = offer(["x", 8]);
    const destination = await pickFile(folder, "x", content);
    const page = origin.openPage();
    const first = await storeOf(page).at(destination).open(transfer);
    await (await receiveHalf(first)).keep();
    await first.end(true);
    page.close();

    const next = await storeOf(origin.openPage()).at({ ...destination, isBegun: true }).open(
      transfer,
    );
    await readNotes(next);
    await (await receiveHalf(next)).discard();
    await next.end(false);
    assert.deepEqual(folder.tree, []);
  });
}

Deno.test("destinationStore that goes on writes over nothing that somebody put under a name it chose", async () => {
  const folder = new FakeDirectory("Downloads");
  const origin = new FakeOrigin();
  const transfer = offer(["x", 8], ["y", 4]);
  const page = origin.openPage();
  const first = await storeOf(page).at(choose(folder, transfer)).open(transfer);
  await (await receiveHalf(first)).keep();
  page.close();
  (await folder.getFileHandle("y", { create: true })).bytes = bytes("mine");

  const next = await storeOf(origin.openPage()).at(choose(folder, transfer, true)).open(transfer);
  await readNotes(next);
  assert.equal(await failureOf(receive(next, 1, transfer, [0, "abcd"])), "storage-failed");
  assert.equal(folder.read("y"), "mine");
  await receive(next, 0, transfer, [4, "5678"]);
  assert.equal(folder.read("x"), "12345678");
});

Deno.test("destinationStore goes on with nothing that is in a file which its reader picked anew", async () => {
  const folder = new FakeDirectory("Downloads");
  const origin = new FakeOrigin();
  const transfer = offer(["x", 8]);
  const destination = await pickFile(folder, "x", "1234");
  const page = origin.openPage();
  await receiveHalf(await storeOf(page).at(destination).open(transfer));
  page.close();

  const next = await storeOf(origin.openPage()).at(destination).open(transfer);
  assert.equal(next.restored(0), undefined);
});

for (
  const [what, spoil] of [
    ["the leave is taken back", (folder: FakeDirectory) => folder.permission = "prompt"],
    ["the folder is removed", (folder: FakeDirectory) => folder.error = new Error("gone")],
  ] as const
) {
  Deno.test(`destinationStore finds nothing to go on with by itself once ${what}`, async () => {
    const folder = new FakeDirectory("Downloads");
    const transfer = offer(["x", 8]);
    const store = storeOf(new FakeOrigin().openPage());
    const stored = await store.at(choose(folder, transfer)).open(transfer);
    await stored.end(true);
    assert.equal(await store.find(transfer), true);
    spoil(folder);
    assert.equal(await store.find(transfer), false);
  });
}

Deno.test("destinationStore leaves all other transfers to the origin's own store", async () => {
  const origin = new FakeOrigin();
  const transfer = offer(["x", 4]);
  const store = storeOf(origin.openPage());
  const stored = await store.open(transfer);
  await receive(stored, 0, transfer, [0, "1234"]);
  assert.ok([...origin.disk.files.keys()].some((path) => path.endsWith("/0")));
});

for (
  const [what, error, reason] of [
    ["the leave is taken back", new DOMException("no", "NotAllowedError"), "place-denied"],
    ["the folder is removed", new DOMException("gone", "NotFoundError"), "place-gone"],
    ["something else is wrong", new Error("?"), "storage-failed"],
  ] as const
) {
  Deno.test(`destinationStore says ${reason} where ${what}, at the next file and at the end of one`, async () => {
    const folder = new FakeDirectory("Downloads");
    const transfer = offer(["x", 4], ["y", 4]);
    const stored = await storeOf(new FakeOrigin().openPage()).at(choose(folder, transfer))
      .open(transfer);
    const sink = await stored.open(0, { path: "x", size: 4, modified: 0 });
    await sink.write(0, bytes("1234"));
    folder.error = error;
    assert.equal(await failureOf(sink.finish()), reason);
    const next = stored.open(1, { path: "y", size: 4, modified: 0 });
    assert.equal(await failureOf(next), reason);
  });
}

Deno.test("destinationStore says storage-full where the disk ends, and keeps what is written", async () => {
  const folder = new FakeDirectory("Downloads", { freeBytes: 6 });
  const transfer = offer(["x", 8]);
  const stored = await storeOf(new FakeOrigin().openPage()).at(choose(folder, transfer))
    .open(transfer);
  const sink = await stored.open(0, { path: "x", size: 8, modified: 0 });
  await sink.write(0, bytes("1234"));
  assert.equal(await failureOf(sink.write(4, bytes("5678"))), "storage-full");
  await sink.keep();
  assert.equal(folder.read("x"), "1234");
});

Deno.test("destinationStore leaves what was there where nothing could be written in its place", async () => {
  const folder = new FakeDirectory("Downloads", { freeBytes: 0 });
  const handle = await folder.getFileHandle("old.txt", { create: true });
  handle.bytes = bytes("mine");
  const remove = () => folder.removeEntry("old.txt");
  const options = { handle: handle as unknown as FileSystemFileHandle, onOurs: () => {}, remove };
  const sink = new DestinationSink({ ...options, size: 3, content: "theirs" });
  assert.equal(await failureOf(sink.write(0, bytes("new"))), "storage-full");
  await sink.keep();
  assert.equal(folder.read("old.txt"), "mine");
});

Deno.test("destinationStore makes no folders where it may not, and says so before the first byte", async () => {
  const folder = new FakeDirectory("Downloads");
  const transfer = offer(["a/", 0]);
  folder.error = new DOMException("no", "NotAllowedError");
  const store = storeOf(new FakeOrigin().openPage());
  assert.equal(await failureOf(store.at(choose(folder, transfer)).open(transfer)), "place-denied");
});

/** A file of any size that only knows where it was written. */
function sparseFile() {
  const writes: (readonly [position: number, length: number])[] = [];
  let size = 0;
  const writable = {
    write: ({ position, data }: { position: number; data: Uint8Array }) => {
      writes.push([position, data.length]);
      size = Math.max(size, position + data.length);
      return Promise.resolve();
    },
    truncate: (to: number) => Promise.resolve(void (size = to)),
    close: () => Promise.resolve(),
  };
  const handle = {
    getFile: () => Promise.resolve({ size } as File),
    createWritable: () => Promise.resolve(writable as unknown as FileSystemWritableFileStream),
  };
  return { writes, handle };
}

for (const size of [2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1]) {
  Deno.test(`DestinationSink writes the blocks of ${size} bytes where the plan says, the last one first`, async () => {
    const { writes, handle } = sparseFile();
    const plan = new BlockPlan([size, 1], 2 ** 20);
    const remove = () => Promise.resolve();
    const sink = new DestinationSink({
      handle,
      size,
      content: "nothing",
      onOurs: () => {},
      remove,
    });
    const [from, to] = plan.blocksOf(0);
    for (const block of [to - 1, to - 2, from]) {
      const { offset, length } = plan.locate(block);
      await sink.write(offset, new Uint8Array(length));
    }
    assert.equal((await sink.finish()).size, size);
    const last = size % 2 ** 20 || 2 ** 20;
    assert.deepEqual(writes, [
      [size - last, last],
      [size - last - 2 ** 20, 2 ** 20],
      [0, 2 ** 20],
    ]);
    assert.deepEqual(plan.locate(to), { file: 1, offset: 0, length: 1 });
  });
}
