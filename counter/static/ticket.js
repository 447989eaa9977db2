// One ticket in the panel: where it stands, what became of its paper, and what may be done with it.

import { get } from "/static/api.js";
import { element } from "/static/element.js";
import { icon } from "/static/icons.js";
import { Drawn } from "./change.js";
import { action, doing, put_acts, question, refusal_line, refuse, Sender, told } from "./deeds.js";
import { comes_back, may_not, may_not_call } from "./meaning.js";
import { OutOfTurnView } from "./out_of_turn.js";
import { paper } from "./paper.js";
import { chip } from "./people.js";
import { may_not_send, SendView } from "./send.js";
import { visit } from "./visit.js";

// As long as the paper is under way, how it went is asked for: not every paper is told in the news.
const LOOK_MS = 1000;

export class TicketView {
  #sender = new Sender();
  #problem = null;
  #asked = null;
  #drawn = new Drawn();
  #past_drawn = new Drawn();
  #timer = 0;
  #looking = false;
  #again = false;

  // `desk` is what beside.js hands to every view. `given`: the ticket was made just now.
  constructor(desk, ticket, { given = false } = {}) {
    Object.assign(this, { desk, ticket, given, w: desk.w });
    this.title = given ? this.w("The new ticket") : this.w("Ticket");
    this.head = element("div", { class: "about-ticket", "aria-live": "polite" });
    this.deeds = element("div", { class: "acts" });
    this.refused = refusal_line();
    this.past = element("div", {});
    this.body = element("div", { class: given ? "view given" : "view" }, this.head, this.refused, this.deeds, this.past);
    this.#draw();
    this.refresh();
    this.#timer = setInterval(() => this.ticket.receipt === "printing" && this.refresh(), LOOK_MS);
  }

  close() {
    clearInterval(this.#timer);
  }

  escape() {
    if (!this.#asked) return false;
    this.#ask(null);
    return true;
  }

  // The counter changed: perhaps by what happened to this ticket.
  async refresh() {
    this.#again = true; // also where something happens while it is looked at
    if (this.#looking) return;
    this.#looking = true;
    try {
      while (this.#again) {
        this.#again = false;
        const known = this.ticket;
        const told = await get(`/api/tickets/${known.id}/history`);
        // What was told meanwhile may be newer than this answer.
        if (known !== this.ticket) this.#again = true;
        else {
          this.#draw_past(told);
          await this.#take(told.ticket);
        }
      }
    } catch {
      // What is shown stays; the page says itself that it is not live.
    } finally {
      this.#looking = false;
    }
  }

  // News of a paper that was printed again.
  told({ ticket, receipt, problem }) {
    if (ticket !== this.ticket.id) return;
    this.#problem = problem;
    this.#take({ ...this.ticket, receipt });
  }

  async #take(ticket) {
    const failed = ticket.receipt === "failed" && this.ticket.receipt === "printing";
    this.ticket = ticket;
    if (failed && !this.#problem) this.#problem = await printer_detail();
    this.#draw();
  }

  #draw() {
    if (!this.#drawn.changes([this.ticket, this.#problem, this.#may_not_send(), this.#may_not_call()])) return;
    this.head.dataset.colour = this.desk.page.services[this.ticket.service]?.colour ?? 0;
    this.head.replaceChildren(...this.#present());
    if (!this.#asked) this.#draw_acts();
  }

  // What happened to it, below what can be done.
  #draw_past(told) {
    if (this.#past_drawn.changes(told)) this.past.replaceChildren(visit(this.desk, told));
  }

  #present() {
    const { w, ticket, desk } = this;
    const { sentences } = desk;
    const receipt = paper(w, ticket, this.#problem);
    const facts = [sentences.stands(ticket), sentences.language(ticket.language), w("taken at %(time)s", { time: sentences.time(ticket.issued_at) })];
    return [
      element("p", { class: "row" }, element("bdi", { class: "number" }, ticket.number),
        ticket.priority && chip(desk, ticket.priority)),
      element("h3", {}, sentences.service(ticket.service)),
      element("p", { class: "muted" }, facts.join(" · ")),
      element("p", { class: `paper ${receipt.kind}`, "data-receipt": ticket.receipt }, icon(receipt.kind === "good" ? "check_circle" : receipt.kind === "wrong" ? "error" : "print"),
        element("span", {}, element("b", {}, receipt.text), receipt.more && element("span", { class: "why" }, receipt.more))),
    ];
  }

  #draw_acts() {
    put_acts(this.deeds, this.#acts());
  }

  #acts() {
    const { w, ticket } = this;
    const why = (deed) => {
      const text = may_not(deed, ticket);
      return text && w(text);
    };
    return [
      action({ name: "print", key: 1, symbol: "print", label: w("Print again"), why: why("print"), press: (button) => this.#print(button) }),
      action({ name: "class", key: 2, symbol: "accessible", label: w("Priority…"), why: why("class"), press: () => this.#ask("class") }),
      action({ name: "cancel", key: 3, symbol: "logout", label: w("The person leaves…"), why: why("cancel"), press: () => this.#ask("cancel") }),
      action({ name: "void", key: 4, symbol: "block", label: w("Make void…"), why: why("cancel"), press: () => this.#ask("void") }),
      comes_back(ticket) &&
        action({ name: "back", key: 5, symbol: "keyboard_return", label: w("Back to the line"), press: (button) => this.#do(button, "return") }),
      action({ name: "send", key: 6, symbol: "arrow_forward", label: w("Send on…"), why: this.#may_not_send(), press: () => this.desk.push(new SendView(this.desk, ticket)) }),
      ticket.state === "waiting" &&
        action({ name: "call", key: 7, symbol: "campaign", label: w("Call now, out of turn…"), why: this.#may_not_call(), press: () => this.desk.push(new OutOfTurnView(this.desk, this.ticket)) }),
      this.given && action({ name: "give", key: "+", symbol: "add", label: w("New ticket"), press: () => this.desk.another() }),
    ];
  }

  #may_not_call() {
    const why = may_not_call(this.ticket, this.desk.view());
    return why && this.desk.sentences.why_not(why);
  }

  #may_not_send() {
    const why = may_not_send(this.desk.view(), this.ticket);
    return why && this.w(...why);
  }

  #print(button) {
    this.#problem = null;
    return this.#do(button, "print");
  }

  #do(button, verb, body = {}) {
    refuse(this.refused, "");
    return doing(button, () => this.#send(verb, body), (problem) => refuse(this.refused, told(this.w, problem)));
  }

  async #send(verb, body) {
    const ticket = await this.#sender.post(`/api/tickets/${this.ticket.id}/${verb}`, body);
    this.#asked = null;
    this.#drawn.forget();
    await this.#take(ticket);
    await this.desk.look();
  }

  // Opens one of the questions in the place of the buttons, or closes it again.
  #ask(what) {
    const from = this.#asked;
    this.#asked = what;
    refuse(this.refused, "");
    if (!what) {
      this.#draw_acts();
      this.deeds.querySelector(`[data-act="${from}"]`)?.focus();
      return;
    }
    const asked = question({ w: this.w, leave: () => this.escape(), ...this.#question(what) });
    this.deeds.replaceChildren(asked);
    (asked.querySelector("input:checked") ?? asked.querySelector("input, [data-act=keep]")).focus();
  }

  #question(what) {
    const { w, ticket, desk } = this;
    const number = desk.sentences.apart(ticket.number);
    // What happens to the ticket at the counter is its last command, and the counter can take it back for a while.
    const final = desk.view().ticket?.id === ticket.id ? "" : w("This cannot be undone.");
    const seen = w("It is seen in the history of the line.");
    const send = (verb, body) => (value) => this.#send(verb, body(value));
    if (what === "class") {
      return {
        text: `${w("It keeps its place by arrival; the class alone changes.")} ${seen}`,
        legend: w("Priority"),
        options: desk.sentences.classes(),
        chosen: ticket.priority ?? "",
        yes: w("Change the priority of %(number)s", { number }),
        send: send("class", (value) => ({ priority: value || null })),
      };
    }
    if (what === "void") {
      return {
        text: `${w("A void ticket is called no more and counts in no figure.")} ${seen} ${final}`.trim(),
        legend: w("Why?"),
        options: desk.sentences.reasons(desk.page.void_reasons),
        missing: w("Please choose a reason."),
        yes: w("Make %(number)s void", { number }),
        kind: "dark",
        send: send("cancel", (reason) => ({ reason })),
      };
    }
    return {
      text: `${w("The person gives the place up and is called no more.")} ${seen} ${final}`.trim(),
      yes: w("%(number)s leaves", { number }),
      kind: "dark",
      send: send("cancel", () => ({})),
    };
  }
}

// What the printer says of itself; null when nobody knows.
async function printer_detail() {
  const health = await get("/api/health").catch(() => null);
  return health?.devices.printer.state === "trouble" ? health.devices.printer.detail : null;
}
