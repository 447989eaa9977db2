// What is seen: the call of the moment, the last calls, the bar.

import { element } from "/static/element.js";
import { icon } from "/static/icons.js";

const $ = (id) => document.getElementById(id);

// `languages`: code → { direction, w }; `first` is the language of the page.
export class Wall {
  #languages;
  #first;

  constructor(languages, first) {
    this.#languages = languages;
    this.#first = first;
  }

  // The call of the moment; `filling` while it is announced. null: nobody has been called.
  call(call, filling) {
    document.body.classList.toggle("filling", Boolean(call) && filling);
    $("call").hidden = !call;
    $("welcome").hidden = Boolean(call);
    if (!call || $("call").dataset.shown === `${call.call} ${filling}`) return;
    $("call").dataset.shown = `${call.call} ${filling}`;
    $("number").textContent = call.number;
    $("call").style.setProperty("--letters", [...call.number].length);
    $("counter-number").textContent = call.counter;
    $("number-label").replaceChildren(...this.#labels("Number", call));
    $("counter-label").replaceChildren(...this.#labels("Counter", call));
    if (filling) grow($("call"));
  }

  // The last calls; those in `marked` are still to be announced.
  calls(calls, marked) {
    const counter = this.#languages[this.#first].w("Counter");
    const rows = calls.map((call) =>
      element(
        "li",
        { class: marked.includes(call.call) ? "marked" : null, "data-call": call.call },
        marked.includes(call.call) && icon("campaign"),
        element("b", { class: "number" }, call.number),
        element("span", { class: "where" }, element("span", {}, `${counter} `), element("b", { class: "number" }, String(call.counter))),
      ),
    );
    $("calls").replaceChildren(...rows);
    $("last-calls").style.setProperty("--most", Math.max(4, ...calls.map(({ number }) => [...number].length)));
    $("last-calls").hidden = rows.length === 0;
  }

  waiting(total) {
    const { w } = this.#languages[this.#first];
    $("waiting").textContent = total ? w("%(n)s person is waiting", { n: total }) : w("Nobody is waiting");
  }

  clock(text) {
    if ($("clock").textContent !== text) $("clock").textContent = text;
  }

  office({ name, subtitle, languages }) {
    $("office-name").textContent = name[this.#first] ?? Object.values(name)[0] ?? "";
    $("office-subtitle").textContent = subtitle[this.#first] ?? Object.values(subtitle)[0] ?? "";
    const text = "Please have a seat: your number will be shown here and called.";
    $("greetings").replaceChildren(...this.#inEach([this.#first, ...languages], "p", text));
  }

  // What is the matter, in one line above everything; null when nothing is.
  trouble(text) {
    $("lost").hidden = text === null;
    if (text !== null) $("lost-text").textContent = text;
  }

  // "", "refused" (the browser wants a touch first) or "mute" (the voice has nothing to play).
  sound(state) {
    $("refused").hidden = state !== "refused";
    $("mute").hidden = state !== "mute";
  }

  // The word in the page's language, and in the ticket's where that is another.
  #labels(text, call) {
    return this.#inEach([this.#first, call.language], "span", text);
  }

  // One element a language, each language once.
  #inEach(languages, tag, text) {
    return [...new Set(languages)]
      .filter((language) => language in this.#languages)
      .map((language) => {
        const { direction, w } = this.#languages[language];
        return element(tag, { lang: language, dir: direction }, w(text));
      });
  }
}

// The screen's millimetres, from its diagonal: what is read from afar has a size in the room, not in pixels.
export function measure(inches) {
  const mm = Math.hypot(innerWidth, innerHeight) / (inches * 25.4);
  document.documentElement.style.setProperty("--mm", `${mm}px`);
}

// A new call grows once.
function grow(seen) {
  seen.classList.remove("new");
  void seen.offsetWidth;
  seen.classList.add("new");
}
