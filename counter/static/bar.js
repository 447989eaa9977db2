// The slim page: the same button, for clerks whose screen belongs to another program. It says the rest in one line.

import { notice } from "/static/troubles.js";
import { read } from "/static/words.js";
import "./room.js";
import { put } from "./change.js";
import { asks } from "./clock.js";
import { Desk } from "./desk.js";
import { Large } from "./large.js";
import { listen } from "./shortcuts.js";
import { running, seconds_since } from "./time.js";
import { put_undo } from "./undo.js";

const TICK_MS = 500;
const at = (id) => document.getElementById(id);

// What may last for days: the large page says it, and the line is left to who is here.
const STANDING = new Set(["service-paused", "kiosk-paused"]);
let notices = [];

const desk = new Desk(read("page"), { signed_out: () => (at("signed-out").hidden = false) });
const large = new Large(at("large"), desk);

function draw() {
  const view = desk.view();
  const { ticket, state } = view;
  large.draw();
  at("here").dataset.state = ticket?.state ?? state;
  at("here").dataset.colour = desk.page.services[ticket?.service]?.colour ?? 0;
  at("here").classList.toggle("word", !ticket);
  put(at("number"), ticket?.number ?? desk.page.states[state]);
  put(at("since"), ticket ? desk.w(ticket.state === "called" ? "since the call" : "being served for") : "");
  put(at("time"), time(view));
  put_undo(desk);
  put(at("note"), note(view));
}

// How long somebody is called, served, or the counter paused.
function time({ ticket, pause }) {
  const since = ticket ? (ticket.started_at ?? ticket.called_at) : pause?.since;
  return since ? running(seconds_since(since)) : "";
}

// What there is to know where nothing else is to be said: first what somebody should do.
function note({ approach, ticket, pause, closed, next, waiting }) {
  const { w, sentences } = desk;
  if (approach) return w("Please go to the person: no counter with step-free access is open.");
  if (asks(notices)) return w("The clock is to be confirmed on the counter’s page.");
  const told = notices.find(({ kind }) => !STANDING.has(kind));
  if (told) return sentence(notice(w, told));
  if (ticket) return `${sentences.service(ticket.service)} · ${sentences.waiting(waiting).replaceAll(" ", "\u00a0")}`;
  if (pause) return sentences.paused(pause);
  if (closed) return sentences.closed(closed);
  return next ? w("Next: %(number)s, %(service)s", { number: sentences.apart(next.ticket.number), service: sentences.service(next.ticket.service) }) : w("Counter %(n)s", { n: desk.page.view.number });
}

function sentence({ text, remedy }) {
  return [text, remedy].filter(Boolean).join(" ");
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button, a");
  if (!button) return;
  if (button.dataset.verb) desk.press(button.dataset.verb, button.querySelector("span").textContent);
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
    notices = data.notices ?? [];
    draw();
  },
});

draw();
setInterval(draw, TICK_MS);
