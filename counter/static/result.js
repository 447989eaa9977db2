// How the service ended, and what was counted in it: said by the clerk while the person is there, and sent with
// whatever ends it. Nobody is ever asked for it.

import { element } from "/static/element.js";
import { apart } from "/static/words.js";
import { action, choices } from "./deeds.js";
import { digit_of } from "./shortcuts.js";

const MOST = 99;
// The commands that end the service of who is here.
const ENDS = new Set(["finish", "call-next", "call", "continue", "transfer", "pause", "close"]);
// How its end is told among what can be undone.
const ENDINGS = new Set(["finish", "continue", "transfer"]);
const STEPS = { ArrowUp: 1, ArrowDown: -1, "+": 1, "-": -1, PageUp: 10, PageDown: -10 };

// What was said of each leg: it belongs to that one, and is there again when an undo brings it back.
export class Results {
  #kept = new Map();
  #here = null; // {leg, number} as it was when the counter changed last

  constructor(desk) {
    this.desk = desk;
    desk.onchange(() => this.#watch());
  }

  // → {outcome, sub_services} of the leg that is at the counter, as far as anything was said; else null.
  said() {
    return this.#kept.get(this.#leg()) ?? null;
  }

  say(outcome, sub_services) {
    const counted = Object.fromEntries(Object.entries(sub_services).filter(([, count]) => count > 0));
    if (outcome || Object.keys(counted).length > 0) this.#kept.set(this.#leg(), { outcome, sub_services: counted });
    else this.#kept.delete(this.#leg());
    this.desk.changed();
  }

  // What goes with a command; one about another `ticket` ends nothing here.
  with(verb, { ticket } = {}) {
    const said = ENDS.has(verb) && (verb === "call" || !ticket) && this.said();
    if (!said) return {};
    return said.outcome ? said : { sub_services: said.sub_services };
  }

  // Another hand may end the service meanwhile, such as the button on the desk, which sends nothing that was said here.
  #watch() {
    const { w, sentences } = this.desk;
    const { ticket, undo } = this.desk.view();
    const before = this.#here;
    this.#here = ticket && { leg: this.#leg(), number: ticket.number };
    if (this.desk.pending || !before || before.leg === this.#here?.leg || !this.#kept.has(before.leg)) return;
    if (!undo?.done.some(({ what, number }) => ENDINGS.has(what) && number === before.number)) return;
    this.desk.say(w("%(number)s left without the result that was said here. To send it, undo, and finish on this page.", { number: sentences.apart(before.number) }), "wrong");
  }

  #leg() {
    const { ticket } = this.desk.view();
    return ticket && `${ticket.id}/${ticket.legs.length}`;
  }
}

// Whether there is anything to say of a service here.
export function may_be_said({ page }, service) {
  return page.outcomes.length > 0 || (page.order.sub_services[service] ?? []).length > 0;
}

// "Something was missing · Certified copies × 3"
export function in_words({ sentences }, { outcome, sub_services }) {
  const counted = Object.entries(sub_services).map(([code, count]) => `${sentences.sub_service(code)} × ${apart(count)}`);
  return [outcome && sentences.reason(outcome), ...counted].filter(Boolean).join(" · ");
}

// What goes with it when somebody is sent on; null where nothing was said.
export function carried(desk) {
  const said = desk.results.said();
  return said && element("p", { class: "muted" }, desk.w("With it: %(result)s", { result: apart(in_words(desk, said)) }));
}

// The way to the result from another view, with what was said so far.
export function offered(desk) {
  const said = desk.results.said();
  if (!may_be_said(desk, desk.view().ticket?.service)) return null;
  const label = element("span", { class: "says" }, desk.w("Result…"), said && element("small", { class: "why" }, in_words(desk, said)));
  return action({ name: "result", symbol: "description", label, press: () => desk.push(new ResultView(desk)) });
}

export class ResultView {
  #current = 0;

  // `desk` is what beside.js hands to every view.
  constructor(desk) {
    const { w, page, sentences } = desk;
    const { ticket } = desk.view();
    Object.assign(this, { desk, w, ticket, title: w("Result of %(number)s", { number: sentences.apart(ticket.number) }) });
    const { outcome = null, sub_services = {} } = desk.results.said() ?? {};
    const counted = page.services[ticket.service]?.sub_services ?? {};
    this.counts = (page.order.sub_services[ticket.service] ?? []).map((code) => ({ code, name: counted[code], count: sub_services[code] ?? 0 }));
    this.outcomes = page.outcomes.length > 0 && choices({ name: "outcome", legend: w("How did it end?"), options: sentences.reasons(page.outcomes), chosen: outcome, keys: true });
    this.body = element(
      "form",
      { class: "view", novalidate: true },
      element("p", { class: "muted" }, w("It is sent when you finish. It may be left out.")),
      this.outcomes,
      this.counts.length > 0 && this.#counters(page.outcomes.length),
      element("div", { class: "foot" }, action({ name: "nothing", key: "0", symbol: "close", label: w("Say nothing"), press: () => this.#clear() }), element("button", { class: "button main wide" }, w("Done"), element("kbd", { class: "key" }, w("Enter")))),
    );
    this.body.addEventListener("change", () => this.#keep());
    this.body.addEventListener("submit", (event) => {
      event.preventDefault();
      desk.back_from(this);
    });
  }

  // Back to where it was opened.
  escape() {
    this.desk.back_from(this);
    return true;
  }

  // Whoever was here has gone: what was said of it is kept, and this view says no more.
  refresh() {
    const { ticket } = this.desk.view();
    if (ticket?.id !== this.ticket.id || ticket.legs.length !== this.ticket.legs.length) this.desk.back_from(this);
  }

  // The digits, which leave the space bar to the large button; the keys that count; and Enter, wherever the focus is.
  key(event) {
    const digit = digit_of(event);
    if (digit) {
      if (!event.repeat) this.body.querySelector(`[data-panel-key="${digit}"]`)?.click();
      return true;
    }
    if (event.key === "Enter" && !event.target.closest("button")) {
      if (!event.repeat) this.desk.back_from(this);
      return true;
    }
    const radio = event.target.closest("input") && event.key.startsWith("Arrow");
    if (this.counts.length === 0 || radio || STEPS[event.key] === undefined) return false;
    event.preventDefault();
    this.#step(this.#current, STEPS[event.key]);
    return true;
  }

  // ---------------------------------------------------------------- what is counted

  #counters(after) {
    const rows = this.counts.map((one, index) => this.#counter(one, index, after + index + 1));
    return element("fieldset", { class: "choices" }, element("legend", { class: "label" }, this.w("How many?")), ...rows);
  }

  #counter(one, index, key) {
    const { w } = this;
    const digit = key <= 9 ? key : null;
    one.value = element("output", { class: "count", role: "spinbutton", tabindex: 0, "aria-label": one.name, "aria-valuemin": 0, "aria-valuemax": MOST });
    one.value.addEventListener("focus", () => (this.#current = index));
    const step = (by, sign, label, attributes) => {
      const button = element("button", { type: "button", class: "button", "aria-label": `${label}: ${one.name}`, ...attributes }, sign);
      button.addEventListener("click", () => this.#step(index, by));
      return button;
    };
    this.#show(one);
    return element(
      "div",
      { class: "stepper", "data-counts": one.code },
      element("span", { class: "says" }, one.name),
      step(-1, "−", w("One less"), { class: "button less" }),
      one.value,
      step(1, "+", w("One more"), { class: "button", "data-panel-key": digit }),
      digit && element("kbd", { class: "key" }, String(digit)),
    );
  }

  #step(index, by) {
    const one = this.counts[index];
    this.#current = index;
    one.count = Math.min(MOST, Math.max(0, one.count + by));
    this.#show(one);
    this.#keep();
  }

  #show({ value, count }) {
    value.textContent = count;
    value.setAttribute("aria-valuenow", count);
  }

  // ---------------------------------------------------------------- what is kept

  #keep() {
    const outcome = new FormData(this.body).get("outcome");
    this.desk.results.say(outcome, Object.fromEntries(this.counts.map(({ code, count }) => [code, count])));
  }

  #clear() {
    for (const radio of this.body.querySelectorAll("input:checked")) radio.checked = false;
    for (const one of this.counts) {
      one.count = 0;
      this.#show(one);
    }
    this.#keep();
  }
}
