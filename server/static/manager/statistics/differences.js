// What changed since the period that it is compared with: said in words, with what it was; the colour only agrees.

import { count, percents } from "/static/charts/labels.js";
import { duration } from "../figures.js";

// {text, tone, way}: tone "good", "wrong" or "", way "up", "down" or "". `less_is_better`: true, false, or null for
// what is neither good nor bad.

// Two measured times as the server gives them. Whatever is shown alike has not changed.
export function of_times(w, now, before, less_is_better = null) {
  if (typeof now !== "number" || typeof before !== "number") return null;
  if (duration(w, now) === duration(w, before)) return same(w);
  const far = Math.min(now, before) < 60 ? now - before : (Math.round(now / 60) - Math.round(before / 60)) * 60;
  const time = duration(w, Math.abs(far));
  return told(far, far > 0 ? w("%(time)s longer", { time }) : w("%(time)s shorter", { time }), less_is_better);
}

export function of_counts(w, now, before, less_is_better = null) {
  if (now === null || before === null) return null;
  if (now === before) return same(w);
  const n = count(Math.abs(now - before));
  return told(now - before, now > before ? w("%(n)s more", { n }) : w("%(n)s fewer", { n }), less_is_better);
}

// Shares, in whole percent.
export function of_shares(w, now, before, less_is_better = null) {
  if (now === null || before === null) return null;
  const far = percents(now) - percents(before);
  if (far === 0) return same(w);
  const n = Math.abs(far);
  return told(far, far > 0 ? w("%(n)s point higher", { n }) : w("%(n)s point lower", { n }), less_is_better);
}

function same(w) {
  return { text: w("as before"), tone: "", way: "" };
}

function told(far, text, less_is_better) {
  const tone = less_is_better === null ? "" : far < 0 === less_is_better ? "good" : "wrong";
  return { text, tone, way: far > 0 ? "up" : "down" };
}
