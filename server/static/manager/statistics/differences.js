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
  const tells = Math.abs(now - before) < 60 ? null : less_is_better; // under a minute nobody is better or worse off
  return told(far, far > 0 ? w("%(time)s longer", { time }) : w("%(time)s shorter", { time }), tells);
}

export function of_counts(w, now, before) {
  if (now === before) return same(w);
  const n = count(Math.abs(now - before));
  return told(now - before, now > before ? w("%(n)s more", { n }) : w("%(n)s fewer", { n }), null);
}

// Shares, in whole percent; with a `locale` small ones in tenths.
export function of_shares(w, now, before, less_is_better = null, locale = null) {
  if (now === null || before === null) return null;
  const in_tenths = locale !== null && now < 0.1 && before < 0.1;
  const far = in_tenths ? (percents(now * 10) - percents(before * 10)) / 10 : percents(now) - percents(before);
  if (far === 0) return same(w);
  const n = in_tenths ? written(locale, Math.abs(far)) : Math.abs(far);
  return told(far, far > 0 ? w("%(n)s point higher", { n }) : w("%(n)s point lower", { n }), less_is_better);
}

// Written as the language does, but a number where its plural is chosen.
function written(locale, n) {
  const text = new Intl.NumberFormat(locale, { numberingSystem: "latn", maximumFractionDigits: 1 }).format(n);
  return { toString: () => text, valueOf: () => n };
}

function same(w) {
  return { text: w("as before"), tone: "", way: "" };
}

function told(far, text, less_is_better) {
  const tone = less_is_better === null ? "" : far < 0 === less_is_better ? "good" : "wrong";
  return { text, tone, way: far > 0 ? "up" : "down" };
}
