// What happened to one ticket: the matters of its visit, and what moved it in the line, with whatever did not follow the
// rule marked.

import { element } from "/static/element.js";
import { icon } from "/static/icons.js";
import { entries } from "/static/past.js";
import { leg_in_words } from "./legs.js";

const ENDED = { finished: "Finished", continued: "Went on here with another service", missed: "The person did not come", left: "Cancelled" };

// `told`: {ticket, legs, entries} as the API tells a ticket's history.
export function visit(desk, { ticket, legs, entries: found }) {
  const { w, page } = desk;
  return element(
    "section",
    { class: "visit" },
    element("h3", { class: "label" }, w("This visit")),
    element("ol", { class: "past" }, ...legs.map((leg, index) => matter(desk, leg, index === legs.length - 1 ? ticket : null))),
    element("h3", { class: "label" }, w("In the line")),
    element("ol", { class: "past" }, ...entries({ w, page }, found)),
  );
}

// One leg: from when to when, its service, where and how it ended. `ticket` where it is the present one.
function matter(desk, leg, ticket) {
  const { w, sentences } = desk;
  const said = leg_in_words(desk, leg);
  const parts = [
    ticket && !ENDED[leg.state] ? sentences.stands(ticket) : leg.counter !== null && w("Counter %(n)s", { n: leg.counter }),
    !leg.outcome && ENDED[leg.state] && w(ENDED[leg.state]),
    said,
  ];
  const small = parts.filter(Boolean).join(" · ");
  return element(
    "li",
    {},
    element("span", { class: "time" }, sentences.time(leg.started_at ?? leg.called_at ?? leg.began_at)),
    element(
      "span",
      { class: "says" },
      element("b", {}, sentences.service(leg.service)),
      small && element("small", {}, small),
      leg.out_of_turn && element("small", { class: "marked" }, icon("warning"), w("out of turn: %(reason)s", { reason: sentences.reason(leg.out_of_turn) })),
    ),
  );
}
