import assert from "node:assert/strict";
import { SeededRandom } from "../simulation/seeded_random.ts";
import type { BrowserName } from "./browser_name.ts";
import { FileStage, type Offered } from "./file_stage.ts";
import { type IslandPage, openLink, savedFile } from "./island_page.ts";
import { sha256OfFile, writeAll } from "./temp_files.ts";
import { STATE_MS, TRANSFER_MS } from "../deadlines.ts";
import { until } from "../servers/until.ts";

const MIB = 1024 * 1024;

/** Thirty-two blocks: the first, the last and two at random are read again. */
const SIZE = 32 * MIB;

/** When a program writes to the file. */
export const MOMENTS = ["before", "middle", "resumed", "second recipient"] as const;

/** What it does to the file. */
export const CHANGES = ["rewritten", "second half", "appended", "same mtime"] as const;

/** A file that changes while it is shared. */
export interface SourceChange {
  readonly moment: typeof MOMENTS[number];
  readonly change: typeof CHANGES[number];
  /** Of the new content. */
  readonly seed: number;
}

/** What became of the last receiver's file. */
export type Outcome = "old" | "new" | "refused";

/**
 * Shares a file, changes it, and looks at what its receiver has on disk.
 *
 * @throws {AssertionError} where a file was handed out that never existed, or one page alone was told
 */
export async function shareChanging(
  from: BrowserName,
  { moment, change, seed }: SourceChange,
): Promise<Outcome> {
  await using stage = await FileStage.start({ from });
  const seats = moment === "second recipient" ? 2 : 1;
  const offered = await stage.offer(SIZE, undefined, seats);
  const { path, link, sender } = offered;
  let { receiver } = offered;
  let { downloads } = stage.receiving;
  const old = await sha256OfFile(path);
  const write = () => changeFile(path, change, seed);
  if (moment === "before") await write();
  await receiver.press("receive");
  if (moment === "second recipient") {
    await receiver.waitFor("done", TRANSFER_MS);
    await write();
    const profile = await stage.receiving.newProfile();
    downloads = profile.downloads;
    receiver = await openLink(stage.receiving, link, profile.page);
    await receiver.waitFor("connected");
    await receiver.press("receive");
  } else if (moment !== "before") {
    await pausedInTheMiddle(receiver);
    await write();
    if (moment === "middle") await receiver.press("resume");
    else {
      await receiver.page.reload();
      await goOn(receiver);
    }
  }
  return await outcomeOf({ sender, receiver, path }, downloads, old);
}

async function changeFile(path: string, change: SourceChange["change"], seed: number) {
  const { mtime } = await Deno.stat(path);
  assert.ok(mtime);
  const random = new SeededRandom(seed);
  {
    using file = await Deno.open(path, { write: true });
    const from = change === "second half" ? SIZE / 2 : 0;
    await file.seek(from, Deno.SeekMode.Start);
    for (let at = from; at < SIZE; at += MIB) await writeAll(file, random.bytes(MIB));
    if (change === "appended") await writeAll(file, random.bytes(MIB));
  }
  if (change === "same mtime") await Deno.utime(path, mtime, mtime);
}

async function percentOf({ page }: IslandPage): Promise<number> {
  return await page.$eval(
    '[role="progressbar"]',
    (bar) => Number(bar.getAttribute("aria-valuenow")),
  ).catch(() => 0);
}

/** Waits until some of the file is here, and pauses. */
async function pausedInTheMiddle(receiver: IslandPage): Promise<void> {
  await until(
    "some of it",
    async () => await percentOf(receiver) > 0 || undefined,
    TRANSFER_MS,
    () => receiver.describe(),
  );
  await receiver.press("pause");
  await receiver.element('[data-action="resume"]');
}

/** Presses what leads on until the transfer goes on or is over. */
async function goOn(receiver: IslandPage): Promise<void> {
  await until(
    "going on",
    async () => {
      const { state, reason } = await receiver.state();
      if (state === "transferring" || state === "done" || reason === "source-changed") return true;
      const button = await receiver.page.$('[data-action="receive"], [data-action="retry"]');
      await button?.click().catch(() => undefined); // It went on by itself just now.
      return undefined;
    },
    STATE_MS,
    () => receiver.describe(),
  );
  await (await receiver.page.$('[data-action="resume"]'))?.click();
}

async function outcomeOf(
  { sender, receiver, path }: Pick<Offered, "sender" | "receiver" | "path">,
  downloads: string,
  old: string,
): Promise<Outcome> {
  const end = await until(
    "the end of it",
    async () => {
      const { state, reason } = await receiver.state();
      return state === "done" || state === "failed" ? reason ?? state : undefined;
    },
    TRANSFER_MS,
    async () => `${await receiver.describe()}\n${await sender.describe()}`,
  );
  if (end !== "done") {
    assert.equal(end, "source-changed", await receiver.describe());
    await toldToSender(sender);
    return "refused";
  }
  const saved = await savedFile({ downloads }, SIZE);
  const got = await sha256OfFile(saved);
  if (got === old) return "old";
  await Deno.truncate(path, SIZE); // What was appended was never offered.
  assert.equal(got, await sha256OfFile(path), "a mixture of two files was handed out");
  return "new";
}

/** Its page failed, or the row of this recipient has. */
async function toldToSender(sender: IslandPage): Promise<void> {
  await until(
    "source-changed at the sender",
    async () => {
      if ((await sender.state()).reason === "source-changed") return true;
      return await sender.page.$('[data-part="peer"][data-failure="source-changed"]') !== null ||
        undefined;
    },
    STATE_MS,
    () => sender.describe(),
  );
}
