// Where the disk ends while files are received, and what unfinished transfers leave on it.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { Page } from "puppeteer-core";
import { FileStage, type Offered } from "../lib/testing/browsers/file_stage.ts";
import { type IslandPage, openLink, shareFiles } from "../lib/testing/browsers/island_page.ts";
import { readZip } from "../lib/testing/browsers/read_zip.ts";
import { sha256OfFile } from "../lib/testing/browsers/temp_files.ts";
import { storedBytes } from "../lib/testing/browsers/stored_bytes.ts";
import { cantRun } from "../lib/testing/cant_run.ts";
import { until } from "../lib/testing/servers/until.ts";
import { STATE_MS, TRANSFER_MS } from "../lib/testing/deadlines.ts";

const MIB = 1024 * 1024;

/** So much that the disk ends before all of it has come, a second after the first of it. */
const SIZE = 96 * MIB;

async function waitForKept(receiver: IslandPage, bytes: number): Promise<void> {
  await until(
    `${bytes} bytes kept`,
    async () => await storedBytes(receiver.page) >= bytes || undefined,
    TRANSFER_MS,
    () => receiver.describe(),
  );
}

/** Both sides say that the disk is full; then there is room, and both go on to the end. */
async function fullAndRoomAgain(
  stage: FileStage,
  { path, sender, receiver }: Offered,
  makeRoom: () => Promise<unknown>,
): Promise<void> {
  assert.equal(await receiver.waitForFailure(TRANSFER_MS), "storage-full");
  const told = performance.now();
  assert.equal(await sender.waitForFailure(), "storage-full");
  const seconds = (performance.now() - told) / 1_000;
  assert.ok(seconds < 2, `the sender was told after ${seconds} s`);
  assert.ok(await storedBytes(receiver.page) > 0, "what was verified is kept");
  await makeRoom();
  await sender.press("retry");
  await receiver.press("retry");
  await receiver.waitFor("done", TRANSFER_MS);
  await stage.assertSaved({ path });
}

async function setQuota(page: Page, quotaSize: number | undefined): Promise<void> {
  const session = await page.createCDPSession();
  await session.send("Storage.overrideQuotaForOrigin", {
    origin: new URL(page.url()).origin,
    ...(quotaSize === undefined ? {} : { quotaSize }),
  });
}

Deno.test("a quota that ends in the middle is told to both sides, and what is verified goes on", async () => {
  await using stage = await FileStage.start();
  const begun = await stage.transfer(SIZE);
  const { receiver: { page } } = begun;
  await waitForKept(begun.receiver, 8 * MIB);
  await setQuota(page, 16 * MIB);
  await fullAndRoomAgain(stage, begun, () => setQuota(page, 4096 * MIB));
});

Deno.test("what can't fit is refused with the numbers, before the first byte", async () => {
  await using stage = await FileStage.start();
  const { receiver } = await stage.offer(await stage.files.sparse("file.bin", 64 * MIB));
  await setQuota(receiver.page, 32 * MIB);
  await receiver.press("receive");
  assert.equal(await receiver.waitForFailure(), "storage-full");
  const room = await receiver.page.$eval(".failure-room", (node) => node.textContent);
  // Less than the quota: the browser hands room out in pieces that grow.
  assert.match(room ?? "", /67\.1 MB.*\b[123]\d(\.\d+)? MB/);
  assert.equal(await storedBytes(receiver.page), 0);
});

/** A file system of its own, which takes memory and ends. */
class SmallDisk implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async mount(bytes: number): Promise<SmallDisk> {
    const path = await Deno.makeTempDir({ prefix: "filefrag_disk_" });
    await run("mount", "-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", path);
    return new SmallDisk(path);
  }

  /** Leaves so many bytes free. */
  async fill(freeBytes: number): Promise<void> {
    const { stdout } = await new Deno.Command("df", {
      args: ["--output=avail", "-B1", this.path],
    }).output();
    const free = Number(new TextDecoder().decode(stdout).split("\n")[1]);
    await run("fallocate", "-l", String(Math.max(1, free - freeBytes)), `${this.path}/filler`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await run("umount", "--lazy", this.path);
    await Deno.remove(this.path);
  }
}

async function run(command: string, ...args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, { args: [...args] }).output();
  if (!success) throw new Error(`${command}: ${new TextDecoder().decode(stderr)}`);
}

const FULL_DISK =
  "a disk that is full in the middle is told to both sides, and what is verified goes on";
if (Deno.build.os === "linux" && Deno.uid() === 0) {
  Deno.test(FULL_DISK, async () => {
    await using disk = await SmallDisk.mount(768 * MIB);
    await using stage = await FileStage.start({ receiving: { profile: `${disk.path}/profile` } });
    const begun = await stage.transfer(SIZE);
    await waitForKept(begun.receiver, 8 * MIB);
    await disk.fill(24 * MIB);
    await fullAndRoomAgain(stage, begun, () => Deno.remove(`${disk.path}/filler`));
  });
} else {
  cantRun(FULL_DISK, "a disk of its own takes root, on Linux");
}

Deno.test("what an unfinished transfer left is shown with the next offer, with its size, and removed", async () => {
  await using stage = await FileStage.start();
  const { receiver } = await stage.transfer(await stage.files.sparse("file.bin", 8192 * MIB));
  await waitForKept(receiver, 8 * MIB);
  const kept = await storedBytes(receiver.page);
  await receiver.page.close({ runBeforeUnload: false });

  const { receiver: next } = await stage.offer(await stage.files.random("next.bin", 5));
  const bytes = Number(await next.attributeOf("left-overs", "data-bytes"));
  assert.ok(bytes >= kept, `${bytes} of ${kept} bytes shown`);
  await next.press("clear-leftovers");
  await until(
    "nothing left",
    async () => await next.attributeOf("left-overs", "data-bytes") === "0" || undefined,
    STATE_MS,
    () => next.describe(),
  );
  assert.equal(await storedBytes(next.page), 0);
  await next.press("receive");
  await next.waitFor("done");
});

/** Waits for the offer of what another tab had received. */
async function offeredAgain(island: IslandPage): Promise<void> {
  await until(
    "the files offered again",
    async () => await island.page.$('[data-unsaved="kept"]') ?? undefined,
    STATE_MS,
    () => island.describe(),
  );
  const words = await island.textOf("received-before");
  assert.match(words, /large\.bin and more, 3 files \(3\.\d+ MB\)/);
}

/** The archive that a browser has saved. */
async function archiveIn(downloads: string): Promise<string> {
  return await until("a saved archive", async () => {
    for await (const { name } of Deno.readDir(downloads)) {
      if (name.endsWith(".zip")) return `${downloads}/${name}`;
    }
    return undefined;
  }, TRANSFER_MS);
}

Deno.test("files of a tab that was closed before they were saved are offered at the next visit, once", async () => {
  await using stage = await FileStage.start();
  const { files, receiving } = stage;
  const sent = [
    await files.random("large.bin", 3 * MIB),
    await files.random("small.bin", 4_000),
    await files.random("other.bin", 70_000),
  ];
  const { sender, link } = await shareFiles(stage.sending, stage.server, sent);
  const receiver = await openLink(receiving, link);
  await receiver.waitFor("connected");
  await receiver.press("receive");
  await receiver.waitFor("done");
  await receiver.page.close({ runBeforeUnload: false });
  await sender.page.close({ runBeforeUnload: false });

  // On the start page as on that of a link, whatever became of the link.
  const start = await openLink(receiving, stage.server.url("/"));
  await offeredAgain(start);
  await start.page.close({ runBeforeUnload: false });
  const next = await openLink(receiving, link);
  await offeredAgain(next);
  await next.press("save-received");
  await until(
    "the archive handed over",
    async () => await next.page.$('[data-unsaved="saved"]') ?? undefined,
    STATE_MS,
    () => next.describe(),
  );
  const archive = await archiveIn(receiving.downloads);
  const digests = readZip(await Deno.readFile(archive)).map(({ path, bytes }) => [
    path,
    createHash("sha256").update(bytes).digest("hex"),
  ]);
  assert.deepEqual(
    digests,
    await Promise.all(
      sent.map(async (path) => [path.replace(/.*\//, ""), await sha256OfFile(path)]),
    ),
  );
  assert.deepEqual(next.complaints, []);

  await next.page.close({ runBeforeUnload: false });
  const last = await openLink(receiving, link);
  await last.waitForFailure(TRANSFER_MS);
  assert.equal(await last.page.$('[data-part="received-before"]'), null);
});
