import assert from "node:assert/strict";
import { AppServer } from "../lib/testing/servers/app_server.ts";
import { openLink } from "../lib/testing/browsers/island_page.ts";
import { STATE_MS } from "../lib/testing/deadlines.ts";
import { until } from "../lib/testing/servers/until.ts";
import {
  answerLeave,
  moving,
  screenLinkOf,
  ScreenStage,
  statesFromNowOn,
  still,
  viewerCount,
  watch,
} from "../lib/testing/browsers/screen_stage.ts";

Deno.test("a viewer that reloads sees the screen again", async () => {
  await using stage = await ScreenStage.start();
  const { presenter, link } = await stage.present();
  const viewer = await watch(await stage.addBrowser("chromium"), link);
  await viewer.page.reload();
  await viewer.waitFor("live");
  await moving(viewer);
  await viewerCount(presenter, 1);
});

Deno.test("a presenter that reloads goes on with one click under the same link, and its viewers with it", async () => {
  await using stage = await ScreenStage.start();
  const { presenter, link } = await stage.present();
  const viewer = await watch(await stage.addBrowser("chromium"), link);
  await answerLeave(presenter);
  await presenter.page.reload();
  await viewer.waitFor("connecting");
  const { colour } = await still(viewer);
  assert.ok(colour.some((part) => part > 20), `the last picture stays: ${colour}`);
  await presenter.waitFor("idle");
  await presenter.press("start");
  await presenter.waitFor("live");
  assert.equal(await screenLinkOf(presenter), link);
  await viewer.waitFor("live");
  const { id } = await moving(viewer);
  await moving(viewer, id);
});

Deno.test("a server that dies changes nothing for those who have met", async () => {
  await using stage = await ScreenStage.start();
  const { presenter, link } = await stage.present();
  const viewer = await watch(await stage.addBrowser("chromium"), link);
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
  await using stage = await ScreenStage.start();
  const { presenter, link } = await stage.present();
  const viewer = await watch(await stage.addBrowser("chromium"), link);
  const states = await Promise.all([viewer, presenter].map(statesFromNowOn));
  await stage.server.kill();
  await using _server = await AppServer.start({ PORT: new URL(link).port });
  const { id } = await moving(viewer);
  const late = await watch(await stage.addBrowser("chromium"), link);
  await moving(late, id);
  await viewerCount(presenter, 2);
  for (const seen of states) assert.deepEqual(await seen(), []);
});

for (
  const [what, name, reason] of [
    ["a refused permission", "NotAllowedError", "capture-refused"],
    ["a system that can't capture", "NotReadableError", "capture-failed"],
  ] as const
) {
  Deno.test(`${what} is said on the presenter's page, and the next try works`, async () => {
    await using stage = await ScreenStage.start();
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
  await using stage = await ScreenStage.start();
  const presenter = await stage.openPresenter(async (page) => {
    await page.evaluateOnNewDocument(() => {
      Object.defineProperty(navigator.mediaDevices, "getDisplayMedia", { value: undefined });
    });
  });
  await presenter.press("start");
  assert.equal(await presenter.waitForFailure(), "no-capture");
});

Deno.test("a link without its key, with another key, and of no session: each is told apart", async () => {
  await using stage = await ScreenStage.start();
  const { link } = await stage.present();
  const browser = await stage.addBrowser("chromium");
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
  await using stage = await ScreenStage.start();
  const { presenter, link } = await stage.present();
  const honest = await watch(await stage.addBrowser("chromium"), link);
  const browser = await stage.addBrowser("chromium");
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
  // An offer that goes over the server, because the channel is in doubt on a busy machine, is passed over
  // there: so it insists until one comes by the channel.
  await until(
    "the rogue thrown out",
    async () => {
      await page.evaluate(() => {
        const { pc } = globalThis as unknown as { pc: RTCPeerConnection };
        pc.dispatchEvent(new Event("negotiationneeded"));
      });
      return await presenter.textOf("peer-count") === "1" || undefined;
    },
    STATE_MS,
    () => presenter.describe(),
  );
  const { id } = await moving(honest);
  await moving(honest, id);
  assert.equal((await presenter.state()).state, "live");
});
