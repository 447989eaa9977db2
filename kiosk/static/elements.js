// The elements of the page: found, spoken into, kept.

export const $ = (id) => document.getElementById(id);

// A sentence into the <span> of an element that also holds an icon.
export function say(id, sentence) {
  const place = $(id).querySelector("span");
  if (place.textContent !== sentence) place.textContent = sentence; // said again, a reader would repeat it
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
