import type { BarChart } from "./bar_chart.ts";
import { element, escaped } from "./svg.ts";
import { ticksUpTo } from "./ticks.ts";

const WIDTH = 860;
const HEIGHT = 400;
const MARGIN = { top: 112, right: 24, bottom: 60, left: 52 };

/** Between two panels. */
const GAP = 20;

/** About what a letter takes of a legend's line. */
const LETTER_WIDTH = 7.2;

/** Where everything of a chart is. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly ticks: readonly number[];
  readonly y: (value: number) => number;
  readonly panelWidth: number;
  readonly panelX: (index: number) => number;
}

/** Lays a chart out: its panels share the width, and the greatest value reaches below the legend. */
export function layoutOf({ panels }: Pick<BarChart, "panels">): Layout {
  const bars = panels.flatMap(({ groups }) => groups.flatMap((group) => group.bars));
  const ticks = ticksUpTo(Math.max(...bars.map((bar) => bar?.spread.max ?? 0)));
  const greatest = ticks.at(-1) ?? 1;
  const [left, right, bottom] = [MARGIN.left, WIDTH - MARGIN.right, HEIGHT - MARGIN.bottom];
  const panelWidth = (right - left - GAP * (panels.length - 1)) / panels.length;
  return {
    width: WIDTH,
    height: HEIGHT,
    left,
    right,
    bottom,
    ticks,
    y: (value) => bottom - (bottom - MARGIN.top) * value / greatest,
    panelWidth,
    panelX: (index) => left + index * (panelWidth + GAP),
  };
}

/** The title and what the axis counts. */
export function drawTitle({ title, subtitle }: BarChart): string[] {
  return [
    element("text", { class: "title", x: 24, y: 34 }, [escaped(title)]),
    element("text", { class: "subtitle", x: 24, y: 56 }, [escaped(subtitle)]),
  ];
}

/** What each colour is, in one line. */
export function drawLegend({ series }: BarChart): string[] {
  let x = 24;
  return series.flatMap(({ name, shade }) => {
    const at = x;
    x += 18 + name.length * LETTER_WIDTH + 22;
    return [
      element("rect", { class: shade, x: at, y: 74, width: 12, height: 12, rx: 3 }),
      element("text", { class: "legend", x: at + 18, y: 84.5 }, [escaped(name)]),
    ];
  });
}
