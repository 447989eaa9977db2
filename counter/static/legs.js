// The earlier matters of a visit, in their order: "1 Commercial licence · Settled · 4 min → 2 Land registry".

import { element } from "/static/element.js";
import { icon } from "/static/icons.js";
import { in_words } from "./result.js";

// How long a leg was served, in words; null where it was not.
function served_for(sentences, { started_at, ended_at }) {
  return started_at && ended_at && sentences.duration((Date.parse(ended_at) - Date.parse(started_at)) / 1000);
}

// What is said of one leg, besides its service.
export function leg_in_words(desk, leg) {
  return [in_words(desk, leg), leg.state === "transferred" && desk.w("Sent on"), served_for(desk.sentences, leg)].filter(Boolean).join(" · ");
}

// The line of the card; null where the visit has one leg alone.
export function legs(desk, { legs: all }) {
  if (all.length < 2) return null;
  const parts = all.map((leg, index) => {
    const last = index === all.length - 1;
    const said = [desk.sentences.service(leg.service), !last && leg_in_words(desk, leg)].filter(Boolean).join(" · ");
    return element("li", {}, index > 0 && icon("arrow_forward"), element("b", {}, `${index + 1}`), element("span", {}, said));
  });
  return element("ol", { class: "legs", title: parts.map((part) => part.textContent).join(" → ") }, parts);
}
