import { DistanceLab, SHOW_LOCAL_ADDRESSES } from "../../lib/testing/network/distance_lab.ts";
import { missingFor } from "../../lib/testing/network/requirements.ts";
import type { WireCounters } from "../../lib/testing/network/wire_conditions.ts";
import type { NetworkNamespace } from "../../lib/testing/network/namespace.ts";
import type { TestBrowserOptions } from "../../lib/testing/browsers/test_browser.ts";
import { BrowserPair } from "../browser_pair.ts";
import { productContestant, rawContestant } from "../contestants.ts";
import { interleave } from "../interleave.ts";
import { MIB } from "../moved.ts";
import { pairLabel } from "../pair.ts";
import { ratesOf, type RatesRow, ratesTable } from "../rates.ts";
import type { SectionContext, SectionResult } from "../section.ts";
import { TestBed } from "../test_bed.ts";

/** One distance: a delay and a loss. */
interface Cell extends RatesRow {
  readonly rttMs: number;
  readonly lossPercent: number;
  readonly mib: number;
  /** Share of packets that the wire really lost, both ways together. */
  readonly lostPercent: number;
  /** Packets that found the wire's queue full: where there are any, the wire was the limit. */
  readonly queueDrops: number;
}

/**
 * How fast it is over delay and loss, beside bare connections over the same wire. A transfer that
 * isn't done within the limit counts with what has passed, its start included: for the product from
 * accepting on, for the bare connections from their first byte.
 */
export async function distance(context: SectionContext): Promise<SectionResult> {
  const { connections, limitSeconds } = context.settings;
  const cells: Cell[] = [];
  await context.attempt("distance", () => measureCells(context, cells));
  return {
    data: cells,
    table: ratesTable(`distance, at most ${limitSeconds} s`, connections, cells, "lost, %"),
  };
}

async function measureCells(context: SectionContext, cells: Cell[]): Promise<void> {
  const { settings: { pairs, mib, rttMs, lossPercent }, attempt, signal } = context;
  const missing = await missingFor("distance");
  if (missing.length > 0) throw new Error(missing.join(" "));
  await using bed = await TestBed.start();
  await using lab = await DistanceLab.create();
  bed.ports.forEach((port) => lab.expose(port));
  for (const pair of pairs) {
    await attempt(pairLabel(pair), async () => {
      const [from, to] = [launchedIn(lab.a), launchedIn(lab.b)];
      await using browsers = await BrowserPair.launch(pair, { signal, from, to });
      for (const size of mib) {
        for (const rtt of rttMs) {
          for (const loss of lossPercent) {
            const condition = { rttMs: rtt, lossPercent: loss, mib: size };
            const label = `${pairLabel(pair)}, RTT ${rtt} ms, loss ${loss} %`;
            cells.push(await measureCell(context, bed, lab, browsers, { ...condition, label }));
          }
        }
      }
    });
  }
}

async function measureCell(
  { settings: { runs, connections, limitSeconds }, attempt }: SectionContext,
  bed: TestBed,
  { wire }: DistanceLab,
  browsers: BrowserPair,
  cell: Pick<Cell, "rttMs" | "lossPercent" | "mib" | "label">,
): Promise<Cell> {
  const { rttMs, lossPercent, mib, label } = cell;
  const limitMs = limitSeconds * 1000;
  const path = await bed.file(mib);
  await wire.change({ delayMs: rttMs / 2, lossPercent });
  const before = totalsOf(await wire.counters());
  const results = await interleave(label, runs, [
    ...connections.map((count) =>
      rawContestant(bed, browsers, count, { bytes: mib * MIB, limitMs })
    ),
    productContestant(bed, browsers, path, { limitMs }),
  ], attempt);
  const after = totalsOf(await wire.counters());
  const lostPercent = 100 * (after.lost - before.lost) / Math.max(1, after.in - before.in);
  return {
    ...cell,
    mibPerSecond: ratesOf(results),
    lostPercent,
    queueDrops: after.queueDrops - before.queueDrops,
    note: lostPercent.toFixed(2),
  };
}

function launchedIn({ name }: NetworkNamespace): TestBrowserOptions {
  return {
    namespace: name,
    args: [SHOW_LOCAL_ADDRESSES],
    prefs: { "media.peerconnection.ice.obfuscate_host_addresses": false },
  };
}

function totalsOf({ forward, backward }: WireCounters) {
  return {
    in: forward.in + backward.in,
    lost: forward.lost + backward.lost,
    queueDrops: forward.queueDrops + backward.queueDrops,
  };
}
