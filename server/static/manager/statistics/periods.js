// Spans of dates: those that are chosen often, what they are called, and what comes before and after. A date is text,
// "2026-11-01", and has no zone.

import { date, dates } from "./question.js";

const DAY_MS = 86_400_000;
const KINDS = ["day", "week", "month", "year"];

// [word, {from, to}] for each; `today` is the business day's date, `week_starts` 0 for Monday, `first` the first date of all.
export function presets({ today, week_starts, first }) {
  const until_today = (kind, at) => ({ from: around(kind, at, week_starts).from, to: today });
  const before = (kind) => around(kind, moved(around(kind, today, week_starts).from, -1), week_starts);
  return [
    ["Today", around("day", today)],
    ["Yesterday", around("day", moved(today, -1))],
    ["This week", until_today("week", today)],
    ["Last week", before("week")],
    ["This month", until_today("month", today)],
    ["Last month", before("month")],
    ["This year", until_today("year", today)],
    ["Last year", before("year")],
    ["All", { from: first ?? today, to: today }],
  ];
}

// The day, week, month or year that a date lies in.
export function around(kind, day, week_starts = 0) {
  if (kind === "week") return dates("week", moved(day, -((weekday(day) - week_starts + 7) % 7)));
  return dates(kind, day.slice(0, { day: 10, month: 7, year: 4 }[kind]));
}

// What kind of a span it is, or null: also one that has come no further than today.
function kind_of({ from, to }, { today, week_starts }) {
  return KINDS.find((kind) => {
    const whole = around(kind, from, week_starts);
    return whole.from === from && (whole.to === to || (to === today && to < whole.to));
  }) ?? null;
}

// The span before (-1) or after (1) it, or null where that is yet to come.
export function beside(span, way, known) {
  const kind = kind_of(span, known);
  const days = (Date.parse(span.to) - Date.parse(span.from)) / DAY_MS + 1;
  if (!kind) return until({ from: moved(span.from, way * days), to: moved(span.to, way * days) }, known);
  const whole = around(kind, span.from, known.week_starts);
  return until(around(kind, way > 0 ? moved(whole.to, 1) : moved(whole.from, -1), known.week_starts), known);
}

function until({ from, to }, { today }) {
  if (from > today) return null;
  return { from, to: to > today ? today : to };
}

// "November 2026", "2026", "Sunday, November 22, 2026", "1 – 22 November 2026".
export function period_words(span, locale) {
  const { from, to } = span;
  const whole = ["month", "year"].find((kind) => around(kind, from).from === from && around(kind, from).to === to);
  if (whole) return written(locale, whole === "year" ? { year: "numeric" } : { month: "long", year: "numeric" }, from);
  if (from === to) return written(locale, { weekday: "long", day: "numeric", month: "long", year: "numeric" }, from);
  return written(locale, { day: "numeric", month: "long", year: "numeric" }, from, to);
}

// The same in a word or two, where `beside` says the rest; null for what has no short name.
export function short_words({ from, to }, locale, beside_it) {
  const year = from.slice(0, 4) === beside_it.from.slice(0, 4) ? {} : { year: "numeric" };
  if (from === to) return written(locale, { day: "numeric", month: "long", ...year }, from);
  if (from.endsWith("-01-01") && to.slice(0, 4) === from.slice(0, 4) && to.endsWith("-12-31")) return from.slice(0, 4);
  if (around("month", from).from === from && around("month", from).to === to) return written(locale, { month: "long", ...year }, from);
  return null;
}

function written(locale, options, from, to) {
  const format = new Intl.DateTimeFormat(locale, { ...options, numberingSystem: "latn", timeZone: "UTC" });
  return to ? format.formatRange(new Date(from), new Date(to)) : format.format(new Date(from));
}

export function moved(day, days) {
  return date(Date.parse(day) + days * DAY_MS);
}

// Monday is 0.
function weekday(day) {
  return (new Date(day).getUTCDay() + 6) % 7;
}
