// deno-lint-ignore-file no-console -- A command line tool: this is how it speaks.
/**
 * Measures the product against a bare baseline in the same run, interleaved, so that a noisy machine
 * disturbs both alike; the ratio is the result, the absolute figures are context.
 *
 * ```sh
 * deno task bench                 # everything, about five minutes
 * deno task bench --runs=3 --mib=64
 * ```
 * @module
 */
import { AppServer } from "../lib/testing/app_server.ts";
import { TempFiles } from "../lib/testing/temp_files.ts";
import { TestBrowser } from "../lib/testing/test_browser.ts";
import { measureProduct } from "./product.ts";
import { measureRaw, RawServer } from "./raw.ts";
import { formatSpread, type Spread, spreadOf } from "./stats.ts";

const MIB = 1024 * 1024;

/** Where the figures go as JSON. */
const OUT_DIR = "_bench";

function option(name: string, fallback: number): number {
  const given = Deno.args.find((arg) => arg.startsWith(`--${name}=`))?.split("=")[1];
  const value = given === undefined ? fallback : Number(given);
  if (!Number.isInteger(value) || value < 1) {
    console.error(`--${name}=${given}: not a whole number above 0`);
    Deno.exit(1);
  }
  return value;
}

const runs = option("runs", 5);
const mib = option("mib", 256);

const seconds: Record<"raw" | "product", number[]> = { raw: [], product: [] };
const linkToOffer: number[] = [];
{
  await using files = await TempFiles.create();
  await using server = await AppServer.start();
  await using rawServer = await RawServer.start();
  await using from = await TestBrowser.launch("chromium");
  await using to = await TestBrowser.launch("chromium");
  const path = await files.random("bench.bin", mib * MIB);
  for (let run = 1; run <= runs; run++) {
    const rawMs = await measureRaw(rawServer, from, to, mib * MIB, 1);
    const { acceptToDoneMs, linkToOfferMs } = await measureProduct(server, from, to, path);
    seconds.raw.push(rawMs / 1000);
    seconds.product.push(acceptToDoneMs / 1000);
    linkToOffer.push(linkToOfferMs);
    const ratio = rawMs / acceptToDoneMs;
    console.log(
      `run ${run}: raw ${(mib / rawMs * 1000).toFixed(1)} MiB/s, product ${
        (mib / acceptToDoneMs * 1000).toFixed(1)
      } MiB/s, ratio ${ratio.toFixed(2)}`,
    );
  }
}

const rate = (values: readonly number[]): Spread => spreadOf(values.map((value) => mib / value));
const ratios = spreadOf(seconds.product.map((value, run) => (seconds.raw[run] ?? NaN) / value));
const result = {
  mib,
  runs,
  rawMibPerSecond: rate(seconds.raw),
  productMibPerSecond: rate(seconds.product),
  productToRaw: ratios,
  linkToOfferMs: spreadOf(linkToOffer),
};
console.log(`
| ${mib} MiB, Chromium to Chromium, ${runs} runs | MiB/s, median (min–max) |
|---|---|
| raw data channel, memory to memory, discarded | ${formatSpread(result.rawMibPerSecond)} |
| FileFrag, disk to verified on disk | ${formatSpread(result.productMibPerSecond)} |
| ratio, run by run | ${formatSpread(ratios, 2)} |

Link opened to offer shown: ${formatSpread(result.linkToOfferMs, 0)} ms`);
await Deno.mkdir(OUT_DIR, { recursive: true });
await Deno.writeTextFile(`${OUT_DIR}/throughput.json`, JSON.stringify(result, null, 2));
