import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import { renderToString } from "preact-render-to-string";
import {
  PRESENTER_SAMPLES,
  type PresenterSample,
  SAMPLE_SENDING,
  VIEWER_SAMPLES,
  type ViewerSample,
} from "../testing/samples/screen_samples.ts";
import { type Language, LANGUAGES } from "./i18n/language.ts";
import { screenCatalogueFor, siteTextFor } from "./i18n/texts.ts";
import { PresenterView } from "./present/PresenterView.tsx";
import { SiteFrame } from "./site/SiteFrame.tsx";
import { loadViewerParts } from "./watch/late_parts.ts";
import { ViewerView } from "./watch/ViewerView.tsx";

const parts = await loadViewerParts();

function nothing(): void {}

function presenter({ state, viewers }: PresenterSample, language: Language = "en"): string {
  return renderToString(
    <PresenterView
      state={signal(state)}
      viewers={signal(viewers)}
      sending={signal(SAMPLE_SENDING)}
      preview={signal(undefined)}
      text={screenCatalogueFor(language)}
      language={language}
      actions={{
        start: nothing,
        switchScreen: nothing,
        pause: nothing,
        resume: nothing,
        stop: nothing,
        setQuality: nothing,
        copyLink: () => Promise.resolve(true),
        retry: nothing,
      }}
    />,
  );
}

function viewer({ state, facts }: ViewerSample, language: Language = "en"): string {
  return renderToString(
    <ViewerView
      state={signal(state)}
      picture={signal(undefined)}
      sound={signal(undefined)}
      facts={signal(facts)}
      text={screenCatalogueFor(language)}
      language={language}
      actions={{ retry: nothing, frameShown: nothing }}
      parts={parts}
    />,
  );
}

function sample<Sample>(samples: Readonly<Record<string, Sample>>, name: string): Sample {
  const found = samples[name];
  assert.ok(found, name);
  return found;
}

const presenting = (name: string) => presenter(sample(PRESENTER_SAMPLES, name));
const viewing = (name: string) => viewer(sample(VIEWER_SAMPLES, name));

function actionsIn(html: string): string[] {
  return [...html.matchAll(/data-action="([\w-]+)"/g)].map(([, action = ""]) => action);
}

function count(html: string, part: string): number {
  return html.split(part).length - 1;
}

const views = [
  [
    "presenter",
    Object.entries(PRESENTER_SAMPLES).map(([name, sample]) => ({
      name,
      state: sample.state,
      render: (language: Language) => presenter(sample, language),
    })),
  ],
  [
    "viewer",
    Object.entries(VIEWER_SAMPLES).map(([name, sample]) => ({
      name,
      state: sample.state,
      render: (language: Language) => viewer(sample, language),
    })),
  ],
] as const;

/** What `data-reason` says in states that end nothing. */
const TROUBLES: Readonly<Record<string, string>> = {
  "presenter live-held": "capture-held",
  "presenter live-switch-failed": "capture-failed",
  "presenter live-switch-refused": "capture-refused",
  "presenter stopped-by-browser": "capture-ended",
  "viewer connecting-presenter-away": "peer-left",
  "viewer connecting-server-lost": "server-unreachable",
};

for (const [island, cases] of views) {
  for (const { name, state, render } of cases) {
    Deno.test(`${island} view shows ${name} by the page contract in every language`, () => {
      for (const language of LANGUAGES) {
        const html = render(language);
        for (const hook of [`data-island="${island}"`, `data-state="${state.kind}"`]) {
          assert.ok(html.includes(hook), hook);
        }
        const [, reason] = /data-reason="([^"]+)"/.exec(html) ?? [];
        if (state.kind === "failed") assert.equal(reason, state.failure.reason);
        else assert.equal(reason, TROUBLES[`${island} ${name}`]);
        assert.equal(count(html, "<h1"), 1);
        assert.equal(count(html, 'role="status" aria-live="polite"'), 1);
        // The security policy forbids style attributes; a {placeholder} was left unfilled.
        assert.doesNotMatch(html, /\sstyle=|\{\w+\}|undefined|NaN/);
      }
    });
  }
}

for (
  const [name, actions] of [
    ["idle", ["language", "start"]],
    ["idle-can-continue", ["language", "start"]],
    ["starting-choosing", ["stop"]],
    ["starting-creating", ["stop"]],
    ["live-alone", ["copy-link", "pause", "stop", "switch"]],
    ["paused", ["copy-link", "resume", "stop", "switch"]],
    ["stopped", ["language", "start"]],
    ["stopped-by-browser", ["language", "start"]],
    ["failed-capture-refused-here", ["language", "retry"]],
    ["failed-no-capture-here", ["language"]],
    ["failed-session-ended-here", ["language", "start"]],
  ] as const
) {
  Deno.test(`presenter view offers ${actions.join(", ")} when ${name}`, () => {
    assert.deepEqual(actionsIn(presenting(name)).toSorted(), actions);
  });
}

for (
  const [name, actions] of [
    ["connecting", ["language"]],
    ["connecting-presenter-away", ["fit", "fullscreen", "language", "statistics"]],
    ["live", ["fit", "fullscreen", "language", "statistics"]],
    ["live-sound", ["fit", "fullscreen", "language", "sound", "statistics"]],
    ["paused", ["fit", "fullscreen", "language", "statistics"]],
    ["ended", ["language"]],
    ["failed-session-full-here", ["language", "retry"]],
    ["failed-wrong-key-here", ["language"]],
  ] as const
) {
  Deno.test(`viewer view offers ${actions.join(", ")} when ${name}`, () => {
    assert.deepEqual(actionsIn(viewing(name)).toSorted(), actions);
  });
}

Deno.test("presenter view shows the whole link while live and while paused", () => {
  for (const name of ["live-alone", "paused"]) {
    const { state } = sample(PRESENTER_SAMPLES, name);
    assert.ok(state.kind === "live" || state.kind === "paused");
    const html = presenting(name);
    assert.ok(html.includes('data-part="link"') && html.includes(`value="${state.link}"`));
  }
});

Deno.test("presenter view lists each viewer with its path and its delay", () => {
  const html = presenting("live-many");
  assert.ok(html.includes('<b data-part="peer-count">5</b>'));
  assert.equal(count(html, 'data-part="peer"'), 5);
  assert.equal(count(html, 'data-part="path"'), 4);
  // Not of one that is being reconnected, nor of one that hasn't said anything.
  assert.equal(count(html, 'data-part="latency"'), 3);
  assert.ok(html.includes('data-ms="1240">1,240 ms'));
  assert.ok(html.includes("Viewer 11") && html.includes("reconnecting"));
  assert.ok(presenting("live-alone").includes('<b data-part="peer-count">0</b>'));
});

Deno.test("presenter view says what holds the picture back, the computer before the network", () => {
  const { limit } = screenCatalogueFor("en").presenter;
  const [viewer] = sample(PRESENTER_SAMPLES, "live-watched").viewers;
  assert.ok(viewer);
  const { state } = sample(PRESENTER_SAMPLES, "live-watched");
  const both = presenter({
    state,
    viewers: [{ ...viewer, limit: "bandwidth" }, { ...viewer, number: 2, limit: "cpu" }],
  });
  assert.ok(both.includes(limit.cpu.advice) && !both.includes(limit.bandwidth.advice));
  assert.ok(both.includes(limit.cpu.short) && both.includes(limit.bandwidth.short));
  assert.ok(!presenting("live-watched").includes(limit.cpu.advice));
});

Deno.test("presenter view has the quality controls before it starts and while live", () => {
  for (const name of ["idle", "live-many", "paused", "stopped"]) {
    const html = presenting(name);
    for (const part of ["quality-content", "quality-frame-rate", "quality-codec"]) {
      assert.equal(count(html, `data-part="${part}"`), 1, `${part} in ${name}`);
    }
    assert.equal(count(html, 'type="radio"'), 5);
    assert.equal(count(html, " checked"), 2);
    assert.equal(count(html, "<option"), 5);
  }
  const html = presenting("live-many");
  for (const value of ["motion", "30"]) {
    assert.match(html, new RegExp(`<input[^>]*value="${value}" checked`));
  }
  assert.match(html, /<option[^>]*selected value="h264"|<option[^>]*value="h264"[^>]*selected/);
});

Deno.test("viewer view has one muted video without controls of its own in every state", () => {
  for (const name of Object.keys(VIEWER_SAMPLES)) {
    const [video = "", ...more] = viewing(name).match(/<video[^>]*>/g) ?? [];
    assert.equal(more.length, 0);
    for (const attribute of ['data-part="screen"', "muted", "autoplay", "playsinline"]) {
      assert.ok(video.toLowerCase().includes(attribute), `${attribute} in ${video}`);
    }
    assert.ok(!video.includes("controls"), video);
  }
});

Deno.test("viewer view puts its words in front until there is a picture, and while none comes", () => {
  for (
    const [name, theatre] of [
      ["connecting", "words"],
      ["connecting-presenter-away", "words"],
      ["live-no-picture", "words"],
      ["live", "picture"],
      ["live-interrupted", "picture"],
      ["paused", "words"],
      ["ended", undefined],
      ["failed-no-route-here", undefined],
    ] as const
  ) {
    const [, front] = /data-theatre="(\w+)"/.exec(viewing(name)) ?? [];
    assert.equal(front, theatre, name);
  }
});

Deno.test("viewer view says how far behind it is, in words and as a number", () => {
  assert.match(viewing("live"), /data-part="latency" data-ms="85">85 ms behind</);
  assert.ok(!viewing("live-interrupted").includes('data-part="latency"'));
  assert.ok(!viewing("live-no-picture").includes('data-part="latency"'));
});

Deno.test("the header leads to the screen from the files, and from the screen back", () => {
  for (
    const [path, target] of [
      ["/", "/presenter"],
      ["/room/x", "/presenter"],
      ["/presenter", "/"],
      ["/view/x", "/"],
      ["/viewer", "/presenter"],
    ] as const
  ) {
    const html = renderToString(
      <SiteFrame text={siteTextFor("en")} basePath="" path={path}>x</SiteFrame>,
    );
    assert.ok(html.includes(`class="page-across" href="${target}"`), path);
  }
});
