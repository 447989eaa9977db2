// Who signed in and who could not, the newest first, of everybody or of one.

import { get } from "/static/api.js";
import { element } from "/static/element.js";
import { Newest } from "/static/newest.js";
import { told } from "/static/told.js";
import { apart } from "/static/words.js";
import { refuse } from "./forms.js";
import { moment } from "./moments.js";

const WRONG = new Set(["refused", "locked"]);

export class SignIns {
  #newest = new Newest((before) => this.#ask(before));

  // `places`: { body, whose, none, earlier, fault }, elements of the page.
  constructor(places, teller) {
    Object.assign(this, { places, teller, w: teller.w });
    places.whose.addEventListener("change", () => this.#anew());
    places.earlier.addEventListener("click", () => this.#try(this.#newest.earlier()));
  }

  // Everybody of whom there may be a sign-in, to choose from.
  people(known) {
    const { whose } = this.places;
    const said = JSON.stringify(known.map(({ id, name }) => [id, name]));
    if (whose.dataset.said === said) return;
    whose.dataset.said = said;
    const chosen = whose.value;
    const options = known.map(({ id, name }) => element("option", { value: id }, name));
    whose.replaceChildren(element("option", { value: "" }, this.w("Everybody")), ...options);
    whose.value = chosen;
    if (whose.selectedIndex < 0) whose.selectedIndex = 0;
  }

  // Reads the newest of them. Throws a Problem.
  async look() {
    if (await this.#newest.look()) this.#draw();
  }

  #anew() {
    this.#newest.anew();
    return this.#try(this.#newest.look());
  }

  async #try(reading) {
    let why = null;
    try {
      if (await reading) this.#draw();
    } catch (problem) {
      why = told(this.w, problem);
    }
    refuse(this.places.fault, why);
  }

  async #ask(before) {
    const query = new URLSearchParams();
    if (before) query.set("before", before);
    if (this.places.whose.value) query.set("staff", this.places.whose.value);
    const { sign_ins, more } = await get(`/api/sign-ins?${query}`);
    return { found: sign_ins, more };
  }

  #draw() {
    const { body, none, earlier } = this.places;
    const { entries, more } = this.#newest;
    const drawn = String(entries.map(({ seq }) => seq));
    if (body.dataset.drawn !== drawn) body.replaceChildren(...entries.map((each) => this.#row(each)));
    body.dataset.drawn = drawn;
    earlier.hidden = !more;
    none.hidden = entries.length > 0;
    none.textContent = this.w("Nobody has signed in yet.");
  }

  #row({ at, staff, what, why, by }) {
    return element(
      "tr",
      {},
      element("td", {}, element("bdi", {}, moment(this.teller.page, at))),
      element("td", {}, element("bdi", {}, staff.name)),
      element("td", { class: WRONG.has(what) ? "wrong" : null }, this.#said(what, why, by)),
    );
  }

  #said(what, why, by) {
    const { w } = this;
    const name = by && apart(by);
    if (what === "in") return w("Signed in");
    if (what === "locked") return w("Wrong password: the sign-in is locked now");
    if (what === "unlocked") return name ? w("The lock was lifted by %(name)s", { name }) : w("The lock was lifted");
    if (what === "refused") {
      if (why === "inactive") return w("Tried, and does not work here any more");
      return w(why === "locked" ? "Tried while locked" : "Wrong password");
    }
    if (why === "elsewhere") return w("Signed out: signed in elsewhere");
    if (why === "replaced" && name) return w("Signed out: %(name)s signed in at the same browser", { name });
    return w("Signed out");
  }
}
