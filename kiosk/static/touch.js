// A press, once: by finger, mouse, key, or whatever presses for somebody who listens.

// Calls `press` with the button. A finger presses where it goes down and comes up on one and the same button: a
// browser makes no click for a second finger, and would be deaf while a hand rests on the glass. Of fingers that lie
// on the glass together one presses: the others are forgotten.
export function listen(press) {
  const down = new Map(); // pointer → the button it went down on
  document.addEventListener("pointerdown", ({ pointerId, pointerType, target }) => {
    const button = pointerType === "touch" && target.closest("button");
    if (button) down.set(pointerId, button);
    else down.delete(pointerId);
  });
  document.addEventListener("pointercancel", ({ pointerId }) => down.delete(pointerId));
  document.addEventListener("pointerup", ({ pointerId, clientX, clientY }) => {
    const button = down.get(pointerId);
    down.delete(pointerId);
    if (!button || button.disabled || button !== document.elementFromPoint(clientX, clientY)?.closest("button")) return;
    down.clear();
    press(button);
  });
  // The finger has said it: no click, and no mouse that moves the focus, shall come after.
  document.addEventListener("touchend", (event) => event.cancelable && event.preventDefault(), { passive: false });
  document.addEventListener("click", ({ pointerType, target }) => {
    const button = target.closest("button");
    if (button && pointerType !== "touch") press(button);
  });
}
