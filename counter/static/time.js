// Times as the counter shows them.

import { now_ms } from "/static/time.js";

export { clock_time } from "/static/time.js";

// The seconds from a moment (ISO 8601) until now, never negative.
export function seconds_since(at) {
  return Math.max(0, Math.floor((now_ms() - Date.parse(at)) / 1000));
}

// The whole seconds until a moment, begun ones counted; 0 when it has gone by.
export function seconds_until(at) {
  return Math.max(0, Math.ceil((Date.parse(at) - now_ms()) / 1000));
}

// 252 → "04:12", 3852 → "1:04:12".
export function running(seconds) {
  const two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}

// "Tuesday 24 November at 08:12" in the page's language.
export function day_and_time(at, zone, locale) {
  const day = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Intl.DateTimeFormat(locale, { ...day, ...time, timeZone: zone, numberingSystem: "latn" }).format(at);
}
