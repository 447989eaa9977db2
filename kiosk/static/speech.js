// Says aloud what a screen says: to everybody their number, and to whoever listens everything.
//
// Who listens is one person: the mode and its volume end with the visit. What is said, the office composes
// (kiosk/speech.py) from the codes of what is on the screen; here is only when.

import { painted } from "/static/frames.js";
import { read } from "/static/words.js";
import { $ } from "./elements.js";
import * as keys from "./keys.js";
import { LOUDNESSES, Player } from "./speech-player.js";
import { Room } from "./speech-room.js";
import { nameOf, sentencesOf } from "./speech-scene.js";
import * as finger from "./speech-touch.js";
import { icon } from "./sprite.js";

const CHOICE_PAUSE_S = 1; // after each option, where it is chosen while it is heard

const { speech } = read("kiosk");
const player = new Player({ said, rested, changed: drawButton, failed: fail });
const room = new Room({ hold, release });

let on = {}; // what others do (listen)
let scene = null; // what was drawn last
let shown = ""; // the screen and the language of which something was said last
let receipt = ""; // what was said of the paper
let answer = Promise.resolve([]); // the sentences of what is shown
let asked = 0;
let coming = 0; // which of the askings is about to be said
let late = false; // a call went first: what is said now takes longer than the screen is meant to stay
let patient = false; // who waits for an answer was told to
let farewell = []; // what is said when the office cannot be asked any more
let connected = true;
let mute = false; // what was to be said could not be heard

// `deeds`: begin(modes) the visit goes on with them, attend() somebody is there, warnAgain() the warning begins anew.
export function listen(deeds) {
  on = deeds;
  $("speech").hidden = speech.output === "none";
  if (speech.output !== "none" && !speech.languages.length) fail();
  finger.listen({ isOn: isListening, meant: () => player.meant, choose, reached }); // before anything is cut short
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, interrupt, { capture: true });
  new MutationObserver(warned).observe($("warning"), { attributeFilter: ["open"] });
}

// A call is announced in the room: its parts are what is heard there.
export function heard(call) {
  if (speech.output === "shared") room.heard(call);
}

function hold() {
  player.hold();
  late = true;
  tell("held", {});
}

function release() {
  tell("released", {});
  player.release();
}

// ---------------------------------------------------------------- what is on the screen

// `drawn`: what screens.js has drawn.
export function spoken(drawn) {
  scene = drawn;
  const { visit } = drawn;
  keys.number(visit.modes.keys);
  drawButton();
  if (speech.output === "none") return;
  const now = whereIs(visit);
  if (connected !== drawn.connected) changeConnection();
  if (now !== shown) {
    shown = now;
    patient = false;
    receipt = drawn.receipt.state;
    enter(visit);
  } else if (isListening() && visit.pending && visit.long && !patient) {
    patient = true;
    say("pending");
  } else if (visit.screen === "number" && drawn.receipt.state !== receipt) {
    receipt = drawn.receipt.state;
    ask("receipt", { brief: true }).then((sentences) => player.add(sentences));
  }
}

// What makes another screen of it, for those who listen.
function whereIs({ screen, language, category, page, step, modes, ticket, problem }) {
  return [screen, language, category, page, step, modes.speech, modes.keys, ticket?.id, problem?.kind].join();
}

// While the office is away nothing new can be said, but what was fetched before: whatever is pressed is answered by it.
function changeConnection() {
  connected = scene.connected;
  if (!isListening()) return;
  if (connected) again();
  else bidFarewell();
}

function bidFarewell() {
  if (farewell.length) player.say(farewell);
}

async function prepareFarewell(language) {
  if (farewell[0]?.language === language) return;
  farewell = await ask("lost", { brief: true });
  farewell.forEach(({ part }) => fetch(`/voice/${part}.wav`).catch(() => {})); // the browser keeps it
}

function enter({ screen, modes, language }) {
  keys.forget();
  player.stop();
  asked += 1; // what was asked for another screen is not said on this one
  if (!modes.speech) changeVolume(0);
  if (modes.speech) say(screen).then(() => prepareFarewell(language));
  else if (screen === "number") say(screen, { brief: true, options: [] });
}

// The same once more, from its beginning.
export function again() {
  if (isListening()) say($("warning").open ? "warning" : scene.visit.screen);
}

function warned() {
  if (!$("warning").open) return again();
  player.tone();
  if (isListening()) say("warning");
}

const isListening = () => Boolean(scene?.visit.modes.speech);

// ---------------------------------------------------------------- saying

async function say(screen, more = {}) {
  const mine = ++asked;
  player.stop();
  if (!connected) return void (isListening() && bidFarewell());
  coming = mine;
  answer = ask(screen, more);
  const sentences = await answer;
  if (coming === mine) coming = 0;
  if (mine !== asked || !sentences.length || !connected) return;
  player.say(sentences.filter(({ aside }) => !aside), byKey() ? undefined : CHOICE_PAUSE_S);
}

const byKey = () => scene.visit.modes.keys;

// The sentences of a scene; none when they cannot be had. What is seen comes first: it waits for no sound.
async function ask(screen, more) {
  const asking = scene;
  await painted();
  const sentences = await sentencesOf(asking, screen, more);
  if (!sentences) fail();
  return sentences ?? [];
}

function said(sentence) {
  mute = false;
  drawButton();
  tell("said", sentence);
  if (isListening() || (late && scene.visit.screen === "number")) on.attend();
}

function rested() {
  late = player.held;
  tell("rested", {});
  if (isListening() && $("warning").open) on.warnAgain();
}

// Tests and other listeners hear what was said, when it was said.
function tell(what, detail) {
  document.dispatchEvent(new CustomEvent(`dawr:${what}`, { detail }));
}

// ---------------------------------------------------------------- what somebody does

// The loudspeaker: the first touch listens, each further one hears it again.
export function touched() {
  if (speech.output === "none") return;
  if (isListening()) return void again();
  begin({ speech: true });
}

// A key, when none was used before. Returns whether it is the first one.
export function woken() {
  const { modes } = scene.visit;
  if (modes.keys && (modes.speech || speech.output === "none")) return false;
  begin({ keys: true, speech: speech.output !== "none" });
  return true;
}

function begin(modes) {
  player.unlock();
  on.begin(modes);
}

export function louder(step) {
  if (!isListening()) return;
  changeVolume(step);
  if (!player.speaks && !coming) ask(step > 0 ? "louder" : "quieter", { brief: true }).then((sentences) => player.say(sentences));
}

// A telephone's keypad has one key for the volume: each press is louder, and after the loudest comes the quietest.
export function otherVolume() {
  louder(player.loudest ? -LOUDNESSES : 1);
}

function changeVolume(step) {
  tell("volume", { step: player.volume(step) });
}

// A control under the finger, or to which a key has moved.
export async function reached(button) {
  if (!isListening()) return;
  const mine = ++asked;
  player.stop();
  const name = nameOf(button);
  const sentences = (await answer).filter(({ option }) => option === name);
  if (mine === asked && sentences.length) player.say(sentences);
}

// Who holds the loudspeaker down chooses what was just said.
function choose({ option }) {
  keys.controls().find((button) => nameOf(button) === option)?.click();
}

const VOLUME = new Set(["+", "-", "#"]);

// Whatever somebody does, what was said no longer matters: the new screen speaks.
function interrupt({ key, type }) {
  if (type === "keydown" && VOLUME.has(key)) return;
  if (!isListening() && scene?.visit.screen === "number") return; // the number is said to its end
  asked += 1;
  player.stop();
}

// ---------------------------------------------------------------- the button

function fail() {
  mute = true;
  drawButton();
}

// It shows that there is no sound; nothing else of the page depends on it.
function drawButton() {
  if (!scene) return;
  const silent = mute || (isListening() && player.refused);
  const label = $("speech").querySelector("[data-word]");
  const { w } = scene;
  label.dataset.word = silent ? "No sound" : isListening() ? "Repeat" : "Listen";
  label.textContent = silent ? w("No sound") : isListening() ? w("Repeat") : w("Listen");
  $("speech").ariaPressed = String(isListening());
  const name = silent ? "volume_off" : "volume_up";
  if ($("speech").dataset.icon === name) return;
  $("speech").dataset.icon = name;
  $("speech").querySelector("svg").replaceWith(icon(name));
}
