// Somebody who waits is called out of turn: with a reason, and with what it means for the others said before.

import { get } from "/static/api.js";
import { element } from "/static/element.js";
import { question, refuse } from "./deeds.js";
import { may_not_call } from "./meaning.js";
import { carried } from "./result.js";

const LAST = "other";

export class OutOfTurnView {
  #told = "";
  #calling = false;

  // `desk` is what beside.js hands to every view; `ticket` waits.
  constructor(desk, ticket) {
    Object.assign(this, { desk, ticket, w: desk.w, title: desk.w("Out of turn") });
    const { w, page, sentences } = desk;
    const codes = page.out_of_turn_reasons;
    this.form = question({
      w,
      heading: sentences.apart(ticket.number),
      text: w("Everybody who works here sees it in the history of the line, with the reason."),
      legend: w("Why?"),
      options: sentences.reasons([...codes.filter((code) => code !== LAST), ...codes.filter((code) => code === LAST)]),
      missing: w("Please choose a reason."),
      yes: "",
      send: (reason) => this.#call(reason),
      leave: () => this.escape(),
    });
    this.go = this.form.querySelector(".button.main");
    this.refused = this.form.querySelector(".refused");
    this.ends = element("div", { class: "notice", hidden: true });
    this.go.before(this.ends);
    this.form.addEventListener("change", () => refuse(this.refused, ""));
    this.body = element("div", { class: "view" }, this.form);
    this.#draw();
  }

  first() {
    return this.form.querySelector("input");
  }

  escape() {
    this.desk.back_from(this);
    return true;
  }

  // The counter changed: perhaps the line did, too.
  async refresh() {
    this.#draw();
    const ticket = await get(`/api/tickets/${this.ticket.id}`).catch(() => this.ticket);
    if (this.#calling) return; // the news of the call may come before its answer
    if (ticket.state !== "waiting") return this.desk.back_from(this);
    this.ticket = ticket;
    this.#draw();
  }

  // What it will do, as it is now.
  #draw() {
    const { desk, w } = this;
    const { sentences } = desk;
    const { number, ahead } = this.ticket;
    const values = { number: sentences.apart(number), n: ahead };
    this.go.textContent = ahead ? w("Call %(number)s before %(n)s person whose turn is earlier", values) : w("Call %(number)s now", values);
    const { ticket } = desk.view();
    this.ends.hidden = ticket?.state !== "serving";
    if (!this.ends.hidden) {
      this.ends.replaceChildren(element("p", {}, w("The service of %(number)s ends with it.", { number: sentences.apart(ticket.number) })), carried(desk) ?? "");
    }
    const why = may_not_call(this.ticket, desk.view());
    this.go.setAttribute("aria-disabled", String(Boolean(why)));
    const told = why ? sentences.why_not(why) : "";
    if (told !== this.#told) refuse(this.refused, told); // once, and no longer than it is so
    this.#told = told;
  }

  async #call(reason) {
    const why = may_not_call(this.ticket, this.desk.view());
    if (why) return refuse(this.refused, this.desk.sentences.why_not(why));
    this.#calling = true;
    const done = await this.desk.command("call", { ticket: this.ticket.id, reason }, (text) => refuse(this.refused, text));
    this.#calling = false;
    if (done) this.desk.leave(this);
  }
}
