// The question as it stands in the page's address: URLSearchParams, never changed, always copied.

import { after } from "/static/charts/labels.js";

export const FILTERS = ["service", "counter", "clerk", "priority", "weekday", "time"];

const PERIODS = ["day", "week", "month", "year"];
const DAY_MS = 86_400_000;

// The question of an address; the language of the page is none of its parts.
export function asked(search) {
  const question = new URLSearchParams(search);
  question.delete("lang");
  return question;
}

// The same with other values: {from: "2026-11-01", against: null, service: ["a"]}; null and [] take a parameter out.
export function put(question, values) {
  const other = new URLSearchParams(question);
  for (const [name, value] of Object.entries(values)) {
    other.delete(name);
    for (const each of value === null ? [] : [value].flat()) other.append(name, each);
  }
  return other;
}

// One value more, or, where it is among them, one less.
export function toggled(question, name, value) {
  const before = question.getAll(name);
  const without = before.filter((each) => each !== String(value));
  return put(question, { [name]: without.length < before.length ? without : [...before, value] });
}

export function unfiltered(question) {
  return put(question, Object.fromEntries(FILTERS.map((name) => [name, null])));
}

export function is_filtered(question) {
  return FILTERS.some((name) => question.has(name));
}

// What a press on something with the key of a row asks: only that. Pressed once more, all of it again.
export function narrowed(question, key) {
  const values = Object.entries(key).map(([name, value]) => filter(name, value)).filter(Boolean);
  const wanted = Object.assign({}, ...values);
  const is_so = ([name, value]) => String(question.getAll(name)) === String(value);
  const already = Object.entries(wanted).every(is_so) && !("from" in wanted);
  return put(question, already ? Object.fromEntries(Object.keys(wanted).map((name) => [name, null])) : wanted);
}

function filter(name, value) {
  if (PERIODS.includes(name)) return dates(name, value);
  if (name === "half-hour") return value && { time: `${value}-${after(value)}` };
  if (value === null) return ["clerk", "priority"].includes(name) ? { [name]: "none" } : null;
  return { [name]: String(value) };
}

// The dates of a day, week, month or year by its key.
export function dates(grain, key) {
  const [year, month] = key.split("-").map(Number);
  if (grain === "year") return { from: `${key}-01-01`, to: `${key}-12-31` };
  if (grain === "month") return { from: `${key}-01`, to: date(Date.UTC(year, month, 0)) };
  return { from: key, to: grain === "week" ? date(Date.parse(key) + 6 * DAY_MS) : key };
}

export function date(at_ms) {
  return new Date(at_ms).toISOString().slice(0, 10);
}
