// The simulated devices: fingers on the buttons, light in the lamps, papers in the tray.

import { STATES } from "./devices.js";
import { element } from "./element.js";
import { read, words } from "./words.js";

const LOOK_MS = 500;
const LAMPS = {
  off: "off: closed, paused, or nobody waits",
  slow: "blinks slowly: somebody waits",
  steady: "lit: called or being served",
  fast: "blinks fast: refused",
};

const page = read("page");
const w = words(page.words);
const at = (id) => document.getElementById(id);

// ---------------------------------------------------------------- what the devices show

function show({ devices, lamps, papers, condition, said }) {
  for (const [device, state] of Object.entries(devices)) {
    const place = document.querySelector(`[data-device="${device}"]`);
    if (!place) continue;
    place.dataset.state = state;
    place.textContent = w(STATES[state]);
  }
  for (const [counter, lamp] of Object.entries(lamps)) {
    const box = document.querySelector(`[data-counter="${counter}"]`);
    if (!box || (box.dataset.lamp === lamp && box.dataset.shown)) continue;
    box.dataset.lamp = lamp;
    box.dataset.shown = "yes";
    box.querySelector(".lamp-word").textContent = w(LAMPS[lamp]);
  }
  show_papers(papers);
  if (at("said")) show_said(said);
  if (condition && document.activeElement !== at("condition")) at("condition").value = condition;
}

function show_papers(papers) {
  const tray = at("papers");
  at("no-papers").hidden = papers.length > 0;
  for (const paper of [...tray.children]) if (!papers.includes(Number(paper.dataset.paper))) paper.remove();
  const newest = Number(tray.firstElementChild?.dataset.paper ?? 0);
  for (const id of papers.filter((each) => each > newest).reverse()) {
    const picture = element("img", { src: `/hardware/papers/${id}.png`, alt: w("Paper %(n)s", { n: id }) });
    tray.prepend(element("li", { "data-paper": id }, picture));
  }
}

// Each saying once, the newest first; each language on a line of its own.
function show_said(said) {
  const list = at("said");
  at("nothing-said").hidden = said.length > 0;
  const newest = Number(list.firstElementChild?.dataset.said ?? 0);
  for (const { id, lines } of said.filter((each) => each.id > newest).reverse()) {
    const spans = lines.map(([language, text]) => element("span", { lang: language, dir: "auto" }, text));
    list.prepend(element("li", { "data-said": id }, ...spans));
  }
  while (list.children.length > said.length) list.lastElementChild.remove();
}

async function look() {
  try {
    const answer = await fetch("/hardware/state", { cache: "no-store" });
    if (answer.status === 401 || answer.status === 403) location.reload();
    if (!answer.ok) throw new Error(answer.statusText);
    show(await answer.json());
    at("offline").hidden = true;
  } catch {
    at("offline").querySelector("span").textContent = w("No connection. The page tries again.");
    at("offline").hidden = false;
  }
  setTimeout(look, LOOK_MS);
}

// ---------------------------------------------------------------- fingers

const down = new Set();
let told = Promise.resolve();

// One after the other: a release that overtook its press would leave the button down.
function finger(counter, what) {
  if (what === "press" ? down.has(counter) : !down.has(counter)) return;
  if (what === "press") down.add(counter);
  else down.delete(counter);
  document.querySelector(`[data-counter="${counter}"]`).classList.toggle("down", what === "press");
  told = told.then(() => tell(counter, what));
}

// keepalive: a finger that leaves with its page still lets the button go.
function tell(counter, what) {
  return fetch(`/hardware/buttons/${counter}/${what}`, { method: "POST", keepalive: true }).catch(() => {});
}

for (const box of document.querySelectorAll(".box")) {
  const counter = box.dataset.counter;
  const knob = box.querySelector(".knob");
  knob.addEventListener("pointerdown", (event) => {
    knob.setPointerCapture(event.pointerId);
    finger(counter, "press");
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture", "blur"]) {
    knob.addEventListener(end, () => finger(counter, "release"));
  }
  knob.addEventListener("keydown", (event) => {
    if ((event.key === " " || event.key === "Enter") && !event.repeat) finger(counter, "press");
  });
  knob.addEventListener("keyup", (event) => {
    if (event.key === " " || event.key === "Enter") finger(counter, "release");
  });
  knob.addEventListener("contextmenu", (event) => event.preventDefault());
}
addEventListener("pagehide", () => {
  for (const counter of down) tell(counter, "release");
});

at("condition")?.addEventListener("change", (event) => {
  fetch(`/hardware/printer/${event.target.value}`, { method: "POST" }).catch(() => {});
});

show(page.state);
setTimeout(look, LOOK_MS);
