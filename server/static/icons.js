// An icon of icons.svg as an element, or of the sprite inside the page (server/icons.py) with `from` = "#icon-".
// It always stands beside a word, so it is hidden from screen readers.

const SVG = "http://www.w3.org/2000/svg";
const TURNING = new Set(["arrow_back", "arrow_forward", "keyboard_return", "login", "logout", "low_priority", "skip_next", "undo"]);

export function icon(name, from = "/static/icons.svg#") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", TURNING.has(name) ? "icon turns" : "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", from + name);
  svg.append(use);
  return svg;
}
