/**
 * Pictures of every state of both views, to look at while designing:
 *
 * ```sh
 * deno run -A lib/testing/samples/ui_preview.tsx [outDir] [words in the name]…
 * ```
 *
 * `live|paused` is either word.
 * @module
 */
import { signal } from "@preact/signals";
import type { VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import { launch, type Page } from "puppeteer-core";
import { buildStyles } from "../../build/styles.ts";
import { About } from "../../ui/site/About.tsx";
import { ErrorMessage } from "../../ui/site/ErrorMessage.tsx";
import { FilePicker } from "../../ui/send/FilePicker.tsx";
import { SiteFrame } from "../../ui/site/SiteFrame.tsx";
import { Stage } from "../../ui/parts/Stage.tsx";
import { type Language, LANGUAGES } from "../../ui/i18n/language.ts";
import { catalogueFor, siteTextFor } from "../../ui/i18n/texts.ts";
import { PRESENTER_SAMPLES, SAMPLE_SENDING, VIEWER_SAMPLES } from "./screen_samples.ts";
import { CHROMIUM_ARGS } from "../browsers/chromium_args.ts";
import { requireBrowser } from "../browsers/find_browser.ts";
import { extrasWith, RECEIVER_SAMPLES, unsaved } from "./receiver_samples.ts";
import { presenterView, receiverView, senderView, viewerView } from "./sample_views.tsx";
import { INTAKE_SAMPLES, SENDER_SAMPLES } from "./ui_samples.ts";

const WIDTHS = [360, 1280];
const SCHEMES = ["light", "dark"];

interface Sample {
  readonly name: string;
  readonly content: VNode;
  /** The page's path, where it isn't the start page. */
  readonly path?: string;
}

function* samples(language: Language): Generator<Sample> {
  const text = catalogueFor(language);
  const site = siteTextFor(language);
  const nothing = () => {};
  for (const [name, state] of Object.entries(SENDER_SAMPLES)) {
    yield {
      name: `sender-${name}`,
      content: (
        <>
          {senderView(state, language, name === "loading-hundred" ? 5 : 1)}
          {name === "loading-empty" && <About text={site} />}
        </>
      ),
    };
  }
  for (const [name, { files, reading, problems, link }] of Object.entries(INTAKE_SAMPLES)) {
    const intake = {
      dragging: signal(false),
      reading: signal(reading),
      problems: signal(problems),
      link: signal(link),
      take: nothing,
      takeFolder: nothing,
      addText: () => Promise.resolve(true),
      stop: nothing,
    };
    yield {
      name: `intake-${name}`,
      content: (
        <Stage
          island="sender"
          state="loading"
          heading={text.sender.empty}
          announcement={signal("")}
          language={language}
          switchLanguage={undefined}
        >
          <FilePicker
            text={text}
            language={language}
            files={files}
            creating={false}
            seats={1}
            intake={intake}
            actions={{ remove: nothing, share: nothing, setSeats: nothing }}
          />
        </Stage>
      ),
    };
  }
  for (const [name, state] of Object.entries(RECEIVER_SAMPLES)) {
    const left = name.startsWith("failed-storage") || name === "connected-tree";
    const extras = extrasWith(left ? { transfers: 3, bytes: 1_234_567_890 } : undefined);
    yield { name: `receiver-${name}`, content: receiverView(state, language, extras) };
  }
  const unknown = RECEIVER_SAMPLES["failed-session-unknown-here"];
  for (const before of ["kept", "saving", "saved", "failed"] as const) {
    if (!unknown) continue;
    yield {
      name: `receiver-before-${before}`,
      content: receiverView(unknown, language, unsaved(before)),
    };
  }
  yield* screenSamples(language);
  yield {
    name: "error-404",
    content: (
      <ErrorMessage status={404} message={site.errors.notFound} home={site.goHome} basePath="" />
    ),
  };
}

function* screenSamples(language: Language): Generator<Sample> {
  for (const [name, sample] of Object.entries(PRESENTER_SAMPLES)) {
    const shown = sample.viewers.length > 0
      ? { sending: SAMPLE_SENDING, preview: new EventTarget() as MediaStream }
      : {};
    const content = presenterView(sample, language, shown);
    yield { name: `presenter-${name}`, path: "/presenter", content };
  }
  for (const [name, sample] of Object.entries(VIEWER_SAMPLES)) {
    yield { name: `viewer-${name}`, path: "/view/", content: viewerView(sample, language) };
  }
}

/** Something like a desktop in every video that would have a picture by now. */
async function paintVideos(): Promise<void> {
  for (const video of globalThis.document.querySelectorAll("video")) {
    const blind = video.closest('[data-state="connecting"]') !== null &&
      globalThis.document.querySelector(".watch-controls") === null;
    if (blind) continue;
    const canvas = globalThis.document.createElement("canvas");
    canvas.width = 1920;
    canvas.height = 1080;
    const context = canvas.getContext("2d");
    if (context === null) continue;
    context.fillStyle = "#3b6ea5";
    context.fillRect(0, 0, 1920, 1080);
    context.fillStyle = "#fdfdfd";
    context.fillRect(180, 90, 1300, 820);
    context.fillStyle = "#222";
    context.fillRect(0, 1030, 1920, 50);
    context.font = "34px sans-serif";
    for (let line = 0; line < 14; line++) {
      context.fillText(
        `${line + 1}  The quick brown fox jumps over the lazy dog`,
        230,
        160 + 54 * line,
      );
    }
    const painted = new Promise((resolve) => video.requestVideoFrameCallback(resolve));
    video.srcObject = canvas.captureStream(10);
    await video.play();
    await painted;
  }
}

function document(language: Language, { content, path }: Sample, css: string): string {
  const body = renderToString(
    <SiteFrame text={siteTextFor(language)} basePath="" path={path}>{content}</SiteFrame>,
  );
  return `<!doctype html><html lang="${language}"><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width"><style>${css}</style><body>${body}`;
}

async function photograph(page: Page, outDir: string, words: readonly string[]): Promise<void> {
  const css = await Deno.readTextFile(`${outDir}/styles.css`);
  for (const language of LANGUAGES) {
    for (const sample of samples(language)) {
      const { name } = sample;
      const title = `${name} ${language}`;
      if (!words.every((word) => word.split("|").some((part) => title.includes(part)))) continue;
      for (const width of WIDTHS) {
        await page.setViewport({ width, height: 720 });
        await page.setContent(document(language, sample, css));
        await page.evaluate(paintVideos);
        for (const scheme of SCHEMES) {
          await page.emulateMediaFeatures([
            { name: "prefers-color-scheme", value: scheme },
            // A picture in the middle of a transition shows colours that are in no state.
            { name: "prefers-reduced-motion", value: "reduce" },
          ]);
          const path = `${outDir}/${name}-${language}-${width}-${scheme}.png` as const;
          await page.screenshot({ path, fullPage: true });
        }
        const overflow = await page.evaluate(() =>
          globalThis.document.documentElement.scrollWidth > innerWidth
        );
        if (overflow) {
          throw new Error(`Page wider than its window: ${name}, ${language}, ${width} px`);
        }
      }
    }
  }
}

if (import.meta.main) {
  const [outDir = await Deno.makeTempDir({ prefix: "filefrag_preview_" }), ...words] = Deno.args;
  await buildStyles({ outDir, dev: true });
  const profile = await Deno.makeTempDir({ prefix: "filefrag_preview_profile_" });
  const browser = await launch({
    executablePath: requireBrowser("chromium"),
    userDataDir: profile,
    args: ["--headless", ...CHROMIUM_ARGS],
  });
  try {
    await photograph(await browser.newPage(), outDir, words);
  } finally {
    await browser.close();
    await Deno.remove(profile, { recursive: true });
  }
  await Deno.stdout.write(new TextEncoder().encode(`${outDir}\n`));
}
