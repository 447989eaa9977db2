// The large button: the call button on the desk, on the screen.

import { put, set } from "./change.js";
import { IGNORED_MS, large, LONG_MS, pressed_long } from "./meaning.js";

const at = (id) => document.getElementById(id);

export class Large {
  #accepted_ms = -IGNORED_MS;
  #long = 0;
  #was_long = false;

  constructor(button, desk) {
    Object.assign(this, { button, desk });
    button.addEventListener("pointerdown", () => this.#down());
    for (const end of ["pointerup", "pointerleave", "pointercancel"]) button.addEventListener(end, () => clearTimeout(this.#long));
    button.addEventListener("click", () => {
      if (!this.#was_long) this.#press(large(desk.view()).verb);
      this.#was_long = false;
    });
  }

  #down() {
    this.#was_long = false;
    clearTimeout(this.#long);
    this.#long = setTimeout(() => {
      const verb = pressed_long(this.desk.view());
      this.#was_long = verb !== null;
      if (verb) this.#press(verb);
    }, LONG_MS);
  }

  // A second press within a second is a slip of the hand.
  #press(verb) {
    if (this.desk.pending || performance.now() - this.#accepted_ms < IGNORED_MS) return;
    this.#accepted_ms = performance.now();
    this.desk.command(verb);
  }

  // What it says, and whether something is under way.
  draw() {
    const { desk, button } = this;
    const view = desk.view();
    const now = large(view);
    put(at("large-label"), desk.w(desk.busy ? "One moment…" : now.label));
    put(at("large-note"), desk.busy ? "" : this.#note(now.verb, view));
    set(button.querySelector("use"), "href", `/static/icons.svg#${now.icon}`);
    button.querySelector("svg").classList.toggle("turns", ["skip_next", "login"].includes(now.icon));
    set(button, "aria-busy", String(desk.busy));
    button.classList.toggle("idle", now.verb === "call-next" && !view.ticket && !view.next);
  }

  #note(verb, view) {
    const { w, sentences } = this.desk;
    if (verb === "start") return w(pressed_long(view) === "no-show" ? "Keep it pressed for a no-show" : "Keep it pressed to call again");
    return verb === "call-next" ? sentences.waiting(view.waiting) : "";
  }
}
