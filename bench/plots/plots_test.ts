import assert from "node:assert/strict";
import { type BarChart, drawBarChart } from "./bar_chart.ts";
import { fillMarkers, markersIn } from "./markers.ts";
import { publishedFiles, readReports } from "./published.ts";
import { readMemory } from "./read_memory.ts";
import { readDistances, readRates } from "./read_rates.ts";
import { readShown, readViewerCosts } from "./read_screen.ts";
import { parseReport, reportsOf } from "./report.ts";
import { TABLES } from "./tables.ts";
import { ticksUpTo } from "./ticks.ts";

function reportText(section: string, date: string, data: unknown): string {
  return JSON.stringify({ section, machine: { date }, data });
}

function dataOf(data: unknown) {
  return parseReport(reportText("any", "2026-11-22", data), "any.json").data;
}

Deno.test("every plot and every table in the documents is what the measurements say", async () => {
  for (const [path, text] of await publishedFiles(await readReports())) {
    const onDisk = await Deno.readTextFile(path);
    assert.ok(onDisk === text, `${path} isn't what docs/measurements says: deno task plots`);
  }
});

Deno.test("every table that can be made is in a document", async () => {
  const used = new Set<string>();
  for (const path of ["README.md", "docs/measurements.md"]) {
    for (const name of markersIn(await Deno.readTextFile(path))) used.add(name);
  }
  assert.deepEqual([...used].toSorted(), Object.keys(TABLES).toSorted());
});

Deno.test("reports of a section come in the order of their days", () => {
  const reports = reportsOf([
    ["b.json", reportText("speed", "2026-11-23T10:00:00.000Z", 2)],
    ["a.json", reportText("speed", "2026-11-22", 1)],
    ["c.json", reportText("weight", "2026-11", 3)],
  ]);
  assert.deepEqual(
    reports.get("speed")?.map(({ date, data }) => [date, data.number()]),
    [["2026-11-22", 1], ["2026-11-23", 2]],
  );
  assert.equal(reports.get("weight")?.[0]?.date, "2026-11");
});

Deno.test("a wrong figure in a report is named by its path", () => {
  assert.throws(() => parseReport("{}", "x.json"), /x\.json: has no "section"/);
  const data = dataOf([{ label: "A → B, 16 MiB", mibPerSecond: { FileFrag: [1, "2"] } }]);
  assert.throws(
    () => readRates(data),
    /any\.json\.data\.0\.mibPerSecond\.FileFrag\.1: not a number/,
  );
});

Deno.test("ratios are taken run by run, unless only their spread was published", () => {
  const mibPerSecond = { "raw × 1": [2, 4, null], FileFrag: [3, 2, 9] };
  const row = {
    label: "Chromium → Firefox, RTT 20 ms, loss 1 %",
    rttMs: 20,
    lossPercent: 1,
    mib: 64,
  };
  const [computed] = readDistances(dataOf([{ ...row, mibPerSecond }]));
  assert.deepEqual(computed?.ratioTo("raw × 1"), [1.5, 0.5, undefined]);
  assert.deepEqual([computed?.pair, computed?.mib, computed?.rttMs], [
    "Chromium → Firefox",
    64,
    20,
  ]);
  const ratios = { "raw × 1": [1, 2, null] };
  const [published] = readDistances(dataOf([{ ...row, mibPerSecond, ratios }]));
  assert.deepEqual(published?.ratioTo("raw × 1"), [1, 2, undefined]);
});

Deno.test("memory is what a peak has above idle, or that difference alone", () => {
  const side = { idle: 100, peak: 130 };
  const run = { sender: side, receiver: { idle: null, peak: null, aboveIdle: 7 } };
  const rows = readMemory(
    dataOf([{
      label: "Firefox → Firefox, 256 MiB",
      runs: { FileFrag: [run, null], "raw × 1": [run] },
    }]),
  );
  assert.deepEqual(rows, [
    { browser: "Firefox", side: "sender", mib: 256, product: [30, undefined], bare: [30] },
    { browser: "Firefox", side: "receiver", mib: 256, product: [7, undefined], bare: [7] },
  ]);
});

Deno.test("a screen's figures are read as the benchmark writes them", () => {
  const seen = {
    delaysMs: [10, 20, 30],
    framesPerSecond: 30,
    textDb: 38,
    firstPictureMs: 500,
    presenterCpu: 0.8,
  };
  const data = dataOf({
    shown: [{ label: "A → B", seen: { bare: [{ ...seen, delaysMs: [40] }], FileFrag: [seen] } }],
    crowds: [{ viewers: 1, presenterCpu: [0.5] }, { viewers: 5, presenterCpu: [0.75] }],
  });
  const [shown] = readShown(data, "FileFrag");
  assert.deepEqual(shown?.delayRatio, [0.5]);
  assert.deepEqual(shown?.of("FileFrag")?.delayP95Ms, [30]);
  assert.deepEqual(readViewerCosts(data).map(({ ofOne }) => ofOne), [[1], [1.5]]);
});

Deno.test("markers are filled, and one without an end is an error", () => {
  const page =
    "# Speed\n<!-- measured: a -->\n1\n2\n<!-- end -->\ntext\n<!-- measured: b -->\n<!-- end -->";
  assert.deepEqual(markersIn(page), ["a", "b"]);
  assert.equal(
    fillMarkers(page, (name) => `<${name}>`),
    "# Speed\n<!-- measured: a -->\n\n<a>\n\n<!-- end -->\ntext\n" +
      "<!-- measured: b -->\n\n<b>\n\n<!-- end -->",
  );
  for (
    const broken of [
      "<!-- measured: a -->",
      "<!-- measured: a -->\n<!-- measured: b -->\n<!-- end -->",
    ]
  ) {
    assert.throws(() => fillMarkers(broken, () => ""), /"a" has no end/);
  }
});

Deno.test("an axis begins at 0, ends above the greatest value, and has round steps", () => {
  for (const greatest of [0.13, 0.9, 1, 7.4, 10.2, 99, 307, 71_000]) {
    const ticks = ticksUpTo(greatest);
    assert.equal(ticks[0], 0);
    assert.ok((ticks.at(-1) ?? 0) >= greatest && ticks.length <= 8, `${greatest}: ${ticks}`);
    assert.ok((ticks.at(-2) ?? 0) < greatest, `${greatest}: ${ticks}`);
  }
});

const CHART: BarChart = {
  title: "Speed & <size>",
  subtitle: "MiB/s",
  series: [{ name: "bare", shade: "bare-1" }, { name: "FileFrag", shade: "product" }],
  panels: [{
    label: "RTT 20 ms",
    groups: [{
      label: "1 GiB",
      bars: [
        { spread: { median: 5, min: 4, max: 10 } },
        { spread: { median: 10, min: 10, max: 10 }, label: "2.0 ×" },
      ],
    }, { label: "5 GiB", bars: [undefined, { spread: { median: 0, min: 0, max: 0 } }] }],
  }],
};

Deno.test("a bar is as high as its value, from the axis up", () => {
  const svg = drawBarChart(CHART);
  const heights = [
    ...svg.matchAll(
      /<rect class="(?:bare-1|product)" x="[\d.]+" y="[\d.]+" width="[\d.]+" height="([\d.]+)"/g,
    ),
  ]
    .map(([, height]) => Number(height)).filter((height) => height !== 12); // The legend's are 12.
  const [five = 0, ten = 0, none = 0] = heights;
  assert.equal(heights.length, 3);
  assert.equal(ten, 2 * five);
  assert.equal(none, 1);
});

Deno.test("a chart says all its figures in words, and escapes them", () => {
  const svg = drawBarChart(CHART);
  assert.match(svg, /<title>Speed &amp; &lt;size><\/title>/);
  assert.match(
    svg,
    /<desc>MiB\/s\. RTT 20 ms, 1 GiB: bare 5; FileFrag 10\. RTT 20 ms, 5 GiB: FileFrag 0\.<\/desc>/,
  );
  assert.match(svg, /prefers-color-scheme:dark/);
});

Deno.test("a spread is drawn where there is one", () => {
  assert.equal([...drawBarChart(CHART).matchAll(/class="spread"/g)].length, 1);
});
