// Links, texts and pictures as people pass them on: mangled, cut, pasted, dragged, given away by mistake.
import assert from "node:assert/strict";
import { FileStage } from "../lib/testing/browsers/file_stage.ts";
import { type IslandPage, openLink, shareFiles } from "../lib/testing/browsers/island_page.ts";
import { STATE_MS } from "../lib/testing/deadlines.ts";
import { until } from "../lib/testing/servers/until.ts";

/** What is given to a page by an event: texts by their types, and a picture. */
interface Given {
  readonly texts: Readonly<Record<string, string>>;
  readonly hasPicture?: boolean;
}

/** Pastes into the page, or drops onto it; answers whether the page kept the browser from its own way. */
async function give({ page }: IslandPage, how: "paste" | "drop", given: Given): Promise<boolean> {
  return await page.evaluate(
    (how, { texts, hasPicture }) => {
      const data = new DataTransfer();
      for (const [type, text] of Object.entries(texts)) data.setData(type, text);
      if (hasPicture) data.items.add(new File(["a picture"], "image.png", { type: "image/png" }));
      const init = { bubbles: true, cancelable: true };
      const event = how === "paste"
        ? new ClipboardEvent("paste", { ...init, clipboardData: data })
        : new DragEvent("drop", { ...init, dataTransfer: data });
      document.body.dispatchEvent(event);
      return event.defaultPrevented;
    },
    how,
    given,
  );
}

async function names({ page }: IslandPage): Promise<string[]> {
  return await page.$$eval(
    '[data-part="file"]',
    (rows) => rows.map((row) => (row as HTMLElement).dataset.name ?? ""),
  );
}

async function listed(island: IslandPage, right: readonly RegExp[]): Promise<void> {
  await until(
    right.join(),
    async () => {
      const now = await names(island);
      return now.length === right.length && right.every((name, at) => name.test(now[at] ?? "")) ||
        undefined;
    },
    STATE_MS,
    () => island.describe(),
  );
}

Deno.test("a link that was changed on its way leads to its files", async (test) => {
  await using stage = await FileStage.start();
  const { link } = await shareFiles(stage.sending, stage.server, [
    await stage.files.random("file.bin", 5),
  ]);
  const changed = {
    "with %23": link.replace("#", "%23"),
    "with %2523": link.replace("#", "%2523"),
    "with a bracket behind it": `${link})`,
    "with what counts visitors": link.replace("#", "?utm_source=x#") + "&utm_medium=y",
    "with a slash before its key": link.replace("#", "/#"),
  };
  for (const [how, address] of Object.entries(changed)) {
    await test.step(how, async () => {
      const receiver = await openLink(stage.receiving, address);
      await receiver.waitFor("connected");
      await receiver.page.close();
    });
  }
  await test.step("cut, and the whole one pasted into the same tab", async () => {
    const receiver = await openLink(stage.receiving, link.slice(0, -9));
    assert.equal(await receiver.waitForFailure(), "wrong-key");
    await receiver.page.evaluate((address) => location.href = address, link);
    await receiver.waitFor("connected");
    await receiver.page.close();
  });
  await test.step("pasted as a text where files are chosen", async () => {
    const page = await openLink(stage.receiving, stage.server.url("/"));
    await page.element('input[data-part="files"]');
    assert.ok(await give(page, "paste", { texts: { "text/plain": `Here: ${link} – see you` } }));
    const opened = page.page.waitForNavigation({ waitUntil: "load" });
    await page.press("open-link");
    await opened;
    await page.waitFor("connected");
  });
});

Deno.test("an owner's own address says what it is to whoever it was given to", async () => {
  await using stage = await FileStage.start();
  const { sender } = await shareFiles(stage.sending, stage.server, [
    await stage.files.random("file.bin", 5),
  ]);
  const own = sender.page.url();
  assert.match(own, /\/#[\w-]{43}$/);
  for (const address of [own, own.replace("/#", "/presenter#")]) {
    const stranger = await openLink(stage.receiving, address);
    await until(
      "what the address is",
      async () => /ask for the link/.test(await stranger.describe()) || undefined,
      STATE_MS,
      () => stranger.describe(),
    );
    assert.equal(new URL(stranger.page.url()).hash, "");
  }
  assert.equal((await sender.state()).state, "waiting");
});

Deno.test("what is pasted or dragged is taken for what is meant, and never opened in place of the page", async () => {
  await using stage = await FileStage.start();
  const page = await openLink(stage.sending, stage.server.url("/"));
  await page.element('input[data-part="files"]');
  const cells = { "text/plain": "one\ttwo", "text/html": "<table></table>" };
  assert.ok(await give(page, "paste", { texts: cells, hasPicture: true }));
  await listed(page, [/^one two\.txt$/]);
  assert.ok(await give(page, "paste", { texts: {}, hasPicture: true }));
  await listed(page, [/^one two\.txt$/, /^image \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.png$/]);
  assert.ok(await give(page, "drop", { texts: { "text/uri-list": "https://a.example/b" } }));
  await listed(page, [/one/, /image/, /^a\.example b\.txt$/]);
  await page.press("share");
  await page.waitFor("waiting");
  assert.ok(await give(page, "drop", { texts: { "text/uri-list": "https://a.example/b" } }));
  const link = await (await page.element('input[data-part="link"]')).evaluate((field) =>
    (field as HTMLInputElement).value
  );
  for (const address of [link, stage.server.url("/presenter")]) {
    const other = await openLink(stage.receiving, address);
    await other.element(".stage[data-live]");
    assert.ok(await give(other, "drop", { texts: { "text/plain": "https://a.example/" } }));
  }
});
