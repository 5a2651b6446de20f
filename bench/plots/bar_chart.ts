import type { Spread } from "../stats.ts";
import { drawLegend, drawTitle, type Layout, layoutOf } from "./chart_layout.ts";
import { CHART_STYLE } from "./chart_style.ts";
import { element, escaped } from "./svg.ts";

/** What bars of one colour stand for. */
export interface Series {
  readonly name: string;
  /** The product stands out; what it is compared with is grey, in shades. */
  readonly shade: "product" | "bare-1" | "bare-2" | "bare-3";
}

/** One bar; where its ends are known they are drawn as a line over it. */
export interface Bar {
  readonly spread: Spread;
  /** Above the bar. */
  readonly label?: string;
}

/** Bars side by side, one for each series; `undefined` where a series has none. */
export interface BarGroup {
  readonly label: string;
  readonly bars: readonly (Bar | undefined)[];
}

/** Groups under one heading. */
export interface Panel {
  readonly label: string;
  readonly groups: readonly BarGroup[];
}

/** A chart of bars in panels that share one axis. */
export interface BarChart {
  readonly title: string;
  /** What the axis counts, and under which conditions. */
  readonly subtitle: string;
  readonly series: readonly Series[];
  readonly panels: readonly Panel[];
  /** A line across at a value that means something. */
  readonly line?: number;
}

/**
 * Draws bars as SVG: light and dark by the reader's scheme, readable without colours, and with the
 * figures in its description.
 */
export function drawBarChart(chart: BarChart): string {
  const layout = layoutOf(chart);
  const { width, height } = layout;
  const parts = [
    element("title", {}, [escaped(chart.title)]),
    element("desc", {}, [escaped(describe(chart))]),
    element("style", {}, [CHART_STYLE]),
    element("rect", { class: "ground", width, height, rx: 12 }),
    ...drawTitle(chart),
    ...drawLegend(chart),
    ...drawAxis(layout, chart.line),
    ...chart.panels.flatMap((panel, index) => drawPanel(chart, panel, index, layout)),
  ];
  const size = { width, height, viewBox: `0 0 ${width} ${height}` };
  const head = { xmlns: "http://www.w3.org/2000/svg", role: "img", ...size };
  return `${element("svg", head, parts.map((part) => `\n${part}`).concat("\n"))}\n`;
}

function drawAxis({ left, right, ticks, y }: Layout, line: number | undefined): string[] {
  const gridOf = (value: number) => [
    element("line", { class: "grid", x1: left, x2: right, y1: y(value), y2: y(value) }),
    element("text", { class: "tick", x: left - 8, y: y(value) + 4 }, [escaped(`${value}`)]),
  ];
  return [
    ...ticks.flatMap(gridOf),
    ...(line === undefined
      ? []
      : [element("line", { class: "mark", x1: left, x2: right, y1: y(line), y2: y(line) })]),
  ];
}

function drawPanel(
  { series }: BarChart,
  { label, groups }: Panel,
  index: number,
  layout: Layout,
): string[] {
  const { panelX, panelWidth, bottom, y } = layout;
  const start = panelX(index);
  const groupWidth = panelWidth / groups.length;
  const barWidth = Math.min(34, groupWidth * 0.78 / series.length);
  const parts = [
    element("text", { class: "panel", x: start + panelWidth / 2, y: bottom + 40 }, [
      escaped(label),
    ]),
  ];
  groups.forEach((group, place) => {
    const middle = start + groupWidth * (place + 0.5);
    parts.push(
      element("text", { class: "group", x: middle, y: bottom + 20 }, [escaped(group.label)]),
    );
    group.bars.forEach((bar, number) => {
      const shade = series[number]?.shade;
      if (!bar || !shade) return;
      const x = middle + (number - series.length / 2) * barWidth;
      parts.push(...drawBar(bar, shade, x, barWidth, y, bottom));
    });
  });
  return parts;
}

function drawBar(
  { spread: { median, min, max }, label }: Bar,
  shade: string,
  left: number,
  width: number,
  y: (value: number) => number,
  bottom: number,
): string[] {
  const x = left + 1.5;
  const middle = left + width / 2;
  // A bar of next to nothing is still there.
  const top = Math.min(y(median), bottom - 1);
  const parts = [
    element("rect", {
      class: shade,
      x,
      y: top,
      width: width - 3,
      height: bottom - top,
      rx: Math.min(3, (bottom - top) / 2),
    }),
  ];
  if (min < max) {
    const ends = { x1: middle, x2: middle, y1: y(min), y2: y(max) };
    // The wider line below keeps it apart from a dark bar.
    parts.push(
      element("line", { class: "casing", ...ends }),
      element("line", { class: "spread", ...ends }),
    );
  }
  if (label !== undefined) {
    const above = Math.min(top, y(max)) - 6;
    parts.push(element("text", { class: "value", x: middle, y: above }, [escaped(label)]));
  }
  return parts;
}

/** Every figure in words, for who can't see the picture. */
function describe({ subtitle, series, panels }: BarChart): string {
  const figures = panels.flatMap((panel) =>
    panel.groups.map(({ label, bars }) => {
      const values = bars.flatMap((bar, number) =>
        bar ? [`${series[number]?.name} ${bar.spread.median}`] : []
      );
      return `${[panel.label, label].filter((word) => word !== "").join(", ")}: ${
        values.join("; ")
      }.`;
    })
  );
  return `${subtitle}. ${figures.join(" ")}`;
}
