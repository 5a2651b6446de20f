import assert from "node:assert/strict";
import { parseArguments, UsageError } from "./arguments.ts";
import { estimateSeconds } from "./estimate.ts";
import { interleave, rotated } from "./interleave.ts";
import { mibPerSecond } from "./moved.ts";
import { parsePss } from "./processes/process_memory.ts";
import { parseStat, roleOf } from "./processes/process_tree.ts";
import { productRunOf } from "./product/product_transfer.ts";
import { SECTION_NAMES, settingsOf } from "./settings.ts";
import { differencesOf, formatSpread, ratiosOf, spreadOf } from "./stats.ts";

Deno.test("without sections the short form of every section is asked for", () => {
  assert.deepEqual(parseArguments([]), {
    sections: SECTION_NAMES,
    scale: "short",
    changes: {},
    planOnly: false,
  });
});

Deno.test("named sections run once each, in the usual order, in their full form", () => {
  const { sections, scale } = parseArguments(["memory", "connect", "memory"]);
  assert.deepEqual(sections, ["connect", "memory"]);
  assert.equal(scale, "full");
  assert.deepEqual(parseArguments(["all"]).sections, SECTION_NAMES);
  assert.equal(parseArguments(["all"]).scale, "full");
});

Deno.test("options change the settings of every section", () => {
  const { changes, planOnly } = parseArguments([
    "--runs=3",
    "--mib=16,256",
    "--pairs=chromium-firefox,firefox-chromium",
    "--connections=1,8",
    "--rtt=0,50",
    "--loss=0,0.1",
    "--seconds=30",
    "--plan",
  ]);
  assert.equal(planOnly, true);
  assert.deepEqual(settingsOf("loopback", "short", changes), {
    runs: 3,
    mib: [16, 256],
    pairs: [{ from: "chromium", to: "firefox" }, { from: "firefox", to: "chromium" }],
    connections: [1, 8],
    rttMs: [0, 50],
    lossPercent: [0, 0.1],
    limitSeconds: 30,
  });
});

Deno.test("a word that means nothing is refused and named", () => {
  const refused: readonly (readonly [word: string, message: RegExp])[] = [
    ["loopbak", /Unknown section "loopbak"/],
    ["--rnus=3", /Unknown option '--rnus'/],
    ["--toString=3", /Unknown option/],
    ["-r", /Unknown option '-r'/],
    ["--runs", /'--runs <value>' argument missing/],
    ["--plan=1", /'--plan' does not take an argument/],
    ["--runs=0", /--runs: "0" is not a whole number above 0/],
    ["--runs=2.5", /not a whole number/],
    ["--runs=", /not a whole number/],
    ["--mib=16,", /--mib: "" is not/],
    ["--loss=-1", /--loss: "-1" is not a number of 0 or more/],
    ["--pairs=chromium", /--pairs: "chromium" is not two of/],
    ["--pairs=chromium-opera", /is not two of/],
  ];
  for (const [word, message] of refused) {
    assert.throws(() => parseArguments([word]), (error) => {
      assert(error instanceof UsageError, word);
      assert.match(error.message, message);
      return true;
    });
  }
});

Deno.test("the short form of everything takes at most a quarter of an hour", () => {
  const seconds = SECTION_NAMES.map((name) => estimateSeconds(name, settingsOf(name, "short")))
    .reduce((sum, section) => sum + section, 0);
  assert(seconds <= 15 * 60, `${seconds} s`);
});

Deno.test("a spread is the median and the ends of what there is", () => {
  assert.deepEqual(spreadOf([5, 1, undefined, 3]), { median: 3, min: 1, max: 5 });
  assert.deepEqual(spreadOf([4, 1, 2, 3]), { median: 2.5, min: 1, max: 4 });
  assert.equal(spreadOf([undefined]), undefined);
  assert.equal(formatSpread([2, 1, 3]), "2.0 (1.0–3.0)");
  assert.equal(formatSpread([0.5], 2), "0.50");
  assert.equal(formatSpread([]), "–");
  assert.equal(formatSpread([-0.2, -10, 0.04], 0), "0 (-10–0)");
});

Deno.test("ratios and differences are taken run by run, where both have a value", () => {
  assert.deepEqual(ratiosOf([10, undefined, 30, 5], [20, 20, 10, 0]), [
    0.5,
    undefined,
    3,
    undefined,
  ]);
  assert.deepEqual(ratiosOf([1], []), [undefined]);
  assert.deepEqual(differencesOf([10, 5], [7, undefined]), [3, undefined]);
});

Deno.test("contestants take turns, each run beginning with another one", async () => {
  assert.deepEqual(rotated(["a", "b", "c"], 4), ["b", "c", "a"]);
  const order: string[] = [];
  const contestant = (name: string) => ({
    name,
    measure: () => (order.push(name), Promise.resolve(order.length)),
  });
  const results = await interleave(
    "turns",
    2,
    [contestant("a"), contestant("b")],
    (_what, measure) => measure(),
  );
  assert.deepEqual(order, ["a", "b", "b", "a"]);
  assert.deepEqual(Object.fromEntries(results), { a: [1, 4], b: [2, 3] });
});

Deno.test("a failed measurement leaves its run empty and the others in their places", async () => {
  let turn = 0;
  const measure = () => Promise.resolve(++turn);
  const results = await interleave(
    "failing",
    3,
    [{ name: "a", measure }],
    async (_what, measure) => {
      const value = await measure();
      return value === 2 ? undefined : value;
    },
  );
  assert.deepEqual(results.get("a"), [1, undefined, 3]);
});

Deno.test("a speed is what was moved over its time", () => {
  assert.equal(mibPerSecond({ bytes: 3 * 1024 * 1024, ms: 1500 }), 2);
  assert.equal(mibPerSecond(undefined), undefined);
});

Deno.test("a finished run of the product counts from accepting to done", () => {
  const seen = {
    states: { connected: 100, transferring: 200, done: 1200 },
    progress: [{ atMs: 700, percent: 40 }],
    firstByteAtMs: 250,
    lastByteAtMs: 1150,
  };
  assert.deepEqual(productRunOf(seen, 5000), {
    finished: true,
    moved: { bytes: 5000, ms: 1000 },
    linkToOfferMs: 100,
    acceptToFirstByteMs: 50,
    lastByteToDoneMs: 50,
  });
});

Deno.test("a run of the product that met its limit counts with its last progress", () => {
  const seen = {
    states: { connected: 100, transferring: 200 },
    progress: [{ atMs: 700, percent: 10 }, { atMs: 1200, percent: 20 }],
    firstByteAtMs: undefined,
    lastByteAtMs: undefined,
  };
  const { finished, moved } = productRunOf(seen, 5000, 2000);
  assert.equal(finished, false);
  assert.deepEqual(moved, { bytes: 1000, ms: 1000 });
  assert.deepEqual(productRunOf({ ...seen, progress: [] }, 5000, 2000).moved, {
    bytes: 0,
    ms: 2000,
  });
});

Deno.test("processes are told by what the system says of them", () => {
  const fields = "S 41 1 1 0 -1 4194560 100 0 0 0 150 50 0 0 20 0 1 0 5 100 10";
  assert.deepEqual(parseStat(`42 (Web Content (x) y) ${fields}`), { parent: 41, cpuSeconds: 2 });
  assert.equal(parseStat(""), undefined);
  assert.equal(roleOf("/usr/lib/chromium/chromium\0--headless\0"), "browser");
  assert.equal(roleOf("chromium\0--type=renderer\0--x\0"), "renderer");
  assert.equal(
    roleOf("chromium\0--type=utility\0--utility-sub-type=network.mojom.NetworkService\0"),
    "network",
  );
  assert.equal(roleOf("chromium\0--type=zygote\0"), "other");
  assert.equal(roleOf("firefox\0-contentproc\0-childID\x001\0tab\0"), "renderer");
  assert.equal(roleOf("firefox\0-contentproc\0-parentPid\x001\0socket\0"), "network");
  assert.equal(roleOf("firefox\0-contentproc\0utility\0"), "other");
  assert.equal(
    roleOf("firefox -contentproc -appDir /usr/lib/firefox-esr/browser 3 tab "),
    "renderer",
  );
});

Deno.test("memory is read from its own line", () => {
  assert.equal(parsePss("Rss:  900 kB\nPss:  512 kB\nPss_Dirty:  100 kB\n"), 512 * 1024);
  assert.equal(parsePss(""), 0);
});
