// Why the counter is paused, chosen in one press: the key that asks, pressed again, says the first.

import { element } from "/static/element.js";
import { Drawn } from "./change.js";
import { action, put_acts } from "./deeds.js";
import { refusal } from "./meaning.js";
import { carried } from "./result.js";

// The key of the button "Pause" presses the first reason too, so it is no other one's.
const PAUSE = 7;
const KEYS = [1, 2, 3, 4, 5, 6, 8, 9];

export class PauseView {
  #drawn = new Drawn();

  // `desk` is what beside.js hands to every view.
  constructor(desk) {
    Object.assign(this, { desk, w: desk.w, title: desk.w("Pause the counter") });
    this.ends = element("div", { class: "notice" });
    this.why = element("div", { class: "acts", role: "group", "aria-label": this.w("Why?") });
    this.body = element("div", { class: "view" }, this.ends, this.why);
    this.#draw();
  }

  first() {
    return this.why.querySelector("button");
  }

  refresh() {
    this.#draw();
  }

  #draw() {
    const view = this.desk.view();
    const served = view.ticket?.state === "serving" ? view.ticket.number : null;
    const refused = refusal("pause", view);
    if (!this.#drawn.changes([served, refused, this.desk.results.said()])) return;
    this.ends.hidden = !served;
    if (served) {
      const text = this.w("The service of %(number)s ends with it.", { number: this.desk.sentences.apart(served) });
      this.ends.replaceChildren(element("p", {}, text), carried(this.desk) ?? "");
    }
    put_acts(this.why, this.#buttons(refused && this.desk.sentences.why_not(refused)));
  }

  #buttons(why) {
    const reasons = this.desk.sentences.reasons(this.desk.page.counter_pause_reasons);
    const press = (reason) => async () => {
      if (await this.desk.command("pause", { reason })) this.desk.leave(this);
    };
    if (reasons.length === 0) return [action({ name: "pause", key: PAUSE, symbol: "pause", label: this.w("Pause the counter"), why, press: press(null) })];
    return reasons.map(({ value, label }, index) =>
      action({ name: value, key: index ? KEYS[index] : [PAUSE, KEYS[0]], label, why, press: press(value) }),
    );
  }
}
