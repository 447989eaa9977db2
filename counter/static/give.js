// A ticket for somebody who cannot use the kiosk. What is refused, the office says itself, and why.

import { element } from "/static/element.js";
import { Drawn } from "./change.js";
import { choices, doing, refusal_line, refuse, Sender, told } from "./deeds.js";
import { watch_services } from "./offer.js";

export class GiveView {
  #sender = new Sender();
  #offer = null;
  #services = {};
  #drawn = new Drawn();

  // `desk` is what beside.js hands to every view.
  constructor(desk) {
    Object.assign(this, { desk, w: desk.w, title: desk.w("New ticket") });
    const { w } = this;
    const { page, sentences } = desk;
    this.services = element("div", {});
    this.refused = refusal_line();
    this.go = element("button", { class: "button main wide give" }, w("Give the ticket"));
    this.body = element(
      "form",
      { class: "view", novalidate: true },
      this.services,
      choices({ name: "language", legend: w("Language"), options: sentences.own_names(page.languages), chosen: page.languages[0], tiles: true }),
      choices({ name: "priority", legend: w("Priority"), options: sentences.classes(), chosen: "", tiles: true }),
      element("div", { class: "foot" }, this.refused, this.go),
    );
    this.body.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.body.addEventListener("change", () => refuse(this.refused, ""));
    this.#draw();
    this.#offer = watch_services((services) => {
      this.#services = services;
      this.#draw();
    });
  }

  close() {
    this.#offer.stop();
  }

  first() {
    return this.body.querySelector("input");
  }

  #draw() {
    const { w, desk } = this;
    const codes = desk.page.order.services;
    const notes = codes.map((code) => desk.sentences.standing(this.#services[code]));
    if (!this.#drawn.changes(notes)) return;
    const chosen = new FormData(this.body).get("service");
    const focused = this.services.contains(document.activeElement) ? document.activeElement.value : null;
    const options = codes.map((value, index) => {
      const { name, icon } = desk.page.services[value];
      return { value, label: name, symbol: icon, note: notes[index], closed: notes[index] !== null };
    });
    this.services.replaceChildren(choices({ name: "service", legend: w("Service"), options, chosen, keys: true }));
    if (focused !== null) this.services.querySelector(`input[value="${CSS.escape(focused)}"]`).focus();
  }

  #submit() {
    const { w, desk } = this;
    const said = new FormData(this.body);
    if (!said.get("service")) return refuse(this.refused, w("Please choose a service."));
    const body = { service: said.get("service"), language: said.get("language"), priority: said.get("priority") || null };
    refuse(this.refused, "");
    doing(
      this.go,
      async () => {
        const ticket = await this.#sender.post("/api/tickets", body);
        desk.given(ticket);
        await desk.look();
      },
      (problem) => {
        refuse(this.refused, told(w, problem));
        this.#offer.look();
      },
    );
  }
}
