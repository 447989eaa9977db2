// The notice of a lost connection. Where there is something to be touched that could move, it takes no room: it lies over
// the office's name or, where there is no room for one, over the title. So a screen is fitted the same with it and without.

import { $ } from "./elements.js";

const TITLED = ["categories", "services", "service", "priority"];

// Whether the notice lies over something on this screen.
export function coversOn(screen) {
  return TITLED.includes(screen.id);
}

// Lays it there, once the screen has its size.
export function cover(screen) {
  const notice = $("lost");
  if (notice.hidden || !coversOn(screen)) return;
  const { left, right, top, bottom } = covered(screen);
  const places = { left, right: innerWidth - right, bottom: innerHeight - bottom, height: bottom - top };
  for (const [name, px] of Object.entries(places)) notice.style.setProperty(`--${name}`, `${px}px`);
}

// The box in which its words stand, clear of what is beside them: the "Back" button.
function covered(screen) {
  const place = $("top").checkVisibility() ? $("top") : screen.querySelector(".titled, h1");
  const { left, right, top, bottom } = place.getBoundingClientRect();
  const { paddingLeft, paddingRight, paddingTop } = getComputedStyle(place);
  return { left: left + parseFloat(paddingLeft), right: right - parseFloat(paddingRight), top: top + parseFloat(paddingTop), bottom };
}
