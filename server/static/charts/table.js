// A table of figures: what a row is about stands at its head, the others are amounts.

import { element } from "/static/element.js";

// rows: [{head, cells, pick}]: `pick`, if there is one, is what a press on the head does; a cell is a text, an element,
// several of them, or {text, pick}. `caption` may be left out.
export function table({ caption, heads, rows }) {
  return element(
    "table",
    {},
    caption && element("caption", {}, caption),
    element("thead", {}, element("tr", {}, heads.map((each, at) => element("th", { scope: "col", class: at > 0 && "amount" }, each)))),
    element("tbody", {}, rows.map(row)),
  );
}

function row({ head, cells, pick }) {
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, pressable(head, pick)),
    cells.map((each) => element("td", { class: "amount" }, each?.pick ? pressable(each.text, each.pick) : each)),
  );
}

// The text, as a button if there is something to do.
export function pressable(text, pick) {
  if (!pick) return text;
  const button = element("button", { type: "button", class: "pick" }, text);
  button.addEventListener("click", pick);
  return button;
}

// A wide table in its place, which the keys can move to the side.
export function sideways(label, wide) {
  return element("div", { class: "sideways", tabindex: 0, role: "region", "aria-label": label }, wide);
}

// The way to the same rows as a file, if they have an address.
export function as_file(csv, w) {
  return csv ? element("p", { class: "no-print" }, element("a", { href: csv, download: true }, w("Save as CSV"))) : "";
}
