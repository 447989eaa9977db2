// The members of staff: what they do, how their sign-in stands, and what may be changed of it.

import { element } from "/static/element.js";
import { icon } from "/static/icons.js";
import { apart } from "/static/words.js";
import { Change, ROLES } from "./change.js";
import { button, fault_line, pressed, refuse } from "./forms.js";
import { keep_rows } from "./keep_rows.js";
import { moment } from "./moments.js";

export class Members {
  #list;
  #known = []; // as the office told it last
  #open = null; // the id of whose change is being made
  #done = null; // { id, text }: what was done last

  // `teller`: {w, page}, a page that carries `me`, who reads it; `send(path, body)` answers why it was not done.
  constructor(list, teller, send) {
    this.#list = list;
    Object.assign(this, { teller, w: teller.w, send });
  }

  // Who works here comes before who did.
  show(known) {
    this.#known = [...known.filter(({ active }) => active), ...known.filter(({ active }) => !active)];
    this.#draw();
  }

  // What was done before is done: nothing need be said of it any more.
  hush() {
    this.#done = null;
  }

  #draw() {
    const said = (member) => {
      if (member.id === this.#open) return "open";
      return JSON.stringify([member, this.#done?.id === member.id && this.#done.text]);
    };
    const focused = this.#list.querySelector(":focus")?.closest("li").dataset.id;
    keep_rows(this.#list, this.#known, said, (member) => this.#row(member));
    if (focused && !this.#list.contains(document.activeElement)) this.#focus(focused);
  }

  #row(member) {
    const { id, name, role, active } = member;
    const change = id === this.#open && new Change(member, { ...this.teller, send: (...sent) => this.#do(id, ...sent) });
    const row = element(
      "li",
      { class: active ? null : "gone" },
      element("div", { class: "who" }, element("h3", {}, element("bdi", {}, name)), active && element("span", { class: "muted" }, this.w(ROLES[role]))),
      element("div", { class: "states" }, this.#states(member)),
      element("div", { class: "row" }, this.#deeds(member)),
      change && change.body,
      !change && this.#done?.id === id && element("p", { class: "notice good", role: "status" }, icon("check_circle"), element("span", {}, this.#done.text)),
      fault_line(),
    );
    row.addEventListener("keydown", ({ key }) => key === "Escape" && id === this.#open && this.#toggle(id));
    return row;
  }

  #states({ active, locked, must_change, counter, signed_in_at }) {
    const { w } = this;
    if (!active) return state("closed", w("Does not work here any more"));
    const since = signed_in_at && apart(moment(this.teller.page, signed_in_at));
    return [
      locked && state("trouble", w("Locked after too many wrong passwords")),
      since ? state("ready", w("Signed in since %(time)s", { time: since })) : !locked && state("off", w("Not signed in")),
      counter !== null && element("span", {}, w("Counter %(n)s", { n: counter })),
      must_change && element("span", { class: "muted" }, w("Has still to choose a password")),
    ];
  }

  #deeds({ id, name, active, locked }) {
    const { w } = this;
    const may = w("“%(name)s” may sign in.", { name: apart(name) });
    if (!active) return this.#button(id, w("Add again"), "active", { active: true }, may);
    const change = button(w("Change…"), () => this.#toggle(id));
    change.ariaExpanded = String(id === this.#open);
    return [locked && this.#button(id, w("Lift the lock"), "unlock", {}, may, "main"), change];
  }

  // A button that does it at once.
  #button(id, text, verb, body, said, kind = "") {
    const made = button(text, () => pressed(made, deed), kind);
    const deed = async () => {
      const why = await this.#do(id, `/api/staff/${id}/${verb}`, body, said);
      if (why) refuse(made.closest("li").querySelector(":scope > .error"), why);
    };
    return made;
  }

  // Answers why it was not done, or nothing.
  async #do(id, path, body, said) {
    const why = await this.send(path, body);
    if (why) return why;
    this.#open = null;
    this.#done = { id, text: said };
    this.#draw();
    this.#focus(id);
  }

  #toggle(id) {
    this.#open = id === this.#open ? null : id;
    this.hush();
    this.#draw();
    this.#focus(id);
  }

  #focus(id) {
    const row = this.#list.querySelector(`[data-id="${id}"]`);
    row?.querySelector(Number(id) === this.#open ? ".change select" : ".row .button:last-child")?.focus();
  }
}

function state(how, text) {
  return element("span", { class: "state", "data-state": how }, text);
}
