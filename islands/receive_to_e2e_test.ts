// Where received files go: an archive, or a destination that the reader picks. The pickers are the browser's
// own windows, which nobody can press in a test: a folder of the origin's private file system stands in
// for the reader's, with the same handles, writables and permissions asked for.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { ElementHandle, Page } from "puppeteer-core";
import { AppServer } from "../lib/testing/servers/app_server.ts";
import { HOSTILE_PATHS } from "../lib/testing/simulation/hostile_names.ts";
import {
  IslandPage,
  openLink,
  savedFile,
  shareFiles,
} from "../lib/testing/browsers/island_page.ts";
import { readZip } from "../lib/testing/browsers/read_zip.ts";
import { borrowBrowser } from "../lib/testing/browsers/shared_browsers.ts";
import { sha256OfFile, TempFiles } from "../lib/testing/browsers/temp_files.ts";
import type { TestBrowser } from "../lib/testing/browsers/test_browser.ts";
import { until } from "../lib/testing/servers/until.ts";
import { listedFiles } from "../lib/ui/saving/listed_files.ts";
import { STATE_MS, TRANSFER_MS } from "../lib/testing/deadlines.ts";

const MIB = 1024 * 1024;

interface Stage {
  readonly server: AppServer;
  readonly sending: TestBrowser;
  readonly receiving: TestBrowser;
  readonly files: TempFiles;
}

async function onStage(run: (stage: Stage) => Promise<void>): Promise<void> {
  await using files = await TempFiles.create();
  await using server = await AppServer.start();
  await using sending = await borrowBrowser("chromium");
  await using receiving = await borrowBrowser("chromium");
  await run({ server, sending, receiving, files });
}

/** Shares files with any paths, as if a chosen folder had them; each holds its own path. */
async function sharePaths({ server, sending }: Stage, paths: readonly string[]): Promise<string> {
  const sender = new IslandPage(sending, await sending.newPage());
  await sender.page.goto(server.url("/"), { waitUntil: "load" });
  const input = await sender.page.waitForSelector('input[type=file][data-part="files"]');
  await (input as ElementHandle<HTMLInputElement>).evaluate((input, paths) => {
    const files = paths.map((path) => {
      const file = new File([path], "x", { lastModified: Date.UTC(2024, 4, 6, 12) });
      Object.defineProperty(file, "webkitRelativePath", { value: path });
      return file;
    });
    Object.defineProperty(input, "files", { value: files, configurable: true });
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }, paths);
  await sender.press("share");
  await sender.waitFor("waiting");
  const field = await sender.element('input[data-part="link"]');
  return await field.evaluate((node) => (node as HTMLInputElement).value);
}

/** Puts a folder of the private file system in place of the one that the reader would pick. */
async function standInForPickers(page: Page): Promise<void> {
  await page.evaluateOnNewDocument(() => {
    const pick = async () => {
      const origin = await navigator.storage.getDirectory();
      return await origin.getDirectoryHandle("picked", { create: true });
    };
    Object.assign(globalThis, {
      showDirectoryPicker: pick,
      showSaveFilePicker: async ({ suggestedName }: { suggestedName: string }) =>
        await (await pick()).getFileHandle(suggestedName, { create: true }),
    });
  });
}

/** Sizes and SHA-256 of what is in the picked folder, by path. */
async function pickedFiles(page: Page): Promise<Record<string, { size: number; sha256: string }>> {
  return await page.evaluate(async () => {
    const files: Record<string, { size: number; sha256: string }> = {};
    const walk = async (folder: FileSystemDirectoryHandle, path: string) => {
      for await (const [name, handle] of folder.entries()) {
        if (handle instanceof FileSystemDirectoryHandle) {
          files[`${path}${name}/`] = { size: 0, sha256: "" };
          await walk(handle, `${path}${name}/`);
          continue;
        }
        const file = await (handle as FileSystemFileHandle).getFile();
        const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
        const sha256 = [...new Uint8Array(digest)]
          .map((byte) => byte.toString(16).padStart(2, "0")).join("");
        files[path + name] = { size: file.size, sha256 };
      }
    };
    const origin = await navigator.storage.getDirectory();
    await walk(await origin.getDirectoryHandle("picked", { create: true }), "");
    return files;
  });
}

function sha256Of(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** UTF-16 halves can't be sent as a name in UTF-8; a browser's own files never have them. */
const SENT_PATHS = HOSTILE_PATHS.filter((path) => path.isWellFormed() && !path.endsWith("/"));

Deno.test("hostile names arrive as one archive whose entries are safe, all different and whole", async () => {
  await onStage(async (stage) => {
    const link = await sharePaths(stage, SENT_PATHS);
    const receiver = await openLink(stage.receiving, link);
    await receiver.waitFor("connected");
    await receiver.press("receive");
    await receiver.waitFor("done", TRANSFER_MS);
    const all = await receiver.element('a[data-part="save-all"]');
    const [name, size] = await all.evaluate((node) => [
      (node as HTMLAnchorElement).download,
      Number((node as HTMLElement).dataset["size"]),
    ]);
    const saved = await savedFile(stage.receiving, Number(size), String(name));
    const zipped = readZip(await Deno.readFile(saved));
    const expected = listedFiles(SENT_PATHS.map((path) => ({ path, size: 1, modified: 0 })));
    assert.deepEqual(zipped.map(({ path }) => path), expected.map(({ name }) => name));
    assert.deepEqual(
      zipped.map(({ bytes }) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)),
      SENT_PATHS,
    );
    const links = await receiver.page.$$eval('a[data-part="save"]', (nodes) => nodes.length);
    assert.equal(links, SENT_PATHS.length);
    assert.deepEqual(receiver.complaints, []);
  });
});

Deno.test("a received text is shown as text and copied with one click", async () => {
  await onStage(async (stage) => {
    const link = await sharePaths(stage, ["<b>Meet</b> at eight.txt"]);
    const receiver = await openLink(stage.receiving, link);
    await receiver.waitFor("connected");
    await receiver.press("receive");
    await receiver.waitFor("done");
    assert.equal(await receiver.textOf("text"), "<b>Meet</b> at eight.txt");
    await receiver.press("copy-text");
    await until(
      "said that it is copied",
      async () => {
        const said = await receiver.page.$eval(
          '[data-action="copy-text"]',
          (node) => node.textContent ?? "",
        );
        return /^Cop/.test(said) && !said.startsWith("Copy text") ? said : undefined;
      },
      STATE_MS,
      () => receiver.describe(),
    );
  });
});

Deno.test("a tree goes into the folder that the reader picked, beside what is there", async () => {
  await onStage(async (stage) => {
    const paths = ["trip/a/x.txt", "trip/b/x.txt", "trip/Ё ~ 👨‍👩‍👧.txt"];
    const link = await sharePaths(stage, paths);
    const page = await stage.receiving.newPage();
    await standInForPickers(page);
    const receiver = await openLink(stage.receiving, link, page);
    await receiver.waitFor("connected");
    await page.evaluate(async () => {
      const origin = await navigator.storage.getDirectory();
      const picked = await origin.getDirectoryHandle("picked", { create: true });
      const file = await picked.getFileHandle("trip", { create: true });
      const writable = await file.createWritable();
      await writable.write("mine");
      await writable.close();
    });
    await receiver.press("receive-to");
    await receiver.waitFor("done");
    assert.equal(await receiver.attributeOf("destination", "data-name"), "picked");
    const found = await pickedFiles(page);
    assert.deepEqual(
      Object.keys(found).sort(),
      [
        "trip",
        "trip (2)/",
        "trip (2)/a/",
        "trip (2)/a/x.txt",
        "trip (2)/b/",
        "trip (2)/b/x.txt",
        "trip (2)/Ё _ 👨_👩_👧.txt",
      ].sort(),
    );
    assert.equal(found["trip"]?.sha256, sha256Of("mine"));
    assert.equal(found["trip (2)/b/x.txt"]?.sha256, sha256Of("trip/b/x.txt"));
    assert.equal((await page.$$('[data-part="file"]')).length, 3);
    assert.equal((await page.$$('[data-part="save"]')).length, 0);
    assert.deepEqual(receiver.complaints, []);
  });
});

Deno.test("a page that is reloaded goes on in the picked file with one click, from what was verified", async () => {
  await onStage(async (stage) => {
    const size = 96 * MIB;
    const path = await stage.files.random("file.bin", size);
    const { link } = await shareFiles(stage.sending, stage.server, [path]);
    const page = await stage.receiving.newPage();
    await standInForPickers(page);
    page.on("dialog", (dialog) => dialog.accept());
    const receiver = await openLink(stage.receiving, link, page);
    await receiver.waitFor("connected");
    await receiver.press("receive-to");
    await until(
      "a part that is received",
      async () => {
        const now = await page.$eval(
          '[role="progressbar"]',
          (node) => Number(node.getAttribute("aria-valuenow")),
        ).catch(() => 0);
        return now >= 25 || undefined;
      },
      TRANSFER_MS,
      () => receiver.describe(),
    );
    await page.reload({ waitUntil: "load" });
    await receiver.waitFor("connected");
    await until(
      "the way to go on",
      async () =>
        (await page.$eval('[data-action="receive-to"]', (node) => node.textContent ?? ""))
          .includes("file.bin") || undefined,
      STATE_MS,
      () => receiver.describe(),
    );
    await receiver.press("receive-to");
    const held = await until(
      "what is held",
      async () =>
        await page.$eval(
          "[data-held-bytes]",
          (node) => Number((node as HTMLElement).dataset["heldBytes"]),
        ).catch(() => undefined),
      STATE_MS,
      () => receiver.describe(),
    );
    // deno-lint-ignore no-console
    console.log(`${held / MIB} MiB of ${size / MIB} held after the reload`);
    assert.ok(held >= 16 * MIB, `${held} bytes held`);
    await receiver.waitFor("done", TRANSFER_MS);
    const found = await pickedFiles(page);
    assert.deepEqual(found, { "file.bin": { size, sha256: await sha256OfFile(path) } });
  });
});
