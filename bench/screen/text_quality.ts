import type { Page } from "puppeteer-core";
import { type SourceGlobals, STRIP_PART } from "../../lib/testing/browsers/screen_source.ts";

declare const turnPage: SourceGlobals["turnPage"];

/** Ms after a page of text was turned at which its picture is judged. */
export const JUDGED_AFTER_MS = 500;

/** PSNR of pictures that are the same, in dB; more can't be told apart by anybody. */
const BEST_DB = 60;

/** Turns the page of text and says how well a viewer sees the new one a little later, in dB (PSNR). */
export async function textQuality(source: Page, viewer: Page): Promise<number> {
  const turnedAt = performance.now();
  await source.evaluate(() => turnPage());
  await new Promise((resolve) =>
    setTimeout(resolve, JUDGED_AFTER_MS - (performance.now() - turnedAt))
  );
  // The frame counter moves on in the source meanwhile; the text below it stands still.
  const seen = await greys(viewer, 'video[data-part="screen"]');
  const shown = await greys(source, "canvas");
  return psnr(seen, shown);
}

/** Grey values of the text, pixel by pixel. */
async function greys(page: Page, selector: string): Promise<Uint8Array> {
  const text = await page.evaluate(
    (what, part) => {
      const element = document.querySelector<HTMLVideoElement | HTMLCanvasElement>(what)!;
      const isVideo = element instanceof HTMLVideoElement;
      const width = isVideo ? element.videoWidth : element.width;
      const height = isVideo ? element.videoHeight : element.height;
      const top = Math.ceil(height * part) + 8;
      const canvas = new OffscreenCanvas(Math.floor(width / 2), Math.floor(height / 2));
      const context = canvas.getContext("2d", { willReadFrequently: true })!;
      context.drawImage(element, 0, -top);
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      let greyText = "";
      for (let at = 0; at < data.length; at += 4) {
        const grey = 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) +
          0.114 * (data[at + 2] ?? 0);
        greyText += String.fromCharCode(Math.round(grey));
      }
      return btoa(greyText);
    },
    selector,
    STRIP_PART,
  );
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** @throws {Error} where the pictures are of different sizes: then the viewer's is scaled. */
function psnr(one: Uint8Array, other: Uint8Array): number {
  if (one.length !== other.length) {
    throw new Error(`Cannot compare: ${one.length} and ${other.length} pixels`);
  }
  const squares = one.reduce((sum, value, index) => sum + (value - (other[index] ?? 0)) ** 2, 0);
  return Math.min(BEST_DB, 10 * Math.log10(255 ** 2 / (squares / one.length)));
}
