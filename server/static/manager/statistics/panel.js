// A button and the panel under it: one is open at a time, Escape and a press elsewhere close it.

const all = [];

export class Panel {
  // `button` controls `place`, which stands beside it inside one element; `fill()` draws what is in it.
  constructor(button, place, fill) {
    Object.assign(this, { button, place, fill });
    if (!all.length) listen();
    all.push(this);
    button.addEventListener("click", () => (place.hidden ? this.open() : this.close()));
  }

  open() {
    for (const other of all) other.close();
    this.fill();
    this.place.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    this.fit();
    this.place.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  // It ends where the window ends, and scrolls within itself.
  fit() {
    this.place.style.setProperty("--top", `${this.place.getBoundingClientRect().top}px`);
  }

  close() {
    this.place.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
  }

  // Draws it anew, if it is open; the focus stays on the control of the same name.
  refresh() {
    if (this.place.hidden) return;
    const held = this.place.contains(document.activeElement) ? document.activeElement.dataset.control : null;
    this.fill();
    if (held) this.place.querySelector(`[data-control="${CSS.escape(held)}"]`)?.focus();
  }
}

function listen() {
  window.addEventListener("resize", () => all.filter(({ place }) => !place.hidden).forEach((each) => each.fit()));
  document.addEventListener("keydown", ({ key }) => {
    const open = all.find(({ place }) => !place.hidden);
    if (key !== "Escape" || !open) return;
    open.close();
    open.button.focus();
  });
  document.addEventListener("pointerdown", ({ target }) => {
    for (const { place, button, close } of all.map((each) => ({ ...each, close: () => each.close() }))) {
      if (!place.hidden && !place.contains(target) && !button.contains(target)) close();
    }
  });
}
