// A field for each half-hour of each weekday: the darker, the longer people waited.

import { draw, hits, let_pick, put_hatch, sides } from "./plot.js";

const ROW = 34;
const LEAST_CELL = 12;
const LABELLED = 24; // a narrower field has its colour alone: the whole week is seen at once, also on a phone

// cells: [{day, time, label, level, title, few}]: level 0 to 4, the darkest last; few: hatched, too few for a level.
// days: [[key, name]], times: [[key, name]], in their order.
export function heat({ cells, days, times, says, rtl, pick, width, scale = 1 }) {
  const { Plot } = globalThis;
  const side = sides(rtl);
  const names = 12 * scale + Math.max(...days.map(([, name]) => name.length)) * (rtl ? 6.2 : 7.4) * scale; // Arabic is narrower
  const wide = Math.max(width, names + times.length * LEAST_CELL * scale);
  const cell_px = (wide - names) / times.length / scale;
  const each_time = [1, 2, 4, 6].find((n) => n * cell_px > 40) ?? 8;
  const at = { x: "time", y: "day" };
  const svg = draw({
    says,
    width: wide,
    height: days.length * ROW * scale + 26 * scale,
    marginTop: 0,
    marginBottom: 26 * scale,
    ...side.margins(names, 0),
    x: { type: "band", domain: times.map(([key]) => key), reverse: side.reverse, padding: 0.06, axis: null },
    y: { type: "band", domain: days.map(([key]) => key), padding: 0.1, axis: null },
    marks: [
      [0, 1, 2, 3, 4].map((level) => Plot.cell(cells.filter((each) => !each.few && each.level === level), { ...at, rx: 4, className: `level-${level}` })),
      Plot.cell(cells.filter(({ few }) => few), { ...at, rx: 4, className: "few" }),
      Plot.text(cell_px < LABELLED ? [] : cells, { ...at, text: "label", className: "in-cell", channels: {} }),
      Plot.text(days, { y: ([key]) => key, text: ([, name]) => name, frameAnchor: side.start, textAnchor: side.at_start, dx: side.inwards(-names), className: "names" }),
      Plot.text(times.filter((_, n) => n % each_time === 0), { x: ([key]) => key, text: ([, name]) => name, frameAnchor: "bottom", dy: 18 * scale, className: "amounts" }),
      hits("cell", cells, { ...at, title: "title" }),
    ],
  });
  put_hatch(svg, "few");
  for (const label of svg.querySelectorAll(".in-cell > text")) label.classList.add(cells[label.__data__].few ? "on-few" : `on-${cells[label.__data__].level}`);
  if (pick) let_pick(svg, cells, pick);
  return svg;
}
