// The large button: the call button on the desk, on the screen. It is pressed by mouse, finger, key and by what reads
// the page aloud. While somebody is called the length of a press decides; else it counts when it goes down (presses.py).

import { now_ms } from "/static/time.js";
import { put, set } from "./change.js";
import { IGNORED_MS, large, LONG_MS, pressed_long } from "./meaning.js";
import { seconds_until } from "./time.js";

const POINTER = "pointer";
const at = (id) => document.getElementById(id);

export class Large {
  #accepted_ms = -IGNORED_MS;
  #held = null; // a press whose length will tell: {by, ticket, from_ms, timer}
  #touched = false;

  constructor(button, desk) {
    Object.assign(this, { button, desk });
    button.style.setProperty("--kept", `${LONG_MS}ms`);
    // Of several fingers the first one presses.
    const first = (kind, hear) => button.addEventListener(kind, (event) => event.isPrimary && hear(event));
    first("pointerdown", (event) => this.#touch(event));
    first("pointermove", (event) => this.#is_on(event) || this.#let_go(POINTER));
    first("pointerleave", () => this.#let_go(POINTER));
    first("pointercancel", () => this.#let_go(POINTER));
    first("pointerup", () => this.up(POINTER));
    button.addEventListener("contextmenu", (event) => event.preventDefault()); // a finger that stays asks for none
    button.addEventListener("click", (event) => this.#click(event));
    window.addEventListener("blur", () => this.#let_go());
  }

  // It goes down and comes up; `by` tells apart what may press it at the same time.
  down(by) {
    if (this.#held || this.desk.pending || this.#ignores()) return;
    const view = this.desk.view();
    const { verb } = large(view);
    if (verb !== "start") return this.#accept(verb);
    this.#held = { by, ticket: view.ticket.id, from_ms: performance.now(), timer: setTimeout(() => this.#decide(true), LONG_MS) };
    this.button.classList.add("held");
  }

  up(by) {
    if (this.#held?.by === by) this.#decide(performance.now() - this.#held.from_ms >= LONG_MS);
  }

  #touch(event) {
    if (event.button !== 0) return;
    this.#touched = true;
    this.down(POINTER);
  }

  // A finger's moves are told to where it went down, wherever it is now.
  #is_on({ clientX, clientY }) {
    const { left, right, top, bottom } = this.button.getBoundingClientRect();
    return clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
  }

  // What follows a mouse or a finger was heard when that went down; what comes alone is a whole press.
  #click(event) {
    const heard = this.#touched && event.detail > 0;
    this.#touched = false;
    if (heard) return;
    this.down("click");
    this.up("click");
  }

  // The press that is under way was none; `by`: only where that pressed.
  #let_go(by = this.#held?.by) {
    if (this.#held?.by !== by) return;
    clearTimeout(this.#held?.timer);
    this.#held = null;
    this.button.classList.remove("held");
  }

  // The ticket may have gone on meanwhile by another hand: then the press means nothing.
  #decide(long) {
    const { ticket } = this.#held;
    this.#let_go();
    const view = this.desk.view();
    if (this.#button_was_first()) return;
    if (large(view).verb === "start" && view.ticket.id === ticket) this.#accept(long ? pressed_long(view) : "start");
  }

  #accept(verb) {
    if (this.desk.pending) return;
    this.#accepted_ms = performance.now();
    this.desk.command(verb);
  }

  // A second press within a second is a slip of the hand, on the screen or on the desk.
  #ignores() {
    return this.#button_was_first() || performance.now() - this.#accepted_ms < IGNORED_MS;
  }

  #button_was_first() {
    const { last } = this.desk.view();
    return last?.by === "button" && now_ms() - Date.parse(last.at) < IGNORED_MS;
  }

  // What it says, and whether something is under way.
  draw() {
    const { desk, button } = this;
    const view = desk.view();
    const now = large(view);
    put(at("large-label"), desk.w(desk.busy ? "One moment…" : now.label));
    put(at("large-note"), desk.busy ? "" : this.#note(now.verb, view));
    set(button.querySelector("use"), "href", `#icon-${now.icon}`);
    button.querySelector("svg").classList.toggle("turns", ["skip_next", "login"].includes(now.icon));
    set(button, "aria-busy", String(desk.busy));
    button.classList.toggle("idle", now.verb === "call-next" && !view.ticket && !view.next);
  }

  #note(verb, view) {
    const { w, sentences } = this.desk;
    if (verb === "call-next") return sentences.waiting(view.waiting);
    if (verb !== "start") return "";
    const left_s = view.starts_at ? seconds_until(view.starts_at) : 0;
    if (left_s > 0) return w("It starts by itself in %(n)s s", { n: left_s });
    return w(pressed_long(view) === "no-show" ? "Keep it pressed for a no-show" : "Keep it pressed to call again");
  }
}
