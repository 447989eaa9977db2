// What stands on paper alone: what the fingerprint is for, how it is looked up, and when this was made.

import { now_ms } from "/static/time.js";

// Fills `place`. `office`: {w, page, locale}.
export function show_paper(place, { fingerprint }, { w, page, locale }) {
  place.hidden = !fingerprint;
  if (!fingerprint) return;
  place.querySelector("code").textContent = `python -m server check --seen ${fingerprint.day}:${fingerprint.hash}`;
  const said = (options) => new Intl.DateTimeFormat(locale, { ...options, numberingSystem: "latn", timeZone: page.zone }).format(now_ms());
  const time = said({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  place.querySelector("[data-made]").textContent = w("Made on %(date)s at %(time)s.", { date: said({ dateStyle: "full" }), time });
}
