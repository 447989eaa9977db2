// The elements of the page: found, spoken into, kept.

import { icon } from "./sprite.js";

export const $ = (id) => document.getElementById(id);

// The pixels of a millimetre on this panel.
export const mm = () => parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--mm"));

// Writes only what is new: the rest need not be laid out again, nor read aloud again.
export function write(place, text) {
  if (place.textContent !== String(text)) place.textContent = text;
}

// A sentence into the <span> of an element that also holds an icon.
export function say(id, sentence) {
  write($(id).querySelector("span"), sentence);
}

// Keeps one child per item, in their order, and draws each. A child stays the same element while its
// item lives, so that news in the middle of a touch does not take the button away under the finger.
export function keep(room, items, keyOf, make, draw) {
  const present = new Map([...room.children].map((child) => [child.dataset.key, child]));
  items.forEach((item, place) => {
    const key = String(keyOf(item));
    const child = present.get(key) ?? make(item);
    present.delete(key);
    child.dataset.key = key;
    if (room.children[place] !== child) room.insertBefore(child, room.children[place] ?? null);
    draw(child, item);
  });
  for (const gone of present.values()) gone.remove();
}

export function drawIcon(room, name) {
  if (room.dataset.icon === name) return;
  room.dataset.icon = name;
  room.replaceChildren(icon(name));
}
