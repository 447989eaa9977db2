// The members of staff, a row each: what they do, how their sign-in stands, and what may be done with it.

import { element } from "/static/element.js";
import { apart } from "/static/words.js";

const ROLES = { clerk: "Works at counters", manager: "Manages the office" };
const SHORTEST = 8;

export class Members {
  #body; // the table's
  #known = []; // as the office told it last
  #doing = null; // what is being asked of one row: { id, what: "password" | "sure" }

  // `act(path, body, said)` sends a command and tells what was done; `refuse` says why something cannot be sent.
  constructor(body, { w, me, time, act, refuse }) {
    this.#body = body;
    Object.assign(this, { w, me, time, act, refuse });
  }

  // One row each; one that says the same as before stays, with whatever is typed into it.
  show(known) {
    this.#known = known;
    const present = new Map([...this.#body.children].map((row) => [row.dataset.id, row]));
    known.forEach((member, place) => {
      const said = this.#doing?.id === member.id ? JSON.stringify(this.#doing) : JSON.stringify(member);
      let row = present.get(String(member.id));
      present.delete(String(member.id));
      if (row?.dataset.said !== said) {
        const made = this.#row(member);
        Object.assign(made.dataset, { id: member.id, said });
        row?.replaceWith(made);
        row = made;
      }
      if (this.#body.children[place] !== row) this.#body.insertBefore(row, this.#body.children[place] ?? null);
    });
    for (const gone of present.values()) gone.remove();
  }

  // What was chosen was refused: every row says again what is so, but the one that is being filled in.
  revert() {
    for (const row of this.#body.children) if (row.dataset.id !== String(this.#doing?.id)) delete row.dataset.said;
  }

  // What was asked is done.
  settle() {
    this.#doing = null;
  }

  #row(member) {
    const what = this.#doing?.id === member.id ? this.#doing.what : null;
    const deeds = { password: () => this.#passwordForm(member), sure: () => this.#sure(member) }[what];
    return element(
      "tr",
      { class: member.active ? null : "gone" },
      element("th", { scope: "row" }, element("bdi", {}, member.name)),
      element("td", {}, member.active ? this.#role(member) : ""),
      element("td", {}, element("span", { class: "states" }, this.#states(member))),
      element("td", {}, deeds ? deeds() : this.#deeds(member)),
    );
  }

  #role({ id, name, role }) {
    const { w } = this;
    const options = Object.entries(ROLES).map(([code, text]) => element("option", { value: code, selected: code === role }, w(text)));
    const choice = element("select", { "aria-label": w("What %(name)s does here", { name: apart(name) }) }, options);
    choice.addEventListener("change", () => {
      this.act(`/api/staff/${id}/role`, { role: choice.value }, w("“%(name)s” has another role now.", { name: apart(name) }));
    });
    return choice;
  }

  #states({ active, locked, must_change, counter, signed_in_at }) {
    const { w } = this;
    if (!active) return state("closed", w("Does not work here any more"));
    return [
      locked && state("trouble", w("Locked after too many wrong passwords")),
      signed_in_at
        ? state("ready", w("Signed in since %(time)s", { time: apart(this.time(signed_in_at)) }))
        : !locked && state("off", w("Not signed in")),
      counter !== null && element("span", {}, w("Counter %(number)s", { number: counter })),
      must_change && element("span", { class: "muted" }, w("Has still to choose a password")),
    ];
  }

  #deeds({ id, name, active, locked }) {
    const { w } = this;
    const may = w("“%(name)s” may sign in.", { name: apart(name) });
    if (!active) return button(w("Take on again"), () => this.act(`/api/staff/${id}/active`, { active: true }, may));
    return element(
      "span",
      { class: "row" },
      locked && button(w("Lift the lock"), () => this.act(`/api/staff/${id}/unlock`, {}, may), "main"),
      button(w("New password"), () => this.#begin(id, "password"), "quiet"),
      id !== this.me && button(w("Let go"), () => this.#begin(id, "sure"), "quiet"),
    );
  }

  #sure({ id, name }) {
    const { w } = this;
    const gone = w("“%(name)s” may not sign in any more.", { name: apart(name) });
    return element(
      "span",
      { class: "sure" },
      element("b", {}, w("Shall “%(name)s” be signed out, and not sign in any more?", { name: apart(name) })),
      button(w("Yes, let go"), () => this.act(`/api/staff/${id}/active`, { active: false }, gone), "danger"),
      button(w("No"), () => this.#begin(null)),
    );
  }

  #passwordForm({ name }) {
    const { w } = this;
    const hint = w("A password for the first time: %(name)s chooses another one at the next sign-in.", { name: apart(name) });
    const field = element("input", { dir: "auto", maxlength: 256, autocomplete: "off", autocapitalize: "off", spellcheck: "false", "aria-label": hint });
    const save = element("button", { class: "button main" }, w("Save"));
    const row = element("span", { class: "row" }, field, save, button(w("No"), () => this.#begin(null)));
    const form = element("form", { class: "new-password" }, element("span", { class: "hint" }, hint), row);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const said = w("“%(name)s” has a new password, and is signed out everywhere.", { name: apart(name) });
      if (field.value.length < SHORTEST) this.refuse(w("At least 8 characters, please."));
      else this.act("/api/staff/password", { name, password: field.value }, said);
    });
    form.addEventListener("keydown", ({ key }) => key === "Escape" && this.#begin(null));
    return form;
  }

  #begin(id, what = null) {
    const left = this.#doing?.id;
    this.#doing = id === null ? null : { id, what };
    this.refuse(null);
    this.show(this.#known);
    const row = this.#body.querySelector(`[data-id="${id ?? left}"]`);
    row?.querySelector(what === "password" ? "input" : what === "sure" ? ".sure .button:last-child" : "td:last-child .button")?.focus();
  }
}

function state(how, text) {
  return element("span", { class: "state", "data-state": how }, text);
}

function button(text, press, kind = "") {
  const made = element("button", { type: "button", class: `button ${kind}` }, text);
  made.addEventListener("click", press);
  return made;
}
