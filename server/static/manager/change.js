// What may be changed of a member of staff: the task, the password, and whether they work here at all.

import { element } from "/static/element.js";
import { icon } from "/static/icons.js";
import { apart } from "/static/words.js";
import { button, fault_line, pressed, refuse, too_short } from "./forms.js";

export const ROLES = { clerk: "Works at counters", manager: "Manages the office" };

export class Change {
  // `send(path, body, said)` tells what was done, or answers why it was not.
  constructor(member, { w, page, send }) {
    Object.assign(this, { member, w, send, name: apart(member.name), path: `/api/staff/${member.id}` });
    this.mine = member.id === page.me;
    const parts = this.mine ? [this.#own_password()] : [this.#password(), this.#leaving()];
    this.body = element("div", { class: "change card sand" }, this.#task(), parts);
  }

  #task() {
    const { w, member, name } = this;
    const options = Object.entries(ROLES).map(([code, text]) => element("option", { value: code, selected: code === member.role }, w(text)));
    const choice = element("select", {}, options);
    const hint = this.mine && w("Whoever works at counters comes to these pages no more: only another manager can then give you this task again.");
    return this.#form(w("Task"), choice, hint, () => {
      return this.send(`${this.path}/role`, { role: choice.value }, w("“%(name)s” has another task now.", { name }));
    });
  }

  #password() {
    const { w, name } = this;
    const field = element("input", { dir: "auto", maxlength: 256, autocomplete: "off", autocapitalize: "off", spellcheck: "false" });
    const hint = w("At least 8 characters. %(name)s is signed out everywhere, and chooses another one at the next sign-in.", { name });
    return this.#form(w("New password"), field, hint, () => {
      const password = field.value;
      const said = w("“%(name)s” signs in with “%(password)s” now, and then chooses another one: please tell them.", { name, password: apart(password) });
      if (too_short(password)) return w("At least 8 characters, please.");
      return this.send("/api/staff/password", { name: this.member.name, password }, said);
    });
  }

  // One's own is changed by whoever knows it.
  #own_password() {
    const way = element("a", { class: "button", href: "/password?next=/manager/staff" }, icon("key"), this.w("Your own password"));
    return element("div", { class: "field" }, element("span", { class: "name" }, this.w("New password")), element("span", { class: "row" }, way));
  }

  // A field with its button; why it was not done stands beside it.
  #form(label, field, hint, deed) {
    const fault = fault_line();
    const save = element("button", { class: "button" }, this.w("Save"));
    field.id = `${field.tagName}-${this.member.id}`.toLowerCase();
    const row = element("span", { class: "row" }, field, save);
    const form = element("form", { class: "field" }, element("label", { for: field.id }, label), row, hint && element("span", { class: "hint" }, hint), fault);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      pressed(save, async () => refuse(fault, await deed(), field));
    });
    return form;
  }

  #leaving() {
    const { w, name } = this;
    const fault = fault_line();
    const place = element("div", { class: "field leaving" });
    const asking = element("p", {}, element("b", {}, w("Shall “%(name)s” be signed out, and not sign in any more?", { name })), " ", w("The name stays with what they did."));
    const draw = (sure) => {
      place.replaceChildren(...(sure ? [asking, element("span", { class: "row" }, yes, no)] : [ask]), fault);
      (sure ? no : ask).focus();
    };
    const gone = w("“%(name)s” may not sign in any more.", { name });
    const leave = async () => refuse(fault, await this.send(`${this.path}/active`, { active: false }, gone));
    const ask = button(w("Remove from the staff…"), () => draw(true));
    const yes = button(w("Yes, remove"), () => pressed(yes, leave), "danger");
    const no = button(w("No"), () => draw(false));
    place.append(ask, fault);
    return place;
  }
}
