// Changes of what stands already: nothing is written that is there.

export function put(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

// An attribute is written only when it changes: the browser fetches an icon again whenever its address is written.
export function set(place, name, value) {
  if (place.getAttribute(name) !== value) place.setAttribute(name, value);
}

// The children of a place, in this order: those that stand there already stay where they are, and are not drawn anew.
export function arrange(place, children) {
  const wanted = new Set(children);
  for (const child of [...place.children]) if (!wanted.has(child)) child.remove();
  let next = place.firstElementChild;
  for (const child of children) {
    if (child === next) next = next.nextElementSibling;
    else place.insertBefore(child, next);
  }
}

// A button that cannot be pressed stays in reach of the keyboard: pressed, it says why.
export function disable(button, reason) {
  set(button, "aria-disabled", String(Boolean(reason)));
  set(button, "title", reason ?? "");
}

// What was drawn of a place last. It is drawn anew only where it says something else now: what has the focus keeps it,
// and a press that is under way keeps its button.
export class Drawn {
  #text = null;

  // Whether `data` say something else than what was drawn; from now on they are drawn.
  changes(data) {
    const before = this.#text;
    this.#text = JSON.stringify(data);
    return this.#text !== before;
  }

  // Whatever comes next is drawn.
  forget() {
    this.#text = null;
  }
}
