// Bars under each other: services, counters, clerks. A row's name and its amount stand over its bar, whatever their length.

import { draw, hits, let_pick, put_hatch, sides } from "./plot.js";

const ROW = 50;
const BAR = 14;
const AMOUNT = 9; // px that a letter of an amount takes, with what stands between it and the name
const ARABIC = 0.62; // how wide its letters are beside what Plot takes them to be

// rows: [{key, name, amount, title, aim, parts: [{kind, size}]}]; the sizes of the parts follow each other; aim: where
// a row has the mark of what it should be, if anywhere;
// whole: how large the widest row is. Kinds are classes of charts.css.
export function bars({ rows, whole, says, rtl, pick, width, scale = 1 }) {
  const { Plot } = globalThis;
  const side = sides(rtl);
  const parts = rows.flatMap((row) => stretches(row));
  const row = ROW * scale;
  const of = { y: "key", insetTop: row - (BAR + 6) * scale, insetBottom: 6 * scale, rx: 3 };
  const over = { y: "key", dy: -8 * scale };
  const amounts = Math.max(0, ...rows.map(({ amount }) => amount.length)) * AMOUNT * scale;
  const room = Math.min(width * 0.66, width - amounts) / (15 * (rtl ? ARABIC : 1) * scale);
  const svg = draw({
    says,
    width,
    height: rows.length * row,
    margin: 0,
    x: { domain: [0, whole || 1], reverse: side.reverse, axis: null },
    y: { type: "band", domain: rows.map(({ key }) => key), padding: 0, axis: null },
    marks: [
      kinds(parts).map((kind) => Plot.barX(parts.filter((each) => each.kind === kind), { ...of, x1: "from", x2: "to", className: kind })),
      Plot.tickX(rows.filter(({ aim }) => aim), { ...of, rx: null, insetTop: of.insetTop - 3 * scale, insetBottom: of.insetBottom - 3 * scale, x: "aim", className: "target" }),
      Plot.text(rows, { ...over, frameAnchor: side.start, textAnchor: side.at_start, text: "name", lineWidth: room, textOverflow: "ellipsis-end", className: "names row" }),
      Plot.text(rows, { ...over, frameAnchor: side.end, textAnchor: side.at_end, dx: side.inwards(-2), text: "amount", className: "amounts strong row" }),
      hits("barX", rows, { y: "key", x1: 0, x2: whole || 1, title: "title" }),
    ],
  });
  for (const kind of ["paused", "unsure"]) put_hatch(svg, kind);
  if (pick) let_pick(svg, rows, pick);
  return svg;
}

function stretches({ key, parts }) {
  let from = 0;
  return parts.map(({ kind, size }) => ({ key, kind, from, to: (from += size) })).filter(({ from: start, to }) => to > start);
}

function kinds(parts) {
  return [...new Set(parts.map(({ kind }) => kind))];
}
