// Draws a counter as the server told it. Knows nothing of commands.

import { element } from "/static/element.js";
import { approach, Card } from "./card.js";
import { arrange, disable, Drawn, put } from "./change.js";
import { refusal } from "./meaning.js";
import { chip, more, person, shelf } from "./people.js";
import { running, seconds_since } from "./time.js";
import { put_undo } from "./undo.js";

const SHOWN = 20;
const at = (id) => document.getElementById(id);

export class Paint {
  // `desk`: {w, page, sentences, view(), busy}.
  constructor(desk) {
    const { w, page, sentences } = desk;
    Object.assign(this, { desk, w, page, sentences });
    this.card = new Card(at("ticket"), desk);
    this.drawn = new Map();
    this.rows = new Map();
  }

  // Who is here now and what can be done: the answer to a press. Also as time goes on, or while a command is under way.
  here() {
    const view = (this.view = this.desk.view());
    this.#when_changed("bar", [view.state, view.clerk], () => this.#bar());
    this.#when_changed("ticket", [view.state, view.ticket, view.approach, view.closed, view.pause, this.desk.results.said()], () => this.card.show(view));
    at("ticket").classList.toggle("pending", this.desk.busy);
    for (const button of document.querySelectorAll("[data-verb][data-key], [data-rule]")) this.#button(button);
    for (const place of document.querySelectorAll("[data-running]")) put(place, running(seconds_since(place.dataset.running)));
  }

  // Everybody else, and what can be undone: after `here`.
  others() {
    const { view } = this;
    this.#when_changed("next", [view.state, ...this.#who_is_next(view)], () => this.#next());
    this.#when_changed("line", [view.line, view.waiting, view.next?.ticket.id], () => this.#line());
    this.#when_changed("held", [view.held, view.ticket, view.state], () => shelf("held", "resume", this));
    this.#when_changed("missed", view.missed, () => shelf("missed", "return", this));
    for (const place of document.querySelectorAll("[data-since]")) put(place, this.sentences.brief_duration(seconds_since(place.dataset.since)));
    const later_s = seconds_since(view.now);
    if (view.next) put(at("why"), this.sentences.why(view.next.why, later_s));
    put(at("waiting"), this.#waiting(later_s));
    at("waiting").hidden = !view.waiting;
    put_undo(this.desk);
  }

  #when_changed(part, data, draw) {
    if (!this.drawn.has(part)) this.drawn.set(part, new Drawn());
    if (this.drawn.get(part).changes(data)) draw();
  }

  #bar() {
    const { state, clerk } = this.view;
    at("state").dataset.state = state;
    at("state").textContent = this.page.states[state];
    at("clerk").textContent = clerk?.name ?? "";
  }

  // All of it but the time that goes by: a press on it that is under way keeps its button.
  #who_is_next({ next }) {
    if (!next) return [];
    const { id, number, service, priority } = next.ticket;
    return [id, number, service, priority, next.why.approach];
  }

  #next() {
    const { next, state } = this.view;
    if (!next) {
      const text = state === "closed" ? "Nobody is called while it is closed." : "Nobody is waiting";
      at("next").replaceChildren(element("p", { class: "muted" }, this.w(text)));
      return;
    }
    const { ticket, why } = next;
    at("next").dataset.colour = this.page.services[ticket.service]?.colour ?? 0;
    const parts = [
      element("p", { class: "row" }, element("bdi", { class: "number" }, ticket.number), ticket.priority && chip(this, ticket.priority), more(this.w, ticket)),
      element("p", { class: "service" }, this.sentences.service(ticket.service)),
      element("p", { id: "why" }),
      why.approach && approach(this.w),
    ];
    at("next").replaceChildren(...parts.filter(Boolean));
  }

  #line() {
    const { line, waiting, next } = this.view;
    const others = line.filter(({ id }) => id !== next?.ticket.id);
    const left = waiting - Math.min(others.length, SHOWN) - (next ? 1 : 0);
    arrange(at("line"), this.#rows(others.slice(0, SHOWN)));
    at("more").hidden = left <= 0;
    put(at("more"), this.w("and %(n)s more", { n: Math.max(left, 0) }));
  }

  // Who waits, each in a row that stays: of twenty one goes with a call, and one comes.
  #rows(people) {
    const rows = new Map(people.map((each) => [JSON.stringify(each), each]));
    for (const [text, each] of rows) rows.set(text, this.rows.get(text) ?? person(each, this));
    this.rows = rows;
    return [...rows.values()];
  }

  #button(button) {
    const why = refusal(button.dataset.verb ?? button.dataset.rule, this.view);
    const reason = why && this.sentences.why_not(why);
    disable(button, reason);
    button.toggleAttribute("data-waits", this.desk.busy);
    const shown = button.querySelector(".why");
    if (!shown) return;
    shown.hidden = !(reason && button.dataset.verb === "no-show" && this.view.ticket?.state === "called");
    put(shown, reason ?? "");
  }

  #waiting(later_s) {
    const { waiting, longest_wait_s } = this.view;
    const waited_s = longest_wait_s + later_s;
    if (!waiting) return "";
    if (waited_s < 60) return this.sentences.waiting(waiting);
    const longest = this.w("the longest for %(time)s", { time: this.sentences.duration(waited_s) });
    return `${this.sentences.waiting(waiting)} · ${longest}`;
  }
}
