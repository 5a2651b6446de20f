import assert from "node:assert/strict";
import { FakeDirectory } from "../../testing/fakes/fake_directory.ts";
import { FakeDirectories, FakeDisk, FakeGuards } from "../../testing/fakes/fake_disk.ts";
import { connectFake, type FakePeer } from "../../testing/fakes/fake_meeting.ts";
import { FakeOrigin } from "../../testing/fakes/fake_origin.ts";
import { reached, ReceiverBench, SenderBench } from "../../testing/samples/model_bench.ts";
import { framesOf } from "../../testing/simulation/frame_count.ts";
import { readZip } from "../../testing/browsers/read_zip.ts";
import { settle } from "../../testing/simulation/simulation.ts";
import { smallFilesInMemory } from "../../storage/memory/small_files.ts";
import type { SharedItem } from "../../storage/sources/shared_item.ts";
import type { ReceiverState } from "./receiver_state.ts";

const MODIFIED = Date.UTC(2024, 4, 6, 12, 0, 0);

function item(path: string, content: BlobPart): SharedItem {
  return { path, file: new File([content], "x", { lastModified: MODIFIED }) };
}

const TREE: readonly SharedItem[] = [
  item("trip/day 1/a.txt", "first"),
  item("trip/day 2/a.txt", "second"),
  { path: "trip/empty/" },
  item("trip/none", ""),
];

/** Both pages, up to the offer. */
async function meet(items: readonly SharedItem[], receiver = new ReceiverBench()) {
  const sender = new SenderBench();
  sender.model.choose(items);
  await sender.model.share();
  const here = await receiver.open(sender.hash);
  const ends = connectFake(sender.meeting, here);
  await reached(receiver.model.state, "connected");
  return { sender, receiver, ends };
}

/** Waits until the page shows what a test looks for. */
async function shown<Seen>(
  { model }: ReceiverBench,
  look: (state: ReceiverState) => Seen | undefined,
): Promise<Seen> {
  for (let turn = 0; turn < 2_000; turn++) {
    const seen = look(model.state.value);
    if (seen !== undefined) return seen;
    await settle();
  }
  throw new Error(`Never shown: ${JSON.stringify(model.state.value)}`);
}

function archiveOf(state: ReceiverState) {
  return state.kind === "done" ? state.archive : undefined;
}

Deno.test("ReceiverModel saves a tree as one archive, with every file and empty folder in it", async () => {
  const { sender, receiver } = await meet(TREE);
  using _there = sender.model;
  using here = receiver.model;
  here.receive();
  const archive = await shown(receiver, (state) => {
    const archive = archiveOf(state);
    return archive?.kind === "ready" ? archive : undefined;
  });
  assert.deepEqual(receiver.saved.map(([name]) => name), ["trip.zip"]);
  const zip = receiver.urls.get(archive.url);
  assert.ok(zip && zip.size === archive.size);
  const zipped = readZip(await zip.bytes());
  assert.deepEqual(zipped.map(({ path, bytes }) => [path, new TextDecoder().decode(bytes)]), [
    ["trip/day 1/a.txt", "first"],
    ["trip/day 2/a.txt", "second"],
    ["trip/empty/", ""],
    ["trip/none", ""],
  ]);
  assert.equal(zipped[0]?.modified.getTime(), MODIFIED);
  const { saved } = await reached(here.state, "done");
  assert.deepEqual(saved.map(({ name }) => name).sort(), TREE.map(({ path }) => path).sort());
  assert.equal(saved.filter(({ url }) => url !== undefined).length, 3);
});

Deno.test("ReceiverModel saves ten files one by one, and eleven as one archive", async () => {
  const flat = (count: number) =>
    Array.from({ length: count }, (_, index) => item(`${index}.bin`, `${index}`));
  const ten = await meet(flat(10));
  ten.receiver.model.receive();
  await reached(ten.receiver.model.state, "done");
  assert.equal(ten.receiver.saved.length, 10);
  assert.equal(archiveOf(ten.receiver.model.state.value)?.kind, "offered");
  ten.receiver.model.pack();
  await shown(ten.receiver, (state) => archiveOf(state)?.kind === "ready" || undefined);
  assert.equal(ten.receiver.saved.length, 11);
  const eleven = await meet(flat(11));
  eleven.receiver.model.receive();
  await shown(eleven.receiver, (state) => archiveOf(state)?.kind === "ready" || undefined);
  assert.equal(eleven.receiver.saved.length, 1);
  assert.match(eleven.receiver.saved[0]?.[0] ?? "", /^FileFrag \d{4}-\d\d-\d\d\.zip$/);
  for (const { sender, receiver } of [ten, eleven]) {
    sender.model[Symbol.dispose]();
    receiver.model[Symbol.dispose]();
    assert.equal(receiver.revoked.length, receiver.urls.size, "no link outlives its page");
  }
});

Deno.test("ReceiverModel gives an archive up when asked to, makes it after all, and says what fails", async () => {
  const { sender, receiver } = await meet(TREE);
  using _there = sender.model;
  using here = receiver.model;
  const { zipBlob } = receiver;
  let isStopped = false;
  receiver.zipBlob = (_entries, signal) =>
    new Promise((_resolve, reject) =>
      signal.addEventListener("abort", () => {
        isStopped = true;
        reject(signal.reason);
      })
    );
  here.receive();
  await shown(receiver, (state) => archiveOf(state)?.kind === "packing" || undefined);
  here.cancel();
  assert.equal(archiveOf(here.state.value)?.kind, "given-up");
  assert.ok(isStopped, "it is still being made");
  receiver.zipBlob = () => Promise.reject(new DOMException("gone", "NotReadableError"));
  here.pack();
  await shown(receiver, (state) => archiveOf(state)?.kind === "failed" || undefined);
  assert.deepEqual(receiver.saved, []);
  receiver.zipBlob = zipBlob;
  here.pack();
  await shown(receiver, (state) => archiveOf(state)?.kind === "ready" || undefined);
  assert.equal(receiver.saved.length, 1);
  assert.equal(receiver.clock.pendingTasks, 0);
});

Deno.test("ReceiverModel shows a received text, and nothing of one that isn't clean", async () => {
  const { sender, receiver } = await meet([
    item("a.txt", "Ещё\nне вечер"),
    item("evil.txt", "a\u202Eb"),
    item("b.bin", "text"),
  ]);
  using _there = sender.model;
  using here = receiver.model;
  here.receive();
  const texts = await shown(receiver, (state) => {
    if (state.kind !== "done") return undefined;
    const texts = state.saved.flatMap(({ text }) => text === undefined ? [] : [text]);
    return texts.length > 0 ? texts : undefined;
  });
  assert.deepEqual(texts, ["Ещё\nне вечер"]);
});

Deno.test("ReceiverModel receives into the folder that its reader chose, and makes no link", async () => {
  const receiver = new ReceiverBench();
  const folder = receiver.picker.folder = new FakeDirectory("Downloads");
  const { sender } = await meet(TREE, receiver);
  using _there = sender.model;
  using here = receiver.model;
  here.receiveTo();
  const { destination, saved, archive } = await reached(here.state, "done");
  assert.equal(destination, "Downloads");
  assert.equal(archive, undefined);
  assert.deepEqual(saved.map(({ name }) => name).sort(), TREE.map(({ path }) => path).sort());
  assert.ok(saved.every(({ url }) => url === undefined));
  assert.deepEqual(folder.tree.sort(), TREE.map(({ path }) => path).sort());
  assert.equal(folder.read("trip/day 2/a.txt"), "second");
  assert.equal(receiver.urls.size, 0);
  assert.equal(receiver.picker.records.size, 0, "nothing is left to go on with");
});

Deno.test("ReceiverModel stays with the offer where its reader chose no destination", async () => {
  const { sender, receiver } = await meet(TREE);
  using _there = sender.model;
  using here = receiver.model;
  here.receiveTo();
  await settle();
  assert.equal(here.state.value.kind, "connected");
  here.receive();
  await reached(here.state, "done");
});

Deno.test("ReceiverModel takes the first answer to an offer, and asks for one destination at a time", async () => {
  const receiver = new ReceiverBench();
  receiver.picker.folder = new FakeDirectory("Downloads");
  let asked = 0;
  const pick = receiver.picker.pick.bind(receiver.picker);
  receiver.picker.pick = (names) => {
    asked++;
    return pick(names);
  };
  const { sender } = await meet(TREE, receiver);
  using _there = sender.model;
  using here = receiver.model;
  here.receiveTo();
  here.receiveTo();
  await reached(here.state, "transferring");
  here.receive();
  here.receiveTo();
  const { destination, saved } = await reached(here.state, "done");
  assert.equal(destination, "Downloads");
  assert.equal(saved.length, TREE.length);
  assert.equal(asked, 1);
});

/** Lets so many frames through, then holds a lane up. */
function stickAfter(peer: FakePeer, frames: number): void {
  const send = peer.lane.send.bind(peer.lane);
  let sent = 0;
  peer.lane.send = (frame) => {
    if (++sent > frames) peer.lane.isStuck = true;
    return send(frame);
  };
}

const BIG = [item("trip/big.bin", new Uint8Array(4 << 20).fill(7)), item("trip/b", "b")];

/** A page that is in the middle of a transfer into a folder, with a block or more written. */
async function inTheMiddle(receiver: ReceiverBench, folder: FakeDirectory) {
  receiver.picker.folder = folder;
  const pages = await meet(BIG, receiver);
  stickAfter(pages.ends[0], framesOf(2 << 20));
  receiver.model.receiveTo();
  await shown(receiver, (state) => state.kind === "transferring" ? true : undefined);
  for (let turn = 0; turn < 100; turn++) await settle();
  return pages;
}

function onDisk(origin: FakeOrigin, receiver = new ReceiverBench()): ReceiverBench {
  receiver.openStorage = () => Promise.resolve(origin.openPage().store);
  return receiver;
}

Deno.test("ReceiverModel goes on in the chosen folder by itself after the connection was lost", async () => {
  const folder = new FakeDirectory("Downloads");
  const receiver = onDisk(new FakeOrigin());
  const { store } = new FakeOrigin().openPage();
  receiver.openStorage = () => Promise.resolve(store);
  const { sender, ends: [there, here] } = await inTheMiddle(receiver, folder);
  using _sending = sender.model;
  using receiving = receiver.model;
  there.fail("connection-lost");
  here.fail("connection-lost");
  await settle();
  receiving.retry();
  if (sender.model.state.value.kind === "failed") sender.model.retry();
  await settle();
  connectFake(sender.meeting, await receiver.met(2));
  const { destination } = await reached(receiving.state, "done");
  assert.equal(destination, "Downloads");
  assert.deepEqual(folder.tree, ["trip/big.bin", "trip/b"]);
  assert.equal(receiver.urls.size, 0);
});

Deno.test("ReceiverModel of a page that was reloaded asks to go on in the folder, and verifies what is there", async () => {
  const origin = new FakeOrigin();
  const folder = new FakeDirectory("Downloads");
  const first = onDisk(origin);
  const { sender } = await inTheMiddle(first, folder);
  using _sending = sender.model;
  first.model.leave();
  for (let turn = 0; turn < 100; turn++) await settle();
  first.model[Symbol.dispose]();
  await settle();

  const second = onDisk(origin);
  for (const [session, record] of first.picker.records) {
    second.picker.records.set(session, record);
  }
  const here = await second.open(sender.hash);
  if (sender.model.state.value.kind === "failed") sender.model.retry();
  connectFake(sender.meeting, here);
  using model = second.model;
  const begunIn = await shown(
    second,
    (state) => state.kind === "connected" ? state.begunIn : undefined,
  );
  assert.equal(begunIn, "Downloads");

  second.picker.isPermitted = false;
  model.receiveTo();
  await settle();
  assert.equal(model.state.value.kind, "connected", "no leave, no harm");

  second.picker.isPermitted = true;
  model.receiveTo();
  let heldBytes = 0;
  const stop = model.state.subscribe((state) => {
    if (state.kind === "transferring" && state.isContinued) heldBytes = state.heldBytes ?? 0;
  });
  await reached(model.state, "done");
  stop();
  assert.ok(heldBytes > 0, `${heldBytes} bytes were held`);
  assert.deepEqual(folder.tree, ["trip/big.bin", "trip/b"]);
  assert.ok([...folder.read("trip/big.bin")].every((byte) => byte === "\u0007"));
  assert.equal(second.picker.records.size, 0);
});

Deno.test("ReceiverModel that is cancelled forgets the destination, and leaves no part of a file there", async () => {
  const folder = new FakeDirectory("Downloads");
  const receiver = onDisk(new FakeOrigin());
  const { sender } = await inTheMiddle(receiver, folder);
  using _sending = sender.model;
  using receiving = receiver.model;
  receiving.cancel();
  for (let turn = 0; turn < 50; turn++) await settle();
  assert.deepEqual(folder.tree, ["trip/"]);
  assert.equal(receiver.picker.records.size, 0);
});

for (
  const [what, name, reason] of [
    ["the leave is taken back", "NotAllowedError", "place-denied"],
    ["the folder is removed", "NotFoundError", "place-gone"],
    ["the disk is full", "QuotaExceededError", "storage-full"],
  ] as const
) {
  Deno.test(`ReceiverModel says ${reason} to both where ${what}`, async () => {
    const receiver = new ReceiverBench();
    const folder = receiver.picker.folder = new FakeDirectory("Downloads");
    const { sender, ends: [, here] } = await meet(TREE, receiver);
    using _sending = sender.model;
    using receiving = receiver.model;
    folder.error = new DOMException("", name);
    receiving.receiveTo();
    const failure = await shown(
      receiver,
      (state) => state.kind === "failed" ? state.failure : undefined,
    );
    assert.deepEqual(failure, { reason, side: "here" });
    assert.ok(here.sent.some((message) => message.type === "abort" && message.reason === reason));
  });
}

Deno.test("ReceiverModel tells what is left of before, and removes it when asked to", async () => {
  const receiver = new ReceiverBench();
  const disk = new FakeDisk();
  disk.files.set("gone/0", new Uint8Array(7));
  receiver.directories = new FakeDirectories(disk, new FakeGuards());
  const { sender } = await meet(TREE, receiver);
  using _sending = sender.model;
  using here = receiver.model;
  const left = here.extras.value?.leftOvers;
  assert.deepEqual(left?.leftOvers.value, { transfers: 1, bytes: 7 });
  await left?.clear();
  assert.deepEqual(left?.leftOvers.value, { transfers: 0, bytes: 0 });
  assert.equal(disk.files.size, 0);
});

Deno.test("ReceiverModel offers what an earlier page received, until its archive is saved", async () => {
  const origin = new FakeOrigin();
  const first = new ReceiverBench();
  const page = origin.openPage();
  first.openStorage = () => Promise.resolve(smallFilesInMemory(page.store));
  first.directories = page.directories;
  first.zipBlob = () => new Promise(() => {}); // The tab is closed in the middle of it.
  const { sender } = await meet(TREE, first);
  using _sending = sender.model;
  {
    using here = first.model;
    here.receive();
    await shown(first, (state) => state.kind === "done" ? state : undefined);
    for (let turn = 0; turn < 50; turn++) await settle();
  }
  page.close();

  const next = new ReceiverBench();
  next.directories = origin.openPage().directories;
  using there = next.model;
  there.open("");
  const before = await shown(next, () => {
    const { before } = there.extras.value ?? {};
    return before?.unsaved.value.length ? before : undefined;
  });
  const [item] = before.unsaved.value;
  assert.deepEqual(item?.files.map(({ name }) => name), TREE.map(({ path }) => path));
  await before.save(item!.id);
  assert.equal(before.unsaved.value[0]?.state, "saved");
  assert.deepEqual(next.saved.map(([name]) => name), ["trip.zip"]);

  const last = new ReceiverBench();
  last.directories = origin.openPage().directories;
  using later = last.model;
  later.open("");
  for (let turn = 0; turn < 50; turn++) await settle();
  assert.deepEqual(later.extras.value?.before.unsaved.value, []);
});

Deno.test("ReceiverModel that declines an offer loses nothing of an earlier visit, and offers no archive that it saved", async () => {
  const origin = new FakeOrigin();
  const visit = async (bench: ReceiverBench) => {
    const page = origin.openPage();
    bench.openStorage = () => Promise.resolve(smallFilesInMemory(page.store));
    bench.directories = page.directories;
    return { page, ...await meet(TREE, bench) };
  };
  const unsavedNow = async () => {
    const next = new ReceiverBench();
    next.directories = origin.openPage().directories;
    using model = next.model;
    model.open("");
    for (let turn = 0; turn < 50; turn++) await settle();
    return model.extras.value?.before.unsaved.value.length;
  };
  const first = new ReceiverBench();
  first.zipBlob = () => new Promise(() => {});
  const former = await visit(first);
  first.model.receive();
  await shown(first, (state) => state.kind === "done" ? state : undefined);
  for (let turn = 0; turn < 50; turn++) await settle();
  first.model.leave();
  former.page.close();

  const second = new ReceiverBench();
  const declining = await visit(second);
  second.model.cancel();
  for (let turn = 0; turn < 50; turn++) await settle();
  declining.page.close();
  assert.equal(await unsavedNow(), 1);

  const third = new ReceiverBench();
  const taking = await visit(third);
  third.model.receive();
  await shown(third, (state) => archiveOf(state)?.kind === "ready" ? state : undefined);
  for (let turn = 0; turn < 50; turn++) await settle();
  taking.page.close();
  assert.equal(await unsavedNow(), 1, "only that of the first visit");
  for (const { model } of [first, second, third]) model[Symbol.dispose]();
  for (const { sender } of [former, declining, taking]) sender.model[Symbol.dispose]();
});
