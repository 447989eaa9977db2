// What stands before the citizen: the office, one person's visit, and the connection. Who changes them, shows them.

import { read, words } from "/static/words.js";
import { $ } from "./elements.js";
import { fit } from "./fit.js";
import { receiptOf } from "./receipts.js";
import { draw } from "./screens.js";
import { spoken } from "./speech.js";
import * as visits from "./visit.js";

const SETTLES_MS = 300;
const NUMBER_SETTLES_MS = 1000;

const page = read("kiosk");
export const languages = Object.fromEntries(
  Object.entries(page.languages).map(([language, known]) => [language, { ...known, w: words(known.words, language) }]),
);

export const stage = { office: page.office, visit: visits.fresh(page.office), connected: true, name: page.name };

let settling = 0;

// A sentence in the visit's language.
export const w = (...sentence) => languages[stage.visit.language].w(...sentence);

export function show() {
  const scene = { ...stage, languages, w, receipt: receiptOf(stage.visit.ticket) };
  draw(scene);
  fit(document.body, $(stage.visit.screen));
  spoken(scene);
}

// Another screen, or the same with something changed.
export function enter(screen, changes = {}) {
  if (screen !== stage.visit.screen) settle(screen === "number" ? NUMBER_SETTLES_MS : SETTLES_MS);
  Object.assign(stage.visit, changes, { screen });
  show();
  $(screen).querySelector("h1")?.focus({ preventScroll: true });
}

// A finger that is still coming down must not touch what it has not seen: two quick taps are one.
export function settle(ms = SETTLES_MS) {
  clearTimeout(settling);
  document.body.classList.add("settling");
  settling = setTimeout(() => document.body.classList.remove("settling"), ms);
}
