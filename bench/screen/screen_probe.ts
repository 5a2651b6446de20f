import type { Page } from "puppeteer-core";
import { ID_BITS, STRIP_PART } from "../../lib/testing/browsers/screen_source.ts";

/** A frame as it was shown. */
export interface ProbedFrame {
  readonly id: number;
  /** When it was seen, in ms since 1970. */
  readonly at: number;
}

/** What the probe of a page that watches has seen. */
interface ScreenProbe {
  readonly frames: ProbedFrame[];
  /** When the first frame was shown, in ms since the page began to open. */
  firstMs: number | undefined;
}

declare const screenProbe: ScreenProbe;

/** Has a page that is opened next in this tab read the number of every frame that it shows. */
export async function installScreenProbe(page: Page): Promise<void> {
  await page.evaluateOnNewDocument(
    (bits, part) => {
      const probe: ScreenProbe = { frames: [], firstMs: undefined };
      Object.assign(globalThis, { screenProbe: probe });
      const canvas = new OffscreenCanvas(bits, 1);
      const context = canvas.getContext("2d", { willReadFrequently: true })!;
      const watch = (video: HTMLVideoElement) => {
        const onFrame = (_: number, { expectedDisplayTime }: VideoFrameCallbackMetadata) => {
          video.requestVideoFrameCallback(onFrame);
          probe.firstMs ??= expectedDisplayTime;
          const height = video.videoHeight * part;
          context.drawImage(video, 0, height / 4, video.videoWidth, height / 2, 0, 0, bits, 1);
          const { data } = context.getImageData(0, 0, bits, 1);
          let id = 0;
          for (let bit = 0; bit < bits; bit++) if ((data[4 * bit] ?? 0) > 127) id |= 1 << bit;
          probe.frames.push({ id, at: performance.timeOrigin + expectedDisplayTime });
        };
        video.requestVideoFrameCallback(onFrame);
      };
      const seen = new WeakSet<HTMLVideoElement>();
      new MutationObserver(() => {
        const video = document.querySelector<HTMLVideoElement>('video[data-part="screen"]');
        if (!video || seen.has(video)) return;
        seen.add(video);
        watch(video);
      }).observe(document, { childList: true, subtree: true });
    },
    ID_BITS,
    STRIP_PART,
  );
}

/** Frames shown since the last call. */
export async function takeFrames(page: Page): Promise<ProbedFrame[]> {
  return await page.evaluate(() => screenProbe.frames.splice(0));
}

/** Resolves when the first frame is shown, with the ms since the page began to open. */
export async function firstPictureMs(page: Page): Promise<number> {
  const handle = await page.waitForFunction(() => screenProbe.firstMs, { timeout: 30_000 });
  return await handle.jsonValue() ?? NaN;
}
