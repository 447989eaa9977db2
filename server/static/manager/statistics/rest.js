// What is told in lists: visits with several services, what did not follow the rule, and what was left out.

import { count } from "/static/charts/labels.js";
import { sideways, table } from "/static/charts/table.js";
import { element } from "/static/element.js";
import { reason } from "/static/reasons.js";
import { apart } from "/static/words.js";
import { percentile } from "../figures.js";

const HOW = { continue: "went on with", transfer: "was sent on to", return: "came back to" };
const WAYS_SHOWN = 8;

// Visits with several services, and from which to which they went.
export function show_several(place, { several, total }, { w, named }) {
  const visits = several.visits.reduce((all, each) => all + each.count, 0);
  place.replaceChildren(
    element("h3", {}, w("Visits with several services")),
    element("p", { class: "finding" }, visits ? w("%(n)s of %(all)s visits.", { n: count(visits), all: count(total.taken) }) : w("There were none.")),
    ...(visits ? [lengths(several.visits, w), ways(several.ways, { w, named })] : []),
  );
}

function lengths(visits, w) {
  return listed(
    w("How long they took"),
    [w("Services"), w("Visits"), w("Median"), w("Nine in ten"), w("Finished")],
    visits.map(({ legs, count: n, visit_time }) => [legs, count(n), percentile(w, visit_time.median_s), percentile(w, visit_time.p90_s), count(visit_time.n)]),
  );
}

function ways(found, { w, named }) {
  const most = [...found].sort((one, other) => other.count - one.count);
  const told = most.slice(0, WAYS_SHOWN).map(({ from, to, how, count: n }) => [[named(from), " ", element("span", { class: "muted" }, w(HOW[how])), " ", named(to)], count(n)]);
  return listed(w("From one to the next"), [w("Way"), w("How often")], told);
}

// Calls out of turn by reason, and who made them.
export function show_exceptions(place, { exceptions, total: { calls } }, { w, page, clerk, pick }) {
  const reasons = Object.entries(exceptions.by_reason).sort(([, one], [, other]) => other - one);
  const named = ([code]) => reason({ w, page }, code);
  const finding = reasons.length
    ? w("%(n)s of %(all)s calls were out of turn; most often: %(reason)s (%(most)s).", {
        n: count(calls.out_of_turn), all: count(calls.count), reason: apart(named(reasons[0])), most: count(reasons[0][1]),
      })
    : w("Every call followed the rule.");
  const parts = [element("h3", {}, w("What did not follow the rule")), element("p", { class: "finding" }, finding)];
  if (reasons.length) parts.push(listed(w("Out of turn, by reason"), [w("Reason"), w("Calls")], reasons.map((each) => [named(each), count(each[1])])));
  if (exceptions.by_clerk.length) parts.push(by_clerk(exceptions.by_clerk, { w, clerk, pick }));
  place.replaceChildren(...parts);
}

function by_clerk(found, { w, clerk, pick }) {
  const rows = found.map((each) => [pick(each.clerk, clerk(each.clerk)), count(each.calls), count(each.out_of_turn), count(each.put_backs), count(each.undone)]);
  return listed(w("By whom"), [w("Name"), w("Calls"), w("Out of turn"), w("Were put back"), w("Undone")], rows);
}

// What no figure counts, and why.
export function show_left_out(place, { total }, { w, page }) {
  const found = Object.entries(total.left_out).filter(([, n]) => n);
  const more = [[page.measures.cancelled_after_call.name, total.cancelled_after_call], [page.measures.void.name, total.void]];
  const rows = [...found.map(([code, n]) => [page.left_out[code] ?? code, n]), ...more.filter(([, n]) => n)];
  place.replaceChildren(
    element("h3", {}, w("What was left out, and why")),
    element("p", { class: "finding" }, rows.length ? w("No figure is made up: whatever is not known is not counted, but told here.") : w("Nothing was left out.")),
    ...(rows.length ? [listed(w("What was left out"), [w("Why"), w("How many")], rows.map(([why, n]) => [why, count(n)]))] : []),
  );
}

function listed(caption, heads, rows) {
  return sideways(caption, table({ caption, heads, rows: rows.map(([head, ...cells]) => ({ head, cells })) }));
}
