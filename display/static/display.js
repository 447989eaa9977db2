// The display: the news of the office become what is seen and heard.

import { knock } from "/static/door.js";
import { follow } from "/static/news.js";
import { heard } from "/static/time.js";
import { read, words } from "/static/words.js";
import { Announcements } from "./announcements.js";
import { Calls } from "./calls.js";
import { Clock } from "./clock.js";
import { ready } from "./letters.js";
import { Media } from "./media.js";
import { Mouth } from "./mouth.js";
import { Notice } from "./notice.js";
import { arranged, firstLanguage, shows } from "./options.js";
import { renewal } from "./renewal.js";
import { Sound } from "./sound.js";
import { Trouble } from "./trouble.js";
import { Wake } from "./wake.js";
import { measure, Wall } from "./wall.js";

// Nobody stands up for a call that is older than this.
const OLD_MS = 60_000;

const page = read("display");
const languages = Object.fromEntries(
  Object.entries(page.languages).map(([code, { direction, texts }]) => [code, { direction, w: words(texts, code) }]),
);

let given = page.options; // what the office decided of this wall, and what follows from it
let speaks = page.speaks ?? true;
let options = arranged(given, location.search);
let office = page.office;
let language = null;
let total = 0;
let last = null; // the call that was announced last: it stays when its announcement is over
let follower = null;

const clock = new Clock();
const calls = new Calls();
const trouble = new Trouble(clock, showTrouble);
const wake = new Wake();
const wall = new Wall(languages, page.language);
const notice = new Notice(document.getElementById("notice"), languages);
const media = new Media(document.getElementById("media"), (shown) => {
  document.body.classList.toggle("with-media", shown);
  resize();
});
const sound = new Sound(page.chime, () => (showSound(), tellSound()));
const mouth = new Mouth(sound, tell, showSound);
const renew = renewal(() => announcements.current === null);

const announcements = new Announcements({
  load: (call) => mouth.load(call),
  look: watch,
  show(call) {
    last = call;
    media.rest(false);
    draw();
    tell("shown", { call: call.call });
  },
  chime: (call, loaded, signal) => mouth.chime(call, loaded, signal),
  speak: (call, loaded, signal) => mouth.speak(call, loaded, signal),
  rest(call) {
    if (!calls.has(call.call)) last = null;
    mouth.rest(call, announcements.waiting);
    if (!announcements.waiting.length) media.rest(true, audible());
    draw();
    tell("rested", { call: call.call });
    renew();
  },
});

// Tests and other listeners hear what happened, when it happened.
function tell(what, detail) {
  document.dispatchEvent(new CustomEvent(`dawr:${what}`, { detail }));
}

// ---------------------------------------------------------------- what the office decided of this wall

function decide(decided) {
  given = decided.options ?? given;
  speaks = decided.speaks ?? speaks;
}

function arrange() {
  options = arranged(given, location.search);
  language = firstLanguage(options, Object.keys(languages), page.language, location.search);
  sound.speaks = speaks && options.voice;
  wall.language(language, options.languages ?? []);
  wall.theme(options.theme);
  wall.rows(options.calls);
  wall.office(office);
  wall.waiting(options.waiting ? total : null);
  resize();
  notice.tell(options.notice, written());
  media.show(options.media);
  media.rest(announcements.current === null, audible());
  showSound();
  showTrouble();
  draw();
}

// The languages of what is for everybody.
function written() {
  return [language, ...(options.languages?.length ? options.languages : office.languages)].filter(
    (each, at, all) => all.indexOf(each) === at,
  );
}

// Walls beside each other would not be together: a video is heard only where the voice is.
function audible() {
  return sound.speaks && sound.allowed;
}

function resize() {
  measure(options.inches);
  wall.fit();
  notice.measure();
}

// ---------------------------------------------------------------- what is seen

function draw() {
  const known = calls.list(clock.now()).filter((call) => shows(options, call));
  const waiting = announcements.waiting;
  const current = announcements.current;
  // At rest the wall keeps the call that was announced last, else the newest that is not still to come.
  const shown =
    current ?? known.find(({ call }) => call === last?.call) ?? known.find(({ call }) => !waiting.includes(call));
  wall.call(shown ?? null, current !== null);
  greet();
  const others = known.filter(({ number }) => number !== shown?.number);
  const past = others.filter(({ call }) => !waiting.includes(call)).slice(0, options.calls);
  wall.calls([...others.filter(({ call }) => waiting.includes(call)), ...past], waiting);
}

function greet() {
  wall.greet(office, { now: clock.iso(), total, aloud: page.aloud });
}

function showSound() {
  wall.sound(!sound.speaks ? "" : !sound.allowed ? "refused" : mouth.silent ? "mute" : "");
  media.rest(announcements.current === null, audible());
}

function tellSound() {
  follower?.tell("sound", { allowed: sound.allowed });
}

function showTrouble() {
  wall.trouble(trouble.since);
}

function count(waiting) {
  total = waiting.total;
  wall.waiting(options.waiting ? total : null);
}

function tick() {
  watch();
  wall.clock(clock.text());
  notice.turn(performance.now());
  media.turn(performance.now());
}

// Whoever slept knows nothing of what was called meanwhile, and what it was about to say is old.
function watch() {
  const { slept, missed_ms } = wake.look(performance.now(), Date.now());
  if (!slept) return;
  heard(new Date(clock.now() + missed_ms).toISOString()); // until the office says it better
  for (const id of [...announcements.waiting, announcements.current?.call]) {
    if (id !== undefined && clock.now() - Date.parse(calls.find(id)?.at) > OLD_MS) announcements.withdraw(id);
  }
  follower?.again();
}

// ---------------------------------------------------------------- what is heard of the office

function board({ calls: listed, waiting, now }, standing = []) {
  clock.set(now);
  calls.begin(listed, standing);
  count(waiting);
  wall.clock(clock.text());
}

function announce(call) {
  if (shows(options, call)) announcements.add(call);
}

function snapshot({ board: seen, missed, standing, office: told, ...decided }) {
  office = told;
  decide(decided);
  board(seen, standing);
  for (const call of missed) calls.add(call);
  withdrawUnknown();
  arrange();
  tellSound();
  missed.forEach(announce);
  draw();
}

// Whatever is no longer among the calls was taken back: it is not announced, nor does it stay.
function withdrawUnknown() {
  for (const id of [...announcements.waiting, announcements.current?.call]) {
    if (id !== undefined && !calls.has(id)) announcements.withdraw(id);
  }
  if (!calls.has(last?.call)) last = null;
}

const NEWS = {
  call({ call }) {
    clock.set(call.at);
    calls.add(call);
    announce(call);
    draw();
  },
  withdrawn({ number, stands }) {
    calls.settle(number, stands);
    withdrawUnknown();
    draw();
  },
  // Another day has begun.
  board({ board: seen }) {
    board(seen);
    withdrawUnknown();
    draw();
  },
  waiting: ({ waiting }) => (count(waiting), greet()),
  // With it may come calls that nobody said, for the wall that spoke is gone: now this one does.
  options({ unsaid = [], ...decided }) {
    decide(decided);
    arrange();
    for (const call of unsaid) {
      if (announcements.current?.call === call.call) announcements.withdraw(call.call);
      calls.add(call);
      announce(call);
      mouth.take(call);
    }
    draw();
  },
};

// ---------------------------------------------------------------- the beginning

addEventListener("resize", resize);
addEventListener("online", () => trouble.since && follower.again());
for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, () => sound.allowed || sound.enable());
watch();
setInterval(tick, 1000);
setInterval(draw, 60_000);
board(page.board);
arrange();
ready().then(arrange);
renew.look();

follower = follow("/display", {
  auth: { since: page.board.sequence }, // what is called before the first snapshot is not lost either
  snapshot,
  news: (data) => NEWS[data.kind]?.(data),
  lost({ kind }) {
    if (kind === "not-signed-in") knock();
    trouble.begin();
  },
  back() {
    trouble.end();
    renew.look();
  },
});
