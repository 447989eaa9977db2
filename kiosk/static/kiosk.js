// The kiosk: what a touch does. A visit is one person's; when it ends, nothing of it is left.

import { knock } from "/static/door.js";
import { follow } from "/static/news.js";
import * as corner from "./corner.js";
import { $ } from "./elements.js";
import * as keys from "./keys.js";
import * as presence from "./presence.js";
import { forget } from "./screens.js";
import { seal } from "./seal.js";
import * as speech from "./speech.js";
import * as sprite from "./sprite.js";
import { enter, settle, show, stage } from "./stage.js";
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
  go(visit.screen === "start" ? visits.afterLanguage(office) : visit.screen, { language });
}

function chooseService(service) {
  const { visit } = stage;
  go("service", { service, priority: visit.service === service ? visit.priority : null, attempt: null });
}

function choosePriority(priority) {
  go("service", { priority, attempt: null });
}

function chooseMode(mode) {
  const { modes, screen } = stage.visit;
  go(screen, { modes: { ...modes, [mode]: !modes[mode] } });
}

function back() {
  if ($("warning").open) return presence.stay();
  const screen = visits.before(stage.visit, stage.office);
  if (screen && !stage.visit.pending) go(screen, { attempt: null });
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

function learn(office) {
  stage.office = office;
  const { visit } = stage;
  if (visit.service && !visits.serviceOf(visit, office) && visit.screen !== "number") return leave();
  if (visits.isFresh(visit, office)) stage.visit = visits.fresh(office);
  show();
}

function connection(state) {
  stage.connected = state;
  show();
}

// ---------------------------------------------------------------- beginning

const PRESSES = {
  "first-languages": ({ key }) => chooseLanguage(key),
  languages: ({ key }) => chooseLanguage(key),
  cards: ({ key }) => chooseService(key),
  classes: ({ key }) => choosePriority(key),
  modes: ({ mode }) => chooseMode(mode),
};
const ALWAYS = new Set(["languages", "modes"]); // also while the office is asked for a ticket
const DEEDS = {
  back,
  take,
  again: take,
  offer: () => go("priority"),
  "no-priority": () => choosePriority(null),
  another: back,
  other: () => go(visits.afterLanguage(stage.office), { attempt: null }),
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
document.fonts.ready.then(show);
seal();
speech.listen({ show, attend: presence.attend, warnAgain: presence.warnAgain });
keys.listen({
  back,
  again: speech.again,
  louder: () => speech.louder(1),
  quieter: () => speech.louder(-1),
  largerText: () => chooseMode("text"),
  highContrast: () => chooseMode("contrast"),
  woken: speech.woken,
  reached: speech.reached,
});
touch.listen(press);
corner.listen({ leave });
show();
sprite.load();
follow("/kiosk", {
  snapshot: ({ office }) => learn(office),
  news: (news) => NEWS[news.kind]?.(news),
  lost: ({ kind }) => {
    if (kind === "not-signed-in") knock();
    connection(false);
  },
  back: () => {
    connection(true);
    sprite.load();
  },
});
