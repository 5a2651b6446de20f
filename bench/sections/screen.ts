import type { Page } from "puppeteer-core";
import {
  CAPTURE_ARGS,
  openScreenSource,
  type SourceGlobals,
} from "../../lib/testing/browsers/screen_source.ts";
import { BrowserPair } from "../browser_pair.ts";
import { PRODUCT } from "../contestants.ts";
import { type Contestant, interleave } from "../interleave.ts";
import { type ContestantPair, pairLabel } from "../pair.ts";
import { cpuSecondsOf, cpuSince } from "../processes/process_cpu.ts";
import { takeFrames } from "../screen/screen_probe.ts";
import { type ScreenShow, showBare, showByProduct } from "../screen/screen_show.ts";
import { JUDGED_AFTER_MS, textQuality } from "../screen/text_quality.ts";
import type { SectionContext, SectionResult } from "../section.ts";
import { formatSpread, quantileOf, ratiosOf, type Runs } from "../stats.ts";
import { markdownTable } from "../table.ts";
import { TestBed } from "../test_bed.ts";

/** How many viewers the presenter's processor time is measured with. */
const VIEWER_COUNTS = [1, 3, 5];

/** Ms until the encoder and the estimate of the line have found their rate. */
const SETTLE_MS = 4_000;

/** Ms for which frames are looked at. */
const WATCH_MS = 5_000;

/** A screen of a common laptop; pixel by pixel, or text couldn't be judged. */
const SCREEN = { width: 1280, height: 720 };

declare const paintedAt: SourceGlobals["paintedAt"];

/** What one viewer of a screen saw. */
interface PageSeen {
  readonly firstPictureMs: number;
  /** From painting to showing, of all frames in the time, ms. */
  readonly delaysMs: readonly number[];
  readonly framesPerSecond: number;
  /** PSNR of a page of text half a second after it was turned, dB. */
  readonly textDb: number;
  /** Processor seconds that the presenter's browser used in a second. */
  readonly presenterCpu: number;
}

interface Shown {
  readonly label: string;
  readonly seen: Readonly<Record<string, Runs<PageSeen>>>;
}

interface Crowd {
  readonly viewers: number;
  readonly presenterCpu: Runs<number>;
}

/**
 * How late, how smooth and how sharp a screen is at its viewer, beside a bare connection with the
 * browser's own settings; and what viewers cost the presenter's machine. Both browsers and all
 * viewers share this machine's cores, so absolute figures say little.
 */
export async function screen(context: SectionContext): Promise<SectionResult> {
  const { settings: { pairs, runs }, attempt } = context;
  await using bed = await TestBed.start();
  const shown: Shown[] = [];
  const crowds: Crowd[] = [];
  for (const pair of pairs.filter(({ from }) => from === "chromium")) {
    await attempt(pairLabel(pair), async () => {
      await using browsers = await launch(pair, context);
      const source = await openScreenSource(browsers.from);
      const label = pairLabel(pair);
      const contestants = contestantsOf(bed, browsers, source);
      shown.push({
        label,
        seen: Object.fromEntries(await interleave(label, runs, contestants, attempt)),
      });
      if (pair.to === "chromium") crowds.push(...await measureCrowds(context, bed, browsers));
    });
  }
  return { data: { shown, crowds }, table: `${tableOf(shown)}\n\n${crowdTableOf(crowds)}` };
}

async function launch(pair: ContestantPair, { signal }: SectionContext): Promise<BrowserPair> {
  return await BrowserPair.launch(pair, {
    signal,
    from: { args: CAPTURE_ARGS, viewport: SCREEN },
    to: { viewport: SCREEN },
  });
}

function contestantsOf(bed: TestBed, browsers: BrowserPair, source: Page): Contestant<PageSeen>[] {
  return [
    { name: "bare", measure: () => look(browsers, source, () => showBare(bed, browsers)) },
    { name: PRODUCT, measure: () => look(browsers, source, () => showByProduct(bed, browsers)) },
  ];
}

async function look(
  { processIds: [presenter] }: BrowserPair,
  source: Page,
  show: () => Promise<ScreenShow>,
): Promise<PageSeen> {
  await using shown = await show();
  const { page, firstMs } = await shown.watch();
  await pass(SETTLE_MS);
  await takeFrames(page);
  const before = await cpuSecondsOf(presenter);
  await pass(WATCH_MS);
  const frames = await takeFrames(page);
  const used = Object.values(cpuSince(before, await cpuSecondsOf(presenter)));
  const painted = await source.evaluate(() => paintedAt);
  return {
    firstPictureMs: firstMs,
    delaysMs: frames.flatMap(({ id, at }) => painted[id] === undefined ? [] : at - painted[id]),
    framesPerSecond: new Set(frames.map(({ id }) => id)).size / (WATCH_MS / 1000),
    textDb: await textQuality(source, page),
    presenterCpu: used.reduce((sum, seconds) => sum + seconds, 0) / (WATCH_MS / 1000),
  };
}

async function measureCrowds(
  { settings: { runs }, attempt }: SectionContext,
  bed: TestBed,
  browsers: BrowserPair,
): Promise<Crowd[]> {
  const results = await interleave<number>(
    "viewers",
    runs,
    VIEWER_COUNTS.map((viewers) => ({
      name: `${viewers} viewers`,
      measure: async () => {
        await using shown = await showByProduct(bed, browsers);
        for (let viewer = 0; viewer < viewers; viewer++) await shown.watch();
        await pass(SETTLE_MS);
        const [presenter] = browsers.processIds;
        const before = await cpuSecondsOf(presenter);
        await pass(WATCH_MS);
        const used = Object.values(cpuSince(before, await cpuSecondsOf(presenter)));
        return used.reduce((sum, seconds) => sum + seconds, 0) / (WATCH_MS / 1000);
      },
    })),
    attempt,
  );
  return VIEWER_COUNTS.map((viewers) => ({
    viewers,
    presenterCpu: results.get(`${viewers} viewers`) ?? [],
  }));
}

function pass(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function tableOf(shown: readonly Shown[]): string {
  const header = [
    `screen, ${SCREEN.width} × ${SCREEN.height}: median of the runs (min–max)`,
    "delay p50, ms",
    "delay p95, ms",
    "p50 ÷ bare",
    "frames/s",
    `text after ${JUDGED_AFTER_MS} ms, dB`,
    "first picture, ms",
    "presenter, cores",
  ];
  const rows = shown.flatMap(({ label, seen }) =>
    Object.entries(seen).map(([name, runs]) => {
      const p50 = (of: Runs<PageSeen>) => of.map((run) => run && quantileOf(run.delaysMs, 0.5));
      return [
        `${label}, ${name}`,
        formatSpread(p50(runs), 0),
        formatSpread(runs.map((run) => run && quantileOf(run.delaysMs, 0.95)), 0),
        formatSpread(ratiosOf(p50(runs), p50(seen.bare ?? [])), 2),
        formatSpread(runs.map((run) => run?.framesPerSecond), 0),
        formatSpread(runs.map((run) => run?.textDb), 1),
        formatSpread(runs.map((run) => run?.firstPictureMs), 0),
        formatSpread(runs.map((run) => run?.presenterCpu), 2),
      ];
    })
  );
  return markdownTable(header, rows);
}

function crowdTableOf(crowds: readonly Crowd[]): string {
  const [first] = crowds;
  return markdownTable(
    ["viewers", "presenter's browser, cores", "÷ one viewer"],
    crowds.map(({ viewers, presenterCpu }) => [
      String(viewers),
      formatSpread(presenterCpu, 2),
      formatSpread(ratiosOf(presenterCpu, first?.presenterCpu ?? []), 2),
    ]),
  );
}
