// Figures as a manager reads them: in the reader's language, and never one that too few values carry.

import { count, percent, percents } from "/static/charts/labels.js";
import { PRINTER, STATES } from "/static/devices.js";
import { LOUDSPEAKER, VOICE } from "/static/troubles.js";

// 45 → "45 s", 500 → "8 min", 4330 → "1 h 12 min".
export function duration(w, seconds) {
  const whole = Math.round(seconds);
  if (whole < 60) return w("%(n)s s", { n: whole });
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return w("%(n)s min", { n: minutes });
  return w("%(h)s h %(n)s min", { h: Math.floor(minutes / 60), n: minutes % 60 });
}

// A percentile as the server gives it: seconds, {more_than_s}, or null where too few values stand behind it.
export function percentile(w, value) {
  if (value === null) return "–";
  if (typeof value === "object") return w("more than %(time)s", { time: duration(w, value.more_than_s) });
  return duration(w, value);
}

// How many values stand behind a figure, and how many of them were never called.
export function behind(w, { n, censored = 0 }) {
  return censored ? w("n = %(n)s, %(left)s of them uncalled", { n: count(n), left: count(censored) }) : w("n = %(n)s", { n: count(n) });
}

// Whether `goal` percent were called within their target, and the words for it: while a day runs nobody can say that it
// was missed. `reached` is null then, and where there is no share.
export function verdict(w, locale, strict, { goal, provisional }) {
  const share = percent(locale, goal / 100);
  if (strict === null) return { reached: null, text: w("Goal: %(share)s", { share }) };
  const so_far = percents(strict) >= goal;
  if (provisional) return { reached: so_far || null, text: so_far ? w("Goal of %(share)s: reached so far", { share }) : w("Goal of %(share)s: not reached so far", { share }) };
  return { reached: so_far, text: so_far ? w("Goal of %(share)s: reached", { share }) : w("Goal of %(share)s: not reached", { share }) };
}

const DETAILS = {
  ...PRINTER,
  ...VOICE,
  "bad-recording": "Some recordings of the voice are missing or cannot be used.",
  "bad-logo": "Nothing of the office’s logo would be seen: the papers are printed without it.",
  "no-gpio": "This computer has no pins for buttons.",
  "bad-pin": "The pins of a button cannot be used.",
  stuck: "A button is stuck.",
  chattering: "A button gives presses that nobody made.",
};

// {state, detail} of the device `name` → its state in a word, and a sentence, or "" where there is nothing to say.
export function device(w, name, { state, detail }) {
  const sentence = name === "loudspeaker" ? (LOUDSPEAKER[detail] ?? "The loudspeaker is out of order.") : (DETAILS[detail] ?? detail);
  return { word: w(STATES[state] ?? state), sentence: detail ? w(sentence) : "" };
}
