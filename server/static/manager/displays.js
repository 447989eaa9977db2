// The displays on the devices page: which are there, which of them speaks, and the options of each.

import { get, put, Problem } from "/static/api.js";
import { element } from "/static/element.js";
import { read, words } from "/static/words.js";
import { display_form } from "./display_form.js";

const EVERY_MS = 3000;

const page = read("displays-page");
const w = words(page.words);
const list_of = new Intl.ListFormat(document.documentElement.lang, { type: "conjunction" });
const list = document.getElementById("displays");
const shown = new Map(); // name → Shown
let known = null; // as the office told it last
let changing = 0; // so many changes are on their way
let changed = 0; // so many were made

class Shown {
  #display;
  #place;
  #title = element("span", { class: "title" });
  #states = element("span", { class: "states" });
  #brief = element("span", { class: "brief" });
  #form = element("div");
  #saved = element("p", { class: "saved good", role: "status" });
  #drawn = null; // what the form was drawn from
  #last = Promise.resolve();

  constructor(name) {
    this.#place = element(
      "details",
      { class: "display", "data-name": name },
      element("summary", {}, element("span", { class: "head" }, this.#title, this.#states), this.#brief),
      this.#form,
      this.#saved,
    );
  }

  get place() {
    return this.#place;
  }

  draw(display) {
    this.#display = display;
    const { label, online, speaks, refused, options } = display;
    const name = label ?? w("This computer");
    write(this.#title, [element("bdi", {}, name)]);
    write(this.#states, [
      state(online ? "ready" : "off", w(online ? "Connected" : "Not connected")),
      speaks && !refused && state("called", w("Speaks for its room")),
      online && refused && options.voice && state("trouble", w("Silent: somebody must touch its screen once")),
    ]);
    write(this.#brief, [brief(options)]);
    this.#redraw(name);
  }

  // While somebody works in the form it stays as it is.
  #redraw(name) {
    const { name: id, options } = this.#display;
    const drawn = JSON.stringify([options, name, offered()]);
    if (drawn === this.#drawn || this.#form.contains(document.activeElement)) return;
    this.#drawn = drawn;
    const form = display_form({ id: id.replace(":", "-"), options, offered: offered(), w, languages: page.languages, change: (some) => this.#change(some), refused: () => this.#tell("") });
    form.ariaLabel = w("Options of “%(name)s”", { name });
    form.addEventListener("submit", (event) => event.preventDefault());
    this.#form.replaceChildren(form);
  }

  // One change after the other: each is made to what the one before it left.
  #change(some) {
    changing += 1;
    this.#saved.textContent = w("One moment …");
    const done = this.#last.then(() => this.#put(some)).finally(() => {
      changing -= 1;
      changed += 1;
    });
    this.#last = done.then(
      ({ online }) => this.#tell(w(online ? "Saved. The display shows it already." : "Saved. The display shows it as soon as it is connected.")),
      () => this.#tell(""),
    );
    return done;
  }

  async #put(some) {
    const display = await put(`/api/displays/${this.#display.name}`, { ...this.#display.options, ...some });
    this.#drawn = JSON.stringify([display.options, display.label ?? w("This computer"), offered()]);
    this.draw(display);
    return display;
  }

  // What became of the last change, not of one before it.
  #tell(text) {
    if (changing === 0) this.#saved.textContent = text;
  }
}

function offered() {
  const { counters, languages, themes, media, inches } = known;
  return { counters, languages, themes, media, inches };
}

function state(kind, text) {
  return element("span", { class: "state", "data-state": kind }, text);
}

// What is to be known of a display without opening it.
function brief({ counters, theme, inches, room }) {
  const which =
    counters === null
      ? w("All counters")
      : counters.length === 1
        ? w("Counter %(number)s", { number: counters[0] })
        : w("Counters %(numbers)s", { numbers: list_of.format(counters.map(String)) });
  const looks = w({ dark: "Dark", light: "Light", contrast: "High contrast" }[theme]);
  return [room && `\u2068${room}\u2069`, which, looks, `\u2066${inches}″\u2069`].filter(Boolean).join(" · ");
}

// Nothing moves, and nothing is read out again, that says the same.
function write(place, parts) {
  const made = element("span", {}, ...parts);
  if (place.innerHTML !== made.innerHTML) place.replaceChildren(...made.childNodes);
}

function draw() {
  const names = known.displays.map(({ name }) => name);
  for (const [name, { place }] of shown) {
    if (!names.includes(name)) {
      place.remove();
      shown.delete(name);
    }
  }
  for (const display of known.displays) {
    if (!shown.has(display.name)) {
      shown.set(display.name, new Shown(display.name));
      list.append(shown.get(display.name).place);
    }
    shown.get(display.name).draw(display);
  }
  document.getElementById("media-none").hidden = known.media.length > 0;
}

for (;;) {
  if (!document.hidden) {
    try {
      const before = changed;
      const told = await get("/api/displays");
      // What was asked for before a change may be older than the change.
      if (changing === 0 && changed === before) {
        known = told;
        draw();
      }
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem; // the page says already that the office is away
    }
  }
  await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
}
