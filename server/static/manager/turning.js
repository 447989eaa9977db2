// Turning the day: what ends with it is said first, and a second press does it.

import { post } from "/static/api.js";
import { told } from "/static/told.js";
import { pressed } from "./forms.js";

const at = (id) => document.getElementById(id);

export class Turning {
  #w;
  #day = null; // the number of the running one

  constructor(w) {
    this.#w = w;
    at("turn").addEventListener("click", () => this.#open(at("turning").hidden));
    at("turn-not").addEventListener("click", () => this.#open(false));
    at("turn-now").addEventListener("click", () => pressed(at("turn-now"), () => this.#turn()));
    at("turning").addEventListener("keydown", ({ key }) => key === "Escape" && this.#open(false));
  }

  // `today`: the figures of the running day; before the first one there is nothing to turn. Whoever was still asked
  // about the one before, while somebody else began this one, is asked no more.
  show({ day, open, taken }) {
    const begins = this.#day !== null && day !== null && day.number !== this.#day;
    if (begins && !at("turning").hidden) this.#open(false);
    if (begins || taken) at("turned").hidden = !begins;
    this.#day = day?.number ?? this.#day;
    at("turn").disabled = day === null;
    at("turn-ends").textContent = open
      ? this.#w("%(n)s visit is still open, and ends.", { n: open })
      : this.#w("Nobody waits, and nobody is being served.");
  }

  #open(open) {
    at("turning").hidden = !open;
    if (open) at("turned").hidden = true;
    at("turn").setAttribute("aria-expanded", String(open));
    this.#refuse(null);
    at(open ? "turn-not" : "turn").focus();
  }

  #refuse(text) {
    at("turn-fault").hidden = !text;
    at("turn-fault").textContent = text ?? "";
  }

  async #turn() {
    try {
      await post("/api/day", { turn: true });
      this.#open(false);
    } catch (problem) {
      this.#refuse(told(this.#w, problem));
    }
  }
}
