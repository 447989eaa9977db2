// Letters as large as the panel allows, around the full size of 1 (kiosk.css), and never smaller while something can
// give way: first what can be spared, then how much stands on one page or in one step.

import { mm } from "./elements.js";
import { grids, pages, turn } from "./pages.js";

const WANTED = 1;
const WANTED_LOW = 0.75; // in the lower half of a small panel: letters give way a little before choices are put off
const LARGEST = 1.05; // much the same on every screen, and room for 1.3 times as much
const LARGEST_ROOMY = 1.3;
const SMALLEST = 0.45;
const LARGER = 1.3; // what "larger text" adds to whatever the panel allows without it
const PRECISE = 0.05;
const FINE = 0.0125; // where letters are smaller than they should be, a little counts
const ROOMY_MM = 180;
const PLAIN = [{}, { spared: true }, { stepped: true }, { stepped: true, spared: true }];
const CLASSES = ["roomy", "spared", "stepped"];
const KEPT = 300;

const root = document.documentElement;
const known = new Map(); // what can be seen of a screen → how it was fitted
const lately = new Map(); // a screen, in one language and one way to show it → how it was fitted last
let last = "";
let lettered = false; // until its letters are here, a page shows none, and nothing can be measured

// Resolves when the letters of what is drawn are here. What was laid out before may have asked for some of them only.
export async function letters() {
  root.getBoundingClientRect(); // asks for all
  await document.fonts.ready;
  lettered = true;
}

// Sets --fit so that neither `screen` nor a .room in it runs over; `visit` tells which page of it is asked for. It is
// measured, which is slow, only the first time: a number is as wide as the next one, and what suited a screen that
// said something else is tried before.
export function fit(screen, visit) {
  const now = seen(screen, visit);
  const here = `${now},${visit.page}`;
  if (here === last) return;
  last = here;
  if (!lettered) return set(WANTED);
  const kind = sort(screen, visit);
  const way = known.get(now) ?? guessed(lately.get(kind), screen, visit) ?? measured(screen, visit);
  keep(known, now, way);
  keep(lately, kind, way);
  apply(way, screen, visit);
  set(way.size);
}

// The way `suited` when it holds here too: whole, with letters as large as they should be.
function guessed(suited, screen, visit) {
  if (!suited?.whole || suited.size < WANTED) return null;
  apply(suited, screen, visit);
  set(suited.size);
  return onEachPage(screen, suited, () => holds(screen)) ? suited : null;
}

// Whether the screen had to be parted into steps.
export function isStepped() {
  return root.classList.contains("stepped");
}

// All that its size depends on, read without laying anything out.
function seen(screen, visit) {
  const text = screen.textContent.replaceAll(/[0-9]/g, "0");
  return digest(`${sort(screen, visit)},${text}`);
}

// The same, but for what it says.
function sort(screen, { step }) {
  const hidden = [...document.querySelectorAll("main [hidden]:not(.card), .lost:is([hidden], .over), .bar [hidden]")].map(({ id }) => id);
  const options = screen.querySelectorAll("[data-option]").length;
  const panel = [innerWidth, innerHeight, document.fonts.status, lettered];
  return [...panel, root.lang, ...Object.values(root.dataset), screen.id, step, hidden, options].join();
}

function keep(map, key, way) {
  map.delete(key);
  map.set(key, way);
  if (map.size > KEPT) map.delete(map.keys().next().value);
}

// Two texts in a million million million have the same (FNV-1a, twice).
function digest(text) {
  let [one, other] = [0x811c9dc5, 0x1000193];
  for (let at = 0; at < text.length; at += 1) {
    one = Math.imul(one ^ text.charCodeAt(at), 0x01000193);
    other = Math.imul(other ^ text.charCodeAt(at), 0x5bd1e995);
  }
  return `${one},${other}`;
}

function measured(screen, visit) {
  const { text, reach } = visit.modes;
  const spacious = innerHeight / mm() >= ROOMY_MM;
  const roomy = spacious && !text && !reach;
  const usual = arranged(screen, visit, roomy, reach && !spacious ? WANTED_LOW : WANTED, spacious ? LARGEST_ROOMY : LARGEST);
  return text ? arranged(screen, visit, roomy, usual.size * LARGER, usual.size * LARGER) : usual;
}

// The first way in which the screen has letters of the size wanted, or else the one with the largest.
function arranged(screen, visit, roomy, wanted, most) {
  let way = { roomy };
  const fits = (size) => {
    set(size);
    return onEachPage(screen, way, () => holds(screen));
  };
  const tried = (next) => apply((way = next), screen, visit);
  const sized = (way, least, most, precise) => ({ ...way, size: largest(fits, least, most, precise) });
  tried({ roomy });
  const all = ways(screen).map((way, place) => ({ ...way, roomy, whole: place === 0 }));
  for (const way of all) {
    tried(way);
    if (fits(wanted)) return sized(way, wanted, most, PRECISE);
  }
  const none = { ...all.at(-1), size: SMALLEST };
  return all.reduce((best, way) => {
    tried(way);
    return fits(best.size + FINE) ? sized(way, best.size + FINE, wanted, FINE) : best;
  }, none);
}

// All pages of a list are alike, so that each of its cards stands on one of them, whichever is asked for first.
function onEachPage(screen, { grid }, holds) {
  if (!grid) return holds();
  for (let page = pages(screen, grid) - 1; page >= 0; page -= 1) {
    turn(screen, grid, page);
    if (!holds()) return false;
  }
  return true;
}

function ways(screen) {
  const list = screen.querySelector(".cards");
  if (!list) return PLAIN;
  return grids(list, mm()).flatMap((grid) => [{ grid }, { grid, spared: true }]);
}

function apply(way, screen, { page }) {
  for (const name of CLASSES) root.classList.toggle(name, Boolean(way[name]));
  if (way.grid) turn(screen, way.grid, page);
}

function set(size) {
  root.style.setProperty("--fit", size.toFixed(3));
}

function largest(fits, small, large, precise) {
  if (fits(large)) return large;
  while (large - small > precise) {
    const middle = (small + large) / 2;
    if (fits(middle)) small = middle;
    else large = middle;
  }
  return small;
}

function holds(screen) {
  return ![screen, ...screen.querySelectorAll(".room")].some(overflows);
}

function overflows(room) {
  return room.scrollHeight > room.clientHeight + 1 || room.scrollWidth > room.clientWidth + 1;
}
