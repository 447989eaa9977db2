// What did not follow the rule today: how often, and the last calls out of turn, with their reasons.

import { element } from "/static/element.js";
import { reason } from "/static/reasons.js";
import { clock_time } from "/static/time.js";
import { apart } from "/static/words.js";

const at = (id) => document.getElementById(id);

export function exceptions({ calls: told, left_out }) {
  const counts = { ...told, left_out };
  for (const place of document.querySelectorAll("[data-count]")) place.textContent = counts[place.dataset.count];
}

export function calls(teller, { out_of_turn_calls: found }) {
  at("calls").replaceChildren(...found.map((each) => row(teller, each)));
  at("no-calls").hidden = found.length > 0;
}

function row(teller, { at: moment, number, counter, name, reason: code }) {
  const rest = [teller.w("Counter %(n)s", { n: counter }), name && apart(name)].filter(Boolean).join(" · ");
  return element(
    "li",
    {},
    element("span", { class: "time" }, apart(clock_time(moment, teller.page.zone))),
    element("bdi", { class: "number" }, number),
    element("span", { class: "says" }, element("b", {}, reason(teller, code)), element("small", {}, rest)),
  );
}
