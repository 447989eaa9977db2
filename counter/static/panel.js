// The panel beside the work: it finds a ticket, gives a new one, pauses a service. It lies upon the line, never
// upon the large button, and shows one view at a time, with a way back.
//
// A view is {title, body, first?, refresh?, told?, close?, escape?, key?}: its heading, its element, what has the focus
// at first, what to do when the counter changed or a paper came out, when it is left, on Escape (true: that was all),
// and with a key of its own (true: it was one).

import { icon } from "/static/icons.js";
import { digit_of } from "./shortcuts.js";

const at = (id) => document.getElementById(id);

export class Panel {
  #views = [];
  #opener = null;

  constructor() {
    at("panel-close").prepend(icon("close"));
    at("panel-back").prepend(icon("arrow_back"));
    at("panel-close").addEventListener("click", () => this.close());
    at("panel-back").addEventListener("click", () => this.back());
  }

  get view() {
    return this.#views.at(-1) ?? null;
  }

  // From outside of the panel: whatever it showed is left. What has the focus now gets it back at the end, unless it
  // was the mouse that opened: then the space bar belongs to the large button again.
  open(view, { mouse = false } = {}) {
    if (!this.view) this.#opener = mouse ? null : remembered(document.activeElement);
    for (const each of this.#views) each.close?.();
    this.#views = [view];
    this.#show();
  }

  // From one of its views, with a way back to it.
  push(view) {
    this.#views.push(view);
    this.#show();
  }

  // In the place of its view.
  replace(view) {
    this.#views.pop()?.close?.();
    this.push(view);
  }

  back() {
    this.#views.pop()?.close?.();
    if (this.view) this.#show();
    else this.close();
  }

  close() {
    for (const each of this.#views) each.close?.();
    this.#views = [];
    at("panel").hidden = true;
    at("queue").hidden = false;
    if (this.#opener) this.#opener().focus();
    else document.activeElement.blur();
    this.#opener = null;
  }

  // Whether a key was meant for the panel: Escape closes, digits press what bears them, and what is typed is typed.
  key(event) {
    if (!this.view) return false;
    if (event.key === "Escape") {
      event.preventDefault();
      if (!this.view.escape?.()) this.close();
      return true;
    }
    if (event.target.closest("input:not([type=radio])")) return true;
    const digit = digit_of(event);
    if (digit && !event.repeat) press(at("panel").querySelector(`[data-panel-key~="${digit}"]`));
    // Enter is a word of the panel while it is open; the space bar still belongs to the large button.
    return Boolean(digit) || event.key === "Enter";
  }

  #show() {
    const { view } = this;
    at("panel-title").textContent = view.title;
    at("panel-back").hidden = this.#views.length < 2;
    at("panel-body").replaceChildren(view.body);
    at("panel-body").scrollTop = 0;
    at("queue").hidden = true;
    at("panel").hidden = false;
    (view.first?.() ?? at("panel")).focus();
  }
}

// What a digit presses. Where the focus is among a few that are chosen from, it goes to the one that is chosen.
function press(control) {
  if (control?.name && control.name === document.activeElement.name) control.focus();
  control?.click();
}

// The line is drawn anew while the panel is open: what opened it is found again by what it was for.
function remembered(opener) {
  if (opener === document.body) return null;
  const { ticket, deed } = opener.dataset;
  return () => {
    if (opener.isConnected) return opener;
    return (ticket && document.querySelector(`[data-deed="${deed}"][data-ticket="${ticket}"]`)) || at("find");
  };
}
