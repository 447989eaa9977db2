// The office's time in this browser, whose own clock may be wrong: as the server told it, carried on by a
// clock that only runs forward.

let ahead_ms = Date.now() - performance.now();

// Call with each moment that the server names as the present one (ISO 8601).
export function heard(at) {
  const told_ms = Date.parse(at);
  if (!Number.isNaN(told_ms)) ahead_ms = told_ms - performance.now();
}

export function now_ms() {
  return performance.now() + ahead_ms;
}

// The time of day of the office, "10:38"; with `seconds`, "10:38:20".
export function clock_time(at, zone, { seconds = false } = {}) {
  const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone };
  if (seconds) options.second = "2-digit";
  return new Intl.DateTimeFormat("en-GB", options).format(typeof at === "number" ? at : Date.parse(at));
}
