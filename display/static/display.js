// The display: the news of the office become what is seen and heard.

import { knock } from "/static/door.js";
import { follow } from "/static/news.js";
import { read, words } from "/static/words.js";
import { Announcements } from "./announcements.js";
import { Calls } from "./calls.js";
import { Clock } from "./clock.js";
import { Sound } from "./sound.js";
import { measure, Wall } from "./wall.js";

const page = read("display");
const languages = Object.fromEntries(
  Object.entries(page.languages).map(([code, { direction, texts }]) => [code, { direction, w: words(texts, code) }]),
);
const { w } = languages[page.language];

const clock = new Clock();
const calls = new Calls();
const wall = new Wall(languages, page.language);
const sound = new Sound(page.chime, showSound);
let last = null; // the call that was announced last: it stays when its announcement is over
let silent = false; // the last announcement had a voice that could not be played
let lostAt = null;

const announcements = new Announcements({
  load: (call) => sound.load(call.parts),
  show(call) {
    last = call;
    draw();
    tell("shown", { call: call.call });
  },
  async chime(call, signal) {
    await sound.chime(signal);
    tell("chimed", { call: call.call });
  },
  async speak(call, loaded, signal) {
    const sounds = await loaded;
    silent = call.parts.length > 0 && !sounds.every(Boolean);
    showSound();
    await sound.speak(sounds, signal, (part) => tell("spoken", { call: call.call, part: call.parts[part] }));
  },
  rest(call) {
    if (!calls.has(call.call)) last = null;
    draw();
    tell("rested", { call: call.call });
  },
});

// Tests and other listeners hear what happened, when it happened.
function tell(what, detail) {
  document.dispatchEvent(new CustomEvent(`dawr:${what}`, { detail }));
}

// ---------------------------------------------------------------- what is seen

function draw() {
  const known = calls.list(clock.now());
  const waiting = announcements.waiting;
  const current = announcements.current;
  // At rest the wall keeps the call that was announced last, else the newest that is not still to come.
  const shown =
    current ?? known.find(({ call }) => call === last?.call) ?? known.find(({ call }) => !waiting.includes(call));
  wall.call(shown ?? null, current !== null);
  wall.calls(known.filter(({ number }) => number !== shown?.number).slice(0, page.calls), waiting);
}

function showSound() {
  wall.sound(!sound.allowed ? "refused" : silent ? "mute" : "");
}

function showTrouble() {
  wall.trouble(lostAt === null ? null : w("No connection since %(time)s", { time: lostAt }));
}

function tick() {
  wall.clock(clock.text());
}

function board({ calls: standing, waiting, now }) {
  clock.set(now);
  calls.begin(standing);
  wall.waiting(waiting.total);
  tick();
}

// ---------------------------------------------------------------- what is heard of the office

function snapshot({ board: seen, missed, office }) {
  wall.office(office);
  board(seen);
  for (const call of missed) calls.add(call);
  withdrawUnknown();
  for (const call of missed) announcements.add(call);
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
    announcements.add(call);
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
  waiting({ waiting }) {
    wall.waiting(waiting.total);
  },
};

measure(page.inches);
addEventListener("resize", () => measure(page.inches));
for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, () => sound.allowed || sound.enable());
setInterval(tick, 1000);
setInterval(draw, 60_000);
wall.office(page.office);
board(page.board);
draw();
sound.enable();

follow("/display", {
  auth: { since: page.board.sequence }, // what is called before the first snapshot is not lost either
  snapshot,
  news: (data) => NEWS[data.kind]?.(data),
  lost({ kind }) {
    if (kind === "not-signed-in") knock();
    lostAt ??= clock.text();
    showTrouble();
  },
  back() {
    lostAt = null;
    showTrouble();
  },
});
