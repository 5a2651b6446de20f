import assert from "node:assert/strict";
import { basename } from "node:path";
import { AppServer } from "../servers/app_server.ts";
import type { BrowserName } from "./browser_name.ts";
import { openLink, savedFile, shareFiles } from "./island_page.ts";
import { borrowBrowser } from "./shared_browsers.ts";
import { sha256OfFile, TempFiles } from "./temp_files.ts";
import { TRANSFER_MS } from "../deadlines.ts";

/** Kinds of browsers, sender and receiver. */
export type FilePair = readonly [from: BrowserName, to: BrowserName];

/**
 * Sends files from one browser to another, each a process of its own, and compares what is on disk by
 * SHA-256.
 *
 * @param make the files, by their paths
 */
export async function crossFiles(
  [from, to]: FilePair,
  make: (files: TempFiles) => Promise<readonly string[]>,
  deadlineMs = TRANSFER_MS,
): Promise<void> {
  await using files = await TempFiles.create();
  await using server = await AppServer.start();
  await using sending = await borrowBrowser(from);
  await using receiving = await borrowBrowser(to);
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
