// Figures as a manager reads them: in the reader's language, and never one that too few values carry.

import { PRINTER, STATES } from "/static/devices.js";
import { LOUDSPEAKER, VOICE } from "/static/troubles.js";

export const MEDIAN_FROM = 5;
export const P90_FROM = 20;

// 45 → "45 s", 500 → "8 min", 4330 → "1 h 12 min".
export function duration(w, seconds) {
  if (seconds < 60) return w("%(n)s s", { n: Math.round(seconds) });
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

// 0.575 → 58: what stands there is what is compared. A share of whole numbers is never a hair less than it is.
export function percents(share) {
  return Math.round(Number((share * 100).toFixed(9)));
}

// How many values stand behind a figure, and how many of them are not complete.
export function behind(w, { n, censored = 0 }) {
  return censored ? w("n = %(n)s; %(left)s of them still wait or have left", { n, left: censored }) : w("n = %(n)s", { n });
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
