// The room: who waits, for what and how long, and what each counter does.

import { element } from "/static/element.js";
import { icon } from "/static/icons.js";
import { reason } from "/static/reasons.js";
import { heard, now_ms } from "/static/time.js";
import { duration } from "./figures.js";

const at = (id) => document.getElementById(id);

export class Room {
  constructor(teller) {
    Object.assign(this, { teller, w: teller.w, page: teller.page });
  }

  show(today) {
    heard(today.now);
    this.#line(today);
    this.#at_work(today);
    const order = (one, other) => Number(other.late > 0) - Number(one.late > 0) || (one.late && other.longest_wait_s - one.longest_wait_s);
    const most = Math.max(1, ...today.by_service.map(({ waiting }) => waiting));
    at("services").replaceChildren(...[...today.by_service].sort(order).map((each) => this.#service(each, most)));
    at("counters").replaceChildren(...today.counters.map((each) => this.#counter(each)));
    this.tick();
  }

  // Writes anew whatever has gone on for a while.
  tick() {
    for (const place of document.querySelectorAll("[data-since]")) {
      place.textContent = this.#lasted(Math.max(0, now_ms() - place.dataset.since) / 1000, place.dataset.says);
    }
  }

  #lasted(seconds, says) {
    const time = duration(this.w, seconds);
    return says ? this.w(says, { time }) : time;
  }

  // An element that tells how long it is since then, and goes on telling.
  #since(since_ms, says = "") {
    return element("span", { "data-since": since_ms, "data-says": says });
  }

  #line({ waiting, longest_wait_s, late }) {
    const note = at("waiting").querySelector("[data-note]");
    at("waiting").querySelector("[data-value]").textContent = waiting;
    note.replaceChildren(waiting ? this.#since(now_ms() - longest_wait_s * 1000, "the longest for %(time)s") : this.w("Nobody is waiting"));
    at("late").replaceChildren(...(late ? [icon("warning"), element("span", {}, this.w("%(n)s waits longer than the target", { n: late }))] : []));
  }

  #at_work({ counters, waiting }) {
    const states = (state) => counters.filter((each) => each.state === state).length;
    const open = states("open");
    const value = element("small", {}, ` ${this.w("of %(n)s", { n: counters.length })}`);
    at("at-work").querySelector("[data-value]").replaceChildren(String(open), value);
    const others = [["paused", "%(n)s paused"], ["closed", "%(n)s closed"]].filter(([state]) => states(state)).map(([state, said]) => this.w(said, { n: states(state) }));
    const nobody = waiting && !open ? element("span", { class: "wrong row" }, icon("warning"), this.w("People wait, and no counter is open.")) : null;
    at("at-work").querySelector("[data-note]").replaceChildren(...[nobody, others.join(" · ")].filter(Boolean));
  }

  #service({ code, waiting, longest_wait_s, target_s, late }, most) {
    const { name, prefix, colour } = this.page.services[code] ?? { name: code, prefix: "", colour: 0 };
    const bar = element("span", { class: "bar", "aria-hidden": true });
    bar.style.setProperty("--share", waiting / most);
    const beyond = late ? element("small", { class: "late" }, this.w("%(n)s over %(time)s", { n: late, time: duration(this.w, target_s) })) : null;
    return element(
      "tr",
      { "data-colour": colour, class: late ? "is-late" : null },
      element("td", { class: "letter" }, prefix),
      element("th", { scope: "row" }, name),
      element("td", { class: "wide" }, element("span", { class: "row" }, element("b", {}, waiting), bar)),
      element("td", { class: "amount" }, waiting ? this.#since(now_ms() - longest_wait_s * 1000) : "–", beyond),
    );
  }

  #counter({ number, state, since, reason: code, clerk, ticket, ticket_state, ticket_since, served }) {
    const began = ticket_since ?? (state === "closed" ? null : since);
    const why = state === "paused" && code ? element("small", {}, reason(this.teller, code)) : null;
    const doing = element("span", {}, this.#doing(state, ticket_state), ticket && " ", ticket && element("bdi", { class: "number" }, ticket));
    return element(
      "tr",
      { class: state },
      element("th", { scope: "row" }, number),
      element("td", {}, element("span", { class: "state", "data-state": state }, doing), why),
      element("td", { class: "amount" }, began ? this.#since(Date.parse(began)) : ""),
      element("td", {}, element("bdi", {}, clerk ?? "")),
      element("td", { class: "amount" }, served),
    );
  }

  #doing(state, ticket_state) {
    if (ticket_state) return this.w(ticket_state === "called" ? "Calling" : "Serving");
    return state === "open" ? this.w("Free") : this.page.counter_states[state];
  }
}
