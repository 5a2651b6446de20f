// What is cancelled when all bytes have passed and only the receiver's word of it is missing.
import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { FileStage } from "../lib/testing/browsers/file_stage.ts";
import type { IslandPage } from "../lib/testing/browsers/island_page.ts";
import { until } from "../lib/testing/servers/until.ts";
import { STATE_MS } from "../lib/testing/deadlines.ts";

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
    STATE_MS,
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
    await using stage = await FileStage.start();
    const tab = await stage.receiving.newPage();
    await holdReceipt(tab);
    const { path, sender, receiver } = await stage.transfer(SIZE, tab);
    await receiptHeld(tab);
    const sayReceipt = () => tab.evaluate(() => (globalThis as Held).sayReceipt?.());
    await run({ sender, receiver, sayReceipt });
    await stage.assertSaved({ path });
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
