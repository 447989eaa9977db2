// The screens on which one of several is chosen: a category, a service, a class.

import { element } from "/static/element.js";
import { $, drawIcon, keep, write } from "./elements.js";
import { pick, refusal, waiting } from "./sentences.js";
import { icon } from "./sprite.js";
import { declaredClasses, kinds, servicesOf } from "./visit.js";

const NBSP = "\u00a0"; // no line begins with what parts two names

export function drawCategories({ visit, office, w, calendar }) {
  keep($("category-cards"), kinds(office), keyOfKind, card, (button, { category, service, of }) => {
    if (service) return drawCard(button, service, visit.language, w, calendar);
    button.dataset.colour = category.colour;
    button.classList.toggle("closed", !of.some(({ open }) => open));
    write(button.querySelector("b"), pick(category.name, visit.language));
    write(button.querySelector("small"), of.map(({ name }) => pick(name, visit.language)).join(`${NBSP}· `));
    button.querySelector(".crowd").hidden = true;
    drawIcon(button.querySelector(".badge"), category.icon);
  });
}

function keyOfKind({ category, service }) {
  return (category ?? service).code;
}

export function drawServices({ visit, office, w, calendar }) {
  const category = office.categories?.find(({ code }) => code === visit.category);
  write($("services-title"), category ? pick(category.name, visit.language) : w("Which service have you come for?"));
  keep($("cards"), servicesOf(visit, office), ({ code }) => code, card, (button, service) =>
    drawCard(button, service, visit.language, w, calendar),
  );
}

function drawCard(button, service, language, w, calendar) {
  button.dataset.colour = service.colour;
  button.classList.toggle("closed", !service.open);
  write(button.querySelector("b"), pick(service.name, language));
  write(button.querySelector("small"), service.open ? waiting(w, service.ahead) : refusal(w, service, calendar));
  write(button.querySelector(".letter"), service.prefix);
  write(button.querySelector(".crowd span"), service.ahead);
  button.querySelector(".crowd").hidden = !service.open;
  drawIcon(button.querySelector(".badge"), service.icon);
}

function card() {
  const words = element("span", { class: "words" }, element("b"), element("small", { class: "spare" }));
  const badge = element("span", { class: "badge" });
  const crowd = element("span", { class: "crowd", "aria-hidden": "true" }, icon("group"), element("span"));
  const letter = element("bdi", { class: "letter" });
  return element("button", { type: "button", class: "button card room" }, badge, crowd, words, letter);
}

export function drawPriority({ visit, office, w }) {
  keep($("classes"), declaredClasses(office), ({ code }) => code, classCard, (button, priority) => {
    button.setAttribute("aria-pressed", String(priority.code === visit.priority));
    write(button.querySelector("b"), pick(priority.name, visit.language));
    const n = priority.head_start_min;
    write(button.querySelector("small"), w("Counts as if you had come %(n)s minute earlier", { n }));
    drawIcon(button.querySelector(".badge"), priority.icon);
  });
}

function classCard() {
  const words = element("span", { class: "words" }, element("b"), element("small", { class: "spare" }));
  return element("button", { type: "button", class: "button card room" }, element("span", { class: "badge" }), words);
}
