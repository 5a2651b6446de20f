// Folders, drops and texts, given by one browser and received by another. What arrives is read through
// the links under which the receiver's page saves it.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { ElementHandle } from "puppeteer-core";
import { AppServer } from "../lib/testing/servers/app_server.ts";
import { dropFiles } from "../lib/testing/browsers/drop_files.ts";
import { IslandPage, openLink } from "../lib/testing/browsers/island_page.ts";
import { SeededRandom } from "../lib/testing/simulation/seeded_random.ts";
import { borrowBrowser } from "../lib/testing/browsers/shared_browsers.ts";
import type { TestBrowser } from "../lib/testing/browsers/test_browser.ts";
import { until } from "../lib/testing/servers/until.ts";
import { STATE_MS } from "../lib/testing/deadlines.ts";

/** Names that a disk takes and that mean something else somewhere. */
const HOSTILE_NAMES: readonly string[] = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "con",
  "CON.txt",
  "nul",
  "aux.h",
  "com1",
  "lpt9.log",
  " leading space",
  "trailing space ",
  "trailing dot.",
  "...",
  ".hidden",
  "-rf",
  "--help",
  "~",
  "~user",
  "$HOME",
  "$(reboot)",
  "`id`",
  "%2e%2e%2f",
  "%00",
  "a:b",
  "c:\\windows\\win.ini",
  "..\\up.txt",
  "back\\slash",
  "a|b",
  "a*b",
  "a?b",
  "a<b>c",
  'quo"te',
  "quo'te",
  "semi;colon",
  "amp&ersand",
  "hash#tag",
  "new\nline",
  "tab\tbed",
  "bell\u0007",
  "escape\u001b[31m",
  "delete\u007f",
  "right\u202etxt.exe",
  "zero\u200bwidth",
  "bom\ufeff",
  "nbsp\u00a0name",
  "é composed",
  "e\u0301 decomposed",
  "ﬁ ligature",
  "ПРИВЕТ.txt",
  "имя файла.txt",
  "日本語.txt",
  "שלום.txt",
  "مرحبا.txt",
  "🏔️🎿.heic",
  "👨‍👩‍👧‍👦",
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "javascript:alert(1)",
  "x".repeat(200),
  "ж".repeat(100),
  "file.tar.gz",
  "no extension",
  "UPPER",
  "upper",
];

/** A folder of source files that goes away with its test; files have random bytes. */
class TempTree implements AsyncDisposable {
  readonly #random = new SeededRandom(7);
  /** SHA-256 of what is in each file, by its path from here. */
  readonly digests = new Map<string, string>();

  private constructor(readonly root: string) {}

  static async create(): Promise<TempTree> {
    return new TempTree(await Deno.makeTempDir({ prefix: "filefrag_tree_" }));
  }

  async file(path: string, size: number): Promise<void> {
    await this.folder(path.slice(0, path.lastIndexOf("/")));
    const bytes = this.#random.bytes(size);
    await Deno.writeFile(`${this.root}/${path}`, bytes);
    this.digests.set(path, digestOf(bytes));
  }

  async folder(path: string): Promise<void> {
    await Deno.mkdir(`${this.root}/${path}`, { recursive: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.root, { recursive: true });
  }
}

interface Stage {
  readonly tree: TempTree;
  readonly sender: IslandPage;
  readonly there: TestBrowser;
}

/** Runs a test with an open sender's page, a second browser and a folder, and clears all of it away. */
function giving(name: string, run: (stage: Stage) => Promise<void>): void {
  Deno.test(name, async () => {
    await using tree = await TempTree.create();
    await using server = await AppServer.start();
    await using here = await borrowBrowser("chromium");
    await using there = await borrowBrowser("chromium");
    const sender = await openLink(here, server.url("/"));
    await sender.waitFor("loading");
    await sender.element('input[data-part="files"]');
    await run({ tree, sender, there });
    assert.deepEqual(sender.complaints, []);
  });
}

async function chooseFolder(sender: IslandPage, path: string): Promise<void> {
  const input = await sender.element('input[data-part="folder"]');
  await (input as ElementHandle<HTMLInputElement>).uploadFile(path);
}

/** Pastes a text into the page, outside of any field. */
async function paste({ page }: IslandPage, text: string): Promise<void> {
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    document.body.dispatchEvent(event);
  }, text);
}

/** Waits until the sender lists so many rows, and answers them. */
async function listed(sender: IslandPage, count: number) {
  return await until(
    `${count} rows`,
    async () => {
      const rows = await sender.page.$$eval(
        '[data-part="file"], [data-part="tree"]',
        (nodes) => nodes.map((node) => ({ ...(node as HTMLElement).dataset })),
      );
      return rows.length === count ? rows : undefined;
    },
    STATE_MS,
    () => sender.describe(),
  );
}

/** Shares what is listed and receives it; answers what arrived: SHA-256 of each file by its name. */
async function received({ sender, there }: Stage): Promise<ReadonlyMap<string, string>> {
  await sender.press("share");
  await sender.waitFor("waiting");
  const field = await sender.element('input[data-part="link"]');
  const link = await field.evaluate((node) => (node as HTMLInputElement).value);
  const page = await there.newPage();
  await page.setBypassCSP(true); // To read what the page only links to.
  const receiver = await openLink(there, link, page);
  await receiver.waitFor("connected");
  await receiver.press("receive");
  await receiver.waitFor("done");
  await sender.waitFor("done");
  assert.equal(await sender.textOf("digest"), await receiver.textOf("digest"));
  const files = await page.$$eval(
    '[data-part="file"]',
    (rows) =>
      Promise.all(rows.map(async (row) => {
        const name = (row as HTMLElement).dataset.name ?? "";
        const link = row.querySelector<HTMLAnchorElement>('a[data-part="save"]');
        if (!link) return [name, undefined] as const;
        const bytes = await (await fetch(link.href)).arrayBuffer();
        const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
        const hex = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
        return [name, hex] as const;
      })),
  );
  assert.deepEqual(receiver.complaints, []);
  return new Map(files.map(([name, digest]) => [name, digest ?? ""]));
}

function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

const NO_BYTES = digestOf(new Uint8Array());

giving("a dropped tree arrives whole: nested, empty, and under hostile names", async (stage) => {
  const { tree, sender } = stage;
  await tree.file("поездка/день первый/заметки.txt", 5_000);
  await tree.file("поездка/🏔️/a/b/c/d/deep.bin", 70_000);
  await tree.file("поездка/empty file", 0);
  await tree.folder("поездка/пустая");
  await tree.folder("nothing");
  for (const name of HOSTILE_NAMES) await tree.file(`names/${name}`, 40);
  await tree.file("one/same.txt", 100);
  await tree.file("two/same.txt", 200);
  await tree.file("plain.txt", 300);
  const tops = ["поездка", "nothing", "names", "one", "two", "plain.txt"];
  await dropFiles(sender.page, ...tops.map((name) => `${tree.root}/${name}`));
  const rows = await listed(sender, tops.length);
  assert.deepEqual(
    rows.map(({ name, files, part }) => [name, files, part]).sort(),
    [
      ["поездка", "3", "tree"],
      ["nothing", "0", "tree"],
      ["names", `${HOSTILE_NAMES.length}`, "tree"],
      ["one", "1", "tree"],
      ["two", "1", "tree"],
      ["plain.txt", undefined, "file"],
    ].sort(),
  );
  const arrived = await received(stage);
  // Names may have been made safe on the way; what is in the files may not have changed.
  const files = [...arrived].filter(([name]) => !name.endsWith("/"));
  const digests = files.map(([, digest]) => digest).sort();
  assert.deepEqual(digests, [...tree.digests.values()].sort());
  for (const path of ["поездка/день первый/заметки.txt", "one/same.txt", "two/same.txt"]) {
    assert.equal(arrived.get(path), tree.digests.get(path), path);
  }
  assert.equal(arrived.get("поездка/empty file"), NO_BYTES);
});

giving("a folder chosen by the input for folders is offered with its paths", async (stage) => {
  const { tree, sender } = stage;
  await tree.file("album/a.jpg", 3_000);
  await tree.file("album/more/b.jpg", 4_000);
  await chooseFolder(sender, `${tree.root}/album`);
  const [row] = await listed(sender, 1);
  assert.deepEqual([row?.name, row?.files, row?.size], ["album", "2", "7000"]);
  assert.deepEqual(await received(stage), tree.digests);
});

giving("files of no bytes alone arrive, with an empty folder", async (stage) => {
  const { tree, sender } = stage;
  await tree.file("none/a", 0);
  await tree.file("none/b", 0);
  await tree.folder("none/at all");
  await dropFiles(sender.page, `${tree.root}/none`);
  await listed(sender, 1);
  const arrived = await received(stage);
  assert.equal(arrived.get("none/a"), NO_BYTES);
  assert.equal(arrived.get("none/b"), NO_BYTES);
});

giving("an empty folder alone can be shared and is received", async (stage) => {
  const { tree, sender } = stage;
  await tree.folder("alone");
  await dropFiles(sender.page, `${tree.root}/alone`);
  const [row] = await listed(sender, 1);
  assert.deepEqual([row?.name, row?.files], ["alone", "0"]);
  const arrived = await received(stage);
  assert.ok([...arrived.values()].every((digest) => digest === ""), "a file was made of it");
});

giving(
  "a pasted text, and one that is written, are sent as files; a row can be removed",
  async (stage) => {
    const { tree, sender } = stage;
    await tree.file("folder/x", 10);
    await dropFiles(sender.page, `${tree.root}/folder`);
    await listed(sender, 1);
    const pasted = "https://example.org/привет?a=1";
    await paste(sender, pasted);
    await listed(sender, 2);
    // By keyboard alone: open, write, take.
    const button = await sender.element('[data-action="add-text"]');
    await button.focus();
    await sender.page.keyboard.press("Enter");
    const written = "Two words, and 👋";
    await sender.element('textarea[data-part="text"]');
    await sender.page.keyboard.type(written);
    await sender.page.keyboard.down("Control");
    await sender.page.keyboard.press("Enter");
    await sender.page.keyboard.up("Control");
    await listed(sender, 3);
    assert.equal(await sender.page.$('textarea[data-part="text"]'), null);
    await sender.press("remove");
    await listed(sender, 2);
    const arrived = await received(stage);
    const encoder = new TextEncoder();
    assert.deepEqual(
      arrived,
      new Map([
        ["example.org привет a 1.txt", digestOf(encoder.encode(pasted))],
        ["Two words and.txt", digestOf(encoder.encode(written))],
      ]),
    );
  },
);

giving(
  "a share of a folder and a text goes on after a reload once the folder is chosen again",
  async (stage) => {
    const { tree, sender } = stage;
    await tree.file("kept/deep/a", 5_000);
    await tree.folder("kept/empty");
    await dropFiles(sender.page, `${tree.root}/kept`);
    await listed(sender, 1);
    await paste(sender, "a note");
    await listed(sender, 2);
    await sender.press("share");
    await sender.waitFor("waiting");
    sender.page.on("dialog", (dialog) => dialog.accept());
    await sender.page.reload();
    // The browser kept the way to the folder; to open it again it would ask, which nobody answers here.
    await sender.element('[data-action="resume"]');
    const [missing] = await listed(sender, 1);
    assert.deepEqual([missing?.name, missing?.files], ["kept", "1"]);
    await chooseFolder(sender, `${tree.root}/kept`);
    await sender.waitFor("waiting");
  },
);
