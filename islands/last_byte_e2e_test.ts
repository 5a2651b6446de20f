// What is cancelled when all bytes have passed and only the receiver's word of it is missing.
import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { AppServer } from "../lib/testing/app_server.ts";
import { type IslandPage, openLink, savedFile, shareFiles } from "../lib/testing/island_page.ts";
import { sha256OfFile, TempFiles } from "../lib/testing/temp_files.ts";
import { TestBrowser } from "../lib/testing/test_browser.ts";
import { until } from "../lib/testing/until.ts";

const SIZE = 3 * 1024 * 1024 + 1;

/** What a page keeps back of what it would say. */
interface Held {
  /** Says it. */
  sayReceipt?: () => void;
}

/** Has a tab keep its receipt back, with whatever it says after it. */
async function holdReceipt(page: Page): Promise<void> {
  await page.evaluateOnNewDocument(() => {
    const { send } = RTCDataChannel.prototype;
    const held: (() => void)[] = [];
    RTCDataChannel.prototype.send = function (data: unknown) {
      const say = () => Reflect.apply(send, this, [data]);
      const isReceipt = typeof data === "string" && data.includes('"type":"receipt"');
      if (!isReceipt && held.length === 0) return say();
      held.push(say);
      const sayReceipt = () => held.splice(0).forEach((each) => each());
      Object.assign(globalThis, { sayReceipt });
    };
  });
}

async function receiptHeld(page: Page): Promise<void> {
  await until(
    "the receipt",
    async () => await page.evaluate(() => "sayReceipt" in globalThis) || undefined,
    30_000,
  );
}

/** Both pages when all bytes have passed, the receiver's word of it kept back. */
interface LastByte {
  readonly sender: IslandPage;
  readonly receiver: IslandPage;
  /** Has the receiver say it. */
  sayReceipt(): Promise<void>;
}

/** Runs a test from that moment on, and compares what is saved at its end. */
function afterLastByte(name: string, run: (pages: LastByte) => Promise<void>): void {
  Deno.test(name, async () => {
    await using files = await TempFiles.create();
    await using server = await AppServer.start();
    await using sending = await TestBrowser.launch("chromium");
    await using receiving = await TestBrowser.launch("chromium");
    const path = await files.random("file.bin", SIZE);
    const { sender, link } = await shareFiles(sending, server, [path]);
    const tab = await receiving.newPage();
    await holdReceipt(tab);
    const receiver = await openLink(receiving, link, tab);
    await receiver.waitFor("connected");
    await receiver.press("receive");
    await receiptHeld(tab);
    const sayReceipt = () => tab.evaluate(() => (globalThis as Held).sayReceipt?.());
    await run({ sender, receiver, sayReceipt });
    const saved = await savedFile(receiving, SIZE, "file.bin");
    assert.equal(await sha256OfFile(saved), await sha256OfFile(path));
    assert.deepEqual([...sender.complaints, ...receiver.complaints], []);
  });
}

afterLastByte(
  "a sender that cancels after the last byte has cancelled, and the receiver keeps the whole file",
  async ({ sender, receiver, sayReceipt }) => {
    assert.equal((await sender.state()).state, "transferring", "nobody has said that it arrived");
    await sender.press("cancel");
    assert.equal(await sender.waitForFailure(), "cancelled");
    await sayReceipt();
    await receiver.waitFor("done");
    assert.equal((await sender.state()).state, "failed");
  },
);

afterLastByte(
  "a receiver that has everything has nothing left to cancel, and the sender hears of it late",
  async ({ sender, receiver, sayReceipt }) => {
    await receiver.waitFor("done");
    assert.equal(await receiver.page.$('[data-action="cancel"]'), null);
    await sayReceipt();
    await sender.waitFor("done");
    assert.equal(await sender.textOf("digest"), await receiver.textOf("digest"));
  },
);
