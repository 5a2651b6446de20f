import assert from "node:assert/strict";
import { renderToString } from "preact-render-to-string";
import { actionsIn, sampleOf, testPageContract } from "../../testing/html_checks.ts";
import { VIEWER_SAMPLES, type ViewerSample } from "../../testing/samples/screen_samples.ts";
import { viewerView } from "../../testing/samples/sample_views.tsx";
import { screenCatalogueFor } from "../i18n/texts.ts";
import type { Language } from "../i18n/language.ts";

function viewer(sample: ViewerSample, language: Language = "en"): string {
  return renderToString(viewerView(sample, language));
}

const viewing = (name: string) => viewer(sampleOf(VIEWER_SAMPLES, name));

testPageContract({
  island: "viewer",
  samples: VIEWER_SAMPLES,
  stateOf: ({ state }) => state,
  render: viewer,
  troubles: {
    "connecting-presenter-away": "peer-left",
    "connecting-server-lost": "server-unreachable",
    "live-held": "capture-held",
  },
});

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

Deno.test("viewer view says why the picture stands still, beside the picture and to who can't see it", () => {
  const { held, interrupted } = screenCatalogueFor("en").viewer;
  assert.equal(viewing("live-held").split(held).length, 3);
  assert.ok(!viewing("live").includes(held));
  // A connection that drops stops the picture whatever the presenter's system does.
  const { state, facts } = sampleOf(VIEWER_SAMPLES, "live-interrupted");
  assert.ok(state.kind === "live");
  const both = viewer({ state: { ...state, held: true }, facts });
  assert.ok(both.includes(interrupted) && !both.includes(held));
});

Deno.test("viewer view says how far behind it is, in words and as a number", () => {
  assert.match(viewing("live"), /data-part="latency" data-ms="85">85 ms behind</);
  assert.ok(!viewing("live-interrupted").includes('data-part="latency"'));
  assert.ok(!viewing("live-no-picture").includes('data-part="latency"'));
});
