// The line's history: what moved anybody in the line today, the newest first. What did not follow the rule is marked:
// nobody slips in front unseen.

import { get } from "/static/api.js";
import { element } from "/static/element.js";
import { icon } from "/static/icons.js";
import { refusal_line, refuse, told } from "./deeds.js";

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
  transferred: "Moved while waiting",
  cancelled: "Cancelled by the staff",
  class: "Priority changed by the staff",
  undone: "A call was undone",
};

// A list of entries as the API tells them; `desk` is what beside.js hands to every view.
export function entries(desk, found) {
  return found.map((entry) => row(desk, entry));
}

function row({ w, sentences }, { at, what, number, counter, exception, reason, name }) {
  const words = reason && sentences.reason(reason);
  const where = counter !== null && w("Counter %(n)s", { n: counter });
  const rest = [words, where, name && sentences.apart(name)].filter(Boolean).join(" · ");
  return element(
    "li",
    { class: exception ? "exception" : null },
    element("span", { class: "time" }, sentences.time(at)),
    element("bdi", { class: "number" }, number),
    element(
      "span",
      { class: "says" },
      element("b", {}, exception && icon("warning"), w((exception ? EXCEPTIONS : SAID)[what])),
      rest && element("small", {}, rest),
    ),
  );
}

export class PastView {
  #found = [];
  #asked = 0;

  constructor(desk) {
    Object.assign(this, { desk, w: desk.w, title: desk.w("Today in the line") });
    const { w } = this;
    this.only = element("input", { type: "checkbox", checked: true });
    this.only.addEventListener("change", () => this.#look());
    this.list = element("ol", { class: "past" });
    this.none = element("p", { class: "muted", role: "status", hidden: true });
    this.refused = refusal_line();
    this.earlier = element("button", { type: "button", class: "button", hidden: true }, icon("history"), w("Earlier ones"));
    this.earlier.addEventListener("click", () => this.#look(this.#found.at(-1)?.seq));
    const label = element("label", {}, this.only, element("span", {}, w("Only what did not follow the rule")));
    this.body = element("div", { class: "view" }, label, this.refused, this.list, this.none, this.earlier);
    this.#look();
  }

  first() {
    return this.only;
  }

  async #look(before = null) {
    const asked = ++this.#asked;
    const query = new URLSearchParams(before ? { before } : {});
    if (this.only.checked) query.set("only", "exceptions");
    refuse(this.refused, null);
    try {
      const { entries: found, more } = await get(`/api/history?${query}`);
      if (asked === this.#asked) this.#show(before ? [...this.#found, ...found] : found, more);
    } catch (problem) {
      if (asked === this.#asked) refuse(this.refused, told(this.w, problem));
    }
  }

  #show(found, more) {
    this.#found = found;
    this.list.replaceChildren(...entries(this.desk, found));
    this.earlier.hidden = !more;
    this.none.hidden = found.length > 0;
    this.none.textContent = this.w(this.only.checked ? "Everything went by the rule today." : "Nothing has happened today.");
  }
}
