// The kiosk by keys: arrows move to the control that lies there, Enter presses it, Backspace goes back.

const ARROWS = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};
const SIDEWAYS = 3; // how much a step aside counts against a step ahead

export function listen({ back }) {
  document.addEventListener("keydown", (event) => {
    if (event.repeat && event.key === "Enter") {
      event.preventDefault(); // a key held down is one press
    } else if (event.key === "Backspace") {
      event.preventDefault();
      back();
    } else if (event.key in ARROWS) {
      event.preventDefault();
      towards(ARROWS[event.key])?.focus();
    }
  });
}

function controls() {
  const room = document.querySelector("dialog[open]") ?? document.body;
  return [...room.querySelectorAll("button:not(:disabled)")].filter((button) => button.checkVisibility());
}

function towards([x, y]) {
  const all = controls();
  const from = document.activeElement;
  if (!all.includes(from)) return all.find((control) => control.closest("main, dialog")) ?? all[0];
  const here = centre(from);
  let best = null;
  for (const control of all) {
    const there = centre(control);
    const [dx, dy] = [there.x - here.x, there.y - here.y];
    const ahead = dx * x + dy * y;
    const aside = Math.abs(dx * y) + Math.abs(dy * x);
    const distance = ahead + SIDEWAYS * aside;
    if (control !== from && ahead > 1 && (!best || distance < best.distance)) best = { control, distance };
  }
  return best?.control;
}

function centre(element) {
  const box = element.getBoundingClientRect();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
