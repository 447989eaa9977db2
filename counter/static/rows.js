// A list of people that changes while it is looked at: who stands there stays there, so that neither the focus nor the
// place in the list is lost.

import { element } from "/static/element.js";
import { Drawn, put, set } from "./change.js";
import { class_mark } from "./people.js";
import { seconds_since } from "./time.js";

export class Rows {
  #rows = new Map();

  // `desk` is what beside.js hands to every view; `press(id)`: a ticket was chosen, by its button.
  constructor(desk, press) {
    this.desk = desk;
    this.list = element("ol", { class: "all" });
    this.list.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) press(Number(button.dataset.ticket), button);
    });
  }

  get size() {
    return this.#rows.size;
  }

  // All of their buttons, in their order.
  get buttons() {
    return [...this.list.querySelectorAll("button")];
  }

  // The button of a ticket, or undefined.
  of(id) {
    return this.#rows.get(id)?.button;
  }

  // `some`: who is to stand there, in their order.
  show(some) {
    const rows = new Map();
    for (const each of some) {
      const row = this.#rows.get(each.id) ?? new Row(this.desk);
      row.show(each);
      rows.set(each.id, row);
    }
    for (const [id, row] of this.#rows) if (!rows.has(id)) row.item.remove();
    this.#rows = rows;
    let index = 0;
    for (const { item } of rows.values()) {
      if (this.list.children[index] !== item) this.list.insertBefore(item, this.list.children[index] ?? null);
      index += 1;
    }
  }
}

// One of the whole line: somebody who waits, as the API tells the line, or a ticket that does not. It stays where it
// stands and says what is so now.
class Row {
  #drawn = new Drawn();

  // `desk` is what beside.js hands to every view.
  constructor(desk) {
    this.desk = desk;
    this.wait = element("span", { class: "wait" });
    this.button = element("button", { type: "button", class: "one" });
    this.item = element("li", {}, this.button);
  }

  show(one) {
    const { id, number, service, priority, since, mine } = one;
    if (since) {
      set(this.wait, "data-since", since);
      put(this.wait, this.desk.sentences.brief_duration(seconds_since(since)));
    }
    const note = this.#note(one);
    if (!this.#drawn.changes([number, service, priority, note, mine, Boolean(since)])) return;
    set(this.button, "data-ticket", String(id));
    this.button.classList.toggle("elsewhere", mine === false);
    const name = element("span", { class: "service" }, this.desk.sentences.service(service), note && element("small", {}, note));
    const parts = [element("bdi", { class: "number" }, number), name, priority && class_mark(this.desk, priority), since && this.wait];
    this.button.replaceChildren(...parts.filter(Boolean));
  }

  // Where somebody is who does not wait, and why somebody who waits is not called here.
  #note(one) {
    const { w, sentences } = this.desk;
    const { number, ticket } = this.desk.view();
    if (one.state) return ticket?.id === one.id ? w("At the counter") : sentences.stands(one);
    if (one.bound === number) return w("Was sent to this counter");
    if (one.bound !== null) return w("For counter %(n)s alone", { n: one.bound });
    return one.mine ? null : w("For other counters");
  }
}
