// The services: one that cannot be given now is interrupted, with a reason, and goes on later. Whoever waits for it
// keeps the place. Two presses and a choice stand before it: it is not done by mistake.

import { get } from "/static/api.js";
import { element } from "/static/element.js";
import { action, question, Sender } from "./deeds.js";

const LOOK_MS = 5000;

export class ServicesView {
  #sender = new Sender();
  #timer = 0;
  #asked = null;
  #office = {};

  // `desk` is what counter.js hands to every view.
  constructor(desk) {
    Object.assign(this, { desk, w: desk.w, title: desk.w("Interrupt a service") });
    this.list = element("div", { class: "acts", role: "status" });
    this.body = element(
      "div",
      { class: "view" },
      element("p", { class: "muted" }, this.w("While a service is interrupted, no tickets are given for it. Those who wait keep their place.")),
      this.list,
    );
    this.#look();
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  close() {
    clearInterval(this.#timer);
  }

  escape() {
    if (!this.#asked) return false;
    const code = this.#asked;
    this.#asked = null;
    this.#draw();
    this.list.querySelector(`[data-act="service-${CSS.escape(code)}"]`)?.focus();
    return true;
  }

  async #look() {
    const office = await get("/api/office").catch(() => null);
    if (!office) return;
    this.#office = Object.fromEntries(office.services.map((service) => [service.code, service]));
    if (!this.#asked) this.#draw();
  }

  #draw() {
    const focused = this.list.contains(document.activeElement) ? document.activeElement.dataset.act : null;
    const known = Object.values(this.#office).filter(({ code }) => this.desk.page.services[code]);
    this.list.replaceChildren(...known.map((service, index) => this.#row(service, index)));
    if (focused) this.list.querySelector(`[data-act="${CSS.escape(focused)}"]`)?.focus();
  }

  #row(service, index) {
    const { icon, name } = this.desk.page.services[service.code];
    const note = this.desk.sentences.standing(service);
    const label = element("span", { class: "says" }, name, note && element("small", { class: "why" }, note));
    return action({ name: `service-${service.code}`, key: index < 9 ? index + 1 : null, symbol: icon, label, press: () => this.#ask(service) });
  }

  #ask({ code, reason }) {
    this.#asked = code;
    const { w, desk } = this;
    const service = desk.page.services[code].name;
    const send = async (chosen) => {
      await this.#sender.post(`/api/services/${encodeURIComponent(code)}/pause`, { reason: chosen });
      this.#asked = null;
      await this.#look();
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
