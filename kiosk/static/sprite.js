// The house's icons inside the page: one that is drawn for the first time while the office is away is there too.

import { icon as linked } from "/static/icons.js";

const FILE = "/static/icons.svg";
const OURS = "icon-"; // before the symbols' names: the page's elements have names of their own

let present = false;

export function icon(name) {
  const made = linked(name);
  if (present) inward(made);
  return made;
}

// Fetches the icons, once; what goes wrong is left for the next call.
export async function load() {
  if (present) return;
  try {
    const answer = await fetch(FILE);
    if (answer.ok) take(new DOMParser().parseFromString(await answer.text(), "image/svg+xml").documentElement);
  } catch (problem) {
    if (!(problem instanceof TypeError)) throw problem; // fetch says so when nobody answers
  }
}

function take(sprite) {
  if (present) return;
  present = true;
  for (const symbol of sprite.querySelectorAll("symbol")) symbol.id = OURS + symbol.id;
  sprite.setAttribute("class", "sprite");
  document.body.append(document.importNode(sprite, true));
  document.querySelectorAll("svg.icon").forEach(inward);
}

function inward(svg) {
  const use = svg.querySelector("use");
  use.setAttribute("href", `#${OURS}${use.getAttribute("href").split("#")[1]}`);
}
