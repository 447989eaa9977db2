// One ticket on a phone: it asks the office now and then, shows what it hears, and rings when the ticket is called.

import { read, words } from "/static/words.js";
import { arm, rest, ring, stayAwake, vibrates } from "./alarm.js";
import { pause_ms } from "./rhythm.js";
import { moods, values } from "./scene.js";
import { act, ask, forget } from "./talk.js";

const STALE_MS = 60_000;

const $ = (id) => document.getElementById(id);
const carried = read("phone");
const w = words(carried.words);
const root = document.documentElement;

let ticket = carried.ticket;
let heard_ms = Date.now();
let failures = 0;
let timer;
let turn = 0;

// ---------------------------------------------------------------- what is shown

function write(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

function say(id, text) {
  $(id).hidden = !text;
  if (text) write($(id).querySelector("span"), text);
}

function draw() {
  const now = moods(ticket);
  if (root.dataset.scene !== now[0]) scrollTo(0, 0);
  [root.dataset.scene] = now;
  for (const part of document.querySelectorAll("[data-when]")) {
    part.hidden = !part.dataset.when.split(" ").some((mood) => now.includes(mood));
  }
  for (const place of document.querySelectorAll("[data-say]")) write(place, w(place.dataset.say, values(ticket)));
  write($("ahead"), ticket.ahead ? w("About %(n)s person is before you", { n: ticket.ahead }) : w("Nobody is before you"));
  write($("service"), ticket.service_name[root.lang] ?? Object.values(ticket.service_name)[0] ?? "");
  document.title = [ticket.number, ...(now[0] === "called" ? call() : []), carried.office].join(" · ");
}

function call() {
  return [w("It is your turn"), w("Counter %(n)s", values(ticket))];
}

function drawLost() {
  const lost = failures > 0 || Date.now() - heard_ms > STALE_MS;
  // The time as the phone's own clock shows it: that is the one which its owner compares it with.
  const time = new Date(heard_ms).toTimeString().slice(0, 5);
  say("lost", lost ? w("Last heard from the office at %(time)s. We keep trying.", { time }) : "");
}

// What changed is said aloud to whoever does not see it.
function announce(before) {
  const [was] = moods(before);
  const [is] = moods(ticket);
  const calls = is === "called" && ticket.called_at !== before.called_at;
  if (calls) ring();
  if (["finished", "cancelled", "unserved"].includes(is)) {
    rest();
    armed("");
  }
  if (calls) aloud(call().join(". "));
  else if (is !== was) aloud(document.querySelector("section:not([hidden]) h1")?.textContent ?? "");
}

// Also the same words again, as at a recall: a screen reader speaks only what changes.
function aloud(text) {
  write($("aloud"), $("aloud").textContent === text ? `${text}\u00a0` : text);
}

function hear(news) {
  heard_ms = Date.now();
  failures = 0;
  if (news) {
    const before = ticket;
    ticket = news;
    draw();
    announce(before);
  }
  drawLost();
}

// ---------------------------------------------------------------- when it asks

// Only the latest question counts: an older answer may come after a newer one.
async function look() {
  clearTimeout(timer);
  turn += 1;
  const mine = turn;
  try {
    const news = await ask();
    if (mine === turn) hear(news);
    else forget();
  } catch {
    if (mine !== turn) return;
    failures += 1;
    drawLost();
  }
  if (mine === turn) plan();
}

function plan() {
  clearTimeout(timer);
  const wait_ms = pause_ms(ticket, failures);
  if (wait_ms !== null && !document.hidden) timer = setTimeout(look, wait_ms);
}

function wake() {
  if (document.hidden) {
    clearTimeout(timer);
    return;
  }
  drawLost();
  stayAwake();
  look();
}

document.addEventListener("visibilitychange", wake);
addEventListener("online", () => {
  failures = Math.min(failures, 1); // it may be said a moment too early: then we ask again soon, however long it was away
  wake();
});
addEventListener("pageshow", (event) => event.persisted && wake());

// ---------------------------------------------------------------- what its owner does

// Another phone with the same ticket may have been first: what was wanted has come true.
const BECOMES = { cancel: "cancelled", return: "waiting" };

async function press(button, verb) {
  clearTimeout(timer);
  turn += 1;
  const mine = turn;
  button.setAttribute("aria-busy", "true");
  say("problem", "");
  try {
    hear(await act(verb));
    confirming(false);
    $("main").focus();
    // What was asked meanwhile may be answered as it was before.
    if (mine === turn) plan();
    else look();
  } catch (error) {
    confirming(false);
    if (!error.refused) say("problem", w("The office could not be reached. Please try again."));
    await look();
    if (error.refused && ticket.state !== BECOMES[verb]) {
      say("problem", w("This is no longer possible: something has changed in the meantime."));
    }
  }
  button.removeAttribute("aria-busy");
}

function armed(how) {
  say("told", how);
  $("tell-me").hidden = Boolean(how);
}

function confirming(open) {
  $("sure").hidden = !open;
  $("give-up").hidden = open;
  $("give-up").setAttribute("aria-expanded", String(open));
}

$("give-up").addEventListener("click", () => {
  confirming(true);
  $("sure-title").focus({ preventScroll: true });
  $("sure").scrollIntoView({ block: "nearest" });
});
$("keep").addEventListener("click", () => {
  confirming(false);
  $("give-up").focus();
});
$("cancel").addEventListener("click", () => press($("cancel"), "cancel"));
$("return").addEventListener("click", () => press($("return"), "return"));
$("tell-me").addEventListener("click", async () => {
  const awake = await arm();
  const how = vibrates ? w("This phone will ring and vibrate.") : w("This phone will ring.");
  const keep = awake
    ? w("Please keep this page open: the screen stays on.")
    : w("Please keep this page open and the screen on.");
  armed(`${how} ${keep}`);
});

for (const id of ["return", "give-up", "tell-me"]) $(id).hidden = false;
draw();
plan();
root.dataset.live = "";
