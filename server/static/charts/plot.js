// The one place that speaks to the vendored library (Observable Plot, a classic script before this module).

// Where a picture begins and ends, and which way its amounts grow: Plot itself knows left to right alone.
export function sides(rtl) {
  const [start, end] = rtl ? ["right", "left"] : ["left", "right"];
  return {
    start,
    end,
    reverse: rtl,
    at_start: rtl ? "end" : "start", // the anchor of a text that begins at the start: its direction is always ltr
    at_end: rtl ? "start" : "end",
    margins: (of_start, of_end) => (rtl ? { marginLeft: of_end, marginRight: of_start } : { marginLeft: of_start, marginRight: of_end }),
    inwards: (px) => (rtl ? -px : px),
  };
}

// The SVG of a plot, as one image whose name is `says`. Plot writes its few rules as a <style> inside, which the
// page's policy refuses: it is taken out before the page sees it, and charts.css has them. So are its names of the
// parts, in English: the whole is one image.
export function draw({ says, ...options }) {
  const svg = globalThis.Plot.plot({ className: "plot", ariaLabel: says, ...options });
  for (const style of svg.querySelectorAll("style")) style.remove();
  svg.setAttribute("role", "img");
  for (const part of svg.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  return svg;
}

// An unseen place over each of `rows`, which tells `title(row)` and can be picked; `options` say where.
export function hits(mark, rows, { title, ...options }) {
  return globalThis.Plot[mark](rows, { ...options, title, fill: "none", stroke: "none", pointerEvents: "all", className: "hit" });
}

// Calls `pick(row)` with the row whose place is clicked.
export function let_pick(svg, rows, pick) {
  svg.classList.add("pickable");
  svg.addEventListener("click", ({ target }) => {
    const hit = target.closest(".hit > *");
    if (hit) pick(rows[hit.__data__]);
  });
}

let patterns = 0;

// A paint of slanting lines for `svg`: what is told apart also without any colour. Returns it as a value of `fill`.
function hatch(svg, name) {
  const id = `${name}-${(patterns += 1)}`;
  const pattern = make("pattern", { id, class: name, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
  pattern.append(make("rect", { width: 6, height: 6, class: "ground" }), make("rect", { width: 2, height: 6, class: "line" }));
  const defs = make("defs");
  defs.append(pattern);
  svg.prepend(defs);
  return `url(#${id})`;
}

// Every shape of the marks of class `kind` gets a hatching of its own drawing.
export function put_hatch(svg, kind) {
  const shapes = svg.querySelectorAll(`.${kind} > *`);
  if (!shapes.length) return;
  const paint = hatch(svg, `hatch-${kind}`);
  for (const shape of shapes) shape.setAttribute("fill", paint);
}

function make(tag, attributes = {}) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}
