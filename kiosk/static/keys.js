// The kiosk by keys: of a telephone keypad, of arrows with Enter and Backspace, or of a keyboard. Digits choose what
// they stand beside; each screen's options have theirs.

import { $ } from "./elements.js";

const ARROWS = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};
const SIDEWAYS = 3; // how much a step aside counts against a step ahead
const SECOND_DIGIT_MS = 1500; // with ten options and more, how long a digit waits for another

const DEEDS = {
  Backspace: "back",
  "*": "back",
  0: "again",
  "+": "louder",
  "-": "quieter",
  "#": "otherVolume",
  "/": "largerText",
  ".": "highContrast",
  ",": "highContrast",
};
const PLAIN = new Set(["Enter", "Tab"]); // the browser does what they do

let first = null; // the digit that waits for a second one
let moved = false; // by Tab or an arrow: whoever moves wants to hear where to

// `on`: back(), again(), louder(), quieter(), otherVolume(), largerText(), highContrast(); woken() → whether this key is the first one;
// reached(button) when the focus was moved by a key.
export function listen(on) {
  document.addEventListener("keydown", (event) => {
    moved = false;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.repeat && event.key === "Enter") return event.preventDefault(); // a key held down is one press
    const dialog = document.querySelector("dialog[open]");
    if (dialog && dialog.id !== "warning") return move(event);
    press(event, on, dialog !== null);
  });
  document.addEventListener("focusin", ({ target }) => {
    if (moved && target.closest("button")) on.reached(target.closest("button"));
    moved = false;
  });
}

function press(event, on, warned) {
  const { key, repeat } = event;
  const isDigit = /^[1-9]$/.test(key);
  if (!isDigit && !(key in DEEDS) && !(key in ARROWS) && !PLAIN.has(key)) return;
  if (key in DEEDS || isDigit) event.preventDefault();
  const isFirst = on.woken();
  if (warned && (isDigit || key in DEEDS)) return void $("more-time").click();
  if (move(event) || repeat) return;
  if (isDigit || (key === "0" && waits())) return isFirst ? undefined : choose(key);
  if (isFirst && key === "0") return; // the screen is being said already
  on[DEEDS[key]]?.();
}

// ---------------------------------------------------------------- by digits

// The controls that have a digit: what the screen asks about, in reading order.
export function options() {
  if (document.querySelector("dialog[open]")) return [];
  const screen = document.querySelector("main > section:not([hidden])");
  return [...(screen?.querySelectorAll("button:not(:disabled)") ?? [])].filter(isSeen);
}

// Writes beside each option which digit it has: seen while keys are in use (keys.css).
export function number(shown) {
  document.documentElement.toggleAttribute("data-keys", shown);
  const numbered = new Map((shown ? options() : []).map((button, place) => [button, String(place + 1)]));
  for (const button of document.querySelectorAll("[data-option]")) {
    if (!numbered.has(button)) delete button.dataset.option;
  }
  for (const [button, digit] of numbered) {
    if (button.dataset.option !== digit) button.dataset.option = digit;
  }
}

function waits() {
  return first !== null;
}

function choose(digit) {
  const most = options().length;
  if (waits()) {
    const both = first.digit + digit;
    forget();
    return click(both);
  }
  if (Number(digit) * 10 > most) return click(digit);
  first = { digit, timer: setTimeout(() => click(digit), SECOND_DIGIT_MS) };
}

function click(digits) {
  forget();
  // What has just come up was not what this key was meant for.
  if (!document.body.classList.contains("settling")) options()[Number(digits) - 1]?.click();
}

// A digit that waits belongs to the screen on which it was pressed.
export function forget() {
  clearTimeout(first?.timer);
  first = null;
}

// ---------------------------------------------------------------- by arrows

function move(event) {
  moved = event.key === "Tab";
  if (!(event.key in ARROWS)) return false;
  event.preventDefault();
  moved = true;
  towards(ARROWS[event.key])?.focus({ focusVisible: true });
  return true;
}

// Every control that can be reached now.
export function controls() {
  const room = document.querySelector("dialog[open]") ?? document.body;
  return [...room.querySelectorAll("button:not(:disabled)")].filter(isSeen);
}

function isSeen(button) {
  return button.checkVisibility();
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
