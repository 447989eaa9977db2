// The kiosk: what a touch does. A visit is one person's; when it ends, nothing of it is left.

import { knock } from "/static/door.js";
import { follow } from "/static/news.js";
import * as corner from "./corner.js";
import { $ } from "./elements.js";
import { isStepped, letters } from "./fit.js";
import * as keys from "./keys.js";
import * as presence from "./presence.js";
import { forget } from "./screens.js";
import { seal } from "./seal.js";
import * as speech from "./speech.js";
import { enter, known, settle, show, showSoon, stage } from "./stage.js";
import { learnReceipt, take } from "./ticket.js";
import * as touch from "./touch.js";
import * as visits from "./visit.js";

function go(screen, changes) {
  enter(screen, changes);
  presence.attend();
}

// ---------------------------------------------------------------- what a citizen does

function chooseLanguage(language) {
  const { office, visit } = stage;
  go(visit.screen === "start" ? visits.afterLanguage(office) : visit.screen, { language, step: "papers" });
}

// A category, or a service that stands among them as itself.
function chooseKind(code) {
  const { category } = visits.kinds(stage.office).find((kind) => (kind.category ?? kind.service).code === code);
  if (category) go("services", { category: code, page: 0 });
  else chooseService(code, null);
}

function chooseService(service, category = stage.visit.category) {
  const { visit } = stage;
  const priority = visit.service === service ? visit.priority : null;
  go("service", { service, category, priority, attempt: null, page: 0, step: "papers" });
}

function choosePriority(priority) {
  go("service", { priority, attempt: null, page: 0 });
}

function chooseMode(mode) {
  const { modes, screen } = stage.visit;
  go(screen, { modes: { ...modes, [mode]: !modes[mode] }, page: 0, step: "papers" });
}

// Somebody listens from now on, or goes by keys: on this visit, which may not have been drawn since news came.
function begin(modes) {
  Object.assign(stage.visit.modes, modes);
  show();
  presence.attend();
}

function turnPage() {
  const { screen, page } = stage.visit;
  go(screen, { page: page + 1 });
}

function back() {
  if ($("warning").open) return presence.stay();
  const { visit, office } = stage;
  const step = isStepped() ? visit.step : "papers";
  const change = visits.before({ ...visit, step }, office);
  if (change && !visit.pending) go(change.screen, { page: 0, ...change, attempt: null });
}

// The visit ends: the next one knows nothing of it.
function leave() {
  presence.rest();
  settle();
  stage.visit = visits.fresh(stage.office);
  forget();
  show();
  document.activeElement?.blur();
}

// ---------------------------------------------------------------- what the office says

function learn(state) {
  const office = (stage.office = known(state));
  const { visit } = stage;
  if (visit.pending) return; // what the answer draws must not wait for this
  const gone = visit.service !== null && !visits.serviceOf(visit, office);
  const paused = office.paused !== null;
  if (visit.screen !== "number" && (gone || paused !== (visit.screen === "paused"))) return leave();
  if (visits.isFresh(visit, office)) stage.visit = visits.fresh(office);
  if (visits.isOutdated(visit, office)) return enter("service", { problem: null, page: 0 });
  showSoon();
}

function connection(state) {
  stage.connected = state;
  show();
}

// ---------------------------------------------------------------- beginning

const PRESSES = {
  "first-languages": ({ key }) => chooseLanguage(key),
  languages: ({ key }) => chooseLanguage(key),
  "category-cards": ({ key }) => chooseKind(key),
  cards: ({ key }) => chooseService(key),
  classes: ({ key }) => choosePriority(key),
  modes: ({ mode }) => chooseMode(mode),
};
const ALWAYS = new Set(["languages", "modes"]); // also while the office is asked for a ticket
const DEEDS = {
  back,
  take,
  again: take,
  offer: () => go("priority", { page: 0, step: "ticket" }),
  onward: () => go("service", { step: "ticket" }),
  "no-priority": () => choosePriority(null),
  another: back,
  other: () => go(visits.afterLanguage(stage.office), { category: null, attempt: null }),
  leave,
  done: leave,
  "more-time": presence.stay,
  "start-again": leave,
  speech: speech.touched,
};

function press(button) {
  if (corner.press(button)) return;
  const room = button.parentElement.id;
  if (stage.visit.pending && !ALWAYS.has(room)) return;
  if (button.classList.contains("more")) return turnPage();
  const deed = DEEDS[button.id] ?? PRESSES[room];
  deed?.(button.dataset);
}

const NEWS = {
  receipt: learnReceipt,
  office: ({ office }) => learn(office),
  call: ({ call }) => speech.heard(call),
};

presence.watch({ over: leave });
addEventListener("resize", show);
seal({ atRest: () => visits.isFresh(stage.visit, stage.office) });
speech.listen({ begin, attend: presence.attend, warnAgain: presence.warnAgain });
keys.listen({
  back,
  again: speech.again,
  louder: () => speech.louder(1),
  quieter: () => speech.louder(-1),
  otherVolume: speech.otherVolume,
  largerText: () => chooseMode("text"),
  highContrast: () => chooseMode("contrast"),
  woken: speech.woken,
  reached: speech.reached,
});
touch.listen(press);
corner.listen({ leave });
show();
letters().then(show);
follow("/kiosk", {
  snapshot: ({ office }) => learn(office),
  news: (news) => NEWS[news.kind]?.(news),
  lost: ({ kind }) => {
    if (kind === "not-signed-in") knock();
    connection(false);
  },
  back: () => connection(true),
});
