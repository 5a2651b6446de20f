import type { Page } from "puppeteer-core";
import type { TestBrowser } from "./test_browser.ts";

/** Bits of a painted frame id: at 60 frames a second they last for four hours. */
export const ID_BITS = 20;

/** Part of the picture's height that the id takes. */
export const STRIP_PART = 1 / 6;

/** The title by which Chromium finds the tab to capture. */
export const SOURCE_TITLE = "FileFrag screen source";

/**
 * Arguments of a Chromium that captures the tab of that title without asking, on a screen large
 * enough to show it pixel by pixel: headless, a screen has 800 by 600.
 */
export const CAPTURE_ARGS: readonly string[] = [
  `--auto-select-tab-capture-source-by-title=${SOURCE_TITLE}`,
  "--screen-info={1920x1080}",
  // The tab hums without anybody having clicked on it.
  "--autoplay-policy=no-user-gesture-required",
];

/** What is painted: `colour` fills what the id leaves. */
export interface SourceLook {
  readonly title?: string;
  readonly colour?: string;
}

/** What the tab's page offers to a test. */
export interface SourceGlobals {
  /** When each frame was painted, in ms since 1970, by its number. */
  readonly paintedAt: readonly number[];
  /** Paints another page of small text from the next frame on; answers that frame's number. */
  readonly turnPage: () => number;
}

/**
 * A tab that is worth capturing: it hums on the left, counts its frames and paints each one's number, in black
 * and white blocks that survive any codec.
 */
export async function openScreenSource(
  browser: TestBrowser,
  { title = SOURCE_TITLE, colour = "#356" }: SourceLook = {},
): Promise<Page> {
  const page = await browser.newPage();
  await page.setContent(
    `<!doctype html><title>${title}</title><style>*{margin:0;overflow:hidden}</style><canvas>`,
  );
  await page.evaluate(
    (bits, part, fill) => {
      const canvas = document.querySelector("canvas")!;
      const { innerWidth: width, innerHeight: height } = globalThis as unknown as Window;
      Object.assign(canvas, { width, height });
      const context = canvas.getContext("2d")!;
      const paintedAt: number[] = [];
      Object.assign(globalThis, { paintedAt });
      let id = 0;
      let page = 1;
      const turnPage = () => {
        page++;
        return id + 1;
      };
      Object.assign(globalThis, { turnPage });
      const paint = () => {
        id++;
        paintedAt[id] = performance.timeOrigin + performance.now();
        context.fillStyle = fill;
        context.fillRect(0, height * part, width, height);
        context.fillStyle = "#fff";
        context.font = "13px sans-serif";
        for (let y = height * part + 20, line = 0; y < height; y += 16, line++) {
          // No two pages have a line in common; multiplied, the digits differ everywhere.
          const words = Array.from({ length: 12 }, (_, word) => page * (line * 31 + word * 7 + 97));
          context.fillText(words.join(" text "), 16, y);
        }
        for (let bit = 0; bit < bits; bit++) {
          context.fillStyle = (id >> bit) & 1 ? "#fff" : "#000";
          context.fillRect(bit * width / bits, 0, width / bits + 1, height * part);
        }
        requestAnimationFrame(paint);
      };
      requestAnimationFrame(paint);
      const sound = new AudioContext();
      const hum = sound.createOscillator();
      const quietly = new GainNode(sound, { gain: 0.1 });
      hum.connect(quietly).connect(new StereoPannerNode(sound, { pan: -1 }))
        .connect(sound.destination);
      hum.start();
    },
    ID_BITS,
    STRIP_PART,
    colour,
  );
  return page;
}

/** What a viewer's page shows just now. */
export interface SeenFrame {
  /** The painted number; `undefined` where there is no picture. */
  readonly id: number;
  /** The colour below it, as `[red, green, blue]`. */
  readonly colour: readonly [number, number, number];
  readonly width: number;
  readonly height: number;
}

/** Reads the picture of a viewer's page; `undefined` where it has none yet. */
export async function readScreen(page: Page): Promise<SeenFrame | undefined> {
  return await page.evaluate(
    (bits, part) => {
      const video = document.querySelector<HTMLVideoElement>('video[data-part="screen"]');
      if (!video?.videoWidth || video.readyState < 2) return undefined;
      const kept = document.querySelector<HTMLCanvasElement>(
        'canvas[data-part="last-picture"]:not([hidden])',
      );
      const { width, height } = kept ?? { width: video.videoWidth, height: video.videoHeight };
      const canvas = document.createElement("canvas");
      Object.assign(canvas, { width, height });
      const context = canvas.getContext("2d", { willReadFrequently: true })!;
      context.drawImage(kept ?? video, 0, 0, width, height);
      const pixel = (x: number, y: number) => context.getImageData(x, y, 1, 1).data;
      let id = 0;
      for (let bit = 0; bit < bits; bit++) {
        const [red = 0] = pixel((bit + 0.5) * width / bits, height * part / 2);
        if (red > 127) id |= 1 << bit;
      }
      const [red = 0, green = 0, blue = 0] = pixel(width * 0.9, height * 0.9);
      return { id, colour: [red, green, blue] as [number, number, number], width, height };
    },
    ID_BITS,
    STRIP_PART,
  );
}
