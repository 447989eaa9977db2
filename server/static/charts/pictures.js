// The pictures of the statistics, from the rows of an answer: what is drawn, said in a sentence, and told in a table.
//
// Each is called (place, rows, how). how: {w, locale, rtl, target_s, name(code), pick(key), csv(by)}; the last three are
// optional: a name for a code, what a press on a shape or on a row of the table does with the row's key, and the address
// of the same rows as a file. Rows without a key (no time of day) are in no picture; they are among what was left out.

import { duration, percentile } from "/static/manager/figures.js";
import { apart } from "/static/words.js";
import { bars } from "./bars.js";
import { columns } from "./columns.js";
import { heat } from "./heat.js";
import { count, every, minutes, percent, rate, seconds, short, span, weekday, whole } from "./labels.js";
import { entry, picture, scale } from "./picture.js";

const LEVELS = 5;

// Median and nine in ten of the wait: by day, week, month, year or half-hour, whichever `rows` are by.
export function waits(place, rows, how) {
  const { w } = how;
  const { found, named, grain } = in_time(rows, how);
  return over_time(place, { found, grain, how }, {
    title: grain === "half-hour" ? w("The wait by the time of day") : w("The wait in the course of time"),
    finding: longest(found, named, how),
    unit: w("minutes"),
    line: how.target_s ? { at: how.target_s / 60 } : null,
    shape: ({ wait }) => spread(wait),
    tell: ({ wait }) => told(w, wait),
    legend: [
      entry("front", w("Median: half waited no longer")),
      entry("back", w("Nine in ten waited no longer")),
      how.target_s && entry("target", w("Target: %(time)s", { time: duration(w, how.target_s) })),
      found.some((row) => unsure(row, grain)) && entry("unsure", w("Provisional: the day still runs")),
    ],
    heads: [w("Median"), w("Nine in ten"), w("Values")],
    cells: ({ wait }) => [percentile(w, wait.median_s), percentile(w, wait.p90_s), count(wait.n)],
  });
}

// How many came.
export function arrivals(place, rows, how) {
  const { w } = how;
  const { found, named, grain } = in_time(rows, how);
  const most = greatest(found, ({ taken }) => taken);
  return over_time(place, { found, grain, how }, {
    title: grain === "half-hour" ? w("How many came, by the time of day") : w("How many came"),
    finding: most ? w("Most came: %(what)s, %(n)s.", { what: apart(named(most)), n: count(most.taken) }) : w("Nobody came."),
    unit: w("people"),
    line: null,
    shape: ({ taken }) => ({ front: taken, back: null, open: false, few: false }),
    tell: ({ taken }) => count(taken),
    legend: [found.some((row) => unsure(row, grain)) && entry("unsure", w("Provisional: the day still runs"))],
    heads: [w("Came")],
    cells: ({ taken }) => [count(taken)],
  });
}

// The wait by service, class, or whatever else has names: `by` is the part of the key.
export function waits_of(place, rows, by, how) {
  const { w, name = String } = how;
  const named = (row) => name(row.key[by]);
  const size = ({ wait }, which) => seconds(wait[which])?.s ?? 0;
  const aims = new Set(rows.map(({ level }) => level.target_s).filter(Boolean));
  const told_rows = rows.map((row) => ({
    key: String(row.key[by]),
    row,
    name: named(row),
    amount: [row.wait.median_s, row.wait.p90_s].filter((each, at) => at === 0 || each !== null).map((each) => percentile(w, each)).join(" · "),
    title: `${named(row)}\n${told(w, row.wait)}`,
    aim: row.level.target_s,
    parts: [{ kind: "front", size: size(row, "median_s") }, { kind: "back", size: Math.max(0, size(row, "p90_s") - size(row, "median_s")) }],
  }));
  const says = longest(rows, named, how);
  const title = { service: w("The wait by service"), priority: w("The wait by priority") }[by] ?? w("The wait");
  return picture(place, {
    title,
    finding: says,
    legend: [
      entry("front", w("Median")),
      entry("back", w("Nine in ten")),
      aims.size > 0 && entry("target", aims.size === 1 ? w("Target: %(time)s", { time: duration(w, [...aims][0]) }) : w("Target")),
    ].filter(Boolean),
    table: {
      caption: title,
      heads: [w(HEADS[by] ?? "Name"), w("Median"), w("Nine in ten"), w("Values")],
      rows: rows.map((row) => ({ head: named(row), pick: picking(how, row.key), cells: [percentile(w, row.wait.median_s), percentile(w, row.wait.p90_s), count(row.wait.n)] })),
      csv: how.csv?.([by]),
    },
    draw: (width) => bars({ rows: told_rows, whole: Math.max(...aims, ...rows.map((row) => Math.max(size(row, "median_s"), size(row, "p90_s")))) * 1.02, says, ...drawing(how), pick: picked(how), width }),
  }, how);
}

// What the counters' open time went into.
export function times(place, rows, how) {
  const { w, locale, name = (number) => w("Counter %(n)s", { n: number }) } = how;
  const timed = rows.filter((row) => row.time?.open_s > 0);
  const named = (row) => name(row.key.counter);
  const share = ({ time }, state) => percent(locale, time[`${state}_s`] / time.open_s);
  const told_rows = timed.map((row) => ({
    key: String(row.key.counter),
    row,
    name: named(row),
    amount: w("%(share)s with a ticket", { share: share(row, "busy") }),
    title: `${named(row)}\n${STATES.map(([state, word]) => `${w(word)}: ${duration(w, row.time[`${state}_s`])} (${share(row, state)})`).join("\n")}`,
    parts: STATES.map(([kind]) => ({ kind, size: row.time[`${kind}_s`] })),
  }));
  const idlest = greatest(timed, ({ time }) => time.idle_s / time.open_s);
  const says = idlest
    ? w("The most free time: %(what)s, %(share)s of the time that it was open.", { what: apart(named(idlest)), share: share(idlest, "idle") })
    : w("No counter was open.");
  return picture(place, {
    title: w("What the counters’ time went into"),
    finding: says,
    legend: STATES.map(([kind, word]) => entry(kind, w(word))),
    table: {
      caption: w("Time of the counters"),
      heads: [w(HEADS.counter), w("Open"), ...STATES.map(([, word]) => w(word)), w("Handled per hour")],
      rows: timed.map((row) => ({
        head: named(row),
        pick: picking(how, row.key),
        cells: [duration(w, row.time.open_s), ...STATES.map(([state]) => duration(w, row.time[`${state}_s`])), rate(how.locale, row.time.handled_per_hour)],
      })),
      csv: how.csv?.(["counter"]),
    },
    draw: (width) => bars({ rows: told_rows, whole: Math.max(...timed.map(({ time }) => time.open_s)), says, ...drawing(how), pick: picked(how), width }),
  }, how);
}

// What the heads of a table's rows are.
const HEADS = {
  day: "Day", week: "Week", month: "Month", year: "Year", "half-hour": "Time of day", service: "Service", counter: "Counter",
  priority: "Priority", clerk: "Name",
};
const STATES = [["busy", "With a ticket"], ["idle", "Free"], ["paused", "Paused"]];

// When people wait: weekday × half-hour. The weekdays stand as the rows come: as the office's week begins.
export function when(place, rows, how) {
  const { w, locale } = how;
  const timed = rows.filter(({ key }) => key["half-hour"] !== null);
  const named = ({ key }) => `${weekday(locale, key.weekday)} ${span(key["half-hour"])}`;
  const limits = thresholds(how.target_s ?? 900);
  const days = [...new Set(timed.map(({ key }) => key.weekday))].map((key) => [key, weekday(locale, key)]);
  const halves = every("half-hour", [...new Set(timed.map(({ key }) => key["half-hour"]))].sort());
  const cells = timed.map((row) => ({
    row,
    day: row.key.weekday,
    time: row.key["half-hour"],
    label: minutes(row.wait.median_s),
    level: level(seconds(row.wait.median_s)?.s ?? 0, limits),
    few: row.wait.median_s === null,
    title: `${named(row)}\n${told(w, row.wait)}`,
  }));
  const says = longest(timed, named, how);
  return picture(place, {
    title: w("When do people wait? Median by day and time, in minutes"),
    finding: says,
    legend: [...limits.map((s, at) => [at, w("up to %(time)s", { time: duration(w, s) })]), [LEVELS - 1, w("longer")]]
      .map(([at, word]) => entry(`level-${at}`, word))
      .concat(cells.some(({ few }) => few) ? entry("few", w("fewer than 5 values")) : []),
    table: across(timed, { days, halves, how }),
    draw: (width) => heat({ cells, days, times: halves.map((key) => [key, short("half-hour", key, locale)[0]]), says, ...drawing(how), pick: picked(how), width }),
  }, how);
}

// Weekdays down, half-hours across: every field can be pressed, and so can a whole day or time.
function across(rows, { days, halves, how }) {
  const { w } = how;
  const at = new Map(rows.map((row) => [`${row.key.weekday} ${row.key["half-hour"]}`, row]));
  const cell = (row) => (row ? { text: `\u2066${minutes(row.wait.median_s)} (${row.wait.n})\u2069`, pick: picking(how, row.key) } : { text: "" });
  return {
    caption: w("Median of the wait in minutes, and how many values stand behind it"),
    heads: [w(HEADS.day), ...halves],
    rows: days.map(([day, name]) => ({
      head: name,
      pick: picking(how, { weekday: day }),
      cells: halves.map((half) => cell(at.get(`${day} ${half}`))).map((each) => (each.pick ? each : each.text)),
    })),
    csv: how.csv?.(["weekday", "half-hour"]),
  };
}

// ---------------------------------------------------------------- what they have in common

function drawing({ rtl }) {
  return { rtl, scale: scale() };
}

function picking({ pick }, key) {
  return pick && (() => pick(key));
}

function picked({ pick }) {
  return pick && (({ row }) => row && pick(row.key));
}

// Which part of the key the rows are by, and those of them that have it.
function in_time(rows, { w, locale }) {
  const grain = ["half-hour", "day", "week", "month", "year"].find((each) => rows[0] && each in rows[0].key) ?? "day";
  const found = rows.filter(({ key }) => key[grain] !== null);
  return { grain, found, named: ({ key }) => whole(grain, key[grain], { w, locale }) };
}

function over_time(place, { found, grain, how }, { title, finding, unit, line, shape, tell, legend, heads, cells }) {
  const { w, locale } = how;
  const by_key = new Map(found.map((row) => [row.key[grain], row]));
  const named = (key) => whole(grain, key, { w, locale });
  const placed = every(grain, [...by_key.keys()].sort()).map((key) => {
    const row = by_key.get(key);
    const drawn = row ? shape(row) : { front: null, back: null, open: false, few: false };
    return { key, row, short: short(grain, key, locale), unsure: unsure(row, grain), title: `${named(key)}\n${row ? tell(row) : w("Nobody came.")}`, ...drawn };
  });
  return picture(place, {
    title,
    finding,
    legend: legend.filter(Boolean),
    table: {
      caption: title,
      heads: [w(HEADS[grain]), ...heads],
      rows: found.map((row) => ({ head: named(row.key[grain]), pick: picking(how, row.key), cells: cells(row) })),
      csv: how.csv?.([grain]),
    },
    draw: (width) => columns({ rows: placed, line, unit, says: finding, ...drawing(how), pick: picked(how), width }),
  }, how);
}

// A piece of time that is not over yet; every time of day has a part of the running day, which says nothing.
function unsure(row, grain) {
  return grain !== "half-hour" && Boolean(row?.provisional);
}

// The row with the longest median, in a sentence; that may be no time at all.
function longest(rows, named, { w }) {
  const told = rows.filter(({ wait }) => wait.median_s !== null);
  if (!told.length) return w("Too few values: a median is shown from five.");
  const most = greatest(told, ({ wait }) => seconds(wait.median_s).s);
  if (!most) return w("At least half of the people did not have to wait.");
  return w("The longest wait: %(what)s, median %(time)s, n = %(n)s.", { what: apart(named(most)), time: percentile(w, most.wait.median_s), n: count(most.wait.n) });
}

// The row of which `amount` is greatest, or undefined if all have none.
function greatest(rows, amount) {
  return rows.reduce((most, row) => (amount(row) > (most ? amount(most) : 0) ? row : most), undefined);
}

// Median and nine in ten in minutes, and what stands in their place.
function spread(wait) {
  const [median, p90] = [seconds(wait.median_s), seconds(wait.p90_s)];
  return { front: median && median.s / 60, back: p90 && p90.s / 60, open: Boolean(p90?.open ?? median?.open), few: !median };
}

function told(w, wait) {
  const lines = [w("Median: %(time)s", { time: percentile(w, wait.median_s) })];
  if (wait.p90_s !== null) lines.push(w("Nine in ten: %(time)s", { time: percentile(w, wait.p90_s) }));
  return [...lines, w("n = %(n)s", { n: count(wait.n) })].join("\n");
}

// Where the classes of the heat map end (s); a field is of the class of the whole minutes that stand in it: a third of the target, two thirds, the target, twice as much.
function thresholds(target_s) {
  const third = (n) => Math.max(60, Math.round((n * target_s) / 180) * 60);
  return [third(1), third(2), target_s, 2 * target_s];
}

function level(s, limits) {
  const found = limits.findIndex((limit) => Math.round(s / 60) * 60 <= limit);
  return found < 0 ? LEVELS - 1 : found;
}
