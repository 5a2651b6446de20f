import assert from "node:assert/strict";
import { basename } from "node:path";
import { AppServer } from "../lib/testing/app_server.ts";
import type { BrowserName } from "../lib/testing/find_browser.ts";
import { openLink, savedFile, shareFiles } from "../lib/testing/island_page.ts";
import { sha256OfFile, TempFiles } from "../lib/testing/temp_files.ts";
import { TestBrowser } from "../lib/testing/test_browser.ts";

const MIB = 1024 * 1024;

/** Sends files from one browser to another, each a process of its own, and compares what is on disk. */
async function transfer(
  from: BrowserName,
  to: BrowserName,
  make: (files: TempFiles) => Promise<readonly string[]>,
  deadlineMs = 60_000,
): Promise<void> {
  await using files = await TempFiles.create();
  await using server = await AppServer.start();
  await using sending = await TestBrowser.launch(from);
  await using receiving = await TestBrowser.launch(to);
  const paths = await make(files);
  const { sender, link } = await shareFiles(sending, server, paths);
  const receiver = await openLink(receiving, link);
  await receiver.waitFor("connected");
  const offered = await receiver.page.$$eval(
    '[data-part="file"]',
    (nodes) => nodes.map((node) => ({ ...(node as HTMLElement).dataset })),
  );
  assert.equal(offered.length, paths.length);
  await receiver.press("receive");
  await receiver.waitFor("done", deadlineMs);
  await sender.waitFor("done");
  assert.equal(await sender.textOf("digest"), await receiver.textOf("digest"));
  for (const path of paths) {
    const { size } = await Deno.stat(path);
    const saved = await savedFile(receiving, size, basename(path));
    assert.equal(await sha256OfFile(saved), await sha256OfFile(path));
  }
  assert.deepEqual([...sender.complaints, ...receiver.complaints], []);
}

const PAIRS: readonly (readonly [BrowserName, BrowserName])[] = [
  ["chromium", "chromium"],
  ["chromium", "firefox"],
  ["firefox", "chromium"],
];

for (const [from, to] of PAIRS) {
  Deno.test(`a file of 3 MiB and a bit crosses from ${from} to ${to} unchanged`, async () => {
    await transfer(from, to, async (files) => [
      await files.random("Отчёт за май 🐻 final.bin", 3 * MIB + 1),
    ]);
  });
}

const BLOCK = MIB;

for (const [from, to] of PAIRS.slice(1)) {
  Deno.test(`files around the size of a block cross together from ${from} to ${to}`, async () => {
    const sizes = [0, 1, BLOCK - 1, BLOCK, BLOCK + 1];
    await transfer(
      from,
      to,
      (files) => Promise.all(sizes.map((size) => files.random(`of ${size} bytes.bin`, size, size))),
    );
  });

  Deno.test(`a file of 256 MiB crosses from ${from} to ${to} unchanged`, async () => {
    const make = async (files: TempFiles) => [await files.random("file.bin", 256 * MIB)];
    await transfer(from, to, make, 300_000);
  });
}

for (const size of [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 256 * MIB]) {
  Deno.test(`a file of ${size} bytes crosses from chromium to chromium unchanged`, async () => {
    const make = async (files: TempFiles) => [await files.random("file.bin", size)];
    await transfer("chromium", "chromium", make, 300_000);
  });
}

Deno.test("a file of 2 GiB and a byte crosses from chromium to chromium unchanged", async () => {
  const make = async (files: TempFiles) => [await files.sparse("big.bin", 2048 * MIB + 1)];
  await transfer("chromium", "chromium", make, 600_000);
});

Deno.test("several files cross together and keep their names", async () => {
  await transfer("chromium", "chromium", async (files) => [
    await files.random("first.txt", 5, 1),
    await files.random("empty", 0, 2),
    await files.random("second file.bin", 2 * MIB + 3, 3),
  ]);
});
