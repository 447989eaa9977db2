// When an office opens: said at the kiosk and on the wall. `w` says it in one language (words.js).
// `calendar`: { now, territory, language }, now being ISO 8601 in the office's zone, as `opens_at` is.

const DAY_MS = 24 * 3600 * 1000;
const A_WEEK = 7;

// Of an office in which nothing is open.
export function closed(w, { services }, calendar) {
  const opening = services.map(({ opens_at }) => opens_at).filter(Boolean).sort(byTime)[0];
  if (opening) {
    const [day, time] = moment(opening, calendar);
    if (day) return w("The office is closed. It opens on %(day)s at %(time)s.", { day, time });
    return w("The office is closed. It opens at %(time)s.", { time });
  }
  const given = services.every(({ reason }) => reason === "last-ticket" || reason === "quota-reached");
  return given ? w("The last ticket of today has been given") : w("No tickets are given now. Please ask a member of staff.");
}

function byTime(one, other) {
  return Date.parse(one) - Date.parse(other);
}

// The day, or null for today, and the time. A weekday says it for a week, then the date does.
export function moment(iso, { now, territory, language }) {
  const [date, today] = [iso, now].map((each) => Date.parse(`${each.slice(0, 10)}T00:00Z`));
  const days = Math.round((date - today) / DAY_MS);
  const how = { weekday: "long", timeZone: "UTC", ...(days >= A_WEEK && { day: "numeric", month: "long" }) };
  const name = new Intl.DateTimeFormat(`${language}-${territory}-u-nu-latn`, how);
  return [days === 0 ? null : name.format(date), iso.slice(11, 16)];
}
