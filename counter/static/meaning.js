// What the large button means now, and why another button cannot be pressed. The same rule as presses.py.

import { now_ms } from "/static/time.js";

export const LONG_MS = 1500;
export const IGNORED_MS = 1000;

// → {verb, label, icon} of the large button.
export function large(view) {
  if (view.state === "closed") return { verb: "open", label: "Open the counter", icon: "login" };
  if (view.state === "paused") return { verb: "open", label: "End the pause", icon: "play_arrow" };
  if (is(view, "called")) return { verb: "start", label: "Start the service", icon: "play_arrow" };
  if (is(view, "serving")) return { verb: "call-next", label: "Finish and call next", icon: "skip_next" };
  return { verb: "call-next", label: "Call the next person", icon: "campaign" };
}

// The verb of a press of 1.5 s on the large button, or null where its length means nothing.
export function pressed_long(view) {
  if (!is(view, "called")) return null;
  return no_show_lawful(view) ? "no-show" : "recall";
}

function no_show_lawful(view) {
  return view.no_show_at !== null && Date.parse(view.no_show_at) <= now_ms();
}

// Why `verb` cannot be done now, as [text, values], or null when it can.
export function refusal(verb, view) {
  const rule = RULES[verb];
  return rule ? rule(view) : null;
}

const while_called = (view) => (is(view, "called") ? null : ["Only while somebody is called."]);
const decided = (view) => (is(view, "called") ? ["Decide first: start, no-show or put back."] : null);

const RULES = {
  recall: while_called,
  start: while_called,
  "put-back": while_called,
  "no-show": (view) => while_called(view) ?? too_soon(view),
  finish: (view) => (view.ticket ? null : ["Only while somebody is at the counter."]),
  transfer: (view) => (view.ticket ? null : ["Only while somebody is at the counter."]),
  continue: (view) => (is(view, "serving") ? null : ["Only while somebody is being served."]),
  hold: (view) => (is(view, "serving") ? null : ["Only while somebody is being served."]),
  pause: (view) => (view.state === "open" ? decided(view) : ["Open the counter first."]),
  close: (view) => (view.state === "closed" ? ["Open the counter first."] : decided(view)),
  resume: (view) => (view.state === "open" ? free(view) : ["Open the counter first."]),
};

// Why a deed cannot be done with a ticket now, wherever it is; null when it can.
export function may_not(deed, { state, receipt }) {
  if (deed === "print" && receipt === "printing") return "One moment…";
  if (ALLOWED[deed].includes(state)) return null;
  return WHERE[state] ?? "This ticket is over.";
}

// Why somebody who waits cannot be called out of turn here, as [text, values]; null when they can.
export function may_not_call({ id, state }, view) {
  if (state !== "waiting") return ["Not in the line now."];
  if (view.state !== "open") return ["Open the counter first."];
  if (view.next?.ticket.id === id) return decided(view) ?? ["Is next anyway: the large button calls."];
  return decided(view);
}

// Whether somebody may be taken back into the line: who missed the call, or was sent home for a paper.
export function comes_back({ state, outcome }) {
  return state === "missed" || (state === "finished" && outcome === "incomplete");
}

const ALLOWED = {
  print: ["waiting", "called", "serving", "held", "missed", "finished"],
  class: ["waiting", "called", "held", "missed"],
  cancel: ["waiting", "called", "held"],
};
const WHERE = { serving: "Not while the person is being served.", missed: "Not in the line now." };

function too_soon(view) {
  if (view.no_show_at === null) return ["After one more call."];
  return no_show_lawful(view) ? null : ["From %(time)s.", { time: view.no_show_at }];
}

function free(view) {
  return view.ticket ? ["Finish with %(number)s first.", { number: view.ticket.number }] : null;
}

function is(view, state) {
  return view.ticket?.state === state;
}
