// Somebody is sent on: to another matter here and now, to another service, or to another counter. Number and place stay.

import { element } from "/static/element.js";
import { disable, Drawn } from "./change.js";
import { action, put_acts, refusal_line, refuse } from "./deeds.js";
import { command, goes_on, served } from "./matter.js";
import { watch_office } from "./offer.js";
import { carried } from "./result.js";

// Of more counters than there are digits, those stand first where somebody works.
const MANY = 9;
const HELD = { held: "Not in the line now.", missed: "Not in the line now." };

// Why a ticket cannot be sent on from this counter, as [text, values]; null when it can.
export function may_not_send({ number, state }, ticket) {
  if (ticket.state === "waiting") return state === "closed" ? ["Open the counter first."] : null;
  if (!["called", "serving"].includes(ticket.state)) return [HELD[ticket.state] ?? "This ticket is over."];
  return ticket.counter === number ? null : ["At counter %(n)s", { n: ticket.counter }];
}

export class SendView {
  #office = null;
  #watch;
  #drawn = new Drawn();

  // `desk` is what beside.js hands to every view; `ticket` waits, or is at this counter.
  // `line`: into the line of a service of this counter, though the person could go on here.
  constructor(desk, ticket, { line = false } = {}) {
    const { w } = desk;
    const here = desk.view().ticket;
    Object.assign(this, { desk, w, ticket: here?.id === ticket.id ? here : ticket, line });
    this.title = w("Send %(number)s on", { number: desk.sentences.apart(ticket.number) });
    this.refused = refusal_line();
    this.groups = element("div", { class: "groups" });
    this.body = element("div", { class: "view" }, this.refused, this.groups);
    this.#draw();
    this.#watch = watch_office((office) => {
      this.#office = office;
      this.#draw();
    });
  }

  close() {
    this.#watch.stop();
  }

  // Back to where it was opened.
  escape() {
    this.desk.back_from(this);
    return true;
  }

  // Who was at the counter when it was opened may have gone meanwhile.
  refresh() {
    const { ticket } = this.desk.view();
    if (this.ticket.state === "waiting" && ticket?.id === this.ticket.id) return this.desk.back_from(this);
    if (this.ticket.state !== "waiting") {
      if (ticket?.id !== this.ticket.id || ticket.legs.length !== this.ticket.legs?.length) return this.desk.back_from(this);
      this.ticket = ticket;
    }
    this.#draw();
  }

  #draw() {
    const { state, serves } = this.desk.view();
    const counts = this.#office?.services.map(({ waiting, open, reason }) => [waiting, open, reason]);
    if (!this.#drawn.changes([this.ticket, state, serves, counts, this.#office?.counters, this.desk.results.said()])) return;
    const result = this.ticket.state !== "waiting" && carried(this.desk);
    put_acts(this.groups, [result, ...(this.line ? this.#into_the_line() : this.#all())]);
  }

  // ---------------------------------------------------------------- the groups

  #all() {
    const { w, desk } = this;
    const key = numbering();
    const here = served(desk).filter((code) => code !== this.ticket.service);
    const away = desk.page.order.services.filter((code) => code !== this.ticket.service && !here.includes(code));
    if (this.ticket.state !== "serving") {
      const services = desk.page.order.services.filter((code) => code !== this.ticket.service);
      const hint = this.ticket.state === "called" && here.length > 0 && w("This counter serves some of them too: start the service, and the person can go on here at once.");
      return [this.#services(services, key, w("Another service"), hint), this.#counters(key)];
    }
    return [
      here.length > 0 && group(w("Here, at once"), w("This counter serves these too: the person need not wait again."), [...goes_on(this, here, key), this.#instead()]),
      this.#services(away, key, w("Another service")),
      this.#counters(key),
    ];
  }

  #into_the_line() {
    const { w, desk } = this;
    const number = desk.sentences.apart(this.ticket.number);
    const here = served(desk).filter((code) => code !== this.ticket.service);
    const hint = w("%(number)s keeps the place in the line, so this counter would soon call the same person again.", { number });
    return [this.#services(here, numbering(), w("Into the line of another service"), hint)];
  }

  #instead() {
    const press = () => this.desk.push(new SendView(this.desk, this.ticket, { line: true }));
    return action({ name: "line", key: "0", symbol: "group", label: this.w("Into the line instead…"), press });
  }

  #services(codes, key, legend, hint = "") {
    const rows = codes.map((code, index) => {
      const { name, icon } = this.desk.page.services[code];
      const found = this.#office?.services.find((each) => each.code === code);
      const note = found && (this.desk.sentences.standing(found) ?? this.desk.sentences.waiting(found.waiting));
      return this.#row({ name: `service-${code}`, key: key(index), symbol: icon, label: name, note, body: { service: code } });
    });
    return rows.length > 0 && group(legend, hint, rows);
  }

  #counters(key) {
    const { w, desk } = this;
    const others = this.#office?.counters.filter(({ number }) => number !== desk.view().number) ?? [];
    if (others.length > MANY) others.sort((one, other) => (one.state === "closed") - (other.state === "closed"));
    const rows = others.map(({ number, state, step_free }, index) => {
      const why = state === "closed" ? w("Closed: nobody would be called there.") : null;
      const note = [step_free && w("Step-free access"), desk.page.states[state]].filter(Boolean).join(" · ");
      return this.#row({ name: `counter-${number}`, key: key(index), label: w("Counter %(n)s", { n: number }), note, why, body: { counter: number } });
    });
    return rows.length > 0 && group(w("Another counter"), "", rows, "acts two");
  }

  // What cannot be done stays in reach; pressed, it says why.
  #row({ name, key, symbol, label, note, why = null, body }) {
    const says = element("span", { class: "says" }, label, note && element("small", { class: "why" }, note));
    const ticket = this.ticket.state === "waiting" ? { ticket: this.ticket.id } : {};
    const send = (button) => command(this, button, "transfer", { ...ticket, ...body });
    const button = action({ name, key, symbol, label: says, press: why ? () => refuse(this.refused, why) : send });
    disable(button, why);
    return button;
  }
}

// One digit after another, over all groups; after the ninth, none.
function numbering() {
  let last = 0;
  return () => (last < 9 ? ++last : null);
}

function group(legend, hint, rows, kind = "acts") {
  const title = element("h3", { class: "label" }, legend);
  return element("section", { class: kind, "aria-label": legend }, title, hint && element("p", { class: "muted" }, hint), rows);
}
