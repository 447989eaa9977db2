// The number, large; what became of its paper; and what to do next.

import { $, drawIcon, say, write } from "./elements.js";
import { ahead, pick, receipt } from "./sentences.js";
import { drawDocuments } from "./service.js";
import { serviceOf } from "./visit.js";

const RECEIPT_ICONS = { printing: "print", printed: "print", failed: "error", none: "info" };
const WITHOUT_PAPER = new Set(["failed", "none"]);

export function drawNumber({ visit, office, w, receipt: { state, problem } }) {
  const { ticket } = visit;
  const service = serviceOf(visit, office);
  const chosen = office.priorities.find(({ code }) => code === ticket.priority);
  write($("the-number"), ticket.number);
  $("the-number").style.setProperty("--characters", ticket.number.length);
  write($("number-service"), service ? pick(service.name, visit.language) : "");
  say("ahead", ahead(w, ticket.ahead));
  $("number-priority").hidden = !chosen;
  if (chosen) {
    say("number-priority", pick(chosen.name, visit.language));
    drawIcon($("number-priority").querySelector("i"), chosen.icon);
  }
  $("receipt").dataset.state = state;
  drawIcon($("receipt").querySelector("i"), RECEIPT_ICONS[state]);
  say("receipt", receipt(w, state, problem, ticket.number));
  $("papers-step").hidden = !service || !drawDocuments("number-papers", service, visit.language);
  drawQr(ticket.track, WITHOUT_PAPER.has(state));
}

// Who has no paper may keep the number on a phone, where the office has an address for it.
function drawQr(track, wanted) {
  const code = wanted && track ? track.slice(track.lastIndexOf("/") + 1) : null;
  $("keep-it").hidden = code === null;
  const address = code && `/kiosk/qr/${code}.svg`;
  if (code === null) $("qr").removeAttribute("src");
  else if ($("qr").getAttribute("src") !== address) $("qr").src = address;
}

export function forgetNumber() {
  for (const id of ["the-number", "number-service", "number-papers", "closing"]) $(id).replaceChildren();
  for (const id of ["ahead", "number-priority", "receipt"]) say(id, "");
  drawQr(null, false);
}
