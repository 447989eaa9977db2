// How the kiosk and its printer are, and what came of a deed, as kiosk/corner.py lists it: `w` says it in the reader's
// language.

import { STATES } from "/static/devices.js";

// Why a kiosk is out of use, by the codes of the office.
export const REASONS = { "no-paper": "No paper", cleaning: "Cleaning", "out-of-order": "Out of order", other: "Other reason" };
const DETAILS = {
  "no-paper": "The printer has no paper.",
  "paper-low": "The paper is running out.",
  "cover-open": "The cover of the printer is open.",
  unreachable: "The printer cannot be reached: is it switched on and connected?",
  "not-allowed": "The office’s computer may not use the printer.",
  mute: "The printer does not say how it is.",
  busy: "The printer is busy: please try again in a moment.",
  untried: "It has not been used yet.",
};
const STOPPED = "The printer has stopped.";

// → { dot, word, sentence }: the state as a colour and a word, and what more there is to say.
export function inUse(w, paused) {
  if (!paused) return { dot: "ready", word: w("In use") };
  return { dot: "paused", word: w("Out of use: %(reason)s", { reason: REASONS[paused] ? w(REASONS[paused]) : paused }) };
}

export function printer(w, { state, detail }) {
  return { dot: state, word: w(STATES[state] ?? state), sentence: detail && w(DETAILS[detail] ?? STOPPED) };
}

// → [what is said, not yet in the reader's language; whether it is good news], after a test paper, and after a new roll.
export function tested({ state, detail }) {
  if (works(state)) return ["The test paper has been sent to the printer: please look whether it is clear.", true];
  return [detail === "busy" ? DETAILS.busy : "The test paper did not come out.", false];
}

export function fed({ state, detail }) {
  return works(state) ? ["The printer has paper.", true] : [DETAILS[detail] ?? STOPPED, false];
}

function works(state) {
  return state !== "trouble" && state !== "off";
}
