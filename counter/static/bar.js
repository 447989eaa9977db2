// The slim page: the same button, for clerks whose screen belongs to another program. It says the rest in one line.

import { notice } from "/static/troubles.js";
import { read } from "/static/words.js";
import { put } from "./change.js";
import { Desk } from "./desk.js";
import { Large } from "./large.js";
import { listen } from "./shortcuts.js";
import { running, seconds_since } from "./time.js";
import { put_undo } from "./undo.js";

const TICK_MS = 500;
const at = (id) => document.getElementById(id);

// What the line has no room for: the large page says it, and asks.
const ELSEWHERE = new Set(["service-paused", "clock", "day"]);
let notices = [];

const desk = new Desk(read("page"), { signed_out: () => (at("signed-out").hidden = false) });
const large = new Large(at("large"), desk);

function draw() {
  const { ticket, state } = desk.view();
  large.draw();
  at("here").dataset.state = ticket?.state ?? state;
  put(at("number"), ticket?.number ?? desk.page.states[state]);
  put(at("time"), ticket ? running(seconds_since(ticket.started_at ?? ticket.called_at)) : "");
  put(at("since"), since(desk.view()));
  at("since").title = ticket ? desk.sentences.service(ticket.service) : "";
  put_undo(desk, { brief: true });
  put(at("note"), note(desk.view()));
}

// What stands below the number.
function since({ ticket, pause, waiting }) {
  if (ticket) return desk.w(ticket.state === "called" ? "since the call" : "being served for");
  return (pause && desk.sentences.paused(pause)) || desk.sentences.waiting(waiting);
}

// What there is to know where nothing else is to be said.
function note({ approach, ticket, waiting }) {
  if (approach) return desk.w("Please go to the person: no counter with step-free access is open.");
  if (notices.length > 0) return notice(desk.w, notices[0]).text;
  return ticket ? desk.sentences.waiting(waiting) : "";
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.verb) desk.press(button.dataset.verb, button.textContent.trim());
  if (button.id === "message-close") desk.hush();
  // After the mouse, the space bar belongs to the large button again.
  if (event.detail > 0 && document.activeElement === button) button.blur();
});

listen({ large });

desk.onchange(draw);
desk.onwait(draw);
desk.follow({
  snapshot: (data) => {
    at("signed-out").hidden = true;
    notices = (data.notices ?? []).filter(({ kind }) => !ELSEWHERE.has(kind));
    draw();
  },
});

draw();
setInterval(draw, TICK_MS);
