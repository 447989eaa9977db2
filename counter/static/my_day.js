// One's own day: a line under the queue that opens it, and what it shows.

import { get } from "/static/api.js";
import { element } from "/static/element.js";
import { icon } from "/static/icons.js";
import { entries } from "/static/past.js";
import { arrange } from "./change.js";
import { PastView } from "./past.js";

// First it is shown who is at the counter now.
const LATER_MS = 100;

// The line: "31 people served · median 6 min · 1 exception". It looks again when somebody came or went here.
export class MyDay {
  #button;
  #text = element("span", {});
  #known = null;
  #said = null; // what the counter said when it looked
  #asking = false;

  constructor(place, desk, open) {
    Object.assign(this, { place, desk });
    const says = element("span", { class: "says" }, element("span", { class: "label" }, desk.w("My day")), this.#text);
    this.#button = element("button", { type: "button", class: "button quiet" }, says, icon("arrow_forward"));
    this.#button.addEventListener("click", ({ detail }) => open(new MyDayView(desk, this.#known), { mouse: detail > 0 }));
    place.replaceChildren(this.#button);
    desk.onchange(() => setTimeout(() => this.look(), LATER_MS));
    this.look();
  }

  async look() {
    if (this.#asking) return;
    this.#asking = true;
    try {
      for (let says = this.#says(); says !== this.#said; says = this.#says()) {
        this.#known = await get("/api/my-day");
        this.#said = says;
        this.#text.textContent = summary(this.desk, this.#known);
      }
    } catch (problem) {
      if (problem.kind === undefined) throw problem; // else the last one stands; a program has none
    } finally {
      this.#asking = false;
      this.place.hidden = this.#known === null;
    }
  }

  #says() {
    const { ticket, state, last } = this.desk.view();
    return JSON.stringify([ticket?.id, state, last?.at]);
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
  // `known`: the day as the API told it last; it is asked anew.
  constructor(desk, known) {
    Object.assign(this, { desk, w: desk.w, title: desk.w("My day"), body: element("div", { class: "view" }) });
    this.past = element("button", { type: "button", class: "button start wide" }, icon("history"), desk.w("Today in the line"));
    this.past.addEventListener("click", () => desk.push(new PastView(desk)));
    this.#draw(known);
    get("/api/my-day").then((told) => this.#draw(told), () => {});
  }

  #draw(known) {
    const { w, desk } = this;
    const some = known.exceptions.length > 0;
    // The button stays: it may be pressed just now.
    arrange(this.body, [
      element("dl", { class: "figures" }, this.#figures(known)),
      this.past,
      element("h3", { class: "label" }, w("What did not follow the rule")),
      some ? element("ol", { class: "past" }, entries(desk, known.exceptions, { named: false })) : element("p", {}, w("Everything went by the rule today.")),
      element("p", { class: "muted" }, w("Colleagues see counter, number and reason of what did not follow the rule; names are told to managers alone.")),
    ]);
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
      [w("Counter paused"), known.paused_s ? sentences.duration(known.paused_s) : 0],
      ...Object.entries(known.sub_services).map(([code, count]) => [sentences.sub_service(code), count]),
    ].map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value)));
  }
}
