import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { FileStage, type Offered } from "../lib/testing/browsers/file_stage.ts";
import type { BrowserName } from "../lib/testing/browsers/browser_name.ts";
import { type IslandPage, openLink, savedFile } from "../lib/testing/browsers/island_page.ts";
import { SeededRandom } from "../lib/testing/simulation/seeded_random.ts";
import { sha256OfFile, type TempFiles } from "../lib/testing/browsers/temp_files.ts";
import { TestBrowser, type TestBrowserOptions } from "../lib/testing/browsers/test_browser.ts";
import { until } from "../lib/testing/servers/until.ts";
import { STATE_MS, TRANSFER_MS } from "../lib/testing/deadlines.ts";

const MIB = 1024 * 1024;
const SIZE = 64 * MIB;
const RECORD_BYTES = 36;

const someFile = (files: TempFiles) => files.random("file.bin", SIZE);

/** One that nobody waits for the end of. */
const endlessFile = (files: TempFiles) => files.sparse("file.bin", 8192 * MIB);

type Stage = Pick<FileStage, "server" | "files" | "receiving"> & Offered;

/** Brings two browsers into a transfer of one file, which the receiver has accepted. */
async function transferring(
  to: BrowserName,
  make: (files: TempFiles) => Promise<string>,
  run: (stage: Stage) => Promise<void>,
  receiving?: TestBrowserOptions,
): Promise<void> {
  await using stage = await FileStage.start({ to, receiving });
  const { server, files } = stage;
  const offered = await stage.transfer(await make(files));
  await offered.receiver.waitFor("transferring");
  await run({ server, files, receiving: stage.receiving, ...offered });
}

/** Bytes that the receiver has noted as written, as the file of its notes says. */
async function notedBytes(page: Page): Promise<number> {
  const bytes = await page.evaluate(async () => {
    const origin = await navigator.storage.getDirectory();
    const root = await origin.getDirectoryHandle("filefrag", { create: true });
    let bytes = 0;
    for await (const directory of root.values()) {
      try {
        const handle = directory as FileSystemDirectoryHandle;
        bytes += (await (await handle.getFileHandle("ledger")).getFile()).size;
      } catch {
        // Nothing is noted there yet.
      }
    }
    return bytes;
  });
  return Math.floor(bytes / RECORD_BYTES) * MIB;
}

/** Waits until so many bytes are noted; answers how many really are. */
async function waitForNoted(receiver: IslandPage, bytes: number): Promise<number> {
  return await until(
    `${bytes} bytes noted`,
    async () => {
      const noted = await notedBytes(receiver.page);
      return noted >= bytes ? noted : undefined;
    },
    TRANSFER_MS,
    () => receiver.describe(),
  );
}

/** Waits until a page goes on by itself; answers the bytes it found, as the page says. */
async function waitForContinuation(receiver: IslandPage): Promise<number> {
  return await until(
    "a transfer that goes on",
    async () => {
      const held = await receiver.page.$eval(
        "[data-held-bytes]",
        (node) => Number((node as HTMLElement).dataset["heldBytes"]),
      ).catch(() => undefined);
      if ((await receiver.state()).state === "failed") throw new Error(await receiver.describe());
      return held;
    },
    STATE_MS,
    () => receiver.describe(),
  );
}

function report(what: string, noted: number, held: number, begunAt: number): void {
  const seconds = ((performance.now() - begunAt) / 1_000).toFixed(2);
  // deno-lint-ignore no-console
  console.log(`${what}: ${noted / MIB} MiB noted, ${held / MIB} MiB held, after ${seconds} s`);
}

async function assertSame({ path, receiving, receiver, sender }: Stage): Promise<void> {
  await receiver.waitFor("done", TRANSFER_MS);
  await sender.waitFor("done");
  const saved = await savedFile(receiving, (await Deno.stat(path)).size, "file.bin");
  assert.equal(await sha256OfFile(saved), await sha256OfFile(path));
}

const MOMENTS = 5;

Deno.test(`a receiver reloaded ${MOMENTS} times in Chromium goes on each time from what it had verified`, async () => {
  const random = new SeededRandom(20);
  const shares = Array.from({ length: MOMENTS }, () => 0.03 + 0.8 * random.next()).sort();
  await transferring("chromium", someFile, async (stage) => {
    const { receiver } = stage;
    for (const share of shares) {
      const noted = await waitForNoted(receiver, share * SIZE);
      const begunAt = performance.now();
      await receiver.page.reload({ waitUntil: "load" });
      const held = await waitForContinuation(receiver);
      report(`reload at ${Math.round(share * 100)} %`, noted, held, begunAt);
      assert.ok(held >= noted - MIB, `${held} of ${noted} bytes held`);
    }
    await assertSame(stage);
    const { complaints } = receiver;
    assert.deepEqual(complaints, []);
  });
});

Deno.test("a receiver reloaded in Firefox goes on from what it had verified", async () => {
  await transferring("firefox", someFile, async (stage) => {
    const { receiver } = stage;
    const noted = await waitForNoted(receiver, 0.3 * SIZE);
    const begunAt = performance.now();
    await receiver.page.reload({ waitUntil: "load" });
    const held = await waitForContinuation(receiver);
    report("reload in Firefox", noted, held, begunAt);
    assert.ok(held >= noted - MIB, `${held} of ${noted} bytes held`);
    await assertSame(stage);
  });
});

/** A folder for a profile that outlives its browser. */
class TempFolder implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async create(): Promise<TempFolder> {
    return new TempFolder(await Deno.makeTempDir({ prefix: "filefrag_profile_" }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}

/** Alters a block of the first file and one note of the ledger, behind the page's back. */
async function alterKept(page: Page): Promise<void> {
  await page.evaluate(async (recordBytes) => {
    const origin = await navigator.storage.getDirectory();
    const root = await origin.getDirectoryHandle("filefrag");
    const alter = async (directory: FileSystemDirectoryHandle, name: string, at: number) => {
      const handle = await directory.getFileHandle(name);
      const writable = await handle.createWritable({ keepExistingData: true });
      await writable.write({ type: "write", position: at, data: new Uint8Array(4) });
      await writable.close();
    };
    for await (const directory of root.values()) {
      await alter(directory as FileSystemDirectoryHandle, "ledger", 3 * recordBytes + 9);
      await alter(directory as FileSystemDirectoryHandle, "0", 2 ** 20 + 17);
    }
  }, RECORD_BYTES);
}

Deno.test(`a receiver whose browser is killed ${MOMENTS} times gets its seat at once and goes on each time`, async () => {
  const random = new SeededRandom(21);
  const shares = Array.from({ length: MOMENTS }, () => 0.03 + 0.8 * random.next()).sort();
  await using folder = await TempFolder.create();
  const profile = folder.path;
  await transferring("chromium", someFile, async (stage) => {
    await using browsers = new AsyncDisposableStack();
    let { receiving, receiver } = stage;
    for (const share of shares) {
      const noted = await waitForNoted(receiver, share * SIZE);
      const begunAt = performance.now();
      receiving.kill();
      receiving = browsers.use(await TestBrowser.launch("chromium", { profile }));
      receiver = await openLink(receiving, stage.link);
      const held = await waitForContinuation(receiver);
      report(`killed at ${Math.round(share * 100)} %`, noted, held, begunAt);
      assert.ok(held >= noted - MIB, `${held} of ${noted} bytes held`);
    }
    await assertSame({ ...stage, receiver, receiving });
  }, { profile });
});

Deno.test("a receiver whose browser is killed, and whose disk was altered meanwhile, asks for what is wrong again", async () => {
  await using folder = await TempFolder.create();
  const profile = folder.path;
  await transferring("chromium", someFile, async (stage) => {
    const { receiver, receiving, link, server } = stage;
    const noted = await waitForNoted(receiver, 0.4 * SIZE);
    const begunAt = performance.now();
    receiving.kill();
    await using again = await TestBrowser.launch("chromium", { profile });
    const page = await again.open(server.url("/healthz"));
    await alterKept(page);
    await page.close();
    const next = await openLink(again, link);
    const held = await waitForContinuation(next);
    report("killed, altered", noted, held, begunAt);
    assert.ok(held >= noted - 3 * MIB, `${held} of ${noted} bytes held`);
    await assertSame({ ...stage, receiver: next, receiving: again });
  }, { profile });
});

Deno.test("a second tab says that another has the link, takes it over when asked to, and goes on", async () => {
  await transferring("chromium", someFile, async (stage) => {
    const { receiver, receiving, link } = stage;
    await waitForNoted(receiver, 4 * MIB);
    const second = await openLink(receiving, link);
    assert.equal(await second.waitForFailure(), "other-tab");
    await second.press("retry");
    assert.equal(await receiver.waitForFailure(), "replaced");
    assert.ok(await waitForContinuation(second) >= 4 * MIB);
    await assertSame({ ...stage, receiver: second });
  });
});

Deno.test("a receiver pauses, resumes and cancels, and each takes effect at once", async () => {
  await transferring("chromium", endlessFile, async ({ receiver, sender }) => {
    await waitForNoted(receiver, MIB);
    await receiver.press("pause");
    await receiver.element('[data-action="resume"]');
    // Blocks that had begun still arrive.
    const still = await until("standstill", async () => {
      const before = await notedBytes(receiver.page);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      return before === await notedBytes(receiver.page) ? before : undefined;
    }, STATE_MS);
    assert.match(await sender.describe(), /other side paused/);
    assert.equal((await receiver.state()).state, "transferring");
    await receiver.press("resume");
    await waitForNoted(receiver, still + 2 * MIB);
    await receiver.press("cancel");
    assert.equal(await receiver.waitForFailure(2_000), "cancelled");
    assert.equal(await sender.waitForFailure(4_000), "cancelled-by-peer");
    await until(
      "nothing kept",
      async () => await notedBytes(receiver.page) === 0 || undefined,
      STATE_MS,
      () => receiver.describe(),
    );
  });
});
