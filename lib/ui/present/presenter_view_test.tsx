import assert from "node:assert/strict";
import { renderToString } from "preact-render-to-string";
import { actionsIn, count, sampleOf, testPageContract } from "../../testing/html_checks.ts";
import { PRESENTER_SAMPLES, type PresenterSample } from "../../testing/samples/screen_samples.ts";
import { presenterView } from "../../testing/samples/sample_views.tsx";
import type { Language } from "../i18n/language.ts";
import { screenCatalogueFor } from "../i18n/texts.ts";

function presenter(sample: PresenterSample, language: Language = "en"): string {
  return renderToString(presenterView(sample, language));
}

const presenting = (name: string) => presenter(sampleOf(PRESENTER_SAMPLES, name));

testPageContract({
  island: "presenter",
  samples: PRESENTER_SAMPLES,
  stateOf: ({ state }) => state,
  render: presenter,
  troubles: {
    "live-held": "capture-held",
    "live-switch-failed": "capture-failed",
    "live-switch-refused": "capture-refused",
    "live-switch-sound-failed": "sound-failed",
    "stopped-by-browser": "capture-ended",
  },
});

for (
  const [name, actions] of [
    ["idle", ["language", "start"]],
    ["idle-can-continue", ["language", "start"]],
    ["starting-choosing", ["stop"]],
    ["starting-creating", ["stop"]],
    ["live-alone", ["copy-link", "pause", "stop", "switch"]],
    ["paused", ["copy-link", "remove", "remove", "resume", "stop", "switch"]],
    ["stopped", ["language", "start"]],
    ["stopped-by-browser", ["language", "start"]],
    ["failed-capture-refused-here", ["language", "retry"]],
    ["failed-sound-failed-here", ["language", "retry"]],
    ["failed-no-capture-here", ["language"]],
    ["failed-session-ended-here", ["language", "start"]],
  ] as const
) {
  Deno.test(`presenter view offers ${actions.join(", ")} when ${name}`, () => {
    assert.deepEqual(actionsIn(presenting(name)).toSorted(), actions);
  });
}

Deno.test("presenter view says that it was the sound, and that the next click leaves it out", () => {
  assert.match(presenting("failed-sound-failed-here"), /sound couldn’t be captured/);
  assert.match(presenting("failed-sound-failed-here"), />Show without sound</);
  const { switchSoundFailed } = screenCatalogueFor("en").presenter;
  assert.ok(presenting("live-switch-sound-failed").includes(switchSoundFailed));
});

Deno.test("presenter view shows the whole link while live and while paused", () => {
  for (const name of ["live-alone", "paused"]) {
    const { state } = sampleOf(PRESENTER_SAMPLES, name);
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
  const [viewer] = sampleOf(PRESENTER_SAMPLES, "live-watched").viewers;
  assert.ok(viewer);
  const { state } = sampleOf(PRESENTER_SAMPLES, "live-watched");
  const both = presenter({
    state,
    viewers: [{ ...viewer, limit: "bandwidth" }, { ...viewer, number: 2, limit: "cpu" }],
  });
  assert.ok(both.includes(limit.cpu.advice) && !both.includes(limit.bandwidth.advice));
  assert.ok(both.includes(limit.cpu.short) && both.includes(limit.bandwidth.short));
  assert.ok(!presenting("live-watched").includes(limit.cpu.advice));
  const fitted = presenter({ state, viewers: [{ ...viewer, limit: "codec" }] });
  assert.ok(fitted.includes(limit.codec.advice) && fitted.includes(limit.codec.short));
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
