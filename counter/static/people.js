// The people of the line and those who lie aside: each opens the panel with what may be done for them.

import { element } from "/static/element.js";
import { icon } from "/static/icons.js";
import { arrange, disable } from "./change.js";
import { refusal } from "./meaning.js";

const at = (id) => document.getElementById(id);

// "More": print again, priority, leaving, for the ticket beside it.
export function more(w, { id, number }) {
  return element(
    "button",
    { type: "button", class: "button quiet more", "data-deed": "ticket", "data-ticket": id, "aria-label": `${w("More")} ${number}` },
    icon("more_horiz"),
    element("span", {}, w("More")),
  );
}

// A priority class, with its icon.
export function chip({ page, sentences }, priority) {
  return element("span", { class: "chip priority" }, icon(page.priorities[priority]?.icon ?? "accessible"), sentences.priority(priority));
}

// The same where there is little room: the icon alone, whose word is read aloud.
export function class_mark({ page, sentences }, priority) {
  return element("span", { class: "mark-priority", title: sentences.priority(priority) },
    icon(page.priorities[priority]?.icon ?? "accessible"), element("span", { class: "visually-hidden" }, sentences.priority(priority)));
}

// One in the line. `paint` has the words of the page.
export function person({ id, number, service, priority, since }, { page, sentences }) {
  const class_of = priority && class_mark({ page, sentences }, priority);
  return element(
    "li",
    {},
    element(
      "button",
      { type: "button", class: "one", "data-deed": "ticket", "data-ticket": id },
      element("bdi", { class: "number" }, number),
      element("span", { class: "service" }, sentences.service(service)),
      class_of,
      element("span", { class: "wait", "data-since": since }),
    ),
  );
}

// The tickets that lie aside, each with the button that takes it up again. Who lies there already stays: a press that is
// under way keeps its button.
export function shelf(id, verb, { view, sentences }) {
  const tickets = view[id];
  const why = refusal(verb, view);
  const list = at(id).querySelector("ul");
  const lying = new Map([...list.children].map((row) => [row.dataset.says, row]));
  at(id).hidden = tickets.length === 0;
  at(id).querySelector(".count").textContent = tickets.length;
  arrange(list, tickets.map((ticket) => {
    const says = JSON.stringify([ticket.id, ticket.number, ticket.service]);
    return lying.get(says) ?? lies(ticket, says, verb, sentences);
  }));
  for (const button of list.querySelectorAll("[data-verb]")) disable(button, why && sentences.why_not(why));
}

function lies({ id, number, service }, says, verb, sentences) {
  const button = at(verb).content.cloneNode(true).querySelector("button");
  button.dataset.ticket = id;
  button.setAttribute("aria-label", `${button.textContent.trim()} ${number}`);
  const one = element("button", { type: "button", class: "one", "data-deed": "ticket", "data-ticket": id },
    element("bdi", { class: "number" }, number), element("span", { class: "service" }, sentences.service(service)));
  return element("li", { "data-says": says }, one, button);
}
