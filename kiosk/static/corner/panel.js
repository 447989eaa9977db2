// The staff corner: a PIN, then what somebody who looks after the kiosk needs. Each deed carries the PIN to the office.

import { OUT_OF_USE } from "/static/devices.js";
import { element } from "/static/element.js";
import { words } from "/static/words.js";
import { icon } from "../sprite.js";
import { languages, stage } from "../stage.js";
import { fed, inUse, printer, tested } from "./sentences.js";

const QUIET_MS = 30_000;
const PATIENCE_MS = 20_000; // the printer may take ten seconds to say how it is
const LONGEST_PIN = 8;

const dialog = element("dialog", { id: "corner", "aria-labelledby": "corner-title" });
let spoken = null; // the words of every language
let corner = null; // { screen: "door" | "pin" | "menu" | "why", pin, said, good, busy, kiosk: {paused, printer}, language }
let quiet = 0;

// ---------------------------------------------------------------- opening and closing

export async function open(language) {
  corner = { screen: "door", pin: "", said: "", good: false, busy: true, kiosk: null, language };
  attend();
  try {
    spoken ??= await (await ask("/kiosk/corner.json")).json();
    if (!dialog.isConnected) await prepare();
    const { pin } = await (await ask("/api/kiosk/corner")).json();
    Object.assign(corner, { busy: false, screen: pin ? "pin" : "door" });
    if (!pin) say("No PIN is set yet: a manager sets it on the devices page.");
  } catch {
    return close(); // as if nobody had held the corner: without the office nothing can be done here
  }
  if (!dialog.open) dialog.showModal();
  draw();
}

// Resolves when it has its looks: as bare text nobody should see it.
function prepare() {
  const looks = element("link", { rel: "stylesheet", href: "/kiosk/static/corner/corner.css" });
  const dressed = new Promise((done) => (looks.onload = looks.onerror = done));
  document.head.append(looks);
  document.body.append(dialog);
  dialog.addEventListener("close", close);
  dialog.addEventListener("pointerdown", attend);
  // Before whatever else listens to keys: these digits are no one's choice.
  addEventListener("keydown", typed, { capture: true });
  return dressed;
}

function close() {
  clearTimeout(quiet);
  corner = null;
  dialog.replaceChildren();
  if (dialog.open) dialog.close();
}

// Somebody is there: the end by itself is put off.
function attend() {
  clearTimeout(quiet);
  quiet = setTimeout(close, QUIET_MS);
}

// ---------------------------------------------------------------- what is seen

const w = (...sentence) => words(spoken[corner.language].words, corner.language)(...sentence);

function draw() {
  if (!corner || !spoken) return;
  const kept = dialog.contains(document.activeElement) ? document.activeElement.dataset.deed : null;
  dialog.lang = corner.language;
  dialog.dir = spoken[corner.language].direction;
  dialog.dataset.screen = corner.screen;
  dialog.replaceChildren(top(), ...SCREENS[corner.screen]());
  const focus = dialog.querySelector(`[data-deed="${CSS.escape(kept ?? "")}"]`) ?? dialog.querySelector(".first") ?? dialog;
  focus.focus({ preventScroll: true });
}

function top() {
  const choices = stage.office.languages.map((language) =>
    element(
      "button",
      { type: "button", class: "button", lang: language, "data-deed": `speak ${language}`, "aria-pressed": String(language === corner.language) },
      languages[language].name,
    ),
  );
  return element(
    "header",
    {},
    element("h1", { id: "corner-title", tabindex: -1 }, w("Staff corner")),
    choices.length > 1 ? element("span", { class: "choice" }, ...choices) : null,
    choice("close", "check", w("Done")),
  );
}

const SCREENS = {
  door: () => [said()],
  pin: () => [
    element(
      "section",
      { class: "asked" },
      element("h2", {}, w("Please enter the PIN")),
      element("p", { class: "dots ltr", role: "img", "aria-label": String(corner.pin.length) }, "●".repeat(corner.pin.length) || "\u00a0"),
      said(),
    ),
    element("section", { class: "pad ltr", lang: corner.language }, ..."123456789".split("").map(digit), key("clear", w("Clear")), digit("0"), key("enter", w("Enter"), "main")),
  ],
  menu: () => [
    element("section", { class: "asked" }, state(w("Kiosk"), inUse(w, corner.kiosk.paused)), state(w("Printer"), printer(w, corner.kiosk.printer)), said()),
    element(
      "section",
      { class: "deeds" },
      choice("test-print", "print", w("Test print"), "first"),
      choice("paper-changed", "refresh", w("Paper changed")),
      corner.kiosk.paused ? choice("resume", "play_arrow", w("Take into use"), "main") : choice("why", "pause", w("Put out of use")),
    ),
  ],
  why: () => [
    element("section", { class: "asked" }, element("h2", {}, w("Why is it out of use?")), said()),
    element(
      "section",
      { class: "deeds" },
      ...Object.entries(OUT_OF_USE).map(([code, text], place) => choice(`pause ${code}`, null, w(text), place === 0 ? "first" : "")),
      choice("menu", "undo", w("Back")),
    ),
  ],
};

function said() {
  return element("p", { class: `said ${corner.good ? "good" : "wrong"}`, role: "status" }, answer());
}

// What came of the last deed. It is not said a second time of the printer.
function answer() {
  return corner.busy ? w("One moment, please…") : corner.said && w(corner.said);
}

function state(name, { dot, word, sentence }) {
  return element(
    "p",
    { class: "how" },
    element("b", {}, name),
    element("span", { class: "state", "data-state": dot }, word),
    sentence && sentence !== answer() ? element("span", { class: "sentence" }, sentence) : null,
  );
}

function digit(sign) {
  return key(`digit ${sign}`, sign);
}

function key(deed, text, kind = "") {
  return element("button", { type: "button", class: `button ${kind}`, "data-deed": deed, disabled: corner.busy }, text);
}

function choice(deed, name, text, kind = "") {
  const disabled = corner.busy && deed !== "close";
  return element("button", { type: "button", class: `button ${kind}`, "data-deed": deed, disabled }, name && icon(name), text);
}

// ---------------------------------------------------------------- what is done

export function press(button) {
  if (!corner) return;
  attend();
  const [deed, value] = button.dataset.deed.split(" ");
  DEEDS[deed](value);
}

const DEEDS = {
  close,
  speak: (language) => show({ language }),
  digit: (sign) => corner.pin.length < LONGEST_PIN && show({ pin: corner.pin + sign, said: "" }),
  clear: () => show({ pin: "", said: "" }),
  enter: () => corner.pin && send("open"),
  "test-print": () => send("test-print", {}, tested),
  "paper-changed": () => send("paper-changed", {}, fed),
  why: () => show({ screen: "why", said: "" }),
  menu: () => show({ screen: "menu", said: "" }),
  pause: (reason) => send("pause", { reason }),
  resume: () => send("resume"),
};

function show(changes) {
  Object.assign(corner, changes);
  draw();
}

function say(sentence, good = false) {
  Object.assign(corner, { said: sentence, good });
}

// Asks the office, once: a test paper must not come out twice because the answer was slow.
async function send(what, body = {}, sentence = () => [""]) {
  const mine = corner;
  if (mine.busy) return;
  show({ busy: true, said: "" });
  try {
    const answer = await ask(`/api/kiosk/corner/${what}`, { pin: mine.pin, ...body });
    const told = await answer.json();
    if (corner !== mine) return;
    mine.busy = false;
    if (answer.ok) {
      Object.assign(mine, { kiosk: told, screen: "menu" });
      say(...sentence(told.printer));
    } else {
      Object.assign(mine, { said: told.detail, good: false });
      if (mine.screen === "pin") mine.pin = "";
    }
  } catch {
    if (corner !== mine) return;
    mine.busy = false;
    say("The office does not answer. Please try again.");
  }
  attend();
  draw();
}

function ask(path, body = null) {
  const headers = { "Accept-Language": corner.language, ...(body && { "Content-Type": "application/json" }) };
  const method = body ? "POST" : "GET";
  return fetch(path, { method, headers, body: body && JSON.stringify(body), cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
}

// ---------------------------------------------------------------- by keys

function typed(event) {
  if (!corner || !dialog.open) return;
  attend();
  const { key: sign, repeat } = event;
  const onPad = corner.screen === "pin";
  const western = sign.length === 1 ? "٠١٢٣٤٥٦٧٨٩".indexOf(sign) : -1;
  const figure = western >= 0 ? String(western) : /^\d$/.test(sign) ? sign : null;
  if (repeat && figure === null) return stop(event);
  if (figure !== null) {
    stop(event);
    if (repeat || corner.busy) return;
    if (onPad) DEEDS.digit(figure);
    else dialog.querySelectorAll(".deeds .button")[Number(figure) - 1]?.click();
  } else if (sign === "Backspace" || sign === "*") {
    stop(event);
    if (onPad && corner.pin) show({ pin: corner.pin.slice(0, -1) });
    else if (corner.screen === "why") DEEDS.menu();
    else close();
  } else if ((sign === "Enter" || sign === "#") && onPad && corner.pin) {
    stop(event);
    DEEDS.enter();
  }
}

function stop(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}
