// The manager's page: the figures of the running day, as the news tell them.

import { element } from "/static/element.js";
import { follow } from "/static/news.js";
import { put_notices } from "/static/notices.js";
import { read, words } from "/static/words.js";
import { behind, device, duration, MEDIAN_FROM, P90_FROM, percentile } from "./figures.js";
import { Live } from "./live.js";
import { Turning } from "./turning.js";

const TICK_MS = 5000;

const page = read("page");
const w = words(page.words);
const at = (id) => document.getElementById(id);

const live = new Live({ w, page });
const turning = new Turning(w);
let today = page.today;
let heard_ms = performance.now();

function show(news) {
  today = news;
  heard_ms = performance.now();
  at("date").textContent = today.day ? long_date(today.day.date) : "";
  for (const name of ["taken", "served", "open"]) put(name, { value: today[name] });
  put("waiting", { value: today.waiting, note: longest() });
  put("no-show", {
    value: today.no_show.count,
    note: today.no_show.called ? w("of %(n)s called", { n: today.no_show.called }) : w("Nobody is called yet"),
  });
  put_spread("wait", today.wait);
  put_spread("service-time", today.service_time);
  for (const place of document.querySelectorAll("[data-count]")) place.textContent = today[place.dataset.count];
  turning.show(today);
  at("services").replaceChildren(...today.by_service.map(service_row));
  at("counters").replaceChildren(...today.counters.map(counter_row));
}

function put(id, { value, note = "" }) {
  at(id).querySelector("[data-value]").textContent = value;
  at(id).querySelector("[data-note]").textContent = note;
}

function put_spread(id, figure) {
  for (const [name, value, from] of [["median", figure.median_s, MEDIAN_FROM], ["p90", figure.p90_s, P90_FROM]]) {
    const place = at(id).querySelector(`[data-${name}]`);
    place.textContent = percentile(w, value);
    place.classList.toggle("long", typeof value === "object" && value !== null);
    at(id).querySelector(`[data-${name}-few]`).textContent = value === null ? w("shown from %(n)s value", { n: from }) : "";
  }
  at(id).querySelector("[data-note]").textContent = behind(w, figure);
}

function longest() {
  if (!today.waiting) return w("Nobody is waiting");
  return w("the longest for %(time)s", { time: duration(w, today.longest_wait_s + (performance.now() - heard_ms) / 1000) });
}

function service_row({ code, waiting, taken, served }) {
  const { name, prefix, colour } = page.services[code] ?? { name: code, prefix: "", colour: 0 };
  const most = Math.max(1, ...today.by_service.map((each) => each.waiting));
  const bar = element("span", { class: "bar", "aria-hidden": true });
  bar.style.setProperty("--share", waiting / most);
  return element(
    "tr",
    { "data-colour": colour },
    element("td", { class: "letter" }, prefix),
    element("th", { scope: "row" }, name),
    element("td", { class: "wide" }, element("span", { class: "row" }, element("b", {}, waiting), bar)),
    element("td", { class: "amount" }, taken),
    element("td", { class: "amount" }, served),
  );
}

function counter_row({ number, state, clerk, ticket, number_served }) {
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, number),
    element("td", {}, element("span", { class: "state", "data-state": state }, page.counter_states[state])),
    element("td", {}, element("bdi", {}, clerk ?? "")),
    element("td", {}, element("bdi", { class: "number" }, ticket ?? "")),
    element("td", { class: "amount" }, number_served),
  );
}

function show_health({ devices, clock, screens }) {
  for (const [name, how] of Object.entries(devices)) show_device(name, how.state, device(w, name, how));
  const asked = clock.trusted ? "" : w("The page of each counter asks whether it is right: please answer there.");
  show_device("clock", clock.trusted ? "ready" : "trouble", { word: w(clock.trusted ? "Right" : "Not confirmed"), sentence: asked });
  at("screens").textContent = screens;
}

function show_device(name, state, { word, sentence }) {
  const place = document.querySelector(`[data-device="${name}"]`);
  place?.replaceChildren(
    element("span", { class: "state", "data-state": state }, word),
    ...(sentence ? [element("span", { class: state === "trouble" ? "wrong" : "muted" }, sentence)] : []),
  );
}

// The date of the business day is a date, not a moment: no zone may turn it.
function long_date(date) {
  const options = { dateStyle: "full", numberingSystem: "latn", timeZone: "UTC" };
  return new Intl.DateTimeFormat(page.locale, options).format(new Date(`${date}T00:00:00Z`));
}

at("print").addEventListener("click", () => window.print());

// On paper every definition stands open.
let opened = [];
window.addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details:not([open])")];
  for (const details of opened) details.open = true;
});
window.addEventListener("afterprint", () => {
  for (const details of opened) details.open = false;
});

show(today);
follow("/manager", {
  snapshot: (data) => {
    show(data.today);
    show_health(data.health);
    put_notices(w, data.notices ?? [], page.services);
    live.ready();
  },
  news: (data) => {
    if (data.today) show(data.today);
    if (data.health) show_health(data.health);
  },
  lost: ({ kind }) => {
    if (kind === "not-signed-in") location.reload();
    live.lost();
  },
  back: () => live.ready(),
});
setInterval(() => {
  at("waiting").querySelector("[data-note]").textContent = longest();
}, TICK_MS);
