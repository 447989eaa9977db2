// A picture of figures: a heading, one sentence that says what is to be seen, the drawing, its legend, and behind it
// the same figures as a table, for whoever cannot see it, for the keyboard and for copying.

import { element } from "/static/element.js";
import { as_file, sideways, table as tabled } from "./table.js";

const PAPER_PX = 680; // 180 mm, as wide as a sheet of A4 is between its margins; a place may say its --paper-px
const redrawing = new WeakMap();
let hears = false;
let on_paper = false;

// How large a picture is drawn: on paper, which is read from nearer, everything is smaller.
export function scale() {
  return (parseFloat(getComputedStyle(document.documentElement).fontSize) / 16) * (on_paper ? 0.75 : 1);
}

// picture(place, {title, finding, legend, table, draw}, {w}) fills `place` with it, in place of what was there.
// draw(width_px) gives its SVG; without rows in its table there is nothing to draw, and `finding` says so. legend:
// elements. table: as table.js has it, and `csv`, the address of the same as a file.
export function picture(place, { title, finding, legend = [], table, draw }, { w }) {
  const was_open = place.querySelector("details.behind")?.open ?? false;
  const canvas = element("div", { class: "canvas" });
  const figure = element(
    "figure",
    { class: "picture" },
    element("figcaption", {}, element("h3", {}, title), element("p", { class: "finding" }, unbroken(finding))),
    canvas,
    legend.length > 0 && element("ul", { class: "legend" }, legend),
    behind(table, was_open, w),
  );
  place.replaceChildren(figure);
  if (table.rows.length > 0) watch(figure, canvas, draw);
  else figure.replaceChildren(figure.firstElementChild);
  return figure;
}

// The text with what must stay in one line kept so: a span of the day ("13:00–13:30", an isolate), and "n = 41".
export function unbroken(text) {
  return text.split(/(\u2066[^\u2069]*\u2069|\S+ = \d[\d\u202f]*)/).map((part, at) => (at % 2 ? element("span", { class: "unbroken" }, part) : part));
}

// One entry of a legend: a field of the class `kind`, and its word.
export function entry(kind, word) {
  return element("li", {}, element("span", { class: `swatch ${kind}`, "aria-hidden": "true" }), word);
}

function behind(table, open, w) {
  const summary = element("summary", {}, w("The same as a table"));
  return element("details", { class: "behind", open }, summary, sideways(table.caption, tabled(table)), as_file(table.csv, w));
}

// It is drawn anew whenever its place becomes wider or narrower, and as wide as the paper for printing.
function watch(figure, canvas, draw) {
  let drawn_px = 0;
  let paper = false;
  const put = (width_px) => {
    if (width_px <= 0 || (Math.abs(width_px - drawn_px) < 1 && paper === on_paper)) return;
    [drawn_px, paper] = [width_px, on_paper];
    canvas.replaceChildren(draw(width_px));
    if (canvas.scrollWidth > canvas.clientWidth) canvas.tabIndex = 0;
    else canvas.removeAttribute("tabindex");
  };
  put(canvas.clientWidth);
  new ResizeObserver(() => on_paper || put(canvas.clientWidth)).observe(canvas);
  redrawing.set(figure, put);
  if (!hears) hear_printing();
}

function hear_printing() {
  hears = true;
  const all = (printing, width_px) => {
    on_paper = printing;
    for (const figure of document.querySelectorAll("figure.picture")) redrawing.get(figure)?.(width_px(figure));
  };
  window.addEventListener("beforeprint", () => all(true, (figure) => Number(getComputedStyle(figure).getPropertyValue("--paper-px")) || PAPER_PX));
  window.addEventListener("afterprint", () => all(false, (figure) => figure.querySelector(".canvas").clientWidth));
}
