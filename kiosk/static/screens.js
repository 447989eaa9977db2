// Draws the screen where the citizen is. Drawing twice changes nothing; nothing here decides.

import { element } from "/static/element.js";
import { drawCategories, drawPriority, drawServices } from "./cards.js";
import { $, keep, say, write } from "./elements.js";
import { coversOn } from "./lost.js";
import { drawNumber, forgetNumber } from "./number.js";
import { closed } from "./opening.js";
import { pick, problem } from "./sentences.js";
import { drawService } from "./service.js";
import { before, SCREENS, serviceOf } from "./visit.js";

// `scene`: { visit, office, languages, w, connected, receipt, calendar }; w and calendar speak the visit's language.
export function draw(scene) {
  const { visit, office, languages } = scene;
  document.documentElement.lang = visit.language;
  document.documentElement.dir = languages[visit.language].direction;
  document.body.dataset.screen = visit.screen;
  document.body.toggleAttribute("data-back", before(visit, office) !== null);
  drawModes(visit.modes);
  for (const screen of SCREENS) $(screen).hidden = screen !== visit.screen;
  for (const place of document.querySelectorAll("[data-word]")) write(place, scene.w(place.dataset.word));
  $("back").hidden = before(visit, office) === null;
  write($("office-name"), pick(office.name, visit.language));
  write($("office-subtitle"), pick(office.subtitle, visit.language));
  drawBar(scene);
  drawLost(scene);
  DRAWINGS[visit.screen](scene);
}

const DRAWINGS = {
  start: drawStart,
  paused: drawPaused,
  categories: drawCategories,
  services: drawServices,
  service: drawService,
  priority: drawPriority,
  problem: drawProblem,
  number: drawNumber,
};

// Nothing of a ticket stays in the page, not even out of sight.
export const forget = forgetNumber;

// ---------------------------------------------------------------- beside every screen

const MODES = { text: "large", contrast: "high", reach: "low" };

function drawModes(modes) {
  const root = document.documentElement;
  for (const [mode, value] of Object.entries(MODES)) {
    if (modes[mode]) root.dataset[mode] = value;
    else delete root.dataset[mode];
  }
}

const MODE_WORDS = { text: (w) => w("Larger"), contrast: (w) => w("Contrast"), reach: (w) => w("Lower") };

function drawBar({ visit, office, languages }) {
  $("languages").hidden = office.languages.length < 2;
  keep($("languages"), office.languages, String, languageButton, (button, language) => {
    write(button, languages[language].name);
    button.ariaPressed = String(language === visit.language);
  });
  const spoken = spokenIn(visit, office);
  for (const button of $("modes").querySelectorAll("[data-mode]")) {
    const { mode } = button.dataset;
    button.ariaPressed = String(visit.modes[mode]);
    drawInEach(button.querySelector("span"), spoken, languages, (language) => MODE_WORDS[mode](languages[language].w));
  }
  // The loudspeaker's own word follows whether it speaks (speech.js).
  const others = spoken.filter((language) => language !== visit.language);
  drawInEach($("speech").querySelector(".others"), others, languages, (language) => {
    const { w } = languages[language];
    return visit.modes.speech ? w("Repeat") : w("Listen");
  });
}

function languageButton(language) {
  return element("button", { type: "button", class: "button language", lang: language });
}

// Before anybody has chosen, a screen speaks all languages.
function spokenIn({ screen, language }, office) {
  return screen === "start" || screen === "paused" ? office.languages : [language];
}

function drawLost({ visit, office, languages, connected }) {
  const notice = $("lost");
  notice.hidden = connected;
  const over = coversOn($(visit.screen));
  notice.classList.toggle("over", over);
  document.body.toggleAttribute("data-covered", over && !connected);
  const service = visit.screen === "service" ? serviceOf(visit, office) : null;
  write(notice.querySelector("b"), service ? pick(service.name, visit.language) : ""); // its title is covered
  drawInEach(notice.querySelector("div"), spokenIn(visit, office), languages, (language) =>
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

// ---------------------------------------------------------------- before a visit

function drawStart({ office, languages, calendar }) {
  drawInEach($("greetings"), office.languages, languages, (language) => languages[language].w("Welcome"));
  drawInEach($("offices"), office.languages, languages, (language) => pick(office.name, language));
  $("office-closed").hidden = office.services.some(({ open }) => open);
  drawInEach($("office-closed").querySelector("div"), office.languages, languages, (language) =>
    closed(languages[language].w, office, { ...calendar, language }),
  );
  keep($("first-languages"), office.languages, String, invitation, (button, language) => {
    write(button.querySelector("b"), languages[language].name);
    write(button.querySelector("small"), languages[language].w("Touch here"));
    button.dir = languages[language].direction;
  });
}

function invitation(language) {
  const words = element("span", {}, element("b"), element("small"));
  return element("button", { type: "button", class: "button language room", lang: language }, words);
}

function drawPaused({ office, languages }) {
  drawInEach($("pause-title"), office.languages, languages, (language) => languages[language].w("This kiosk gives no tickets at the moment."));
  drawInEach($("pause-remedy"), office.languages, languages, (language) => languages[language].w("Please ask for your ticket at a counter."));
}

// ---------------------------------------------------------------- when something went wrong

function drawProblem({ visit, office, w, calendar }) {
  const { title, remedy, again, other } = problem(w, visit.problem, serviceOf(visit, office), calendar);
  write($("problem-title"), title);
  write($("problem-remedy"), remedy);
  $("again").hidden = !again;
  $("again").ariaBusy = visit.pending ? "true" : "false";
  say("again", visit.pending ? w("One moment, please…") : w("Try again"));
  $("other").hidden = !other || office.services.length === 1;
}
