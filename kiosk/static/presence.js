// Whether somebody is still there: who has been quiet for long is warned, and then taken to have left.

import { $ } from "./elements.js";
import { countdown, Patience, WARNING_S } from "./patience.js";
import { receiptOf } from "./receipts.js";
import { settle, stage, w } from "./stage.js";
import { isFresh } from "./visit.js";

const QUIET_S = 45;
const CLOSING_S = { printing: 30, printed: 15, failed: 30, none: 30 };

let leave = () => {};
let stopClosing = () => {};

const patience = new Patience({ quiet_s: QUIET_S, warning_s: WARNING_S, warn, over: () => leave() });

// `over()` is called when the person has left.
export function watch({ over }) {
  leave = over;
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, attend, { capture: true });
  $("warning").addEventListener("cancel", (event) => {
    event.preventDefault();
    stay();
  });
}

// Somebody is there: whatever waits for the end of the visit begins anew.
export function attend() {
  const { visit, office } = stage;
  if ($("warning").open || visit.pending) return;
  if (visit.screen === "number") close();
  else if (isFresh(visit, office)) patience.rest();
  else patience.renew();
}

// Nobody is expected to do anything.
export function rest() {
  stopClosing();
  patience.rest();
  $("warning").close();
}

export function stay() {
  $("warning").close();
  patience.renew();
}

// The warning begins anew: it was read aloud, and only now can be answered.
export function warnAgain() {
  run($("more-time"), WARNING_S);
  patience.warnNow();
}

function warn(seconds) {
  $("warning-left").textContent = w("The kiosk starts again in %(n)s second", { n: seconds });
  if ($("warning").open) return;
  run($("more-time"), WARNING_S);
  settle();
  $("warning").showModal();
}

// The number stays long enough to be read, longer where there is no paper; each touch begins that anew.
function close() {
  rest();
  const seconds = CLOSING_S[receiptOf(stage.visit.ticket).state];
  run($("done"), seconds);
  const tick = (n) => ($("closing").textContent = w("This screen closes in %(n)s second", { n }));
  stopClosing = countdown(seconds, tick, () => leave());
}

// The bar in a button that shows the time left.
function run(button, seconds) {
  const bar = button.querySelector(".left");
  bar.getAnimations().forEach((animation) => animation.cancel());
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  bar.animate([{ transform: "scaleX(1)" }, { transform: "scaleX(0)" }], { duration: seconds * 1000, fill: "forwards" });
}
