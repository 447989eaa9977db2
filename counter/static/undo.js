// What can be taken back, for how long, and what that makes of it.

import { apart } from "/static/words.js";
import { put } from "./change.js";

const BACK = {
  "call-next": "%(number)s waits again.",
  finish: "%(number)s is at counter %(n)s again.",
  hold: "%(number)s is at counter %(n)s again.",
  resume: "%(number)s is on hold again.",
  open: "Counter %(n)s is not open any more.",
  pause: "Counter %(n)s is open again.",
  close: "Counter %(n)s is open again.",
};
const at = (id) => document.getElementById(id);

// Draws #undo. A command that did one thing is told by what it did. One that did several says what becomes of each;
// `brief`: that alone.
export function put_undo(desk, { brief = false } = {}) {
  const { w, sentences } = desk;
  const { undo } = desk.view();
  const left_s = undo ? sentences.undo_left_s(undo) : 0;
  at("undo").hidden = left_s <= 0;
  if (left_s <= 0) return;
  const back = undo.done.length > 1 ? w("If you undo: %(what)s", { what: becomes(w, undo.done) }) : "";
  const said = brief && back ? back : `${sentences.done(undo)} ${back}`.trim();
  put(at("undo-text"), said);
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
