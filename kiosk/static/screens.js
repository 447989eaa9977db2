// Draws the screen where the citizen is. Drawing twice changes nothing; nothing here decides.

import { element } from "/static/element.js";
import { $, keep, say, write } from "./elements.js";
import { ahead, pick, problem, receipt, refusal, waiting } from "./sentences.js";
import { icon } from "./sprite.js";
import { before, declaredClasses, SCREENS, serviceOf } from "./visit.js";

// `scene`: { visit, office, languages, w, connected, receipt }; w speaks the visit's language.
export function draw(scene) {
  const { visit, languages } = scene;
  document.documentElement.lang = visit.language;
  document.documentElement.dir = languages[visit.language].direction;
  document.body.dataset.screen = visit.screen;
  drawModes(visit.modes);
  for (const screen of SCREENS) $(screen).hidden = screen !== visit.screen;
  for (const place of document.querySelectorAll("[data-word]")) write(place, scene.w(place.dataset.word));
  drawTop(scene);
  drawLost(scene);
  DRAWINGS[visit.screen](scene);
}

const DRAWINGS = {
  start: drawStart,
  services: drawServices,
  service: drawService,
  priority: drawPriority,
  problem: drawProblem,
  number: drawNumber,
};

const MODES = { text: "large", contrast: "high", reach: "low" };

function drawModes(modes) {
  const root = document.documentElement;
  for (const [mode, value] of Object.entries(MODES)) {
    if (modes[mode]) root.dataset[mode] = value;
    else delete root.dataset[mode];
  }
  for (const button of $("modes").querySelectorAll("[data-mode]")) button.ariaPressed = String(modes[button.dataset.mode]);
}

function drawTop({ visit, office, languages }) {
  $("top").hidden = visit.screen === "start";
  $("back").hidden = !["service", "priority", "problem"].includes(visit.screen) || before(visit, office) === null;
  write($("office-name"), pick(office.name, visit.language));
  write($("office-subtitle"), pick(office.subtitle, visit.language));
  $("languages").hidden = office.languages.length < 2;
  keep($("languages"), office.languages, String, languageButton, (button, language) => {
    write(button, languages[language].name);
    button.ariaPressed = String(language === visit.language);
  });
}

function languageButton(language) {
  return element("button", { type: "button", class: "button language", lang: language });
}

// On the first screen in every language: nobody has chosen one yet.
function drawLost({ visit, office, languages, connected }) {
  $("lost").hidden = connected;
  const spoken = visit.screen === "start" ? office.languages : [visit.language];
  drawInEach($("lost").querySelector("div"), spoken, languages, (language) =>
    languages[language].w("The connection is interrupted and will come back. For help, please ask a member of staff."),
  );
}

function drawInEach(room, spoken, languages, sentence) {
  keep(
    room,
    spoken,
    String,
    (language) => element("span", { lang: language, dir: languages[language].direction }),
    (line, language) => write(line, sentence(language)),
  );
}

function drawStart({ office, languages }) {
  drawInEach($("greetings"), office.languages, languages, (language) => languages[language].w("Welcome"));
  drawInEach($("offices"), office.languages, languages, (language) => pick(office.name, language));
  keep($("first-languages"), office.languages, String, invitation, (button, language) => {
    write(button.querySelector("b"), languages[language].name);
    write(button.querySelector("small"), languages[language].w("Touch here to begin"));
    button.dir = languages[language].direction;
  });
}

function invitation(language) {
  const words = element("span", {}, element("b"), element("small"));
  return element("button", { type: "button", class: "button language", lang: language }, words);
}

function drawServices({ visit, office, w }) {
  $("cards").dataset.many = office.services.length > 6;
  keep($("cards"), office.services, ({ code }) => code, card, (button, service) => {
    button.dataset.colour = service.colour;
    button.classList.toggle("closed", !service.open);
    write(button.querySelector("b"), pick(service.name, visit.language));
    write(button.querySelector("small"), service.open ? waiting(w, service.ahead) : refusal(w, service));
    write(button.querySelector(".letter"), service.prefix);
    drawIcon(button.querySelector(".badge"), service.icon);
  });
}

function card() {
  const words = element("span", { class: "words" }, element("b"), element("small"));
  const badge = element("span", { class: "badge" });
  const letter = element("bdi", { class: "letter" });
  return element("button", { type: "button", class: "button card room" }, badge, words, letter);
}

function drawIcon(room, name) {
  if (room.dataset.icon === name) return;
  room.dataset.icon = name;
  room.replaceChildren(icon(name));
}

function drawDocuments(id, service, language) {
  const documents = pick(service.documents, language) || [];
  keep($(id), documents, String, () => element("li"), write);
  return documents.length > 0;
}

function drawService({ visit, office, w }) {
  const service = serviceOf(visit, office);
  write($("service-name"), pick(service.name, visit.language));
  $("service-badge").dataset.colour = service.colour;
  drawIcon($("service-badge"), service.icon);
  const some = drawDocuments("papers", service, visit.language);
  $("papers-title").hidden = $("papers").hidden = !some;
  $("no-papers").hidden = some;
  say("service-waiting", waiting(w, service.ahead));
  $("service-refusal").hidden = service.open;
  $("another").hidden = service.open || office.services.length === 1;
  say("service-refusal", refusal(w, service));
  drawTake(visit, service, w);
  drawOffer(visit, service, office, w);
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

function drawPriority({ visit, office, w }) {
  keep($("classes"), declaredClasses(office), ({ code }) => code, card, (button, priority) => {
    button.setAttribute("aria-pressed", String(priority.code === visit.priority));
    write(button.querySelector("b"), pick(priority.name, visit.language));
    const n = priority.head_start_min;
    write(button.querySelector("small"), w("Counts as if you had come %(n)s minute earlier", { n }));
    drawIcon(button.querySelector(".badge"), priority.icon);
  });
}

function drawProblem({ visit, w }) {
  const { title, remedy, again, other } = problem(w, visit.problem);
  write($("problem-title"), title);
  write($("problem-remedy"), remedy);
  $("again").hidden = !again;
  $("again").ariaBusy = visit.pending ? "true" : "false";
  say("again", visit.pending ? w("One moment, please…") : w("Try again"));
  $("other").hidden = !other;
}

const RECEIPT_ICONS = { printing: "print", printed: "print", failed: "error", none: "info" };

function drawNumber({ visit, office, w, receipt: { state, problem } }) {
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
}

// Nothing of a ticket stays in the page, not even out of sight.
export function forget() {
  for (const id of ["the-number", "number-service", "number-papers", "closing"]) $(id).replaceChildren();
  for (const id of ["ahead", "number-priority", "receipt"]) say(id, "");
}
