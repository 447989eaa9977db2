// How the kiosk and its printer are, and what came of a deed, as kiosk/corner.py lists it: `w` says it in the reader's
// language.

import { OUT_OF_USE, PRINTER, STATES } from "/static/devices.js";

const BUSY = "The printer is busy: please try again in a moment.";
const DETAILS = { ...PRINTER, busy: BUSY };

// → { dot, word, sentence }: the state as a colour and a word, and what more there is to say.
export function inUse(w, paused) {
  if (!paused) return { dot: "ready", word: w("In use") };
  return { dot: "paused", word: w("Out of use: %(reason)s", { reason: OUT_OF_USE[paused] ? w(OUT_OF_USE[paused]) : paused }) };
}

export function printer(w, { state, detail }) {
  return { dot: state, word: w(STATES[state] ?? state), sentence: detail && w(DETAILS[detail] ?? PRINTER.offline) };
}

// → [what is said, not yet in the reader's language; whether it is good news], after a test paper, and after a new roll.
export function tested({ state, detail }) {
  if (works(state)) return ["The test paper has been sent to the printer: please look whether it is clear.", true];
  return [detail === "busy" ? BUSY : "The test paper did not come out.", false];
}

export function fed({ state, detail }) {
  return works(state) ? ["The printer has paper.", true] : [DETAILS[detail] ?? PRINTER.offline, false];
}

function works(state) {
  return state !== "trouble" && state !== "off";
}
