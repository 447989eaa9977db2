// What a clerk does beside calling: finds a ticket and prints it again, gives one, interrupts a service.

import { get } from "/static/api.js";
import { GiveView } from "./give.js";
import { LineView } from "./line.js";
import { MatterView } from "./matter.js";
import { refusal } from "./meaning.js";
import { MyDay } from "./my_day.js";
import { Panel } from "./panel.js";
import { PauseView } from "./reasons.js";
import { ResultView } from "./result.js";
import { SendView } from "./send.js";
import { ServicesView } from "./services.js";
import { TicketView } from "./ticket.js";

const AT_THE_COUNTER = { send: SendView, matter: MatterView, result: ResultView };

export class Beside {
  // `desk` (desk.js) has what every view needs: w, page, sentences, view(), look(), command(); here it gets the ways
  // from one view to another.
  constructor(desk) {
    this.panel = new Panel();
    this.desk = Object.assign(desk, {
      show_ticket: (ticket) => this.panel.push(new TicketView(this.desk, ticket)),
      given: (ticket) => this.panel.replace(new TicketView(this.desk, ticket, { given: true })),
      another: () => this.panel.replace(new GiveView(this.desk)),
      services: () => this.panel.push(new ServicesView(this.desk)),
      push: (view) => this.panel.push(view),
      back_from: (view) => this.#back_from(view),
      leave: (view) => this.panel.view === view && this.panel.close(),
    });
    this.my_day = new MyDay(document.getElementById("my-day"), this.desk, (view, how) => this.panel.open(view, how));
  }

  // Leaves a view whose deed is done; the one under it looks again.
  #back_from(view) {
    if (this.panel.view !== view) return;
    this.panel.back();
    this.changed();
  }

  // One of the buttons that open the panel. `how`: {mouse}, whether it was the mouse that pressed it.
  press(button, how) {
    const { deed, ticket } = button.dataset;
    if (deed === "line") this.panel.open(new LineView(this.desk), how);
    else if (deed === "give") this.panel.open(new GiveView(this.desk), how);
    else if (AT_THE_COUNTER[deed]) this.#at_the_counter(button, how);
    else this.#open_ticket(Number(ticket), how);
  }

  // Whether a verb that can be done now is asked about first: then its view is open.
  asks(verb, how) {
    if (verb !== "pause" || refusal(verb, this.desk.view())) return false;
    this.panel.open(new PauseView(this.desk), how);
    return true;
  }

  // What is done with whoever is here; pressed again, its button closes what it opened.
  #at_the_counter(button, how) {
    const { desk, panel } = this;
    const why = button.dataset.rule && refusal(button.dataset.rule, desk.view());
    const View = AT_THE_COUNTER[button.dataset.deed];
    if (why) desk.say(desk.sentences.answer(button.querySelector("span").firstChild.textContent.trim(), why));
    else if (panel.view instanceof View) panel.close();
    else panel.open(new View(desk, desk.view().ticket), how);
  }

  async #open_ticket(id, how) {
    const { ticket, next, held, missed } = this.desk.view();
    const known = [ticket, next?.ticket, ...held, ...missed].find((each) => each?.id === id);
    const found = known ?? (await get(`/api/tickets/${id}`).catch(() => null));
    if (found) this.panel.open(new TicketView(this.desk, found), how);
  }

  // Whether a key was meant for what stands here. The plus sign gives a ticket, from anywhere.
  key(event) {
    if (this.panel.view?.key?.(event)) return true;
    if (event.key === "+") {
      event.preventDefault();
      if (!event.repeat) this.panel.open(new GiveView(this.desk));
      return true;
    }
    return this.panel.key(event);
  }

  // The counter changed.
  changed() {
    this.panel.view?.refresh?.();
  }

  // News of a paper that was printed again.
  told(receipt) {
    this.panel.view?.told?.(receipt);
  }
}
