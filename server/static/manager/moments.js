// Moments as the manager's pages show them, in the office's zone. `page` carries `locale` and `zone`.

import { now_ms } from "/static/time.js";

// The time of day; of another day also its date.
export function moment(page, iso) {
  const time = { timeStyle: "short", hourCycle: "h23" };
  const today = date(page, new Date(now_ms()).toISOString()) === date(page, iso);
  return format(page, iso, today ? time : { dateStyle: "medium", ...time });
}

export function date(page, iso) {
  return format(page, iso, { dateStyle: "medium" });
}

function format({ locale, zone }, iso, options) {
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: zone, numberingSystem: "latn" }).format(new Date(iso));
}
