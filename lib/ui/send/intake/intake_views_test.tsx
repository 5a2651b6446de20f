import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import { renderToString } from "preact-render-to-string";
import { sampleOf } from "../../../testing/html_checks.ts";
import { INTAKE_SAMPLES, type IntakeSample } from "../../../testing/samples/ui_samples.ts";
import { type Language, LANGUAGES } from "../../i18n/language.ts";
import { catalogueFor } from "../../i18n/texts.ts";
import { FilePicker } from "../FilePicker.tsx";

function picker(
  { files, reading, problems, link }: IntakeSample,
  language: Language = "en",
  creating = false,
): string {
  return renderToString(
    <FilePicker
      files={files}
      creating={creating}
      seats={1}
      intake={{
        dragging: signal(false),
        reading: signal(reading),
        problems: signal(problems),
        link: signal(link),
        take: () => {},
        takeFolder: () => {},
        addText: () => Promise.resolve(true),
        stop: () => {},
      }}
      text={catalogueFor(language)}
      language={language}
      actions={{ remove: () => {}, share: () => {}, setSeats: () => {} }}
    />,
  );
}

const sample = (name: string) => sampleOf(INTAKE_SAMPLES, name);

for (const [name, shown] of Object.entries(INTAKE_SAMPLES)) {
  Deno.test(`file picker says in every language what its intake has to say: ${name}`, () => {
    for (const language of LANGUAGES) {
      const html = picker(shown, language);
      assert.doesNotMatch(html, /\sstyle=|\{\w+\}|undefined|NaN/);
      assert.equal(html.split('data-part="intake-problem"').length - 1, shown.problems.length);
      for (const { kind } of shown.problems) assert.ok(html.includes(`data-problem="${kind}"`));
      assert.equal(html.includes('data-action="stop-reading"'), shown.reading !== undefined);
    }
  });
}

Deno.test("file picker names the limits that it keeps", () => {
  assert.ok(picker(sample("too-many")).includes("100,000 files in 32,000 folders, with 16 MB"));
  assert.ok(picker(sample("text-too-long")).includes("1 MB"));
  assert.ok(picker(sample("left-out")).includes("1,024 characters"));
});

Deno.test("file picker offers to open a link that was given as a text, or to send it", () => {
  for (const language of LANGUAGES) {
    const html = picker(sample("link"), language);
    assert.match(html, /<a[^>]*data-action="open-link"[^>]*href="\/room\/[^"]*#[\w-]{43}"/);
    assert.match(html, /<button[^>]*data-action="share-text"/);
  }
});

Deno.test("file picker has inputs for files and for folders, and a way to write a text", () => {
  const html = picker({ files: [], reading: undefined, problems: [] });
  assert.match(html, /<input[^>]*multiple[^>]*data-part="files"/);
  assert.match(html, /<input[^>]*webkitdirectory[^>]*data-part="folder"/);
  assert.match(html, /<button[^>]*data-action="add-text"[^>]*aria-expanded="false"/);
});

Deno.test("file picker takes nothing more while the link is being made", () => {
  const html = picker(sample("left-out"), "en", true);
  for (const part of ['type="file"', 'data-action="add-text"', "intake-problem"]) {
    assert.ok(!html.includes(part), part);
  }
});

Deno.test("file picker doesn't share while folders are still being read", () => {
  const html = picker(sample("reading-more"));
  assert.match(html, /data-action="share"[^>]*aria-disabled="true"/);
  assert.doesNotMatch(picker(sample("left-out")), /data-action="share"[^>]*aria-disabled="true"/);
});

Deno.test("file picker lists a folder in one row, with its files and its size", () => {
  const html = picker({
    files: [{ name: "photos", size: 5_000_000, files: 1_234 }, { name: "a", size: 1 }],
    reading: undefined,
    problems: [],
  });
  assert.match(html, /data-part="tree" data-name="photos" data-size="5000000" data-files="1234"/);
  assert.ok(html.includes(">1,234 files<"), html);
  assert.ok(html.includes("1,235 files, 5 MB"), html);
  assert.equal(html.split('data-action="remove"').length - 1, 2);
});
