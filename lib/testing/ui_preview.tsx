/**
 * Pictures of every state of both views, to look at while designing:
 *
 * ```sh
 * deno run -A lib/testing/ui_preview.tsx [outDir] [words in the name]…
 * ```
 * @module
 */
import { signal } from "@preact/signals";
import type { VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import { launch, type Page } from "puppeteer-core";
import { buildStyles } from "../build/styles.ts";
import { About } from "../ui/components/About.tsx";
import { ErrorMessage } from "../ui/components/ErrorMessage.tsx";
import { ReceiverView } from "../ui/components/ReceiverView.tsx";
import { SenderView } from "../ui/components/SenderView.tsx";
import { SiteFrame } from "../ui/components/SiteFrame.tsx";
import { type Language, LANGUAGES } from "../ui/i18n/language.ts";
import { catalogueFor, siteTextFor } from "../ui/i18n/texts.ts";
import { RECEIVER_SAMPLES, SAMPLE_PROGRESS, SENDER_SAMPLES } from "./ui_samples.ts";

const WIDTHS = [360, 1280];
const SCHEMES = ["light", "dark"];

interface Sample {
  readonly name: string;
  readonly content: VNode;
}

function* samples(language: Language): Generator<Sample> {
  const text = catalogueFor(language);
  const site = siteTextFor(language);
  const shared = { text, language, progress: signal(SAMPLE_PROGRESS) };
  const nothing = () => {};
  for (const [name, state] of Object.entries(SENDER_SAMPLES)) {
    const actions = {
      choose: nothing,
      remove: nothing,
      share: nothing,
      copyLink: () => Promise.resolve(true),
      shareLink: nothing,
      cancel: nothing,
      retry: nothing,
      reset: nothing,
    };
    yield {
      name: `sender-${name}`,
      content: (
        <>
          <SenderView {...shared} state={signal(state)} actions={actions} />
          {name === "loading-empty" && <About text={site} />}
        </>
      ),
    };
  }
  for (const [name, state] of Object.entries(RECEIVER_SAMPLES)) {
    const actions = { receive: nothing, cancel: nothing, retry: nothing };
    yield {
      name: `receiver-${name}`,
      content: <ReceiverView {...shared} state={signal(state)} actions={actions} />,
    };
  }
  yield {
    name: "error-404",
    content: <ErrorMessage status={404} message={site.errors.notFound} home={site.goHome} />,
  };
}

function document(language: Language, content: VNode, css: string): string {
  const body = renderToString(<SiteFrame text={siteTextFor(language)}>{content}</SiteFrame>);
  return `<!doctype html><html lang="${language}"><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width"><style>${css}</style><body>${body}`;
}

async function photograph(page: Page, outDir: string, words: readonly string[]): Promise<void> {
  const css = await Deno.readTextFile(`${outDir}/styles.css`);
  for (const language of LANGUAGES) {
    for (const { name, content } of samples(language)) {
      if (!words.every((word) => `${name} ${language}`.includes(word))) continue;
      for (const width of WIDTHS) {
        await page.setViewport({ width, height: 720 });
        await page.setContent(document(language, content, css));
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
    executablePath: "/usr/bin/chromium",
    userDataDir: profile,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  try {
    await photograph(await browser.newPage(), outDir, words);
  } finally {
    await browser.close();
    await Deno.remove(profile, { recursive: true });
  }
  await Deno.stdout.write(new TextEncoder().encode(`${outDir}\n`));
}
