// What is asked, in words and as controls: the period, what it is compared with, and the filters.

import { span, weekday, WEEKDAYS } from "/static/charts/labels.js";
import { element } from "/static/element.js";
import { icon } from "/static/icons.js";
import { compared } from "./cards.js";
import { Panel } from "./panel.js";
import { beside, period_words, presets, short_words } from "./periods.js";
import { FILTERS, is_filtered, put, toggled, unfiltered } from "./question.js";

const HALF_HOURS = Array.from({ length: 49 }, (_, n) => `${String(n >> 1).padStart(2, "0")}:${n % 2 ? "30" : "00"}`);
const GROUPS = { service: "Service", counter: "Counter", clerk: "Clerk", priority: "Priority", weekday: "Weekday", time: "Time of day" };

const at = (id) => document.getElementById(id);

export class Bar {
  #question = null;
  #answer = null;

  // `teller`: {w, page, locale, names}; `ask(question)` is called with whatever is chosen.
  constructor(teller, ask) {
    Object.assign(this, { teller, ask, w: teller.w });
    this.period = new Panel(at("choose"), at("choose-panel"), () => this.#fill_period());
    this.filter = new Panel(at("filter"), at("filter-panel"), () => this.#fill_filter());
    this.save = new Panel(at("save"), at("save-panel"), () => this.#fill_save());
    at("earlier").addEventListener("click", () => this.#step(-1));
    at("later").addEventListener("click", () => this.#step(1));
    at("print").addEventListener("click", () => window.print());
  }

  // Shows a question at once, and what its answer says about it as soon as that is there.
  show(question, answer = null) {
    this.#question = question;
    this.#answer = answer ?? this.#answer;
    this.#show_chips();
    this.period.refresh();
    this.filter.refresh();
    if (answer) this.#show_answer(answer);
  }

  // Says what was asked, where no answer came.
  show_unanswered(question) {
    const span = { from: question.get("from"), to: question.get("to") };
    const is_span = Object.values(span).every((each) => each && !Number.isNaN(Date.parse(each)));
    const words = (at("period").textContent = is_span ? period_words(span, this.teller.locale) : this.w("Statistics"));
    document.title = `${words} · ${this.teller.page.office}`;
    at("scope").textContent = "";
    at("provisional").hidden = at("report").hidden = true;
  }

  #show_answer(answer) {
    const { w, locale } = this.teller;
    const { question, business_days } = answer;
    at("period").textContent = period_words(question, locale);
    const days = w("%(n)s business day", { n: business_days });
    const filters = FILTERS.flatMap((name) => question.filters[name].map((value) => this.#named(name, value)));
    at("scope").textContent = [filters.join(" · ") || w("All services"), days, this.#against(answer)].filter(Boolean).join(" · ");
    at("report").hidden = question.from !== question.to || business_days === 0;
    at("report").href = `/manager/report/${question.from}`;
    at("earlier").disabled = !beside(question, -1, this.#known);
    at("later").disabled = !beside(question, 1, this.#known);
    document.title = `${period_words(question, locale)} · ${this.teller.page.office}`;
  }

  // What it is compared with, and whether that was an office of as many days.
  #against(answer) {
    const { w, locale } = this.teller;
    const { business_days, compared_days, question } = answer;
    if (!question.against) return null;
    const period = period_words(question.against, locale);
    if (compared_days.count === 0) return w("nothing to compare with: no such business day in %(period)s", { period });
    if (!compared(answer)) return w(is_filtered(this.#question) ? "nothing to compare with: nobody of this selection came in %(period)s" : "nothing to compare with: nobody came in %(period)s", { period });
    const against = w("compared with %(period)s", { period });
    if (compared_days.count === business_days) return against;
    const n = compared_days.count;
    const late = compared_days.first === this.#answer.first_day && compared_days.first !== question.against.from;
    return w("%(against)s: %(days)s", { against, days: late ? w("%(n)s business day, from %(date)s", { n, date: short_words({ from: compared_days.first, to: compared_days.first }, locale, question) }) : w("%(n)s business day", { n }) });
  }

  get #known() {
    const { today, week_starts } = this.teller.page;
    return { today, week_starts, first: this.#answer?.first_day };
  }

  #step(way) {
    const found = this.#answer && beside(this.#answer.question, way, this.#known);
    if (found) this.ask(put(this.#question, found));
  }

  // ---------------------------------------------------------------- the period

  #fill_period() {
    const { w } = this;
    const { from, to, against } = this.#asked();
    const chosen = presets(this.#known).map(([word, span]) =>
      choice(w(word), span.from === from && span.to === to, word, () => this.#choose({ ...span, against: word === "All" ? "none" : against })),
    );
    const compare = [["previous", "The period before"], ["year-before", "A year earlier"], ["none", "Nothing"]];
    const other = against.includes("..") ? against.split("..") : ["", ""];
    at("choose-panel").replaceChildren(
      element("div", { class: "presets" }, chosen),
      dates(w, "period", [w("From"), w("To")], [from, to], w("Show"), (first, last) => this.#choose({ from: first, to: last, against })),
      element("h2", { class: "label" }, w("Compared with")),
      element("div", { class: "choices" }, compare.map(([value, word]) => choice(w(word), against === value, value, () => this.ask(put(this.#question, { against: value }))))),
      dates(w, "against", [w("From"), w("To")], other, w("Compare"), (first, last) => this.ask(put(this.#question, { against: `${first}..${last}` }))),
    );
  }

  #asked() {
    const answered = this.#answer?.question ?? { from: "", to: "" };
    const { from, to } = { ...answered, ...Object.fromEntries(this.#question) };
    return { from, to, against: this.#question.get("against") ?? "previous" };
  }

  #choose(values) {
    this.period.close();
    at("choose").focus();
    this.ask(put(this.#question, values));
  }

  // ---------------------------------------------------------------- the filters

  #fill_filter() {
    const { w } = this;
    const groups = FILTERS.filter((name) => name !== "time").map((name) => {
      const options = this.#options(name).map((value) =>
        choice(this.#named(name, value), this.#question.getAll(name).includes(value), `${name} ${value}`, () => this.ask(toggled(this.#question, name, value))),
      );
      return element("fieldset", {}, element("legend", {}, w(GROUPS[name])), element("div", { class: "choices" }, options));
    });
    at("filter-panel").replaceChildren(...groups, this.#times());
  }

  #options(name) {
    const { page } = this.teller;
    const known = this.#answer?.names ?? { services: {}, clerks: {}, priorities: {} };
    return {
      service: Object.keys(known.services),
      counter: page.counters.map(String),
      clerk: Object.keys(known.clerks),
      priority: [...Object.keys(known.priorities), "none"],
      weekday: [...WEEKDAYS.slice(page.week_starts), ...WEEKDAYS.slice(0, page.week_starts)],
    }[name];
  }

  #times() {
    const { w } = this;
    const [first, last] = (this.#question.get("time") ?? "08:00-12:00").split("-");
    const select = (name, word, halves, value) =>
      element("label", {}, word, " ", element("select", { name, "data-control": name, class: "ltr" }, halves.map((each) => element("option", { selected: each === value }, each))));
    const form = element(
      "form",
      { class: "between" },
      select("first", w("From"), HALF_HOURS.slice(0, -1), first),
      select("last", w("To"), HALF_HOURS.slice(1), last),
      element("button", { class: "button", "data-control": "times" }, w("Show")),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const { first: begin, last: end } = form.elements;
      if (begin.value !== end.value) this.ask(put(this.#question, { time: `${begin.value}-${end.value}` }));
    });
    return element("fieldset", {}, element("legend", {}, w(GROUPS.time)), form);
  }

  #show_chips() {
    const { w } = this;
    const chips = FILTERS.flatMap((name) =>
      this.#question.getAll(name).map((value) => {
        const words = w("%(what)s: %(which)s", { what: w(GROUPS[name]), which: this.#named(name, value) });
        return this.#chip(words, w("Without this filter: %(filter)s", { filter: words }), toggled(this.#question, name, value));
      }),
    );
    if (chips.length > 1) chips.push(this.#chip(w("No filters"), null, unfiltered(this.#question)));
    at("chips").replaceChildren(...chips.map((chip) => element("li", {}, chip)));
    at("chips").hidden = !is_filtered(this.#question);
  }

  #chip(words, label, question) {
    const chip = element("button", { type: "button", class: "chip", "aria-label": label }, element("span", {}, words), label && icon("close"));
    chip.addEventListener("click", () => this.ask(question));
    return chip;
  }

  #named(name, value) {
    const { w, locale, names } = this.teller;
    const [start, end] = String(value).split("-");
    return {
      service: () => names.service(value),
      counter: () => w("Counter %(n)s", { n: value }),
      clerk: () => names.clerk(value === "none" ? null : value),
      priority: () => names.priority(value === "none" ? null : value),
      weekday: () => weekday(locale, value),
      time: () => (end ? `\u2066${start}–${end}\u2069` : span(start)),
    }[name]();
  }

  // ---------------------------------------------------------------- files

  #fill_save() {
    const { w } = this;
    const query = `${this.#answer?.question.text ?? this.#question}&lang=${document.documentElement.lang}`;
    const link = (kind, word, says) =>
      element("a", { class: "button start", href: `/api/statistics.${kind}?${query}`, download: true }, icon("description"), element("span", {}, element("b", {}, word), element("small", { class: "why" }, says)));
    at("save-panel").replaceChildren(
      link("xlsx", w("Workbook (XLSX)"), w("Every table of this page, each on a sheet of its own, with the definitions")),
      link("csv", w("Table (CSV)"), w("The figures of the whole period in one row, in a second what they are compared with; under each picture its own")),
    );
  }
}

function choice(word, pressed, control, act) {
  const button = element("button", { type: "button", class: "button", "aria-pressed": String(pressed), "data-control": control }, word);
  button.addEventListener("click", act);
  return button;
}

// Two dates and what to do with them.
function dates(w, name, words, values, deed, act) {
  const field = (at_) => element("input", { type: "date", required: true, value: values[at_], name: `${name}-${at_}`, "data-control": `${name}-${at_}` });
  const [first, last] = [field(0), field(1)];
  const form = element("form", { class: "between" }, element("label", {}, words[0], " ", first), element("label", {}, words[1], " ", last), element("button", { class: "button" }, deed));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [from, to] = [first.value, last.value].sort();
    act(from, to);
  });
  return form;
}
