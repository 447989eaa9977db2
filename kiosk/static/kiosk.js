// The kiosk: what a touch does. A visit is one person's; when it ends, nothing of it is left.

import { get, post, Problem } from "/static/api.js";
import { follow } from "/static/news.js";
import { read, words } from "/static/words.js";
import { $ } from "./elements.js";
import { fit } from "./fit.js";
import * as keys from "./keys.js";
import { countdown, Patience } from "./patience.js";
import { draw, forget } from "./screens.js";
import { seal } from "./seal.js";
import * as sprite from "./sprite.js";
import * as touch from "./touch.js";
import * as visits from "./visit.js";

const QUIET_S = 45;
const WARNING_S = 20;
const LONG_MS = 3000; // a citizen who waits longer than this is told that we are still trying
const LOOK_MS = 3000; // how often to ask for a receipt of which no news came
const SETTLES_MS = 300;
const NUMBER_SETTLES_MS = 1000;
const CLOSING_S = { printing: 30, printed: 15, failed: 30, none: 30 };
const RECEIPTS_KEPT = 20;

const page = read("kiosk");
const languages = Object.fromEntries(
  Object.entries(page.languages).map(([language, spoken]) => [language, { ...spoken, w: words(spoken.words, language) }]),
);
const receipts = new Map(); // ticket → { receipt, problem }: the news may come before the answer
const patience = new Patience({ quiet_s: QUIET_S, warning_s: WARNING_S, warn, over: leave });

let office = page.office;
let visit = visits.fresh(office);
let connected = true;
let stopClosing = () => {};
let settling = 0;

const w = (...sentence) => languages[visit.language].w(...sentence);

// ---------------------------------------------------------------- what is seen

function show() {
  draw({ visit, office, languages, w, connected, receipt: receiptNow() });
  fit(document.body, $(visit.screen));
}

// A finger that is still coming down must not touch what it has not seen: two quick taps are one.
function settle(ms) {
  clearTimeout(settling);
  document.body.classList.add("settling");
  settling = setTimeout(() => document.body.classList.remove("settling"), ms);
}

function receiptNow() {
  const news = receipts.get(visit.ticket?.id);
  return { state: news?.receipt ?? visit.ticket?.receipt, problem: news?.problem };
}

function go(screen, changes = {}) {
  if (screen !== visit.screen) settle(screen === "number" ? NUMBER_SETTLES_MS : SETTLES_MS);
  Object.assign(visit, changes, { screen });
  attend();
  show();
  $(screen).querySelector("h1")?.focus({ preventScroll: true });
}

// ---------------------------------------------------------------- what a citizen does

function chooseLanguage(language) {
  const screen = visit.screen === "start" ? visits.afterLanguage(office) : visit.screen;
  go(screen, { language });
}

function chooseService(service) {
  go("service", { service, priority: visit.service === service ? visit.priority : null, attempt: null });
}

function choosePriority(priority) {
  go("service", { priority, attempt: null });
}

function back() {
  if ($("warning").open) return stay();
  const screen = visits.before(visit, office);
  if (screen && !visit.pending) go(screen, { attempt: null });
}

async function take() {
  if (visit.pending) return;
  const mine = visit;
  mine.attempt ??= visits.attempt(mine);
  Object.assign(mine, { pending: true, long: false });
  show();
  const timer = setTimeout(() => show(Object.assign(mine, { long: true })), LONG_MS);
  patience.rest();
  try {
    given(await post("/api/tickets", mine.attempt.body, { key: mine.attempt.key }));
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    refused(problem);
  } finally {
    clearTimeout(timer);
    mine.pending = false;
    attend();
  }
}

function given(ticket) {
  go("number", { ticket, pending: false, attempt: null });
  look(visit);
}

function refused(problem) {
  const { kind, status } = problem;
  const attempt = visits.isAnswered(problem) ? null : visit.attempt;
  go("problem", { problem: { kind, status }, pending: false, attempt });
}

// The visit ends: the next one knows nothing of it.
function leave() {
  stopClosing();
  patience.rest();
  $("warning").close();
  settle(SETTLES_MS);
  visit = visits.fresh(office);
  forget();
  show();
  document.activeElement?.blur();
}

// ---------------------------------------------------------------- the clock

// Somebody is there: whatever waits for the end of the visit begins anew.
function attend() {
  if ($("warning").open || visit.pending) return;
  if (visit.screen === "number") close();
  else if (visits.isFresh(visit, office)) patience.rest();
  else patience.renew();
}

function warn(seconds) {
  $("warning-left").textContent = w("The kiosk starts again in %(n)s second", { n: seconds });
  if ($("warning").open) return;
  run($("more-time"), WARNING_S);
  settle(SETTLES_MS);
  $("warning").showModal();
}

function stay() {
  $("warning").close();
  patience.renew();
}

// The number stays long enough to be read, longer where there is no paper; each touch begins that anew.
function close() {
  stopClosing();
  patience.rest();
  const seconds = CLOSING_S[receiptNow().state];
  run($("done"), seconds);
  stopClosing = countdown(seconds, (n) => ($("closing").textContent = w("This screen closes in %(n)s second", { n })), leave);
}

// The bar in a button that shows the time left.
function run(button, seconds) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const bar = button.querySelector(".left");
  bar.getAnimations().forEach((animation) => animation.cancel());
  bar.animate([{ transform: "scaleX(1)" }, { transform: "scaleX(0)" }], { duration: seconds * 1000, fill: "forwards" });
}

// ---------------------------------------------------------------- what the office says

function learn(state) {
  office = state;
  if (visit.service && !visits.serviceOf(visit, office) && visit.screen !== "number") return leave();
  if (visits.isFresh(visit, office)) visit = visits.fresh(office);
  show();
}

function learnReceipt({ ticket, receipt, problem }) {
  receipts.set(ticket, { receipt, problem });
  if (receipts.size > RECEIPTS_KEPT) receipts.delete(receipts.keys().next().value);
  if (visit.ticket?.id !== ticket) return;
  show();
  close();
}

// News may be lost with the connection: while no receipt is known, ask.
async function look(mine) {
  await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  if (visit !== mine || receiptNow().state !== "printing") return;
  try {
    const { id, receipt } = await get(`/api/tickets/${mine.ticket.id}`);
    if (visit === mine && receipt !== "printing" && !receipts.has(id)) learnReceipt({ ticket: id, receipt });
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
  }
  look(mine);
}

function connection(state) {
  connected = state;
  show();
}

// ---------------------------------------------------------------- beginning

const PRESSES = {
  "first-languages": ({ key }) => chooseLanguage(key),
  languages: ({ key }) => chooseLanguage(key),
  cards: ({ key }) => chooseService(key),
  classes: ({ key }) => choosePriority(key),
};
const DEEDS = {
  back,
  take,
  again: take,
  offer: () => go("priority"),
  "no-priority": () => choosePriority(null),
  another: back,
  other: () => go(visits.afterLanguage(office), { attempt: null }),
  leave,
  done: leave,
  "more-time": stay,
  "start-again": leave,
};

function press(button) {
  if (visit.pending && button.parentElement.id !== "languages") return;
  const deed = DEEDS[button.id] ?? PRESSES[button.parentElement.id];
  deed?.(button.dataset);
}

for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, attend, { capture: true });
$("warning").addEventListener("cancel", (event) => {
  event.preventDefault();
  stay();
});
addEventListener("resize", show);
document.fonts.ready.then(show);
seal();
keys.listen({ back });
touch.listen(press);
show();
sprite.load();
follow("/kiosk", {
  snapshot: ({ office }) => learn(office),
  news: (news) => (news.kind === "receipt" ? learnReceipt(news) : learn(news.office)),
  lost: () => connection(false),
  back: () => {
    connection(true);
    sprite.load();
  },
});
