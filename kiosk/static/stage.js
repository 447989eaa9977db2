// What stands before the citizen: the office, one person's visit, and the connection. Who changes them, shows them.

import { painted } from "/static/frames.js";
import { read, words } from "/static/words.js";
import { $ } from "./elements.js";
import { fit } from "./fit.js";
import { cover } from "./lost.js";
import { receiptOf } from "./receipts.js";
import { draw } from "./screens.js";
import { spoken } from "./speech.js";
import * as visits from "./visit.js";

const SETTLES_MS = 300;
const LONGER_MS = { service: 600, number: 1000 }; // a touch there does what cannot be taken back

const page = read("kiosk");
export const languages = Object.fromEntries(
  Object.entries(page.languages).map(([language, known]) => [language, { ...known, w: words(known.words, language) }]),
);

export const stage = {
  office: known(page.office),
  visit: visits.fresh(known(page.office)),
  connected: true,
  name: page.name,
};

let settling = 0;
let due = false;

// The office as this kiosk knows it: `paused` is the reason why it, of all kiosks, gives no tickets, or null.
export function known(office) {
  return { ...office, paused: office.paused_kiosks?.[page.name] ?? null };
}

// A sentence in the visit's language.
export const w = (...sentence) => languages[stage.visit.language].w(...sentence);

export function show() {
  const { visit, office } = stage;
  const calendar = { now: office.now, territory: office.territory, language: visit.language };
  const scene = { ...stage, languages, w, calendar, receipt: receiptOf(visit.ticket) };
  draw(scene);
  fit($(visit.screen), visit);
  cover($(visit.screen));
  spoken(scene);
}

// The same a moment later, for what nobody touched: many news cost one drawing, and none holds up what is being drawn.
export async function showSoon() {
  if (due) return;
  due = true;
  await painted();
  due = false;
  show();
}

// Another screen, or the same with something changed.
export function enter(screen, changes = {}) {
  if (screen !== stage.visit.screen) settle(LONGER_MS[screen]);
  Object.assign(stage.visit, changes, { screen });
  show();
  focus(screen);
}

// For a finger not before the screen is seen, which the focus would hold up; for keys at once: the next one needs it.
async function focus(screen) {
  if (!stage.visit.modes.keys) await painted();
  if (stage.visit.screen === screen) $(screen).querySelector("h1")?.focus({ preventScroll: true });
}

// A finger that is still coming down must not touch what it has not seen: two quick taps are one.
export function settle(ms = SETTLES_MS) {
  clearTimeout(settling);
  document.body.classList.add("settling");
  settling = setTimeout(() => document.body.classList.remove("settling"), ms);
}
