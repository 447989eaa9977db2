// The headline figures: each with its n, its definition, and how it differs from the period that it is compared with.

import { count, percent } from "/static/charts/labels.js";
import { element } from "/static/element.js";
import { icon } from "/static/icons.js";
import { apart } from "/static/words.js";
import { behind, duration, percentile, verdict } from "../figures.js";
import { of_counts, of_shares, of_times } from "./differences.js";

// Each gives {key, name, value, notes, earlier, difference, state}: `key` is that of its definition, whose name it has
// if it has no `name`, `notes` are lines under the value, `earlier` is what it was, `state` an element. `parts` are
// several values of one figure, each {name, value, earlier, difference}.
const LARGE = [wait, within, service_time, out_of_turn];
const SMALL = [came, served, left, absent, visit_time, open];

// Fills both places. `teller`: {w, page, locale}; `was` is the short name of the period compared with.
export function show_cards(places, answer, teller, was) {
  const { measures } = teller.page;
  const told = { ...teller, measures, answer, now: answer.total, before: compared(answer), alike: of_as_many_days(answer), was };
  places.large.replaceChildren(...LARGE.map((figure) => card(figure(told), told)));
  places.small.replaceChildren(...SMALL.map((figure) => card(figure(told), { ...told, small: true })));
}

// The total of the period that it is compared with, if there is anything in it.
export function compared({ compared: row }) {
  return row && row.legs + row.calls.count > 0 ? row : null;
}

// Whether numbers can be set against each other: not those of an office that was open on more days than before, nor
// those of a day that is not over.
function of_as_many_days({ business_days, compared_days, provisional }) {
  return business_days === compared_days?.count && !(provisional && business_days === 1);
}

function card(figure, told) {
  const { key, name, notes, parts } = figure;
  const { definition, name: own } = told.measures[key];
  return element(
    "section",
    { class: "card figure", "data-figure": key },
    named(name ?? own, definition, told.w),
    parts ? element("div", { class: "parts" }, parts.map((part) => element("div", {}, element("p", { class: "note" }, part.name), amount(part, { ...told, small: true })))) : null,
    parts ? notes.filter(Boolean).map(line) : amount(figure, told),
  );
}

function amount({ value, notes = [], earlier, difference, state = null }, { w, was, small }) {
  const said = small ? w("(was %(value)s)", { value: earlier }) : w("(%(period)s: %(value)s)", { period: was, value: earlier });
  return [
    element("div", { class: "top" }, element("p", { class: "value" }, sized(value)), state),
    ...notes.filter(Boolean).map(line),
    difference ? change(difference, { was, said }) : null,
  ];
}

function line(words) {
  return element("p", { class: "note" }, words);
}

// The name of a figure; pressed, it says how the figure is counted.
function named(name, definition, w) {
  const label = element("h2", { class: "label" }, name);
  return element("details", {}, element("summary", { title: w("How it is counted") }, label, icon("info")), element("p", {}, definition));
}

// Digits are large, their unit is small.
function sized(text) {
  return text.split(/(\d[\d\u202f]*)/).filter(Boolean).map((part) => (/\d/.test(part) ? part : element("small", {}, part)));
}

function change({ text, tone, way }, { was, said }) {
  const mark = way && icon("arrow_downward");
  if (way === "up") mark.classList.add("up");
  return element(
    "p",
    { class: `difference ${tone}` },
    mark || null,
    text && [element("b", {}, text), " "],
    element("span", { class: "muted", title: was }, said),
  );
}

// ---------------------------------------------------------------- the large ones

function wait({ w, measures, now, before }) {
  return {
    key: "wait",
    parts: [["Median", "median_s"], ["Nine in ten", "p90_s"]].map(([name, which]) => ({
      name: w(name),
      value: percentile(w, now.wait[which]),
      earlier: before && percentile(w, before.wait[which]),
      difference: before && of_times(w, now.wait[which], before.wait[which], true),
    })),
    notes: [now.wait.p90_s === null && nine_in_ten(w, now.wait, measures.wait), behind(w, now.wait)],
  };
}

// Of those who left, too; without them it is told only beside it.
function within({ w, locale, answer, now: { level }, before }) {
  const said = (share) => percent(locale, share);
  return {
    key: "level.strict",
    name: level.target_s ? w("Called within %(time)s", { time: duration(w, level.target_s) }) : null,
    value: level.strict === null ? "–" : said(level.strict),
    state: level.strict === null ? null : goal(verdict(w, locale, level.strict, answer)),
    notes: [
      level.of === null ? w("Whoever left came to no counter: of one nobody can say it.") : w("%(n)s of %(all)s, also those who left", { n: count(level.within), all: count(level.of) }),
      level.served === null ? null : w("of those who were called: %(share)s", { share: said(level.served) }),
    ],
    earlier: before?.level.strict == null ? "" : said(before.level.strict),
    difference: before && of_shares(w, level.strict, before.level.strict, false),
  };
}

function goal({ reached, text }) {
  const [tone, symbol] = reached === null ? ["", "schedule"] : reached ? ["good", "check_circle"] : ["wrong", "error"];
  return element("p", { class: `goal ${tone}` }, icon(symbol), text);
}

function service_time({ w, measures, now, before }) {
  return {
    key: "service_time",
    name: median_of(w, measures.service_time),
    value: percentile(w, now.service_time.median_s),
    notes: [nine_in_ten(w, now.service_time, measures.service_time), with_mean(w, now.service_time)],
    earlier: before && percentile(w, before.service_time.median_s),
    difference: before && of_times(w, now.service_time.median_s, before.service_time.median_s),
  };
}

function with_mean(w, found) {
  const mean = found.mean_s !== null && w("mean %(time)s", { time: duration(w, found.mean_s) });
  return [behind(w, found), mean].filter(Boolean).join(" · ");
}

function out_of_turn({ w, locale, measures, now: { calls }, before }) {
  const share = (of) => (of?.count ? of.out_of_turn / of.count : null);
  const said = share(calls) === null ? null : percent_of(locale, share(calls));
  return {
    key: "calls.out_of_turn",
    value: count(calls.out_of_turn),
    notes: [said && w("%(share)s of %(n)s calls", { share: said, n: count(calls.count) }), number_of(w, measures["calls.put_backs"], calls.put_backs)],
    ...of_a_share({ w, locale }, [share(calls), share(before?.calls)], before?.calls.out_of_turn, percent_of),
  };
}

// ---------------------------------------------------------------- the small ones

function came({ w, measures, answer, now, before, alike }) {
  return counted(w, "taken", now.taken, before?.taken, alike, [
    now.void ? number_of(w, measures.void, now.void) : null,
    answer.question.filters.service.length ? w("One visit may count under several services.") : null,
  ]);
}

function served({ w, now, before, alike }) {
  return counted(w, "served", now.served, before?.served, alike, []);
}

function left({ w, locale, now, before }) {
  if (now.left === null) return { key: "left", value: "–", notes: [w("They came to no counter.")] };
  const { count: gone, of, share } = now.left;
  const changed = of_a_share({ w, locale }, [share, before?.left?.share], before?.left?.count);
  return { key: "left", value: count(gone), notes: [of_all(w, locale, share, of)], ...changed };
}

function absent({ w, locale, now, before }) {
  const { count: missed, called, share } = now.no_show;
  const note = share === null ? null : w("%(share)s of %(n)s called", { share: percent(locale, share), n: count(called) });
  const changed = of_a_share({ w, locale }, [share, before?.no_show.share], before?.no_show.count);
  return { key: "no_show", value: count(missed), notes: [note], ...changed };
}

function visit_time({ w, measures, now, before }) {
  return {
    key: "visit_time",
    name: median_of(w, measures.visit_time),
    value: percentile(w, now.visit_time.median_s),
    state: element("p", { class: "note" }, behind(w, now.visit_time)),
    notes: [nine_in_ten(w, now.visit_time, measures.visit_time)],
    earlier: before && percentile(w, before.visit_time.median_s),
    difference: before && of_times(w, now.visit_time.median_s, before.visit_time.median_s, true),
  };
}

function open({ now }) {
  return { key: "open", value: count(now.open), notes: [], difference: null };
}

function counted(w, key, now, before, alike, notes) {
  const is_compared = before !== undefined;
  return {
    key,
    value: count(now),
    notes,
    earlier: is_compared ? count(before) : "",
    difference: is_compared ? (alike ? of_counts(w, now, before) : { text: "", tone: "", way: "" }) : null,
  };
}

// What of all it was, and how that changed: fewer of fewer people are no better. `number` is how many they were.
function of_a_share({ w, locale }, [now, before], number, written = percent) {
  if (now === null || before === null || before === undefined) return { difference: null };
  return { earlier: `${apart(written(locale, before))} · ${apart(count(number))}`, difference: of_shares(w, now, before, true, written === percent ? null : locale) };
}

// ---------------------------------------------------------------- lines

function median_of(w, { name }) {
  return w("%(what)s: median", { what: name });
}

function number_of(w, { name }, n) {
  return w("%(what)s: %(which)s", { what: name, which: count(n) });
}

function nine_in_ten(w, { p90_s, n }, { typical: [, p90_from] }) {
  if (p90_s === null) return n ? w("nine in ten: shown from %(n)s values", { n: p90_from }) : null;
  const time = percentile(w, p90_s);
  return typeof p90_s === "number" ? w("nine in ten within %(time)s", { time }) : w("nine in ten: %(time)s", { time });
}

function of_all(w, locale, share, of) {
  return share === null ? null : w("%(share)s of %(n)s", { share: percent(locale, share), n: count(of) });
}

// A share so small that whole percents would hide it.
function percent_of(locale, share) {
  const maximumFractionDigits = share < 0.1 ? 1 : 0;
  return new Intl.NumberFormat(locale, { style: "percent", numberingSystem: "latn", maximumFractionDigits }).format(share);
}
