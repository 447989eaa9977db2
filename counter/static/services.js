// The services: one that cannot be given now is interrupted, with a reason, and goes on later. Whoever waits for it
// keeps the place. Two presses and a choice stand before it: it is not done by mistake.

import { element } from "/static/element.js";
import { Drawn } from "./change.js";
import { action, put_acts, question, Sender } from "./deeds.js";
import { watch_services } from "./offer.js";

export class ServicesView {
  #sender = new Sender();
  #offer = null;
  #asked = null;
  #services = {};
  #drawn = new Drawn();

  // `desk` is what beside.js hands to every view.
  constructor(desk) {
    Object.assign(this, { desk, w: desk.w, title: desk.w("Interrupt a service") });
    this.list = element("div", { class: "acts", role: "status" });
    this.body = element(
      "div",
      { class: "view" },
      element("p", { class: "muted" }, this.w("While a service is interrupted, no tickets are given for it. Those who wait keep their place.")),
      this.list,
    );
    this.#offer = watch_services((services) => {
      this.#services = services;
      if (!this.#asked) this.#draw();
    });
  }

  close() {
    this.#offer.stop();
  }

  escape() {
    if (!this.#asked) return false;
    const code = this.#asked;
    this.#asked = null;
    this.#draw();
    this.list.querySelector(`[data-act="service-${CSS.escape(code)}"]`)?.focus();
    return true;
  }

  #draw() {
    const known = Object.values(this.#services).filter(({ code }) => this.desk.page.services[code]);
    if (!this.#drawn.changes(known.map((service) => [service.code, service.reason, this.desk.sentences.standing(service)]))) return;
    put_acts(this.list, known.map((service, index) => this.#row(service, index)));
  }

  #row(service, index) {
    const { icon, name } = this.desk.page.services[service.code];
    const note = this.desk.sentences.standing(service);
    const label = element("span", { class: "says" }, name, note && element("small", { class: "why" }, note));
    return action({ name: `service-${service.code}`, key: index < 9 ? index + 1 : null, symbol: icon, label, press: () => this.#ask(service) });
  }

  #ask({ code, reason }) {
    this.#asked = code;
    this.#drawn.forget(); // the question stands in its place
    const { w, desk } = this;
    const service = desk.page.services[code].name;
    const send = async (chosen) => {
      await this.#sender.post(`/api/services/${encodeURIComponent(code)}/pause`, { reason: chosen });
      this.#asked = null;
      await this.#offer.look();
      this.list.querySelector(`[data-act="service-${CSS.escape(code)}"]`)?.focus();
    };
    const asked =
      reason === "paused"
        ? { heading: service, text: w("From now on tickets are given again."), yes: w("Go on with this service"), send: () => send(null) }
        : {
            heading: service,
            legend: w("Why?"),
            options: desk.sentences.reasons(desk.page.pause_reasons),
            missing: w("Please choose a reason."),
            yes: w("Interrupt this service"),
            kind: "dark",
            send,
          };
    const form = question({ w, leave: () => this.escape(), ...asked });
    this.list.replaceChildren(form);
    form.querySelector("input, [data-act=keep]").focus();
  }
}
