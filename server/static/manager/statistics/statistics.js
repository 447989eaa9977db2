// The statistics' page: its address is the question, what the office answers is drawn. Every choice is a new address.

import { Problem } from "/static/api.js";
import { arrivals, times, waits, waits_of, when } from "/static/charts/pictures.js";
import { clock_time, heard, now_ms } from "/static/time.js";
import { read, words } from "/static/words.js";
import { pressable } from "/static/charts/table.js";
import { Asking } from "./asking.js";
import { Bar } from "./bar.js";
import { compared, show_cards } from "./cards.js";
import { show_paper } from "./paper.js";
import { period_words, short_words } from "./periods.js";
import { asked, narrowed, put } from "./question.js";
import { show_exceptions, show_left_out, show_several } from "./rest.js";
import { columns, longest_service, show_table } from "./tables.js";

const MOMENT_MS = 400;

const page = read("page");
const w = words(page.words);
const { locale } = page;
const rtl = document.documentElement.dir === "rtl";
const at = (id) => document.getElementById(id);
heard(page.now);

let known = { services: {}, priorities: {}, clerks: {} };
const language = document.documentElement.lang;
const named = (texts) => texts?.[language] ?? Object.values(texts ?? {})[0];
const names = {
  service: (code) => named(known.services[code]) ?? code,
  priority: (code) => (code === null ? w("No priority") : (named(known.priorities[code]) ?? code)),
  clerk: (id) => (id === null ? w("Not known who") : (known.clerks[id] ?? String(id))),
  counter: (number) => w("Counter %(n)s", { n: number }),
};
const teller = { w, page, locale, names };
const asking = new Asking();
const bar = new Bar(teller, go);

// ---------------------------------------------------------------- asking

function go(question) {
  if (String(question) === String(asked(location.search))) return look();
  history.pushState(null, "", address(question));
  return look();
}

function address(question) {
  const spoken = new URLSearchParams(location.search).get("lang");
  const text = String(question).replaceAll("%3A", ":");
  return `${location.pathname}?${text}${spoken ? `&lang=${spoken}` : ""}`;
}

async function look() {
  const held = document.activeElement !== document.body;
  const question = asked(location.search);
  bar.show(question);
  const waiting = setTimeout(() => say_moment(true), MOMENT_MS);
  at("figures").setAttribute("aria-busy", "true");
  try {
    const answer = await asking.ask(question);
    if (answer) settle(answer);
    if (held && document.activeElement === document.body) at("period").focus({ preventScroll: true }); // what was pressed is gone
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    fail(problem);
  } finally {
    clearTimeout(waiting);
  }
}

function settle(answer) {
  known = answer.names;
  const question = asked(`?${answer.question.text}`);
  history.replaceState(null, "", address(question));
  for (const form of document.querySelectorAll('form[action="/language"] [name=next]')) form.value = location.pathname + location.search;
  rest();
  at("trouble").hidden = true;
  bar.show(question, answer);
  show(answer);
}

function rest() {
  at("figures").setAttribute("aria-busy", "false");
  say_moment(false);
}

function say_moment(visible) {
  at("moment").hidden = !visible;
  at("figures").classList.toggle("waiting", visible);
}

function fail({ kind, status, detail, title }) {
  if (kind === "not-allowed") return location.assign("/counter");
  if (status === 401 || status === 403) return location.reload();
  rest();
  at("trouble").hidden = false;
  at("figures").hidden = at("empty").hidden = true; // they answer another question
  bar.show_unanswered(asked(location.search));
  const refused = status === 422;
  at("trouble-words").textContent = status ? detail || title : w("The office does not answer. Please try again.");
  at("again").hidden = refused;
  at("anew").hidden = !refused;
}

at("again").addEventListener("click", look);
at("refresh").addEventListener("click", look);
at("anew").addEventListener("click", () => go(new URLSearchParams()));
at("from-first").addEventListener("click", ({ currentTarget }) => go(put(asked(location.search), { from: currentTarget.dataset.first, to: page.today })));
window.addEventListener("popstate", look);

// ---------------------------------------------------------------- showing

function show(answer) {
  const empty = answer.business_days === 0;
  at("empty").hidden = !empty;
  at("figures").hidden = empty;
  at("provisional").hidden = !answer.provisional;
  at("as-of").textContent = w("Still running: as of %(time)s", { time: clock_time(now_ms(), page.zone) });
  show_fingerprint(answer);
  show_paper(at("paper-foot"), answer, teller);
  if (empty) return show_empty(answer);
  show_cards({ large: at("large"), small: at("small") }, answer, teller, was(answer));
  show_pictures(answer);
  show_tables(answer);
  show_several(at("several"), answer, { w, named: names.service });
  show_exceptions(at("exceptions"), answer, { w, page, clerk: names.clerk, pick: (clerk, name) => pressable(name, () => narrow({ clerk })) });
  show_left_out(at("left-out"), answer, teller);
}

function show_empty({ first_day, question }) {
  const chosen = question.filters.weekday.length > 0 && first_day !== null && first_day <= question.to;
  at("empty-words").textContent = chosen
    ? w("There was no business day of this selection in this period.")
    : first_day
    ? w("There was no business day in this period. The first one of all was: %(date)s.", { date: period_words({ from: first_day, to: first_day }, locale) })
    : w("There has been no business day yet: there is nothing to count.");
  at("from-first").hidden = chosen || !first_day;
  at("from-first").dataset.first = first_day ?? "";
}

function show_fingerprint({ fingerprint }) {
  at("fingerprint").textContent = fingerprint
    ? w("Fingerprint of %(day)s: %(hash)s (event %(n)s)", { day: ltr(fingerprint.day), hash: ltr(fingerprint.hash), n: fingerprint.seq })
    : "";
}

// A date or a fingerprint is read from left to right, whatever it stands in.
function ltr(text) {
  return `\u2066${text}\u2069`;
}

// What the period that it is compared with is called beside a figure.
function was({ question }) {
  return (question.against && short_words(question.against, locale, question)) ?? w("before");
}

function narrow(key) {
  go(narrowed(asked(location.search), key));
}

function how_of({ question }, more = {}) {
  const query = put(asked(`?${question.text}`), { against: null });
  const csv = (by) => `/api/statistics.csv?${put(query, { by, lang: language })}`;
  return { w, locale, rtl, csv, pick: narrow, ...more };
}

function show_pictures(answer) {
  const target_s = answer.total.level.target_s;
  const how = how_of(answer, { target_s });
  when(at("when"), answer.heat, how);
  waits_of(at("by-service"), answer.services, "service", { ...how, name: names.service });
  at("days").hidden = at("arrivals").hidden = answer.days.length < 2; // of one alone the cards have told
  waits(at("days"), answer.days, how);
  arrivals(at("arrivals"), answer.days, how);
  waits(at("half-hours"), answer.half_hours, how);
  arrivals(at("half-arrivals"), answer.half_hours, how);
  times(at("counters"), answer.counters, { ...how, name: names.counter });
  waits_of(at("priorities"), answer.priorities, "priority", { ...how, name: names.priority });
}

function show_tables(answer) {
  const all = columns(teller);
  const context = { w, was: was(answer) };
  const put_table = (part, by, title, chosen, finding = null) =>
    show_table(
      at(`${part}-table`),
      {
        title, finding, head: title_of(by), rows: answer[part], before: compared(answer) && answer.before[part],
        columns: chosen.map((name) => all[name]), named: (row) => names[by](row.key[by]), by,
        pick: (row) => () => narrow(row.key), csv: how_of(answer).csv([by]),
      },
      context,
    );
  const of_people = ["legs", "finished", "wait", "wait_p90", "level", "level_served", "service", "service_p90", "left", "no_show"];
  put_table("services", "service", w("The services in figures"), of_people, of_services(answer));
  put_table("priorities", "priority", w("Priority in figures"), of_people);
  put_table("clerks", "clerk", w("The clerks in figures"), ["calls", "finished", "service", "service_p90", "service_n", "open", "busy", "per_hour", "out_of_turn", "put_backs"]);
}

function of_services({ services }) {
  const longest = longest_service(services, (row) => names.service(row.key.service), teller);
  return [longest, w("One visit may count under several services.")].filter(Boolean).join(" ");
}

function title_of(by) {
  return { service: w("Service"), priority: w("Priority"), clerk: w("Name") }[by];
}

look();
