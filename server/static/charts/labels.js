// What stands beside a picture's shapes: days, times, amounts, in the reader's language and with Western digits.

const MONDAY = Date.UTC(2026, 0, 5);
const DAY_MS = 86_400_000;
export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const GROUPS = /\B(?=(?:\d{3})+$)/g;

// A date has no zone: it is read and written in UTC.
function written(locale, at_ms, options) {
  return new Intl.DateTimeFormat(locale, { ...options, numberingSystem: "latn", timeZone: "UTC" }).format(at_ms);
}

// "2026-11", "2026-11-01" or "2026" → its first moment.
function moment_ms(key) {
  const [year, month = 1, day = 1] = key.split("-").map(Number);
  return Date.UTC(year, month - 1, day);
}

// 12840 → "12 840": in every language, with a space that never breaks.
export function count(n) {
  return String(n).replace(n > 9999 ? GROUPS : /(?!)/, "\u202f");
}

export function weekday(locale, key, length = "long") {
  return written(locale, MONDAY + WEEKDAYS.indexOf(key) * DAY_MS, { weekday: length });
}

// The whole name of a key of this grain: "Tuesday, 3 November", "from 1 November 2026", "November 2026", "11:00–11:30".
export function whole(grain, key, { w, locale }) {
  if (grain === "half-hour") return span(key);
  if (grain === "year") return key;
  if (grain === "month") return written(locale, moment_ms(key), { month: "long", year: "numeric" });
  if (grain === "week") return w("Week of %(date)s", { date: written(locale, moment_ms(key), { day: "numeric", month: "long", year: "numeric" }) });
  return written(locale, moment_ms(key), { weekday: "long", day: "numeric", month: "long" });
}

// "08:30" → "08:30–09:00", kept together from left to right.
export function span(key) {
  const [hour, minute] = key.split(":").map(Number);
  const end = (hour * 60 + minute + 30) % 1440;
  const two = (n) => String(n).padStart(2, "0");
  return `\u2066${key}–${two(Math.floor(end / 60))}:${two(end % 60)}\u2069`;
}

// Under a column: what it is, and under that what many have in common (the month, the year), said where it begins.
export function short(grain, key, locale) {
  if (grain === "half-hour") return [key.replace(/^0|:00$/g, ""), ""];
  if (grain === "year") return [key, ""];
  if (grain === "month") return [written(locale, moment_ms(key), { month: "short" }), key.slice(0, 4)];
  return [String(Number(key.slice(8))), written(locale, moment_ms(key), { month: "short" })];
}

// Every key from the first to the last: also a day on which nobody came has its place.
export function every(grain, keys) {
  if (keys.length < 2) return keys;
  const all = [];
  const last = keys.at(-1);
  for (let key = keys[0]; key <= last && all.length < 2000; key = next(grain, key)) all.push(key);
  return all;
}

function next(grain, key) {
  if (grain === "half-hour") return after(key);
  const day = new Date(moment_ms(key));
  if (grain === "day" || grain === "week") return new Date(day.getTime() + (grain === "day" ? 1 : 7) * DAY_MS).toISOString().slice(0, 10);
  if (grain === "year") return String(Number(key) + 1);
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1)).toISOString().slice(0, 7);
}

// The half-hour after it. "23:30" is followed by "24:00", which is no key of any day: the last.
export function after(key) {
  const minutes = Number(key.slice(0, 2)) * 60 + Number(key.slice(3)) + 30;
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

// A measured time as the server gives it → {s, open}: `open` says that it is more than that. null: too few.
export function seconds(value) {
  if (value === null || value === undefined) return null;
  return typeof value === "object" ? { s: value.more_than_s, open: true } : { s: value, open: false };
}

// Whole minutes for a small place: "12", "42+" for more than that, "–" for too few.
export function minutes(value) {
  const found = seconds(value);
  return found ? `${Math.round(found.s / 60)}${found.open ? "+" : ""}` : "–";
}

// 0.575 → 58: what stands there is what is compared. A share of whole numbers is never a hair less than it is.
export function percents(share) {
  return Math.round(Number((share * 100).toFixed(9)));
}

// 0.634 → "63%", as the language writes it.
export function percent(locale, share) {
  return new Intl.NumberFormat(locale, { style: "percent", numberingSystem: "latn" }).format(percents(share) / 100);
}

// 7.25 → "7.3", as the language writes it; "–" where there is none.
export function rate(locale, value) {
  if (value === null || value === undefined) return "–";
  return new Intl.NumberFormat(locale, { numberingSystem: "latn", minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value);
}
