// One service: what to bring, how many wait, and the button that gives the ticket.

import { element } from "/static/element.js";
import { $, drawIcon, keep, say, write } from "./elements.js";
import { pick, refused, waiting } from "./sentences.js";
import { declaredClasses, serviceOf } from "./visit.js";

export function drawService({ visit, office, w, calendar }) {
  const service = serviceOf(visit, office);
  $("service").dataset.step = visit.pending ? "ticket" : visit.step; // who asked for it sees what became of it
  write($("service-name"), pick(service.name, visit.language));
  $("service-badge").dataset.colour = service.colour;
  drawIcon($("service-badge"), service.icon);
  const some = drawDocuments("papers", service, visit.language);
  $("papers-title").hidden = $("papers").hidden = !some;
  $("no-papers").hidden = some;
  say("service-waiting", waiting(w, service.ahead));
  $("service-waiting").hidden = !service.open;
  $("service-refusal").hidden = service.open;
  $("another").hidden = service.open || office.services.length === 1;
  say("service-refusal", refused(w, service, calendar));
  drawTake(visit, service, w);
  drawOffer(visit, service, office, w);
}

// Answers whether there are any.
export function drawDocuments(id, service, language) {
  const documents = pick(service.documents, language) || [];
  keep($(id), documents, String, () => element("li"), write);
  return documents.length > 0;
}

function drawTake(visit, service, w) {
  $("take").hidden = !service.open;
  $("take").ariaBusy = visit.pending ? "true" : "false";
  say("take", visit.pending ? w("One moment, please…") : w("Take your ticket"));
  $("patience").hidden = !visit.pending || !visit.long;
  write($("patience"), w("We are still trying. You will get one ticket only."));
}

// The classes by their icons, to be seen at a glance; their names for those who listen.
function drawOffer(visit, service, office, w) {
  const classes = declaredClasses(office);
  const chosen = classes.find(({ code }) => code === visit.priority);
  const names = classes.map(({ name }) => pick(name, visit.language));
  $("offer").hidden = !service.open || classes.length === 0;
  $("offer").disabled = visit.pending;
  $("offer").ariaPressed = String(Boolean(chosen));
  const icons = $("offer").querySelector(".icons");
  keep(icons, chosen ? [chosen] : classes, ({ code }) => code, () => element("span"), (room, { icon }) => drawIcon(room, icon));
  icons.ariaLabel = names.join(", ");
  write($("offer").querySelector("b"), chosen ? pick(chosen.name, visit.language) : w("Priority"));
  write($("offer").querySelector("small"), chosen ? w("Touch to change") : "");
}
