import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { AppServer } from "../lib/testing/app_server.ts";
import type { BrowserName } from "../lib/testing/find_browser.ts";
import { IslandPage, openLink } from "../lib/testing/island_page.ts";
import {
  CAPTURE_ARGS,
  openScreenSource,
  readScreen,
  type SeenFrame,
  type SourceGlobals,
} from "../lib/testing/screen_source.ts";
import { TestBrowser, type TestBrowserOptions } from "../lib/testing/test_browser.ts";
import { until } from "../lib/testing/until.ts";

declare const paintedAt: SourceGlobals["paintedAt"];

/** What a session of a screen takes (lib/server/limits.ts). */
const MAX_VIEWERS = 5;

/** Chromium notes for each capture that the page may use no camera and no microphone, which is so. */
const NOTED_BY_CAPTURE = /^Permissions policy violation: (?:camera|microphone) is not allowed/;

/** A presenter with something to show, a server, and whoever else is launched. */
class Stage implements AsyncDisposable {
  readonly server: AppServer;
  readonly browser: TestBrowser;
  readonly source: Page;
  readonly #stack: AsyncDisposableStack;

  private constructor(
    server: AppServer,
    browser: TestBrowser,
    source: Page,
    stack: AsyncDisposableStack,
  ) {
    this.server = server;
    this.browser = browser;
    this.source = source;
    this.#stack = stack;
  }

  static async start(): Promise<Stage> {
    await using stack = new AsyncDisposableStack();
    const server = stack.use(await AppServer.start());
    const browser = stack.use(
      await TestBrowser.launch("chromium", { args: CAPTURE_ARGS, audible: true }),
    );
    const source = await openScreenSource(browser);
    return new Stage(server, browser, source, stack.move());
  }

  async launch(name: BrowserName, options?: TestBrowserOptions): Promise<TestBrowser> {
    return this.#stack.use(await TestBrowser.launch(name, options));
  }

  /** Opens the presenter's page; `prepare` sees its tab before it loads. */
  async openPresenter(prepare = async (_page: Page) => {}): Promise<IslandPage> {
    const page = await this.browser.newPage();
    await prepare(page);
    return await openLink(this.browser, this.server.url("/presenter"), page);
  }

  async present(): Promise<{ readonly presenter: IslandPage; readonly link: string }> {
    const presenter = await this.openPresenter();
    await presenter.press("start");
    await presenter.waitFor("live");
    return { presenter, link: await linkOf(presenter) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

async function linkOf(presenter: IslandPage): Promise<string> {
  const field = await presenter.element('input[data-part="link"]');
  return await field.evaluate((node) => (node as HTMLInputElement).value);
}

/** Opens the link and waits for a picture that moves. */
async function watch(browser: TestBrowser, link: string): Promise<IslandPage> {
  const viewer = await openLink(browser, link);
  await viewer.waitFor("live");
  await moving(viewer);
  return viewer;
}

/** The newest frame, once there is one newer than `after`. */
async function moving(viewer: IslandPage, after = -1): Promise<SeenFrame> {
  return await until(
    `a frame after ${after}`,
    async () => {
      const seen = await readScreen(viewer.page);
      return seen && seen.id > after ? seen : undefined;
    },
    20_000,
    () => viewer.describe(),
  );
}

/** The picture after a while in which nothing new may come. */
async function still(viewer: IslandPage): Promise<SeenFrame> {
  let last = await readScreen(viewer.page);
  return await until(
    "a picture that stands still",
    async () => {
      const before = last;
      await new Promise((resolve) => setTimeout(resolve, 500));
      last = await readScreen(viewer.page);
      return before && last?.id === before.id ? last : undefined;
    },
    20_000,
    () => viewer.describe(),
  );
}

async function viewerCount(presenter: IslandPage, count: number): Promise<void> {
  await until(
    `${count} viewers`,
    async () => await presenter.textOf("peer-count") === String(count) || undefined,
    20_000,
    () => presenter.describe(),
  );
}

for (const name of ["chromium", "firefox"] as const) {
  Deno.test(`${name} sees the screen that Chromium shows, and both pages say how late it is`, async () => {
    await using stage = await Stage.start();
    const { presenter, link } = await stage.present();
    const viewer = await watch(await stage.launch(name), link);
    const { id, width, height } = await moving(viewer);
    assert.ok(width > 100 && height > 100, `${width} × ${height}`);
    await moving(viewer, id);
    await viewerCount(presenter, 1);
    for (const side of [viewer, presenter]) {
      const ms = await until(
        "a delay",
        async () => Number(await side.attributeOf("latency", "data-ms")) || undefined,
        20_000,
        () => side.describe(),
      );
      assert.ok(ms > 0 && ms < 5_000, `${ms} ms`);
      assert.deepEqual(side.complaints.filter((it) => !NOTED_BY_CAPTURE.test(it)), []);
    }
    assert.equal(await presenter.attributeOf("path", "data-path"), "lan");
  });
}

Deno.test("five viewers see the screen, one that comes late at once, and the sixth is told of the cap", async () => {
  await using stage = await Stage.start();
  const { presenter, link } = await stage.present();
  const browser = await stage.launch("chromium");
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

Deno.test("a pause stops the picture and keeps it, also for who comes meanwhile, and it goes on", async () => {
  await using stage = await Stage.start();
  const { presenter, link } = await stage.present();
  const viewer = await watch(await stage.launch("chromium"), link);
  await presenter.press("pause");
  await viewer.waitFor("paused");
  const { id, colour } = await still(viewer);
  assert.ok(colour.some((part) => part > 20), "the last picture stays");
  const late = await openLink(await stage.launch("chromium"), link);
  await late.waitFor("paused");
  await presenter.press("resume");
  for (const page of [viewer, late]) {
    await page.waitFor("live");
    await moving(page, id);
  }
});

Deno.test("switching shows another tab to the same viewers without reconnecting them", async () => {
  await using stage = await Stage.start();
  const { presenter, link } = await stage.present();
  const viewer = await watch(await stage.launch("chromium"), link);
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
    20_000,
    () => viewer.describe(),
  );
  assert.deepEqual(await states(), []);
});

Deno.test("stopping ends it for the viewers, the link is dead, and the next start makes another", async () => {
  await using stage = await Stage.start();
  const { presenter, link } = await stage.present();
  const browser = await stage.launch("chromium");
  const viewer = await watch(browser, link);
  await presenter.press("stop");
  await presenter.waitFor("stopped");
  await viewer.waitFor("ended");
  const late = await openLink(browser, link);
  assert.match(await late.waitForFailure(), /^session-(?:unknown|ended)$/);
  await presenter.press("start");
  await presenter.waitFor("live");
  assert.notEqual(await linkOf(presenter), link);
});

Deno.test("a captured tab that is closed ends it as the browser's own bar does", async () => {
  await using stage = await Stage.start();
  const { presenter, link } = await stage.present();
  const viewer = await watch(await stage.launch("chromium"), link);
  await stage.source.close();
  await presenter.waitFor("stopped");
  await viewer.waitFor("ended");
});

Deno.test("a viewer that reloads sees the screen again", async () => {
  await using stage = await Stage.start();
  const { presenter, link } = await stage.present();
  const viewer = await watch(await stage.launch("chromium"), link);
  await viewer.page.reload();
  await viewer.waitFor("live");
  await moving(viewer);
  await viewerCount(presenter, 1);
});

Deno.test("a presenter that reloads goes on with one click, and viewers keep the last picture until then", async () => {
  await using stage = await Stage.start();
  const { presenter, link } = await stage.present();
  const viewer = await watch(await stage.launch("chromium"), link);
  await dropGuard(presenter);
  await presenter.page.reload();
  await viewer.waitFor("connecting");
  const { id, colour } = await still(viewer);
  assert.ok(colour.some((part) => part > 20), "the last picture stays");
  await presenter.waitFor("idle");
  await presenter.press("start");
  await presenter.waitFor("live");
  assert.equal(await linkOf(presenter), link);
  await viewer.waitFor("live");
  await moving(viewer, id);
});

Deno.test("a server that dies changes nothing for those who have met", async () => {
  await using stage = await Stage.start();
  const { presenter, link } = await stage.present();
  const viewer = await watch(await stage.launch("chromium"), link);
  await stage.server.kill();
  const { id } = await moving(viewer);
  await new Promise((resolve) => setTimeout(resolve, 3_000)); // Longer than a heartbeat's patience.
  await moving(viewer, id + 30);
  assert.deepEqual([(await viewer.state()).state, (await presenter.state()).state], [
    "live",
    "live",
  ]);
});

Deno.test("a server that was down for a while is back without anybody noticing, and lets viewers in", async () => {
  await using stage = await Stage.start();
  const { presenter, link } = await stage.present();
  const viewer = await watch(await stage.launch("chromium"), link);
  const states = await Promise.all([viewer, presenter].map(statesFromNowOn));
  await stage.server.kill();
  await using _server = await AppServer.start({ PORT: new URL(link).port });
  const { id } = await moving(viewer);
  const late = await watch(await stage.launch("chromium"), link);
  await moving(late, id);
  await viewerCount(presenter, 2);
  for (const seen of states) assert.deepEqual(await seen(), []);
});

Deno.test("a viewer's tab that was hidden shows the present when it is back", async () => {
  await using stage = await Stage.start();
  const { link } = await stage.present();
  const browser = await stage.launch("chromium");
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
  await using stage = await Stage.start();
  const { link } = await stage.present();
  const viewer = await watch(await stage.launch("chromium"), link);
  assert.equal(await loudness(viewer), 0);
  await viewer.press("sound");
  await until(
    "sound",
    async () => await loudness(viewer) > 0.01 || undefined,
    10_000,
    () => viewer.describe(),
  );
  await viewer.press("sound");
  await until("silence", async () => await loudness(viewer) === 0 || undefined, 10_000);
});

Deno.test("a viewer looks closely, alone and at the figures, by button and by key", async () => {
  await using stage = await Stage.start();
  const { link } = await stage.present();
  // Another width than the captured tab's, or fitted would be the same as original.
  const browser = await stage.launch("chromium", { viewport: { width: 1300, height: 720 } });
  const viewer = await watch(browser, link);
  const { page } = viewer;
  const isOriginal = () =>
    page.$eval('video[data-part="screen"]', (node) => {
      const video = node as HTMLVideoElement;
      return video.getBoundingClientRect().width === video.videoWidth || undefined;
    });
  await viewer.press("fit");
  await until("original pixels", isOriginal, 5_000);
  await page.keyboard.press("1");
  await until("the whole picture", async () => !await isOriginal() || undefined, 5_000);
  await page.keyboard.press("f");
  await until(
    "fullscreen",
    () => page.evaluate(() => !!document.fullscreenElement || undefined),
    5_000,
  );
  await page.keyboard.press("f");
  await until(
    "the page",
    () => page.evaluate(() => !document.fullscreenElement || undefined),
    5_000,
  );
  await viewer.press("statistics");
  await until(
    "the codec's name",
    async () => /VP9|VP8|AV1|H264/.test(await viewer.textOf("statistics")) || undefined,
    10_000,
    () => viewer.describe(),
  );
  assert.deepEqual(viewer.complaints, []);
});

Deno.test("another codec and frame rate reach the viewer without reconnecting", async () => {
  await using stage = await Stage.start();
  const { presenter, link } = await stage.present();
  const viewer = await watch(await stage.launch("chromium"), link);
  const states = await statesFromNowOn(viewer);
  await viewer.press("statistics");
  for (const [value, shown] of [["vp8", /VP8/], ["av1", /AV1/]] as const) {
    await presenter.page.select('[data-part="quality-codec"]', value);
    await until(
      value,
      async () => shown.test(await viewer.textOf("statistics")) || undefined,
      20_000,
      () => viewer.describe(),
    );
  }
  const { id } = await moving(viewer);
  await moving(viewer, id);
  assert.deepEqual(await states(), []);
});

for (
  const [what, name, reason] of [
    ["a refused permission", "NotAllowedError", "capture-refused"],
    ["a system that can't capture", "NotReadableError", "capture-failed"],
  ] as const
) {
  Deno.test(`${what} is said on the presenter's page, and the next try works`, async () => {
    await using stage = await Stage.start();
    const presenter = await stage.openPresenter(async (page) => {
      await page.evaluateOnNewDocument((error) => {
        const { mediaDevices } = navigator;
        const real = mediaDevices.getDisplayMedia.bind(mediaDevices);
        let tries = 0;
        mediaDevices.getDisplayMedia = (options) =>
          tries++ === 0 ? Promise.reject(new DOMException("", error)) : real(options);
      }, name);
    });
    await presenter.press("start");
    assert.equal(await presenter.waitForFailure(), reason);
    await presenter.press("retry");
    await presenter.press("start");
    await presenter.waitFor("live");
  });
}

Deno.test("a browser that can't capture, as on phones, says what works instead", async () => {
  await using stage = await Stage.start();
  const presenter = await stage.openPresenter(async (page) => {
    await page.evaluateOnNewDocument(() => {
      Object.defineProperty(navigator.mediaDevices, "getDisplayMedia", { value: undefined });
    });
  });
  await presenter.press("start");
  assert.equal(await presenter.waitForFailure(), "no-capture");
});

Deno.test("a link without its key, with another key, and of no session: each is told apart", async () => {
  await using stage = await Stage.start();
  const { link } = await stage.present();
  const browser = await stage.launch("chromium");
  const otherKey = link.slice(0, -8) + (link.endsWith("AAAAAAAA") ? "BBBBBBBA" : "AAAAAAAA");
  const otherId = link.replace(/view\/[0-9a-f-]{36}/, `view/${crypto.randomUUID()}`);
  for (
    const [opened, reason] of [
      [link.replace(/#.*/, ""), "no-key"],
      [otherKey, "wrong-key"],
      [otherId, "session-unknown"],
    ] as const
  ) {
    assert.equal(await (await openLink(browser, opened)).waitForFailure(), reason);
  }
});

Deno.test("a viewer that tries to publish is thrown out, and the others see on", async () => {
  await using stage = await Stage.start();
  const { presenter, link } = await stage.present();
  const honest = await watch(await stage.launch("chromium"), link);
  const browser = await stage.launch("chromium");
  const page = await browser.newPage();
  await page.evaluateOnNewDocument(() => {
    const Connection = globalThis.RTCPeerConnection;
    globalThis.RTCPeerConnection = class extends Connection {
      constructor(config?: RTCConfiguration) {
        super(config);
        Object.assign(globalThis, { pc: this });
      }
    };
  });
  const rogue = await openLink(browser, link, page);
  await rogue.waitFor("live");
  await viewerCount(presenter, 2);
  await page.evaluate(() => {
    const { pc } = globalThis as unknown as { pc: RTCPeerConnection };
    const stream = document.createElement("canvas").captureStream();
    pc.addTrack(stream.getVideoTracks()[0]!, stream);
  });
  await viewerCount(presenter, 1);
  const { id } = await moving(honest);
  await moving(honest, id);
  assert.equal((await presenter.state()).state, "live");
});

/** How loud a viewer's page is just now, 0 for silence. */
async function loudness({ page }: IslandPage): Promise<number> {
  return await page.evaluate(async () => {
    const stream = document.querySelector("audio")?.srcObject;
    if (!(stream instanceof MediaStream)) return 0;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(stream).connect(analyser);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const samples = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(samples);
    await context.close();
    return Math.max(...samples);
  });
}

/** Notes the states an island enters; answers those since. */
async function statesFromNowOn({ page }: IslandPage): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const island = document.querySelector<HTMLElement>("[data-island]")!;
    const seen: string[] = [];
    Object.assign(globalThis, { seenStates: seen });
    new MutationObserver(() => seen.push(island.dataset.state ?? ""))
      .observe(island, { attributes: true, attributeFilter: ["data-state"] });
  });
  return async () =>
    await page.evaluate(() => (globalThis as unknown as { seenStates: string[] }).seenStates);
}

/** Answers "leave" when the page asks whether to; the browser asks only after a click on the page. */
async function dropGuard({ page }: IslandPage): Promise<void> {
  page.on("dialog", (dialog) => dialog.accept());
  await Promise.resolve();
}
