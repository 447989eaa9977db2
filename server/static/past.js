// The line's history: what moved anybody in the line today, the newest first. What did not follow the rule is marked:
// nobody slips in front unseen.

import { get } from "/static/api.js";
import { element } from "/static/element.js";
import { icon } from "/static/icons.js";
import { Newest } from "/static/newest.js";
import { reason } from "/static/reasons.js";
import { clock_time } from "/static/time.js";
import { told } from "/static/told.js";
import { apart } from "/static/words.js";

const SAID = {
  issued: "Ticket given",
  called: "Called",
  "put-back": "Put back into the line",
  returned: "Came back into the line",
  transferred: "Sent on",
  cancelled: "Cancelled",
  class: "Priority changed",
  undone: "Was undone",
};
const EXCEPTIONS = {
  issued: "Given with priority by the staff",
  called: "Was called out of turn",
  "put-back": "Put back into the line",
  returned: "Came back and kept the place",
  transferred: "Moved without having been served",
  cancelled: "Cancelled by the staff",
  class: "Priority changed by the staff",
  undone: "A call was undone",
  finished: "Finished before anybody could come",
  held: "Put on hold before anybody could come",
  resumed: "Went on after a long hold",
  continued: "Went on with what is not served at that counter",
};
const HANDS = { kiosk: "Kiosk", phone: "Phone", button: "Call button", program: "Program" };

// Entries as the API tells them. `teller`: {w, page}, a page that carries `zone` and `reason_words`.
// `named` is false where all of them are one's own.
export function entries(teller, found, { named = true } = {}) {
  return found.map((entry) => row(teller, entry, named));
}

function row(teller, { at, what, number, counter, exception, reason: code, by, name }, named) {
  const { w, page } = teller;
  const rest = [
    code && reason(teller, code),
    counter !== null && w("Counter %(n)s", { n: counter }),
    HANDS[by] && w(HANDS[by]),
    named && name && apart(name),
  ];
  const small = rest.filter(Boolean).join(" · ");
  return element(
    "li",
    { class: exception ? "exception" : null },
    element("span", { class: "time" }, apart(clock_time(at, page.zone))),
    element("bdi", { class: "number" }, number),
    element(
      "span",
      { class: "says" },
      element("b", {}, exception && icon("warning"), element("span", {}, w((exception ? EXCEPTIONS : SAID)[what]))),
      small && element("small", {}, small),
    ),
  );
}

// All of them, those that did not follow the rule first and alone. `parts` are its elements, in their order.
export class Past {
  #newest = new Newest((before) => this.#ask(before));

  constructor(teller) {
    this.teller = teller;
    const { w } = teller;
    this.only = element("input", { type: "checkbox", checked: true });
    this.only.addEventListener("change", () => this.#anew());
    this.list = element("ol", { class: "past" });
    this.none = element("p", { class: "muted", role: "status", hidden: true });
    this.fault = element("p", { class: "notice wrong", role: "alert", hidden: true });
    this.earlier = element("button", { type: "button", class: "button", hidden: true }, icon("history"), w("Earlier ones"));
    this.earlier.addEventListener("click", () => this.#told(this.#newest.earlier()));
    const label = element("label", {}, this.only, element("span", {}, w("Only what did not follow the rule")));
    this.parts = [label, this.fault, this.list, this.none, this.earlier];
  }

  // Reads the newest of them. Throws a Problem.
  async look() {
    if (await this.#newest.look()) this.#draw();
  }

  // The same, and what went wrong is said in its place.
  show() {
    return this.#told(this.#newest.look());
  }

  #anew() {
    this.#newest.anew();
    return this.show();
  }

  async #told(reading) {
    let fault = "";
    try {
      if (await reading) this.#draw();
    } catch (problem) {
      fault = told(this.teller.w, problem);
    }
    this.fault.hidden = !fault;
    this.fault.textContent = fault;
  }

  async #ask(before) {
    const query = new URLSearchParams(before ? { before } : {});
    if (this.only.checked) query.set("only", "exceptions");
    const { entries: found, more } = await get(`/api/history?${query}`);
    return { found, more };
  }

  #draw() {
    const { entries: found, more } = this.#newest;
    const drawn = String(found.map(({ seq }) => seq));
    if (this.list.dataset.drawn !== drawn) this.list.replaceChildren(...entries(this.teller, found));
    this.list.dataset.drawn = drawn;
    this.earlier.hidden = !more;
    this.none.hidden = found.length > 0;
    this.none.textContent = this.teller.w(this.only.checked ? "Everything went by the rule today." : "Nothing has happened today.");
  }
}
