// One's own day: a line under the queue that opens it, and what it shows.

import { get } from "/static/api.js";
import { element } from "/static/element.js";
import { icon } from "/static/icons.js";
import { entries } from "/static/past.js";
import { PastView } from "./past.js";

// The line: "31 people · median service 6 min · 1 exception". It looks again when somebody came or went here.
export class MyDay {
  #button;
  #said = null;
  #asking = false;

  constructor(place, desk, open) {
    Object.assign(this, { place, desk, w: desk.w });
    this.#button = element("button", { type: "button", class: "button quiet" }, icon("person"), element("span", {}));
    this.#button.addEventListener("click", ({ detail }) => this.known && open(new MyDayView(desk, this.known), { mouse: detail > 0 }));
    place.replaceChildren(this.#button);
    desk.onchange(() => this.look());
    this.look();
  }

  async look() {
    const { ticket, state, last } = this.desk.view();
    const said = JSON.stringify([ticket?.id, state, last?.at]);
    if (said === this.#said || this.#asking) return;
    this.#asking = true;
    try {
      this.known = await get("/api/my-day");
      this.#said = said;
      this.#draw();
    } catch {
      this.place.hidden = !this.known; // a program has no day; without a connection the last one stands
    } finally {
      this.#asking = false;
    }
  }

  #draw() {
    this.place.hidden = false;
    this.#button.querySelector("span").textContent = summary(this.desk, this.known);
  }
}

function summary({ w, sentences }, { served, service_time, exceptions }) {
  return [
    w("%(n)s person served", { n: served }),
    service_time.median_s !== null && w("median %(time)s", { time: sentences.duration(service_time.median_s) }),
    exceptions.length > 0 && w("%(n)s exception", { n: exceptions.length }),
  ]
    .filter(Boolean)
    .join(" · ");
}

export class MyDayView {
  // `known`: the day as the API told it.
  constructor(desk, known) {
    Object.assign(this, { desk, w: desk.w, title: desk.w("My day") });
    const { w } = this;
    this.past = element("button", { type: "button", class: "button" }, icon("history"), w("Today in the line"));
    this.past.addEventListener("click", () => desk.show_past(new PastView(desk)));
    this.body = element(
      "div",
      { class: "view" },
      element("dl", { class: "figures" }, this.#figures(known)),
      known.exceptions.length > 0 && element("h3", { class: "label" }, w("What did not follow the rule")),
      element("ol", { class: "past" }, entries(desk, known.exceptions, { named: false })),
      element("p", { class: "muted" }, w("Colleagues see counter, number and reason of what did not follow the rule; names are told to managers alone.")),
      this.past,
    );
  }

  first() {
    return this.past;
  }

  #figures(known) {
    const { w, desk } = this;
    const { sentences } = desk;
    const { median_s, n } = known.service_time;
    return [
      [w("People served"), known.served],
      [w("Called"), known.called],
      [w("Did not come"), known.missed],
      [w("Median of the service"), median_s === null ? w("from %(n)s services on", { n: 5 }) : `${sentences.duration(median_s)} (n = ${n})`],
      [w("Counter open"), sentences.duration(known.open_s)],
      [w("Counter paused"), sentences.duration(known.paused_s)],
      ...Object.entries(known.sub_services).map(([code, count]) => [sentences.sub_service(code), count]),
    ].map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value)));
  }
}
