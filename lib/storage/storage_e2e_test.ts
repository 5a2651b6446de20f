/**
 * The real worker on the real origin private file system, in Chromium and Firefox: what only they
 * can show. The page runs under the policy the product serves.
 * @module
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { once } from "node:events";
import { build, stop } from "esbuild";
import type { Page } from "puppeteer-core";
import { buildWorkers } from "../build/workers.ts";
import { BROWSER_NAMES } from "../testing/browsers/find_browser.ts";
import type { BrowserName } from "../testing/browsers/browser_name.ts";
import { borrowBrowser } from "../testing/browsers/shared_browsers.ts";
import { STATE_MS } from "../testing/deadlines.ts";
import { until } from "../testing/servers/until.ts";
import { TestBrowser, type TestBrowserOptions } from "../testing/browsers/test_browser.ts";
import type { FileEntry } from "../protocol/file_entry.ts";
import type { StoredTransfer } from "../transfer/ports.ts";
import type { blobSource } from "./sources/blob_source.ts";
import type { saveUrl } from "./saving/save_link.ts";

/** What the page under test offers to `evaluate`. */
declare const storage: {
  readonly blobSource: typeof blobSource;
  readonly saveUrl: typeof saveUrl;
  /** Opens the storage of a transfer that nobody else receives. */
  openTransfer(
    size: number,
    transferId?: string,
    workerUrl?: string,
  ): Promise<StoredTransfer<File> & { readonly entry: FileEntry }>;
};

const PAGE_SCRIPT = `
  import { openPageStorage } from "./page_storage.ts";
  import { blobSource } from "./sources/blob_source.ts";
  import { saveUrl } from "./saving/save_link.ts";
  const openTransfer = async (
    size,
    transferId = crypto.randomUUID(),
    workerUrl = "/opfs_worker.js",
  ) => {
    const store = await openPageStorage(workerUrl);
    const entry = { path: "x", size, modified: 0 };
    const stored = await store.open({
      sessionId: "s",
      transferId,
      blockBytes: 2 ** 20,
      files: [entry],
    });
    return Object.assign(stored, { entry });
  };
  globalThis.storage = { blobSource, saveUrl, openTransfer };
`;

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src blob:", // Only so that the tests can read an object URL back.
  "require-trusted-types-for 'script'",
  "trusted-types filefrag",
].join("; ");

const MIB = 1024 * 1024;

/** Too long for a file that is kept in memory. */
const LONG = "long ".repeat(20_000);

/** A small quota for Firefox, which can't be told another while it runs, in KiB. */
const FIREFOX_STORAGE_KIB = 50 * 1024; // One origin gets a fifth.

/** Serves the page and the worker as built for production, on a port of its own. */
async function servePage(directory: string) {
  await buildWorkers({ outDir: directory, dev: false });
  const { outputFiles } = await build({
    stdin: {
      contents: PAGE_SCRIPT,
      resolveDir: import.meta.dirname ?? ".",
      loader: "ts",
    },
    bundle: true,
    format: "iife",
    write: false,
  });
  await stop();
  const html = `<!doctype html><title>Storage</title>
    <input type="file"><a download="saved.bin">Save</a><script src="/page.js"></script>`;
  const files: Record<string, [type: string, body: string]> = {
    "/": ["text/html", html],
    "/page.js": ["text/javascript", outputFiles[0]?.text ?? ""],
    "/opfs_worker.js": [
      "text/javascript",
      await Deno.readTextFile(`${directory}/opfs_worker.js`),
    ],
  };
  const server = createServer((request, response) => {
    const [type, body] = files[request.url ?? ""] ?? ["text/plain", ""];
    response.writeHead(body === "" ? 404 : 200, {
      "content-type": type,
      "content-security-policy": CONTENT_SECURITY_POLICY,
    }).end(body);
  });
  server.listen(0, "localhost");
  await once(server, "listening");
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  return {
    url: `http://localhost:${address.port}/`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** Runs `body` with a browser, one of its own where it has options, and leaves nothing of it. */
async function withBrowser(
  name: BrowserName,
  body: (lab: { browser: TestBrowser; directory: string; open: () => Promise<Page> }) => Promise<
    void
  >,
  options?: TestBrowserOptions,
): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "filefrag_storage_" });
  try {
    await using server = await servePage(directory);
    await using browser = await (options ? TestBrowser.launch(name, options) : borrowBrowser(name));
    await body({ browser, directory, open: () => browser.open(server.url) });
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** The names under our directory, each with what it holds. */
function listFiles(page: Page): Promise<Record<string, string[]>> {
  return page.evaluate(async () => {
    const origin = await navigator.storage.getDirectory();
    const root = await origin.getDirectoryHandle("filefrag", { create: true });
    const listing: Record<string, string[]> = {};
    for await (const [name, directory] of root.entries()) {
      listing[name] = [];
      if (!(directory instanceof FileSystemDirectoryHandle)) continue;
      for await (const file of directory.keys()) listing[name].push(file);
    }
    return listing;
  });
}

/** Receives a small file and keeps it as the page does, behind an object URL. */
function receiveText(page: Page, text: string): Promise<string> {
  return page.evaluate(async (text) => {
    const bytes = new TextEncoder().encode(text);
    const stored = await storage.openTransfer(bytes.length);
    const sink = await stored.open(0, stored.entry);
    await sink.write(0, bytes);
    const file = await sink.finish();
    await stored.end(false);
    return storage.saveUrl(file, "a.html").url;
  }, text);
}

function readUrl(page: Page, url: string) {
  return page.evaluate(async (url) => {
    const response = await fetch(url);
    const type = response.headers.get("content-type");
    return { text: await response.text(), type };
  }, url);
}

/**
 * Writes blocks until the disk refuses, discards, and tells what happened.
 * @param mebibytes what to give up after
 */
function fillStorage(page: Page, mebibytes: number) {
  return page.evaluate(async (mebibytes) => {
    const stored = await storage.openTransfer(2 ** 20); // More isn't asked for in advance.
    const sink = await stored.open(0, stored.entry);
    for (let block = 0; block < mebibytes; block++) {
      try {
        await sink.write(block * 2 ** 20, new Uint8Array(2 ** 20));
      } catch (error) {
        await sink.discard();
        await stored.end(false);
        return { reason: (error as { reason?: string }).reason, block };
      }
    }
    return { reason: "none", block: mebibytes };
  }, mebibytes);
}

/** Asks for room, and gives the refusal. */
function reserve(page: Page, size: number) {
  return page.evaluate(async (size) => {
    try {
      await (await storage.openTransfer(size)).end(false);
    } catch (error) {
      const { reason, message, neededBytes, freeBytes } = error as {
        reason?: string;
        message: string;
        neededBytes: number;
        freeBytes: number;
      };
      return { reason, message, neededBytes, freeBytes };
    }
  }, size);
}

/** Waits until a file was saved whole: browsers write under another name first. */
async function savedFile(path: string, size: number): Promise<Uint8Array> {
  return await until(`${path} saved`, async () => {
    const bytes = await Deno.readFile(path).catch(() => new Uint8Array());
    return bytes.length === size ? bytes : undefined;
  }, STATE_MS);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

for (const name of BROWSER_NAMES) {
  Deno.test(`storage in ${name}`, async (t) => {
    await withBrowser(name, async ({ browser, directory, open }) => {
      await t.step(
        "writes in any order are read and saved as the same file",
        async () => {
          const page = await open();
          const size = 20 * MIB + 4321;
          const { expected, actual, href } = await page.evaluate(
            async (size) => {
              const hex = async (bytes: ArrayBuffer) =>
                Array.from(
                  new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)),
                  (byte) => byte.toString(16).padStart(2, "0"),
                ).join("");
              const content = new Uint8Array(size);
              for (let at = 0; at < size; at += 65536) {
                crypto.getRandomValues(content.subarray(at, at + 65536));
              }
              const stored = await storage.openTransfer(size);
              const sink = await stored.open(0, stored.entry);
              const offsets = [];
              for (let at = 0; at < size; at += 2 ** 20) offsets.push(at);
              offsets.sort((a, b) => (a * 7) % 11 - (b * 7) % 11 || b - a);
              await Promise.all(
                offsets.map((at) => sink.write(at, content.slice(at, at + 2 ** 20))),
              );
              const file = await sink.finish();
              await stored.end(false);
              const { url } = storage.saveUrl(file, "saved.bin");
              const link = document.querySelector("a");
              if (link) link.href = url;
              return {
                expected: await hex(content.buffer),
                actual: await hex(await file.arrayBuffer()),
                href: url,
              };
            },
            size,
          );
          assert.equal(actual, expected);
          assert.match(href, /^blob:/);
          await page.click("a");
          const saved = await savedFile(`${browser.downloads}/saved.bin`, size);
          assert.equal(sha256(saved), expected);
          await page.close();
        },
      );

      await t.step("an empty file is received without a write", async () => {
        const page = await open();
        const size = await page.evaluate(async () => {
          const stored = await storage.openTransfer(0);
          const sink = await stored.open(0, stored.entry);
          const received = await sink.finish();
          await stored.end(false);
          return new Blob([received]).size; // Of a small file only its bytes are handed over.
        });
        assert.equal(size, 0);
        await page.close();
      });

      await t.step(
        "the link of a file never has the type its name claims",
        async () => {
          const page = await open();
          const url = await receiveText(page, "<script>alert(1)</script>");
          assert.deepEqual(await readUrl(page, url), {
            text: "<script>alert(1)</script>",
            type: "application/octet-stream",
          });
          await page.close();
        },
      );

      await t.step(
        "left-overs go with the next start, but never those of a page that lives",
        async () => {
          const first = await open();
          const url = await receiveText(first, LONG);
          const [directory = "", ...others] = Object.keys(await listFiles(first));
          assert.deepEqual(others, []);
          assert.match(directory, /^[0-9a-f-]{36}$/);

          const second = await open();
          await receiveText(second, LONG);
          assert.ok(directory in await listFiles(second));
          assert.equal((await readUrl(first, url)).text, LONG);

          await first.close();
          // Granted as soon as the first page is really gone.
          await second.evaluate(
            (name) => navigator.locks.request(name, () => undefined),
            `filefrag-${directory}`,
          );
          const third = await open();
          await receiveText(third, LONG);
          const listing = await listFiles(third);
          assert.ok(!(directory in listing));
          assert.equal(Object.keys(listing).length, 2);
          await second.close();
          await third.close();
        },
      );

      await t.step(
        "what a page kept is gone on with by the next, and by nobody while it lives",
        async () => {
          const goOn = (page: Page, id: string, ends = true, size = 3 * MIB) =>
            page.evaluate(
              async (id, ends, size) => {
                const stored = await storage.openTransfer(size, id);
                const notes: [block: number, digest: number][] = [];
                for await (const { block, digest } of stored.notes()) {
                  notes.push([block, digest[0] ?? -1]);
                }
                const kept = await stored.restored(0)?.read(2 ** 20, 2 ** 20);
                const sink = await stored.open(0, stored.entry);
                await sink.write(2 ** 20, new Uint8Array(2 ** 20).fill(7));
                stored.noteBlock(0, 1, new Uint8Array(32).fill(9));
                await sink.keep();
                if (ends) await stored.end(true);
                return { notes, kept: kept ? [kept[0], kept.at(-1)] : [] };
              },
              id,
              ends,
              size,
            );
          const nothing = { notes: [], kept: [] };
          const first = await open();
          assert.deepEqual(await goOn(first, "A", false), nothing);
          const second = await open();
          assert.deepEqual(await goOn(second, "A"), nothing);
          await second.close();
          await first.close();
          const third = await open();
          assert.deepEqual(await goOn(third, "A"), { notes: [[1, 9]], kept: [7, 7] });
          await third.close();
          const fourth = await open();
          assert.deepEqual(await goOn(fourth, "A", true, 4 * MIB), nothing, "another list");
          await fourth.close();
        },
      );

      await t.step(
        "a chosen file that is cut or deleted meanwhile has changed",
        async () => {
          const page = await open();
          const path = `${directory}/chosen.bin`;
          await Deno.writeFile(path, new Uint8Array(1000));
          const input = await page.$("input");
          assert.ok(input);
          await input.uploadFile(path);
          await page.evaluate(() => {
            const file = document.querySelector("input")?.files?.[0];
            if (file) {
              Object.assign(globalThis, { source: storage.blobSource(file) });
            }
          });
          const read = () =>
            page.evaluate(async () => {
              const { source } = globalThis as unknown as {
                source: ReturnType<typeof blobSource>;
              };
              try {
                return (await source.read(500, 500)).length;
              } catch (error) {
                return (error as { reason?: string }).reason ?? String(error);
              }
            });
          assert.equal(await read(), 500);
          await Deno.truncate(path, 700);
          assert.equal(await read(), "source-changed");
          await Deno.remove(path);
          assert.equal(await read(), "source-changed");
          await page.close();
        },
      );

      await t.step(
        "a worker that can't be loaded fails the opening",
        async () => {
          const page = await open();
          const reason = await page.evaluate(async () => {
            try {
              await storage.openTransfer(2 ** 20, undefined, "/missing.js");
            } catch (error) {
              return (error as { reason?: string }).reason;
            }
          });
          assert.equal(reason, "storage-failed");
          await page.close();
        },
      );
    });
  });
}

Deno.test("a quota that ends in Chromium is storage-full, before and while writing", async () => {
  await withBrowser("chromium", async ({ open }) => {
    const page = await open();
    const cdp = await page.createCDPSession();
    await cdp.send("Storage.overrideQuotaForOrigin", {
      origin: new URL(page.url()).origin,
      quotaSize: 9 * MIB,
    });
    assert.equal(await reserve(page, 6 * MIB), undefined);
    const refused = await reserve(page, 100 * MIB);
    assert.equal(refused?.reason, "storage-full");
    assert.equal(refused?.neededBytes, 100 * MIB);
    // Chromium hands quota out in powers of two.
    assert.ok(refused.freeBytes <= 8 * MIB && refused.freeBytes > 6 * MIB);
    assert.match(refused.message, /104857600/);

    const filled = await fillStorage(page, 20);
    assert.equal(filled.reason, "storage-full");
    assert.equal(filled.block, 8);
    assert.deepEqual(Object.values(await listFiles(page)).flat(), []);
  });
});

Deno.test("a quota that ends in Firefox is storage-full, before and while writing", async () => {
  await withBrowser("firefox", async ({ open }) => {
    const page = await open();
    assert.equal(await reserve(page, 6 * MIB), undefined);
    const refused = await reserve(page, 100 * MIB);
    assert.equal(refused?.reason, "storage-full");
    assert.equal(refused?.neededBytes, 100 * MIB);
    assert.ok(refused.freeBytes <= 10 * MIB);

    assert.equal((await fillStorage(page, 20)).reason, "storage-full");
    assert.deepEqual(Object.values(await listFiles(page)).flat(), []);
  }, { prefs: { "dom.quotaManager.temporaryStorage.fixedLimit": FIREFOX_STORAGE_KIB } });
});

Deno.test("a private window of Firefox receives into memory, up to the cap", async () => {
  await withBrowser("firefox", async ({ open }) => {
    const page = await open();
    const url = await receiveText(page, "private");
    assert.equal((await readUrl(page, url)).text, "private");
    const refused = await reserve(page, 257 * MIB);
    assert.equal(refused?.reason, "too-large");
    assert.equal(refused?.freeBytes, 256 * MIB);
  }, { prefs: { "browser.privatebrowsing.autostart": true } });
});
