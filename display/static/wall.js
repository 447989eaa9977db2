// What is seen: the call of the moment, the last calls, the bar. What it needs is drawn once and then changed: in
// weeks it does not grow.

import { closed } from "/kiosk/static/opening.js";
import { element } from "/static/element.js";
import { fit } from "./fit.js";
import { line, width } from "./letters.js";
import { THEMES } from "./options.js";

const $ = (id) => document.getElementById(id);
const WELCOME = "Please have a seat: your number will be shown here and called.";
const IN_SILENCE = "Please have a seat: your number will be shown here.";
const TOUCH = "Touch the screen to turn the sound on";
const LOST = "No connection since %(time)s";
const NO_VOICE = "No voice now: please watch the screen";
const LEAST_LINE = 0.9;
const ROUNDING_PX = 3;
// Two flashes each: with this between them there are never more than two in a second.
const FLASH_AGAIN_AFTER_MS = 1000;

// `languages`: code → { direction, w }.
export class Wall {
  #languages;
  #first;
  #written = [];
  #everybody = [];
  #flashed_ms = -Infinity;
  #announced = null;

  constructor(languages, first) {
    this.#languages = languages;
    this.language(first, [first]);
  }

  // The language of the wall itself, and all in which the words of a call are written besides its own.
  language(first, written) {
    this.#first = first;
    this.#written = [first, ...written].filter((language, at, all) => this.#languages[language] && all.indexOf(language) === at);
    document.documentElement.lang = first;
    document.documentElement.dir = this.#languages[first].direction;
    $("last-label").textContent = this.#w("Last calls");
    $("mute-text").textContent = this.#w(NO_VOICE);
    delete $("call").dataset.shown;
  }

  // dark, light or contrast.
  theme(theme) {
    for (const each of THEMES) document.body.classList.toggle(each, each === theme);
    document.body.classList.toggle("night", theme !== "light");
  }

  // The call of the moment; `filling` while it is announced. null: nobody has been called.
  call(call, filling) {
    document.body.classList.toggle("filling", Boolean(call) && filling);
    $("call").hidden = !call;
    $("welcome").hidden = Boolean(call);
    const shown = call && `${call.call} ${filling}`;
    if (!call || $("call").dataset.shown === shown) return;
    $("call").dataset.shown = shown;
    $("number").textContent = call.number;
    $("counter-number").textContent = call.counter;
    $("number-label").replaceChildren(...this.#labels("Number", call));
    $("counter-label").replaceChildren(...this.#labels("Counter", call));
    this.#measure(call);
    if (filling && this.#announced !== call.call) this.#announce(call);
    this.#announced = filling ? call.call : null;
  }

  // The last calls, newest first; those in `marked` are still to be announced, and come first, in their turn.
  calls(calls, marked) {
    const turn = ({ call }) => (marked.includes(call) ? marked.indexOf(call) : marked.length);
    const rows = [...calls].sort((one, other) => turn(one) - turn(other));
    const list = $("calls");
    while (list.children.length > rows.length) list.lastChild.remove();
    while (list.children.length < rows.length) list.append(row());
    const counter = `${this.#w("Counter")} `;
    rows.forEach((call, at) => fill(list.children[at], call, marked.includes(call.call), counter));
    const widest = Math.max(width("A000"), ...rows.map(({ number }) => width(number)));
    $("last-calls").style.setProperty("--number", widest.toFixed(2));
    $("last-calls").style.setProperty("--label", width(counter).toFixed(2));
    $("last-calls").hidden = rows.length === 0;
    document.body.classList.toggle("with-calls", rows.length > 0);
    this.#count();
  }

  // Of so many rows at most the list is made.
  rows(most) {
    $("last-calls").style.setProperty("--rows", Math.max(most, 1));
  }

  // null: it is not told here.
  waiting(total) {
    $("waiting").hidden = total === null;
    const text = total ? this.#w("%(n)s person is waiting", { n: total }) : this.#w("Nobody is waiting");
    if ($("waiting-text").textContent !== text) $("waiting-text").textContent = text;
  }

  clock(text) {
    if ($("clock").textContent !== text) $("clock").textContent = text;
  }

  office({ name, subtitle, languages }) {
    $("office-name").textContent = name[this.#first] ?? Object.values(name)[0] ?? "";
    $("office-subtitle").textContent = subtitle[this.#first] ?? Object.values(subtitle)[0] ?? "";
    this.#everybody = [this.#first, ...languages];
    $("refused-text").replaceChildren(...this.#inEach(this.#everybody, "span", TOUCH));
    this.fit();
  }

  // What stands where nobody is called: a seat for those who come, or when to come. `now`: ISO 8601 in the office's zone.
  greet({ services, territory }, { now, total, aloud }) {
    const shut = total === 0 && services.length > 0 && services.every(({ open }) => !open);
    const told = (w, language) =>
      shut ? closed(w, { services }, { now, territory, language }) : w(aloud ? WELCOME : IN_SILENCE);
    const greetings = this.#inEach(this.#everybody, "p", told);
    const [is, was] = [greetings, [...$("greetings").children]].map((all) => all.map(({ outerHTML }) => outerHTML).join());
    if (is !== was) $("greetings").replaceChildren(...greetings);
  }

  // Everything that must be whole in a place of another size.
  fit() {
    fit($("office"));
    this.#count();
  }

  // Since when there is no connection, above everything and for everybody; null when there is one.
  trouble(time) {
    $("lost").hidden = time === null;
    if (time !== null) $("lost-text").replaceChildren(...this.#inEach(this.#everybody, "span", LOST, { time }));
  }

  // "", "refused" (the browser wants a touch first) or "mute" (the voice has nothing to play).
  sound(state) {
    $("refused").hidden = state !== "refused";
    $("mute").hidden = state !== "mute";
    document.body.classList.toggle("mute", state === "mute");
  }

  #w(text, values) {
    return this.#languages[this.#first].w(text, values);
  }

  // How wide its lines are, of letters of size 1: the stylesheet makes them as large as they can be.
  #measure({ number, counter, language }) {
    const labels = this.#all(language).map((each) => width(this.#languages[each].w("Counter")));
    const call = $("call").style;
    $("call").parentElement.style.setProperty("--stage-number", width(number).toFixed(2));
    call.setProperty("--number", width(number).toFixed(2));
    const { high, low } = line(number);
    call.setProperty("--line", Math.max(high, LEAST_LINE).toFixed(2));
    call.setProperty("--low", `${low.toFixed(3)}em`);
    call.setProperty("--counter", width(String(counter)).toFixed(2));
    call.setProperty("--label", Math.max(...labels).toFixed(2));
  }

  // Seen by everybody, and said by screen readers in the language of whoever is called.
  #announce(call) {
    const language = this.#languages[call.language] ? call.language : this.#first;
    const { direction, w } = this.#languages[language];
    const text = w("Number %(number)s, counter %(counter)s", { number: call.number, counter: call.counter });
    $("said").replaceChildren(element("span", { lang: language, dir: direction }, text));
    const now_ms = performance.now();
    if (now_ms - this.#flashed_ms < FLASH_AGAIN_AFTER_MS) return;
    this.#flashed_ms = now_ms;
    $("call").classList.remove("new");
    void $("call").offsetWidth;
    $("call").classList.add("new");
  }

  // While a call fills the screen: how many of those that come after it have no room beside it.
  #count() {
    const list = $("calls");
    const marked = [...list.querySelectorAll(".marked")];
    const unseen = document.body.classList.contains("filling")
      ? marked.filter((one) => one.offsetTop - list.offsetTop > list.clientHeight - ROUNDING_PX).length
      : 0;
    $("more").hidden = unseen === 0;
    if (unseen) $("more").textContent = `+${unseen}`;
  }

  #all(language) {
    return [...new Set([...this.#written, language])].filter((each) => each in this.#languages);
  }

  // The word in the wall's languages, and in the ticket's where that is another.
  #labels(text, call) {
    return this.#inEach(this.#all(call.language), "span", text);
  }

  // One element a language, each language once. `text`: one to be said by `w`, or what says it.
  #inEach(languages, tag, text, values) {
    return [...new Set(languages)]
      .filter((language) => language in this.#languages)
      .map((language) => {
        const { direction, w } = this.#languages[language];
        const said = typeof text === "function" ? text(w, language) : w(text, values);
        return element(tag, { lang: language, dir: direction }, said);
      });
  }
}

function row() {
  const where = element("span", { class: "where" }, element("span", { class: "name" }), element("b", { class: "number" }));
  return element("li", {}, element("b", { class: "number" }), where);
}

function fill(item, { call, number, counter }, marked, label) {
  if (item.dataset.call !== String(call)) item.dataset.call = call;
  item.classList.toggle("marked", marked);
  const [called, where] = item.children;
  for (const [place, text] of [[called, number], [where.firstChild, label], [where.lastChild, String(counter)]]) {
    if (place.textContent !== text) place.textContent = text;
  }
}

// The screen's millimetres, from its diagonal: what is read from afar has a size in the room, not in pixels.
export function measure(inches) {
  const mm = Math.hypot(innerWidth, innerHeight) / (inches * 25.4);
  document.documentElement.style.setProperty("--mm", `${mm}px`);
}
