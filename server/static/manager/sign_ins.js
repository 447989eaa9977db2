// Who signed in and who could not, the newest first, of everybody or of one.

import { get } from "/static/api.js";
import { element } from "/static/element.js";
import { apart } from "/static/words.js";

const WRONG = new Set(["refused", "locked"]);

export class SignIns {
  #entries = []; // the newest first
  #more = false;

  // `places`: { body, whose, none, earlier }, elements of the page.
  constructor(places, { w, moment, trouble }) {
    Object.assign(this, { places, w, moment, trouble });
    places.whose.addEventListener("change", () => this.#anew());
    places.earlier.addEventListener("click", () => this.#earlier());
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

  // Looks whether there are newer ones; what was read before stays.
  async look() {
    const chosen = this.places.whose.value;
    const { sign_ins, more } = await this.#ask();
    if (chosen !== this.places.whose.value) return;
    const last = sign_ins.at(-1)?.seq ?? 0;
    const before = this.#entries.filter(({ seq }) => seq < last);
    if (before.length === 0) this.#more = more;
    this.#show([...sign_ins, ...before]);
  }

  async #anew() {
    this.#entries = [];
    this.places.body.replaceChildren();
    await this.look().catch(this.trouble);
  }

  async #earlier() {
    try {
      const { sign_ins, more } = await this.#ask(this.#entries.at(-1)?.seq);
      this.#more = more;
      this.#show([...this.#entries, ...sign_ins]);
    } catch (problem) {
      this.trouble(problem);
    }
  }

  #ask(before) {
    const query = new URLSearchParams();
    if (before) query.set("before", before);
    if (this.places.whose.value) query.set("staff", this.places.whose.value);
    return get(`/api/sign-ins?${query}`);
  }

  #show(entries) {
    const { body, none, earlier } = this.places;
    earlier.hidden = !this.#more;
    none.hidden = entries.length > 0;
    none.textContent = this.w("Nobody has signed in yet.");
    if (entries.length === this.#entries.length && entries[0]?.seq === this.#entries[0]?.seq) return;
    this.#entries = entries;
    body.replaceChildren(...entries.map((each) => this.#row(each)));
  }

  #row({ at, staff, what, why, by }) {
    return element(
      "tr",
      {},
      element("td", {}, element("bdi", {}, this.moment(at))),
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
    if (why === "elsewhere") return w("Signed out here: signed in elsewhere");
    if (why === "replaced" && name) return w("Signed out here: %(name)s signed in at the same browser", { name });
    return w("Signed out");
  }
}
