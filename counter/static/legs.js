// The earlier matters of a visit, in their order: "1 Commercial licence · Settled · 4 min → 2 Land registry".

import { element } from "/static/element.js";
import { icon } from "/static/icons.js";
import { in_words } from "./result.js";

// How long a leg was served, in words; null where it was not.
function served_for(sentences, { started_at, ended_at }) {
  return started_at && ended_at && sentences.duration((Date.parse(ended_at) - Date.parse(started_at)) / 1000);
}

// How one leg ended; in `brief` without what was counted.
function ended(desk, leg, { brief = false } = {}) {
  const result = in_words(desk, brief ? { ...leg, sub_services: {} } : leg);
  return [result, leg.state === "transferred" && desk.w("Sent on")].filter(Boolean).join(" · ");
}

// What is said of one leg, besides its service.
export function leg_in_words(desk, leg) {
  return [ended(desk, leg), served_for(desk.sentences, leg)].filter(Boolean).join(" · ");
}

// The lines of the card, with the last two that came before; null where the visit has one leg alone.
export function legs(desk, { legs: all }) {
  if (all.length < 2) return null;
  const rows = all.map((leg, index) => {
    const name = desk.sentences.service(leg.service);
    if (index === all.length - 1) return element("li", {}, element("b", {}, `${index + 1}`), element("span", {}, name));
    const [how, long] = [ended(desk, leg, { brief: true }), served_for(desk.sentences, leg)];
    const parts = [element("b", {}, `${index + 1}`), element("span", {}, name), how && element("small", {}, `· ${how}`), long && element("span", { class: "long" }, `· ${long}`)];
    return element("li", { title: [name, leg_in_words(desk, leg)].join(" · ") }, parts, icon("arrow_forward"));
  });
  return element("ol", { class: "legs" }, rows.slice(-3));
}
