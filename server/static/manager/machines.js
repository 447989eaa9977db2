// The machines that were let in, a row each: when it was seen, whether it is in use, and what may be done with it.

import { OUT_OF_USE } from "/static/devices.js";
import { element } from "/static/element.js";
import { button } from "./forms.js";
import { keep_rows } from "./keep_rows.js";
import { date, moment } from "./moments.js";

export class Machines {
  #body; // the table's
  #known = null; // as the office told it last
  #doing = null; // what is being asked of one row: { id, what: "revoke" | "rename" }

  // `act` sends a command, and has the office's answer shown; `clear` takes away what was said of the one before.
  constructor(body, { w, page, act, clear }) {
    this.#body = body;
    Object.assign(this, { w, page, act, clear });
  }

  show(known) {
    this.#known = known;
    const rows = [{ ...known.here, id: 0, role: "kiosk", name: this.w("This computer") }, ...known.devices];
    keep_rows(this.#body, rows, (machine) => this.#saidOf(machine), (machine) => this.#row(machine));
  }

  // What was asked is done.
  settle() {
    this.#doing = null;
  }

  // What makes a row another one. While somebody answers in it, nothing does.
  #saidOf({ seen_at, ...machine }) {
    if (this.#doing?.id === machine.id) return JSON.stringify(this.#doing);
    return JSON.stringify([machine, machine.connected ? null : seen_at]);
  }

  #row(machine) {
    const { w } = this;
    const { id, name, role, added_at } = machine;
    const what = this.#doing?.id === id ? this.#doing.what : null;
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, what === "rename" ? this.#renameForm(machine) : element("bdi", {}, name)),
      element("td", {}, w({ kiosk: "Kiosk", display: "Display" }[role] ?? "Program")),
      element("td", {}, added_at ? element("span", {}, date(this.page, added_at)) : ""),
      element("td", {}, this.#lastSeen(machine)),
      element("td", {}, this.#use(machine)),
      element("td", {}, id === 0 ? "" : what === "revoke" ? this.#sure(machine) : this.#deeds(machine)),
    );
  }

  #lastSeen({ connected, seen_at }) {
    const { w } = this;
    if (connected) return element("span", { class: "state", "data-state": "ready" }, w("now"));
    return element("span", { class: "muted" }, seen_at ? moment(this.page, seen_at) : w("not yet"));
  }

  #use({ kiosk, paused, name }) {
    const { w } = this;
    if (!kiosk) return "";
    const outOfUse = (reason) => w("Out of use: %(reason)s", { reason: w(OUT_OF_USE[reason] ?? reason) });
    if (paused) {
      const state = element("span", { class: "state", "data-state": "paused" }, outOfUse(paused));
      return element("span", { class: "use" }, state, button(w("Take into use"), () => this.#pause(kiosk, null)));
    }
    const reasons = this.#known.reasons.map((reason) => element("option", { value: reason }, outOfUse(reason)));
    const choice = element("select", { "aria-label": name }, element("option", { value: "" }, w("In use")), ...reasons);
    choice.addEventListener("change", () => this.#pause(kiosk, choice.value || null));
    return choice;
  }

  #pause(kiosk, reason) {
    return this.act(`/api/kiosks/${kiosk}/pause`, { reason });
  }

  #deeds({ id }) {
    const { w } = this;
    const rename = button(w("Rename"), () => this.#begin(id, "rename"), "quiet");
    return element("span", { class: "row" }, rename, button(w("Revoke"), () => this.#begin(id, "revoke")));
  }

  #sure({ id, name }) {
    const { w } = this;
    return element(
      "span",
      { class: "sure" },
      element("b", {}, w("Shall “%(name)s” lose its access at once?", { name })),
      button(w("Yes, revoke"), () => this.act(`/api/devices/${id}/revoke`, {}), "danger"),
      button(w("No"), () => this.#begin(null)),
    );
  }

  #renameForm({ id, name }) {
    const { w } = this;
    const field = element("input", { dir: "auto", maxlength: 64, value: name, "aria-label": w("Rename") });
    const form = element("form", { class: "rename" }, field, element("button", { class: "button" }, w("Save")));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (field.value.trim()) this.act(`/api/devices/${id}/rename`, { name: field.value });
      else this.#begin(null);
    });
    form.addEventListener("keydown", ({ key }) => key === "Escape" && this.#begin(null));
    return form;
  }

  #begin(id, what = null) {
    this.#doing = id === null ? null : { id, what };
    this.clear();
    this.show(this.#known);
    if (id === null) return;
    const row = this.#body.querySelector(`[data-id="${id}"]`);
    const first = row.querySelector(what === "rename" ? "input" : ".sure .button:last-child");
    first.focus();
    if (what === "rename") first.select();
  }
}
