// Listening with a finger. The loudspeaker held down chooses what was just said; a finger that rests on the glass, or
// slides over it, hears what lies under it and presses nothing. A short touch presses, as it always does.

const HOLD_MS = 900;
const REST_MS = 500;

// `on`: isOn(), meant() → the sentence just heard, choose(sentence), reached(button).
export function listen(on) {
  let finger = null; // { id, timer, exploring, under }

  const forget = () => {
    clearTimeout(finger?.timer);
    finger = null;
  };
  // touch.js takes a finger that the browser took away for none of its own.
  const take = (id) => document.dispatchEvent(new PointerEvent("pointercancel", { pointerId: id, bubbles: true }));

  const explore = (x, y) => {
    if (!finger.exploring) take(finger.id);
    finger.exploring = true;
    const under = document.elementFromPoint(x, y)?.closest("button") ?? null;
    if (under && under !== finger.under) on.reached(under);
    finger.under = under;
  };

  document.addEventListener(
    "pointerdown",
    ({ pointerId, pointerType, target, clientX, clientY }) => {
      forget();
      if (!on.isOn() || (pointerType === "mouse" && !target.closest("#speech"))) return;
      const meant = target.closest("#speech") ? on.meant() : null;
      finger = { id: pointerId, exploring: false, under: null, speaker: Boolean(target.closest("#speech")) };
      const held = () => {
        if (!finger.speaker) return explore(clientX, clientY);
        take(pointerId);
        if (meant?.option) on.choose(meant);
      };
      finger.timer = setTimeout(held, finger.speaker ? HOLD_MS : REST_MS);
    },
    { capture: true },
  );
  document.addEventListener("pointermove", ({ pointerId, clientX, clientY }) => {
    if (finger?.id === pointerId && finger.exploring) explore(clientX, clientY);
  });
  document.addEventListener("pointerup", ({ pointerId }) => finger?.id === pointerId && forget());
  document.addEventListener("pointercancel", ({ pointerId, isTrusted }) => isTrusted && finger?.id === pointerId && forget());
}
