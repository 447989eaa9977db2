// What ails the printer, a button, a kiosk or a service, in words: what is the matter, and what to do.

import { PRINTER } from "/static/devices.js";
import { apart } from "/static/words.js";

// What one paper did not come out for, beside what the printer itself has.
const PAPER = {
  undrawable: "This paper cannot be printed.",
  "too-late": "The printer was not ready in time.",
  busy: "The printer was not ready in time.",
  restarted: "The printer was not ready in time.",
};
const REMEDIES = {
  "no-paper": "Put in a new roll and close the cover.",
  "paper-low": "Have a new roll ready.",
  "cover-open": "Close it until it clicks.",
  "not-allowed": "Please tell whoever looks after that computer.",
  mute: "Switch it off and on again.",
  offline: "Switch it off and on again.",
};
export const VOICE = {
  restarting: "The voice is starting again.",
  "no-engine": "The voice cannot be made on this computer.",
  "disk-full": "The disk is full.",
  unspeakable: "A text could not be spoken.",
};
export const LOUDSPEAKER = {
  "no-device": "The loudspeaker is not connected.",
  "no-player": "This computer cannot play sounds.",
  "not-allowed": "The office’s computer may not use the loudspeaker.",
  busy: "Another program is using the loudspeaker.",
};
export const BUTTON = {
  stuck: ["The button of counter %(n)s is stuck.", "See whether something lies on it."],
  chattering: ["The button of counter %(n)s gives presses that nobody made.", "Please have it repaired; use the page meanwhile."],
  "bad-pin": ["The button of counter %(n)s does not work.", "Please have it repaired; use the page meanwhile."],
};
const OF_KIOSKS = new Set(["kiosk-paused", "kiosk-limit"]);

// → [what is the matter, what to do or null] of a printer's detail.
export function trouble(w, detail) {
  const matter = PAPER[detail] ?? PRINTER[detail];
  const remedy = REMEDIES[matter ? detail : "offline"];
  return [w(matter ?? PRINTER.offline), remedy ? w(remedy) : null];
}

// → {text, remedy, kind, symbol} of a notice {kind, detail, name?, counter?} that the office tells its staff; `name` is
// the one that a kiosk was given, or those of all services that are interrupted.
export function notice(w, { kind, detail, name: given, counter }) {
  if (kind === "printer") {
    const [text, remedy] = trouble(w, detail);
    return { text, remedy, kind: detail === "paper-low" ? "warning" : "wrong", symbol: "print" };
  }
  if (kind === "voice") {
    const text = w(VOICE[detail] ?? "The voice is out of order.");
    return { text, remedy: w("Please call the number out loud."), kind: "warning", symbol: "volume_off" };
  }
  if (kind === "loudspeaker") {
    const text = w(LOUDSPEAKER[detail] ?? "The loudspeaker is out of order.");
    return { text, remedy: w("Please call the number out loud."), kind: "warning", symbol: "volume_off" };
  }
  if (kind === "button") {
    const [text, remedy] = BUTTON[detail] ?? BUTTON["bad-pin"];
    return { text: w(text, { n: counter }), remedy: w(remedy), kind: "warning", symbol: "touch_app" };
  }
  if (kind === "service-paused") {
    const remedy = w("No tickets are given until somebody lets it go on.");
    return { text: w("Interrupted: %(services)s.", { services: given }), remedy, kind: "warning", symbol: "pause" };
  }
  if (!OF_KIOSKS.has(kind)) return { text: w("Something is out of order. Please tell the manager."), remedy: null, kind: "warning", symbol: "warning" };
  const name = given ? apart(given) : kiosk(w, detail);
  if (kind === "kiosk-paused") {
    return { text: w("%(kiosk)s is out of use.", { kiosk: name }), remedy: w("Please give tickets at the counters."), kind: "warning", symbol: "touch_app" };
  }
  const text = w("%(kiosk)s gave as many tickets as it may in a minute.", { kiosk: name });
  return { text, remedy: w("Please see who stands there."), kind: "warning", symbol: "touch_app" };
}

// "kiosk:0" is the one at the office's own computer; the others were given a name, or bear a number.
function kiosk(w, name) {
  const number = name.replace(/^kiosk:/, "");
  return number === "0" ? w("The kiosk") : w("Kiosk %(n)s", { n: number });
}
