// Another matter of the same person, here and at once: the number stays, a new leg begins without a wait.

import { element } from "/static/element.js";
import { Drawn } from "./change.js";
import { action, doing, put_acts, refusal_line, refuse } from "./deeds.js";
import { offered } from "./result.js";

// The codes of the services that this counter serves, in the office's order.
export function served(desk) {
  const { serves } = desk.view();
  return desk.page.order.services.filter((code) => serves === null || serves.includes(code));
}

// What a view does with the ticket at the counter: sent once; done, the view is left; refused, it says so in place.
export function command(view, button, verb, body) {
  refuse(view.refused, "");
  return doing(button, async () => {
    if (await view.desk.command(verb, body, (text) => refuse(view.refused, text))) view.desk.back_from(view);
  });
}

// The services of this counter as buttons; `key(index)`: the digit of each.
export function goes_on(view, codes, key) {
  const { w, desk } = view;
  const { ticket } = desk.view();
  return codes.map((code, index) => {
    const { name, icon } = desk.page.services[code];
    const note = code === ticket?.service && w("The same service once more");
    const label = element("span", { class: "says" }, name, note && element("small", { class: "why" }, note));
    return action({ name: `continue-${code}`, key: key(index), symbol: icon, label, press: (button) => command(view, button, "continue", { service: code }) });
  });
}

export class MatterView {
  #drawn = new Drawn();

  // `desk` is what beside.js hands to every view.
  constructor(desk) {
    const { w } = desk;
    const { ticket } = desk.view();
    Object.assign(this, { desk, w, ticket, title: w("Another matter") });
    this.refused = refusal_line();
    this.list = element("div", { class: "acts" });
    const number = desk.sentences.apart(ticket.number);
    this.body = element(
      "div",
      { class: "view" },
      element("p", { class: "muted" }, w("%(number)s goes on here at once, with the same number.", { number })),
      this.refused,
      this.list,
    );
    this.refresh();
  }

  // Only while the one for whom it was opened is served here.
  refresh() {
    const { ticket } = this.desk.view();
    if (ticket?.id !== this.ticket.id || ticket.state !== "serving" || ticket.legs.length !== this.ticket.legs.length) return this.desk.back_from(this);
    if (!this.#drawn.changes([served(this.desk), this.desk.results.said()])) return;
    put_acts(this.list, [...goes_on(this, served(this.desk), (index) => (index < 9 ? index + 1 : null)), offered(this.desk)]);
  }
}
