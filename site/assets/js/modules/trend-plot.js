// A trend as a line: solid up to today, dashed after it, with the target as a line of its own.
import { LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([LineChart, AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

const INK = "#0b0c0c";
const LINE = "#114b51";

const pointsOf = (table) =>
  [...table.querySelectorAll("tbody tr")].map((row) => ({
    label: row.querySelector("th").firstChild.textContent.trim(),
    share: "share" in row.dataset ? Number(row.dataset.share) : null,
    isAhead: "isAhead" in row.dataset,
  }));

const line = (name, type, symbol, data) => ({
  name,
  type: "line",
  data,
  symbol,
  symbolSize: 7,
  color: LINE,
  lineStyle: { type, width: 3 },
  connectNulls: false,
});

export function drawTrend(place, table) {
  const points = pointsOf(table);
  const { share, ahead, target, targetLabel } = place.dataset;
  const today = points.findLastIndex((point) => !point.isAhead);
  const known = line(share, "solid", "circle", points.map((point) => (point.isAhead ? null : point.share)));
  known.markLine = {
    silent: true,
    symbol: "none",
    lineStyle: { color: INK, type: "dotted", width: 2 },
    label: { formatter: `${targetLabel} ${target}%`, color: INK, position: "insideStartBottom" },
    data: [{ yAxis: Number(target) }],
  };
  const chart = init(place, null, { renderer: "svg" });
  const base = {
    animation: false,
    aria: { enabled: false },
    grid: { left: 48, right: 16, top: 40, bottom: 64 },
    legend: { top: 0, left: 0, textStyle: { color: INK, fontSize: 14 } },
    tooltip: { trigger: "axis", renderMode: "richText", valueFormatter: (value) => (value === null ? "–" : `${value}%`) },
    xAxis: { type: "category", data: points.map((point) => point.label), axisLabel: { color: INK, rotate: 45 } },
    yAxis: { type: "value", min: 0, max: 100, axisLabel: { color: INK, formatter: "{value}%" } },
    series: [
      known,
      line(ahead, "dashed", "emptyCircle", points.map((point, at) => (at >= today ? point.share : null))),
    ],
  };
  // On a phone the legend takes two lines, and every third day has a label.
  const narrow = { grid: { top: 72 }, legend: { orient: "vertical" }, xAxis: { axisLabel: { interval: 2 } } };
  chart.setOption({ baseOption: base, media: [{ query: { maxWidth: 480 }, option: narrow }] });
  place.setAttribute("aria-hidden", "true"); // The table says the same in words.
  new ResizeObserver(() => chart.resize()).observe(place);
}
