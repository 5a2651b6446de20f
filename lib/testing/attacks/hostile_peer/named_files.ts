import assert from "node:assert/strict";
import { freePaths } from "../../../storage/destination/destination.ts";
import { destinationStore } from "../../../storage/destination/destination_store.ts";
import type { ReceivedFile } from "../../../storage/received_file.ts";
import { encodeFrame } from "../../../protocol/lane_message.ts";
import { Ledger, transferRoot } from "../../../transfer/ledger.ts";
import { BlockPlan } from "../../../transfer/block_plan.ts";
import { MIN_BLOCK_BYTES as B } from "../../../protocol/limits.ts";
import type { LaneEvents } from "../../../transfer/ports.ts";
import { FileReceiver } from "../../../transfer/receive/file_receiver.ts";
import { listedFiles } from "../../../ui/saving/listed_files.ts";
import { FakeClock } from "../../fakes/fake_clock.ts";
import { FakeDirectory, FakeFile } from "../../fakes/fake_directory.ts";
import { FakeOrigin } from "../../fakes/fake_origin.ts";
import { syncDigest } from "../../fakes/memory_ports.ts";
import { HOSTILE_PATHS } from "../../simulation/hostile_names.ts";
import { settle } from "../../simulation/simulation.ts";
import type { Attack } from "../attack.ts";
import { ID } from "./target.ts";

/** Sets of paths that a sender may give to its files. */
const OFFERS: readonly (readonly [name: string, paths: readonly string[]])[] = [
  ["leads out of the folder", ["../up", "a/../../b", "/etc/passwd", "..\\..\\x", "C:\\x", "//s/x"]],
  ["calls its files as Windows calls its devices", [
    "CON",
    "nul.txt",
    "a/COM1",
    "lpt9.log",
    "aux/x",
  ]],
  [
    "sends a folder in which Windows' shell kept how it shows it",
    ["Bilder/desktop.ini", "Bilder/Thumbs.db", "Bilder/DESKTOP.INI", "Bilder/a.jpg", "thumbs.db"],
  ],
  ["turns a name around to hide what it is", [
    "photo\u202Egpj.exe",
    "\u2066a\u2069.txt",
    "a\u200B",
  ]],
  ["puts control characters and NUL into names", [
    "null\0byte",
    "new\nline",
    "\u001B[2J",
    "\u007F",
  ]],
  ["gives two files one path", ["a/x", "a/x", "a/x"]],
  ["calls a file as it calls a folder", ["a", "a/x", "a/", "A/y", "a/x/z"]],
  ["gives names that differ in case alone", ["Readme", "README", "readme", "b/X", "B/x"]],
  ["gives names that differ in their Unicode form alone", [
    "e\u0301",
    "\u00E9",
    "E\u0301/x",
    "\u00C9/x",
  ]],
  ["calls its files as JavaScript calls its own", ["__proto__", "constructor/x", "a/toString"]],
  ["ends names as Windows cuts them", ["a.", "a ", "a..", "a", ". ", "b/...", "b/ . "]],
  ["calls a file as the shell's own are called", [
    "a.lnk",
    "b/c.url",
    "d.scf",
    "e.{645FF040-5081}",
  ]],
  ["gives a path of 500 folders", ["d/".repeat(500) + "x", "d/".repeat(500) + "d/x"]],
  ["gives every hostile name that is known, as one share", HOSTILE_PATHS],
];

/** All files below a folder, by their path there. */
async function filesBelow(folder: FakeDirectory, path = ""): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  for await (const entry of folder.values()) {
    if (entry instanceof FakeFile) found.set(`${path}${entry.name}`, entry.bytes);
    else {for (const [name, bytes] of await filesBelow(entry, `${path}${entry.name}/`)) {
        found.set(name, bytes);
      }}
  }
  return found;
}

/** Offers paths, and has them received into a folder that its reader chose and that isn't empty. */
async function receiveInto(
  folder: FakeDirectory,
  paths: readonly string[],
): Promise<FileReceiver<ReceivedFile>> {
  const files = paths.map((path, index) => ({
    path,
    size: path.endsWith("/") ? 0 : index + 1,
    modified: 0,
  }));
  const { store: own } = new FakeOrigin().openPage();
  const store = destinationStore({
    find: (transfer) => own.find(transfer),
    open: (transfer) => own.open(transfer),
    openNotes: (transfer) => own.openNotes(transfer),
  });
  const engine = new FileReceiver<ReceivedFile>({
    control: { send: () => {} },
    digest: syncDigest,
    clock: new FakeClock(),
    sessionId: "attacked",
    store,
    onState: () => {},
    onSaved: () => {},
  });
  let lane: LaneEvents | undefined;
  engine.addLane({
    maxFrameBytes: B,
    deliveredBytes: 0,
    inFlightBytes: 0,
    send: () => true,
    drained: () => Promise.resolve(),
    listen: (events) => lane = events,
  });
  const plan = new BlockPlan(files.map(({ size }) => size), B);
  const { fileCount, totalBytes, blockBytes } = plan;
  engine.receive({ type: "offer", transferId: ID, fileCount, totalBytes, blockBytes });
  engine.receive({ type: "files", first: 0, files });
  await until(() => engine.state.kind === "offered", engine);
  const names = listedFiles(files).map(({ name }) => name);
  const handle = folder as unknown as FileSystemDirectoryHandle;
  const taken = [...folder.entriesByName.keys()];
  const destination = {
    kind: "folder",
    handle,
    paths: freePaths(names, taken),
    isBegun: false,
  } as const;
  const accepting = engine.accept(store.at(destination));
  await until(() => engine.state.kind !== "preparing", engine);
  await accepting;
  const ledger = new Ledger(plan);
  for (let block = 0; block < plan.blockCount; block++) {
    const { file, length } = plan.locate(block);
    const data = new Uint8Array(length).fill(file);
    const digest = await syncDigest.sha256(data);
    ledger.add(block, digest);
    lane?.onFrame(encodeFrame({ block, offset: 0, digest, data }).buffer);
  }
  const roots = await Promise.all(files.map((_, file) => ledger.rootOf(file, syncDigest)));
  engine.receive({ type: "roots", first: 0, roots });
  engine.receive({ type: "finish", root: await transferRoot(roots, syncDigest) });
  await until(() => engine.state.kind === "done", engine);
  return engine;
}

async function until(isSo: () => boolean, { state }: { readonly state: unknown }): Promise<void> {
  for (let turn = 0; !isSo(); turn++) {
    assert.ok(turn < 20_000, JSON.stringify(state));
    await settle();
  }
}

/** What a sender may call its files, received into a folder on the reader's own disk. */
export const NAMED_FILES: readonly Attack[] = OFFERS.map(([what, paths]) => ({
  name: `A sender ${what}.`,
  must:
    "Every file lies whole in the chosen folder under a name of its own, and nothing else is touched.",
  async run() {
    const disk = new FakeDirectory("disk");
    const folder = await disk.getDirectoryHandle("chosen", { create: true });
    const own = await folder.getFileHandle("a", { create: true });
    own.bytes = new TextEncoder().encode("the reader's own");
    await receiveInto(folder, paths);
    assert.deepEqual([...disk.entriesByName.keys()], ["chosen"]);
    assert.equal(new TextDecoder().decode(own.bytes), "the reader's own");
    const found = await filesBelow(folder);
    found.delete("a");
    const offered = paths.flatMap((path, index) => path.endsWith("/") ? [] : [index]);
    const contents = [...found.values()].map((bytes) => `${bytes[0]}×${bytes.length}`);
    assert.deepEqual(contents.sort(), offered.map((index) => `${index}×${index + 1}`).sort());
    const folded = [...found.keys()].map((path) => path.normalize("NFC").toLowerCase());
    assert.equal(new Set(folded).size, found.size, "two files have one name on some disk");
  },
}));
