// The way into the staff corner: a finger held on the top corner where the lines begin, or the key for "back" held
// down. Nobody does either by chance; who does sees no more than a PIN pad, which goes by itself.

import { mm } from "./elements.js";
import { stage } from "./stage.js";
import { isFresh } from "./visit.js";

const HOLD_MS = 3000;
const KEY_HOLD_MS = 5000;
const ZONE_MM = 30;
const FIRM_MM = 10; // how far the finger may slide meanwhile
const KEYS = new Set(["Backspace", "*"]);

let panel = null; // its module, once somebody asked for it
let hold = null; // what is held: { pointer | key, x, y, timer }

// `leave()` ends whatever visit is under way.
export function listen({ leave }) {
  const open = async () => {
    release();
    if (!mayOpen()) return;
    try {
      panel ??= await import("./corner/panel.js");
    } catch {
      return; // the office is away, and with it all that the corner could do; the kiosk says so already
    }
    if (!mayOpen()) return;
    leave();
    panel.open(stage.visit.language);
  };
  document.addEventListener("pointerdown", (event) => {
    const { pointerId: pointer, clientX: x, clientY: y, button } = event;
    // A second finger is a hand at play.
    if (hold || button !== 0 || !isInCorner(x, y) || !mayOpen()) return release();
    hold = { pointer, x, y, timer: setTimeout(open, HOLD_MS) };
  });
  document.addEventListener("pointermove", ({ pointerId, clientX, clientY }) => {
    if (hold?.pointer === pointerId && Math.hypot(clientX - hold.x, clientY - hold.y) > FIRM_MM * mm()) release();
  });
  for (const kind of ["pointerup", "pointercancel"]) document.addEventListener(kind, release);
  document.addEventListener("keydown", ({ key, repeat }) => {
    if (repeat && hold?.key === key) return;
    release();
    if (KEYS.has(key) && !repeat) hold = { key, timer: setTimeout(open, KEY_HOLD_MS) };
  });
  document.addEventListener("keyup", release);
  addEventListener("blur", release);
}

// Whether the button was one of the corner's, and so has been seen to.
export function press(button) {
  if (!button.closest("#corner")) return false;
  panel.press(button);
  return true;
}

function release() {
  clearTimeout(hold?.timer);
  hold = null;
}

// A ticket on its way, or a number that somebody is reading, is not taken from them.
function mayOpen() {
  const { visit, office } = stage;
  if (document.querySelector("dialog[open]") || visit.pending || visit.ticket) return false;
  return ["start", "services"].includes(visit.screen) || isFresh(visit, office) || office.paused !== null;
}

function isInCorner(x, y) {
  const zone = ZONE_MM * mm();
  const along = document.documentElement.dir === "rtl" ? innerWidth - x : x;
  return along <= zone && y <= zone;
}
