// Columns beside each other in time: days, weeks, months, half-hours.

import { draw, hits, let_pick, put_hatch, sides } from "./plot.js";

const HEIGHT = 216;
const LINE = 16;
const LETTER_PX = 7.5;

// rows: [{key, short: [line, under it], title, front, back, open, few, unsure}] in the order of their keys, one for
// each place; front (dark) and back (light, behind it) are amounts or null. line: {at} or null: the amount that is aimed
// at. unit: said at
// the axis. pick(row) is called for the row that is clicked.
export function columns({ rows, line, unit, says, rtl, pick, width, scale = 1 }) {
  const { Plot } = globalThis;
  const side = sides(rtl);
  const most = Math.max(1, line?.at ?? 0, ...rows.map((each) => Math.max(each.front ?? 0, each.back ?? 0)));
  const placed = { x: "key", insetLeft: 0, insetRight: 0 };
  const named = labelled(rows, (width - 60 * scale) / rows.length / scale);
  const lines = named.some(({ under }) => under) ? 2 : 1;
  const svg = draw({
    says,
    width,
    height: (HEIGHT + (lines - 1) * LINE) * scale,
    marginTop: 28 * scale,
    marginBottom: (8 + lines * LINE) * scale,
    ...side.margins(44 * scale, 12 * scale),
    x: { type: "band", domain: rows.map(({ key }) => key), reverse: side.reverse, padding: 0.22, axis: null },
    y: { domain: [0, most * 1.04], axis: null },
    marks: [
      Plot.ruleY(ticks(most), { className: "grid" }),
      Plot.barY(rows.filter((each) => each.back !== null), { ...placed, y: "back", className: "back", rx: 2 }),
      Plot.barY(rows.filter((each) => each.front !== null && !each.unsure), { ...placed, y: "front", className: "front", rx: 2 }),
      Plot.barY(rows.filter((each) => each.front !== null && each.unsure), { ...placed, y: "front", className: "unsure", rx: 2 }),
      Plot.tickY(rows.filter((each) => each.open), { x: "key", y: (each) => each.back ?? each.front, className: "beyond" }),
      Plot.text(rows.filter((each) => each.few), { x: "key", y: 0, dy: -8 * scale, text: () => "–", className: "few" }),
      Plot.ruleY([0], { className: "base" }),
      line ? Plot.ruleY([line.at], { className: "target" }) : null,
      Plot.axisY(ticks(most), { anchor: side.start, tickSize: 0, tickPadding: 6 * scale, label: null, className: "amounts" }),
      Plot.text([unit], { frameAnchor: `top-${side.start}`, textAnchor: side.at_start, dx: side.inwards(-44 * scale), dy: -24 * scale, className: "unit" }),
      Plot.text(named, { x: "key", text: ({ short: [first] }) => first, frameAnchor: "bottom", dy: 16 * scale, className: "names" }),
      Plot.text(named.filter(({ under }) => under), { x: "key", text: "under", frameAnchor: "bottom", dy: 33 * scale, className: "under" }),
      hits("barY", rows, { x: "key", y1: 0, y2: most, title: "title" }),
    ],
  });
  put_hatch(svg, "unsure");
  if (pick) let_pick(svg, rows, pick);
  return svg;
}

// Four steps at most, round ones.
function ticks(most) {
  const { ticks: round } = globalThis.d3;
  return round(0, most * 1.04, 4).filter((each) => Number.isInteger(each));
}

// Those whose name has room; a second line is said at the first, and wherever it becomes another.
function labelled(rows, step_px) {
  const longest = Math.max(...rows.map(({ short: [first] }) => first.length));
  const each = [1, 2, 4, 7, 14, 28, 56].find((n) => n * step_px > (longest + 1) * LETTER_PX) ?? rows.length;
  const named = rows.filter((_, at) => at % each === 0);
  return named.map((row, at) => ({ ...row, under: at && row.short[1] === named[at - 1].short[1] ? "" : row.short[1] }));
}
