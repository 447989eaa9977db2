// Finds a ticket of today by its number; from here also a new ticket, and the services.

import { get } from "/static/api.js";
import { element } from "/static/element.js";
import { action, doing, refusal_line, refuse, told } from "./deeds.js";

export class FindView {
  // `desk` is what beside.js hands to every view.
  constructor(desk) {
    Object.assign(this, { desk, w: desk.w, title: desk.w("Find a ticket") });
    const { w } = this;
    this.field = element("input", { id: "find-number", name: "number", maxlength: 32, autocomplete: "off", autocapitalize: "characters", spellcheck: "false", dir: "auto", enterkeyhint: "search" });
    this.go = element("button", { class: "button main" }, w("Find"));
    this.refused = refusal_line();
    this.found = element("div", { class: "acts", role: "status" });
    this.form = element(
      "form",
      { class: "field", novalidate: true },
      element("label", { for: "find-number" }, w("Number on the paper")),
      element("div", { class: "find" }, this.field, this.go),
      element("span", { class: "hint" }, w("The digits alone are enough.")),
    );
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.body = element("div", { class: "view" }, this.form, this.refused, this.found, this.#others());
    this.#at_the_counter();
  }

  first() {
    return this.field;
  }

  refresh() {
    if (!this.field.value) this.#at_the_counter();
  }

  // Whoever is at the counter needs no number: Enter is enough.
  #at_the_counter() {
    const { ticket } = this.desk.view();
    this.found.replaceChildren(...(ticket ? [this.#offer(ticket, this.w("At the counter"), this.w("Enter"))] : []));
  }

  #offer(ticket, note, key = null) {
    const { sentences } = this.desk;
    const label = element("span", { class: "offer" }, element("bdi", { class: "number" }, ticket.number), element("span", { class: "service" }, note ?? `${sentences.service(ticket.service)} · ${sentences.stands(ticket)}`));
    return action({ name: "offer", key, label, press: () => this.desk.show_ticket(ticket) });
  }

  #others() {
    return element(
      "div",
      { class: "acts others" },
      action({ name: "give", key: "+", symbol: "add", label: this.w("New ticket"), press: () => this.desk.give() }),
      action({ name: "services", symbol: "settings", label: this.w("Interrupt a service…"), press: () => this.desk.services() }),
    );
  }

  #submit() {
    const number = this.field.value.trim();
    refuse(this.refused, "");
    if (!number) {
      const { ticket } = this.desk.view();
      if (ticket) this.desk.show_ticket(ticket);
      return;
    }
    doing(this.go, () => this.#look(number), (problem) => refuse(this.refused, told(this.w, problem)));
  }

  async #look(number) {
    const { tickets } = await get(`/api/tickets?number=${encodeURIComponent(number)}`);
    this.found.replaceChildren(...tickets.map((ticket) => this.#offer(ticket)));
    if (tickets.length === 1) this.desk.show_ticket(tickets[0]);
    else if (tickets.length > 1) this.found.querySelector("button").focus();
    else refuse(this.refused, this.w("No ticket of today has the number %(number)s.", { number: this.desk.sentences.apart(number) }));
  }
}
