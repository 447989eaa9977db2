// The devices and screens of the office, and what of them is to be seen to.

import { OUT_OF_USE } from "/static/devices.js";
import { element } from "/static/element.js";
import { put_notices } from "/static/notices.js";
import { apart } from "/static/words.js";
import { device } from "./figures.js";
import { moment } from "./moments.js";

const at = (id) => document.getElementById(id);

export class Equipment {
  constructor(teller) {
    Object.assign(this, { teller, w: teller.w });
  }

  // `health` and `notices` as the office tells them to its staff, `screens` as it does to its managers.
  show({ health: { devices, clock }, notices = [], screens = [] }) {
    const { w } = this;
    for (const [name, how] of Object.entries(devices)) show(name, how.state, device(w, name, how));
    show("clock", clock.trusted ? "ready" : "trouble", { word: w(clock.trusted ? "Right" : "Not confirmed") });
    const ailing = [this.#gone(screens), ...screens.map((each) => this.#silent(each)), clock.trusted ? null : this.#unsure()].filter(Boolean);
    put_notices(w, notices, this.teller.page.services, ailing);
    at("well").hidden = !at("notices").hidden;
    at("screens").replaceChildren(...this.#of("kiosk", screens), ...this.#of("display", screens));
  }

  // All of one kind; where there is none, it is said once.
  #of(role, screens) {
    const found = screens.filter((each) => each.role === role);
    if (found.length === 0) return [line(this.w(KINDS[role]), "off", this.w("None connected"))];
    return found.map((screen) => line(this.#name(screen), ...this.#state(screen)));
  }

  #name({ role, name }) {
    const kind = this.w(KINDS[role]);
    return name === null ? kind : [`${kind} `, element("bdi", {}, name)];
  }

  #state({ connected, silent, paused, seen_at }) {
    const { w } = this;
    if (!connected) return seen_at ? ["trouble", w("No connection")] : ["off", w("Not connected yet")];
    if (paused) return ["paused", w(OUT_OF_USE[paused] ?? paused)];
    return silent ? ["trouble", w("Silent")] : ["ready", w("Ready")];
  }

  // Screens that somebody should go and see: those that were there. That a kiosk is out of use the office says itself.
  #gone(screens) {
    const { w } = this;
    const [first, ...others] = screens.filter(({ connected, seen_at }) => !connected && seen_at);
    if (!first) return null;
    const seen = ({ seen_at }) => apart(moment(this.teller.page, seen_at));
    const notice = { kind: "wrong", symbol: first.role === "kiosk" && !others.length ? "touch_app" : "tv" };
    if (others.length) {
      const each = [first, ...others].map((screen) => `${screen.name === null ? this.#called(screen) : apart(screen.name)} (${seen(screen)})`).join(" · ");
      return { ...notice, text: w("%(n)s screen has had no connection since:", { n: others.length + 1 }), remedy: each };
    }
    const text = w("%(screen)s has had no connection since %(time)s.", { screen: this.#called(first), time: seen(first) });
    return { ...notice, text, remedy: w("See whether it is switched on.") };
  }

  #silent(screen) {
    const { w } = this;
    if (!screen.silent) return null;
    return { kind: "warning", symbol: "volume_off", text: w("%(screen)s is silent.", { screen: this.#called(screen) }), remedy: w("Please touch its screen once.") };
  }

  // Inside a sentence.
  #called({ role, name }) {
    return name === null ? this.w(role === "kiosk" ? "The kiosk" : "The display") : apart(`${this.w(KINDS[role])} ${apart(name)}`);
  }

  #unsure() {
    const { w } = this;
    return { kind: "warning", symbol: "schedule", text: w("The clock is not confirmed."), remedy: w("The page of each counter asks whether it is right: please answer there.") };
  }
}

const KINDS = { kiosk: "Kiosk", display: "Display" };

function show(name, state, { word, sentence = "" }) {
  document.querySelector(`[data-device="${name}"]`)?.replaceChildren(...said(state, word, sentence));
}

function line(name, state, word) {
  return element("div", {}, element("dt", {}, name), element("dd", {}, said(state, word)));
}

function said(state, word, sentence = "") {
  const more = sentence && element("span", { class: state === "trouble" ? "wrong" : "muted" }, sentence);
  return [element("span", { class: "state", "data-state": state }, word), more].filter(Boolean);
}
