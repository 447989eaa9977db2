// What can be taken back, for how long, and what that makes of it.

import { apart } from "/static/words.js";
import { put } from "./change.js";

// What each part of a command is when it is taken back. A part that is not listed is told by what it did.
const BACK = {
  "call-next": "%(number)s waits again.",
  recall: "The last call of %(number)s counts no more.",
  start: "%(number)s is called to counter %(n)s as before.",
  finish: "%(number)s is at counter %(n)s again.",
  continue: "%(number)s is back at the matter before.",
  hold: "%(number)s is at counter %(n)s again.",
  resume: "%(number)s is on hold again.",
  "no-show": "%(number)s is called to counter %(n)s as before.",
  "put-back": "%(number)s is called to counter %(n)s as before.",
  transfer: "%(number)s is not sent on.",
  cancel: "%(number)s is not cancelled.",
  open: "Counter %(n)s is not open any more.",
  pause: "Counter %(n)s is open again.",
  close: "Counter %(n)s is not closed any more.",
};
const at = (id) => document.getElementById(id);

// Draws #undo: what was done, and what becomes of it; on a page that has no #undo-done, that alone.
export function put_undo(desk) {
  const { w, sentences } = desk;
  const { undo } = desk.view();
  const left_s = undo ? sentences.undo_left_s(undo) : 0;
  for (const id of ["undo", "undo-text"]) at(id).hidden = left_s <= 0;
  if (left_s <= 0) return;
  const done = sentences.done(undo);
  const back = becomes(w, undo.done);
  if (at("undo-done")) put(at("undo-done"), done);
  put(at("undo-back"), back ? w("If you undo: %(what)s", { what: back }) : at("undo-done") ? "" : done);
  put(at("undo-label"), w("Undo (%(n)s s)", { n: left_s }));
}

// Whom or what a command touched twice is then as it was before the first time.
function becomes(w, done) {
  const first = new Map();
  for (const part of done) {
    const of = part.number ?? `counter ${part.counter}`;
    if (!first.has(of)) first.set(of, part);
  }
  const told = [...first.values()].filter(({ what }) => BACK[what]);
  return told.map(({ what, number, counter }) => w(BACK[what], { number: apart(number ?? ""), n: counter })).join(" ");
}
