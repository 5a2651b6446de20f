import assert from "node:assert/strict";
import { type IslandPage, openLink } from "../lib/testing/browsers/island_page.ts";
import {
  openScreenSource,
  readScreen,
  type SourceGlobals,
} from "../lib/testing/browsers/screen_source.ts";
import {
  moving,
  screenLinkOf,
  ScreenStage,
  statesFromNowOn,
  still,
  viewerCount,
  watch,
} from "../lib/testing/browsers/screen_stage.ts";
import { MAX_VIEWERS } from "../lib/protocol/limits.ts";
import { until } from "../lib/testing/servers/until.ts";
import { STATE_MS } from "../lib/testing/deadlines.ts";

declare const paintedAt: SourceGlobals["paintedAt"];

/** Chromium notes for each capture that the page may use no camera and no microphone, which is so. */
const NOTED_BY_CAPTURE = /^Permissions policy violation: (?:camera|microphone) is not allowed/;

for (const name of ["chromium", "firefox"] as const) {
  Deno.test(`${name} sees the screen that Chromium shows, and both pages say how late it is`, async () => {
    await using stage = await ScreenStage.start();
    const { presenter, link } = await stage.present();
    const viewer = await watch(await stage.addBrowser(name), link);
    const { id, width, height } = await moving(viewer);
    assert.ok(width > 100 && height > 100, `${width} × ${height}`);
    await moving(viewer, id);
    await viewerCount(presenter, 1);
    for (const side of [viewer, presenter]) {
      const ms = await until(
        "a delay",
        async () => Number(await side.attributeOf("latency", "data-ms")) || undefined,
        STATE_MS,
        () => side.describe(),
      );
      assert.ok(ms > 0 && ms < 5_000, `${ms} ms`);
      assert.deepEqual(side.complaints.filter((it) => !NOTED_BY_CAPTURE.test(it)), []);
    }
    assert.equal(await presenter.attributeOf("path", "data-path"), "lan");
  });
}

Deno.test("five viewers see the screen, one that comes late at once, and the sixth is told of the cap", async () => {
  await using stage = await ScreenStage.start();
  const { presenter, link } = await stage.present();
  const browser = await stage.addBrowser("chromium");
  const viewers: IslandPage[] = [];
  for (let index = 0; index < MAX_VIEWERS; index++) viewers.push(await watch(browser, link));
  await viewerCount(presenter, MAX_VIEWERS);
  const sixth = await openLink(browser, link);
  assert.equal(await sixth.waitForFailure(), "session-full");
  // Whoever leaves makes room, by the same link.
  await viewers[0]?.page.close();
  await viewerCount(presenter, MAX_VIEWERS - 1);
  await sixth.press("retry");
  await sixth.waitFor("live");
  await moving(sixth);
});

Deno.test("a viewer that is removed is told so, and comes in by no reload, while others see on", async () => {
  await using stage = await ScreenStage.start();
  const { presenter, link } = await stage.present();
  const browser = await stage.addBrowser("chromium");
  const removed = await watch(browser, link);
  const other = await watch(browser, link);
  await viewerCount(presenter, 2);
  await presenter.page.bringToFront(); // A hidden page can't be clicked.
  await presenter.press("remove");
  assert.equal(await removed.waitForFailure(), "removed");
  await viewerCount(presenter, 1);
  assert.equal(await removed.page.$('[data-action="retry"]'), null);
  for (let again = 0; again < 2; again++) {
    await removed.page.reload({ waitUntil: "load" });
    assert.equal(await removed.waitForFailure(), "removed");
  }
  await other.page.bringToFront();
  await moving(other, (await moving(other)).id);
  assert.equal(await presenter.textOf("peer-count"), "1");
});

Deno.test("a pause stops the picture and keeps it, also for who comes meanwhile, and it goes on", async () => {
  await using stage = await ScreenStage.start();
  const { presenter, link } = await stage.present();
  const viewer = await watch(await stage.addBrowser("chromium"), link);
  await presenter.press("pause");
  await viewer.waitFor("paused");
  const { id, colour } = await still(viewer);
  assert.ok(colour.some((part) => part > 20), "the last picture stays");
  const late = await openLink(await stage.addBrowser("chromium"), link);
  await late.waitFor("paused");
  await presenter.press("resume");
  for (const page of [viewer, late]) {
    await page.waitFor("live");
    await moving(page, id);
  }
});

Deno.test("switching shows another tab to the same viewers without reconnecting them", async () => {
  await using stage = await ScreenStage.start();
  const { presenter, link } = await stage.present();
  const viewer = await watch(await stage.addBrowser("chromium"), link);
  const states = await statesFromNowOn(viewer);
  await stage.source.evaluate(() => document.title = "no longer this");
  await openScreenSource(stage.browser, { colour: "#c11" });
  await presenter.page.bringToFront(); // A hidden page can't be clicked.
  await presenter.press("switch");
  await until(
    "the other tab",
    async () => {
      const [red = 0, , blue = 0] = (await readScreen(viewer.page))?.colour ?? [];
      return red > 150 && blue < 80 || undefined;
    },
    STATE_MS,
    () => viewer.describe(),
  );
  assert.deepEqual(await states(), []);
});

Deno.test("stopping ends it for the viewers, the link is dead, and the next start makes another", async () => {
  await using stage = await ScreenStage.start();
  const { presenter, link } = await stage.present();
  const browser = await stage.addBrowser("chromium");
  const viewer = await watch(browser, link);
  await presenter.press("stop");
  await presenter.waitFor("stopped");
  await viewer.waitFor("ended");
  const late = await openLink(browser, link);
  assert.match(await late.waitForFailure(), /^session-(?:unknown|ended)$/);
  await presenter.press("start");
  await presenter.waitFor("live");
  assert.notEqual(await screenLinkOf(presenter), link);
});

Deno.test("a captured tab that is closed ends it as the browser's own bar does", async () => {
  await using stage = await ScreenStage.start();
  const { presenter, link } = await stage.present();
  const viewer = await watch(await stage.addBrowser("chromium"), link);
  await stage.source.close();
  await presenter.waitFor("stopped");
  await viewer.waitFor("ended");
});

Deno.test("a viewer's tab that was hidden shows the present when it is back", async () => {
  await using stage = await ScreenStage.start();
  const { link } = await stage.present();
  const browser = await stage.addBrowser("chromium");
  const viewer = await watch(browser, link);
  const other = await browser.newPage();
  await other.bringToFront();
  assert.equal(await viewer.page.evaluate(() => document.visibilityState), "hidden");
  await new Promise((resolve) => setTimeout(resolve, 5_000)); // What is to pile up, piles up.
  await viewer.page.bringToFront();
  await until(
    "the present",
    async () => {
      const seen = await readScreen(viewer.page);
      const painted = await stage.source.evaluate(() => paintedAt.length - 1);
      return seen && painted - seen.id < 60 ? seen : undefined; // A second, on a busy machine.
    },
    10_000,
    () => viewer.describe(),
  );
});

Deno.test("a viewer hears the tab after one tap, and not before", async () => {
  await using stage = await ScreenStage.start();
  const { link } = await stage.present();
  const viewer = await watch(await stage.addBrowser("chromium"), link);
  assert.equal(await loudness(viewer), 0);
  await viewer.press("sound");
  await until(
    "sound",
    async () => await loudness(viewer) > 0.01 || undefined,
    STATE_MS,
    () => viewer.describe(),
  );
  await viewer.press("sound");
  await until("silence", async () => await loudness(viewer) === 0 || undefined, STATE_MS);
});

Deno.test("a tab that hums on the left is heard on the left", async () => {
  await using stage = await ScreenStage.start();
  const { link } = await stage.present();
  const viewer = await watch(await stage.addBrowser("chromium"), link);
  await viewer.press("sound");
  const [left = 0, right = 0] = await until(
    "sound on the left",
    async () => {
      const [left = 0, right = 0] = await loudnessOfSides(viewer);
      return left > 0.01 ? [left, right] : undefined;
    },
    STATE_MS,
    () => viewer.describe(),
  );
  // Mono is as loud on both sides.
  assert.ok(right < left / 10, `${left} on the left, ${right} on the right`);
});

Deno.test("a picture that is paused from outside plays on, and by a button where the browser wants a tap", async () => {
  await using stage = await ScreenStage.start();
  const { link } = await stage.present();
  const viewer = await watch(await stage.addBrowser("chromium"), link);
  const { page } = viewer;
  await viewer.element('[data-action="statistics"]'); // What keeps it playing comes with the buttons.
  const pause = () =>
    page.$eval('video[data-part="screen"]', (video) => (video as HTMLVideoElement).pause());
  await pause();
  const { id } = await moving(viewer, (await moving(viewer)).id + 30);
  await page.evaluate(() => {
    const { prototype } = HTMLMediaElement;
    Object.assign(globalThis, { play: prototype.play });
    prototype.play = () => Promise.reject(new DOMException("a tap first", "NotAllowedError"));
  });
  await pause();
  await viewer.element('[data-action="play"]');
  await page.evaluate(() => {
    const { play } = globalThis as unknown as Pick<HTMLMediaElement, "play">;
    HTMLMediaElement.prototype.play = play;
  });
  await viewer.press("play");
  await moving(viewer, id + 60);
  assert.equal(await page.$('[data-action="play"]'), null);
});

Deno.test("a viewer looks closely, alone and at the figures, by button and by key", async () => {
  await using stage = await ScreenStage.start();
  const { link } = await stage.present();
  // Another width than the captured tab's, or fitted would be the same as original.
  const browser = await stage.addBrowser("chromium", { viewport: { width: 1300, height: 720 } });
  const viewer = await watch(browser, link);
  const { page } = viewer;
  const isOriginal = () =>
    page.$eval('video[data-part="screen"]', (node) => {
      const video = node as HTMLVideoElement;
      return video.getBoundingClientRect().width === video.videoWidth || undefined;
    });
  await viewer.press("fit");
  await until("original pixels", isOriginal, STATE_MS);
  await page.keyboard.press("1");
  await until("the whole picture", async () => !await isOriginal() || undefined, STATE_MS);
  await page.keyboard.press("f");
  await until(
    "fullscreen",
    () => page.evaluate(() => !!document.fullscreenElement || undefined),
    STATE_MS,
  );
  await page.keyboard.press("f");
  await until(
    "the page",
    () => page.evaluate(() => !document.fullscreenElement || undefined),
    STATE_MS,
  );
  await viewer.press("statistics");
  await until(
    "the codec's name",
    async () => /VP9|VP8|AV1|H264/.test(await viewer.textOf("statistics")) || undefined,
    STATE_MS,
    () => viewer.describe(),
  );
  assert.deepEqual(viewer.complaints, []);
});

Deno.test("another codec and frame rate reach the viewer without reconnecting", async () => {
  await using stage = await ScreenStage.start();
  const { presenter, link } = await stage.present();
  const viewer = await watch(await stage.addBrowser("chromium"), link);
  const states = await statesFromNowOn(viewer);
  await viewer.press("statistics");
  for (const [value, shown] of [["vp8", /VP8/], ["av1", /AV1/]] as const) {
    await presenter.page.select('[data-part="quality-codec"]', value);
    await until(
      value,
      async () => shown.test(await viewer.textOf("statistics")) || undefined,
      STATE_MS,
      () => viewer.describe(),
    );
  }
  const { id } = await moving(viewer);
  await moving(viewer, id);
  assert.deepEqual(await states(), []);
});

/** How loud a viewer's page is just now, 0 for silence. */
async function loudness(viewer: IslandPage): Promise<number> {
  return Math.max(...await loudnessOfSides(viewer));
}

/** The same, on the left and on the right. */
async function loudnessOfSides({ page }: IslandPage): Promise<number[]> {
  return await page.evaluate(async () => {
    const stream = document.querySelector("audio")?.srcObject;
    if (!(stream instanceof MediaStream)) return [0, 0];
    const context = new AudioContext();
    const sides = context.createChannelSplitter(2);
    context.createMediaStreamSource(stream).connect(sides);
    const analysers = [0, 1].map((side) => {
      const analyser = context.createAnalyser();
      sides.connect(analyser, side);
      return analyser;
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const loudest = analysers.map((analyser) => {
      const samples = new Float32Array(analyser.fftSize);
      analyser.getFloatTimeDomainData(samples);
      return Math.max(...samples);
    });
    await context.close();
    return loudest;
  });
}
