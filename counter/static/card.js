// The card of who is at the counter, or why nobody is.

import { element } from "/static/element.js";
import { icon } from "/static/icons.js";
import { arrange } from "./change.js";
import { legs } from "./legs.js";
import { chip, more } from "./people.js";
import { in_words, may_be_said } from "./result.js";

const NOBODY = {
  closed: ["This counter is closed", "Nobody is called while it is closed."],
  paused: ["This counter is paused", "Nobody is called while it is paused."],
  open: ["Nobody is at the counter"],
};

export class Card {
  #parts = new Map(); // of whom or what it shows now

  // `desk`: {w, page, sentences, results}.
  constructor(card, desk) {
    const { w, page, sentences } = desk;
    Object.assign(this, { card, desk, w, page, sentences });
  }

  // Somebody else is drawn anew, and read aloud whole; of who is here already only what is different now.
  show(view) {
    const { ticket, state } = view;
    const { card } = this;
    const id = String(ticket?.id ?? "");
    if (card.dataset.ticket !== id) restart(card, "arrives");
    if (!ticket || card.dataset.ticket !== id) this.#parts.clear();
    card.dataset.ticket = id;
    card.dataset.state = ticket?.state ?? state;
    card.dataset.colour = this.page.services[ticket?.service]?.colour ?? 0;
    arrange(card, ticket ? this.#present(view) : [this.#nobody(view)]);
  }

  #nobody({ state, closed, pause }) {
    const [title, note] = NOBODY[state];
    const since = (closed && this.sentences.closed(closed)) ?? (pause && this.sentences.paused(pause));
    const notes = [since, note && this.w(note)].filter(Boolean);
    return element("div", { class: "about" }, element("h2", {}, this.w(title)), ...notes.map((each) => element("p", { class: "muted" }, each)));
  }

  #present(view) {
    const { ticket } = view;
    const { service, priority, state } = ticket;
    const leg = ticket.legs.at(-1);
    const label = this.w(state === "called" ? "since the call" : "being served for");
    const running = ticket.started_at ?? ticket.called_at;
    return [
      this.#part("number", [], () => element("bdi", { class: "number" }, ticket.number)),
      this.#group("about", [
        this.#part("service", [service, priority], () => element("h2", {}, this.sentences.service(service), priority && chip(this, priority))),
        this.#part("facts", this.#facts(ticket), (facts) => element("p", { class: "muted facts" }, facts.join(" · "))),
        this.#part("exception", leg.out_of_turn, (reason) => this.#out_of_turn(reason)),
        this.#part("legs", ticket.legs, () => legs(this.desk, ticket)),
        this.#part("approach", view.approach, (due) => due && approach(this.w)),
      ]),
      this.#group("since", [
        this.#part("label", label, () => element("span", { class: "muted" }, label)),
        this.#part("running", running, () => element("time", { class: "running", role: "timer", "data-running": running })),
        this.#group("small", [
          this.#part("result", [service, this.desk.results.said()], ([, said]) => this.#result(ticket, said)),
          this.#part("more", [], () => more(this.w, ticket)),
        ]),
      ]),
    ];
  }

  // A part of the card: `make(data)`, which may be null; the one that stands there as long as its data are the same.
  #part(name, data, make) {
    const text = JSON.stringify(data);
    const known = this.#parts.get(name);
    if (known && known.text === text) return known.part;
    const part = make(data);
    this.#parts.set(name, { text, part });
    return part;
  }

  #group(name, parts) {
    const place = this.#part(name, [], () => element("div", { class: name }));
    arrange(place, parts.filter(Boolean));
    return place;
  }

  #facts({ language, called_at, call_count, legs: all }) {
    const waited_s = called_at && (Date.parse(called_at) - Date.parse(all.at(-1).began_at)) / 1000;
    return [
      this.sentences.language(language),
      called_at && this.w("waited %(time)s", { time: this.sentences.duration(waited_s) }),
      called_at && this.w("%(n)s call", { n: call_count }),
    ].filter(Boolean);
  }

  // How the service ended, as far as it was said; it opens what says it.
  #result({ id, service }, said) {
    if (!may_be_said(this.desk, service)) return null;
    return element("button", { type: "button", class: said ? "button ending" : "button quiet ending", "data-deed": "result", "data-ticket": id, "data-key": ".", title: said && in_words(this.desk, said) },
      !said && icon("description"), element("span", {}, said ? in_words(this.desk, said) : this.w("Result…")), element("kbd", { class: "key" }, "."));
  }

  // What everybody who works here may read of a call that was not by the rule.
  #out_of_turn(reason) {
    const text = reason && this.w("out of turn: %(reason)s", { reason: this.sentences.reason(reason) });
    return text && element("p", { class: "exception" }, icon("warning"), element("span", {}, text));
  }
}

// What to do where somebody cannot come to this counter.
export function approach(w) {
  const text = w("Please go to the person: no counter with step-free access is open.");
  return element("p", { class: "approach" }, icon("accessible"), element("span", {}, text));
}

function restart(place, animation) {
  place.classList.remove(animation);
  requestAnimationFrame(() => place.classList.add(animation));
}
