// Tables of figures by service, clerk, counter or class: every figure of a row beside each other, and what it was.

import { count, percent, rate } from "/static/charts/labels.js";
import { unbroken } from "/static/charts/picture.js";
import { as_file, sideways, table } from "/static/charts/table.js";
import { element } from "/static/element.js";
import { duration, percentile } from "../figures.js";

// {title, finding, head, rows, before, columns, named(row), pick(row), csv} fills `place`. A column: [word, said(row)].
export function show_table(place, { title, finding, head, rows, before, columns, named, by, pick, csv }, { w, was }) {
  const earlier = new Map((before ?? []).map((row) => [row.key[by], row]));
  place.replaceChildren(
    element("h3", {}, title),
    finding ? element("p", { class: "finding" }, unbroken(finding)) : "",
    sideways(title, table({ heads: [head, ...columns.map(([word]) => word)], rows: rows.map(line) })),
    as_file(csv, w),
  );

  function line(row) {
    const old = earlier.get(row.key[by]);
    const cells = columns.map(([, said, compares]) => [said(row), old && compares && changed(said(old), said(row), { w, was })]);
    return { head: named(row), pick: pick(row), cells };
  }
}

function changed(past, text, { w, was }) {
  return past !== text && element("span", { class: "was", title: was }, w("was %(value)s", { value: past }));
}

// ---------------------------------------------------------------- columns

// What stands of each service, class or member of staff. The last of a column says whether what it was stands there, too.
export function columns({ w, locale, page: { measures } }) {
  const median = (key) => w("%(what)s: median", { what: measures[key].name });
  const nine_in_ten = (key) => w("%(what)s: nine in ten", { what: measures[key].name });
  const share = (value) => (value === null ? "–" : percent(locale, value));
  return {
    legs: [measures.legs.name, ({ legs }) => count(legs), true],
    finished: [measures.finished.name, ({ finished }) => count(finished), true],
    wait: [median("wait"), ({ wait }) => percentile(w, wait.median_s), true],
    wait_p90: [nine_in_ten("wait"), ({ wait }) => percentile(w, wait.p90_s)],
    level: [w("Within the target"), ({ level }) => share(level.strict), true],
    level_served: [w("of those called"), ({ level }) => share(level.served)],
    service: [median("service_time"), ({ service_time }) => percentile(w, service_time.median_s), true],
    service_p90: [nine_in_ten("service_time"), ({ service_time }) => percentile(w, service_time.p90_s)],
    service_n: [w("Values"), ({ service_time }) => count(service_time.n)],
    left: [w("Left"), ({ left }) => (left ? count(left.count) : "–"), true],
    no_show: [measures.no_show.name, ({ no_show }) => count(no_show.count)],
    calls: [measures["calls.count"].name, ({ calls }) => count(calls.count)],
    out_of_turn: [w("Out of turn"), ({ calls }) => count(calls.out_of_turn)],
    put_backs: [w("Were put back"), ({ calls }) => count(calls.put_backs)],
    open: [w("At an open counter"), ({ time }) => (time ? duration(w, time.open_s) : "–")],
    busy: [w("With a ticket"), ({ time }) => (time?.open_s ? share(time.busy_s / time.open_s) : "–")],
    per_hour: [measures["time.handled_per_hour"].name, ({ time }) => rate(locale, time?.handled_per_hour)],
  };
}

// The row with the longest median service, in a sentence; null where none has one.
export function longest_service(rows, named, { w }) {
  const timed = rows.filter(({ service_time }) => typeof service_time.median_s === "number");
  if (timed.length < 2) return null;
  const { service_time, ...row } = timed.reduce((most, each) => (each.service_time.median_s > most.service_time.median_s ? each : most));
  return w("The longest service: %(what)s, median %(time)s, n = %(n)s.", { what: named(row), time: percentile(w, service_time.median_s), n: count(service_time.n) });
}
