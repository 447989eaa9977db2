// The clerk's page: one large button, the others beside it, and who is next.
// Commands go to the API; what is shown comes from its answers and from the news, never from a guess.

import { get, post } from "/static/api.js";
import { follow } from "/static/news.js";
import { put_notices } from "/static/notices.js";
import { heard, now_ms } from "/static/time.js";
import { read, words } from "/static/words.js";
import { Beside } from "./beside.js";
import { ask_whether_clock_is_right } from "./clock.js";
import { SLOW_MS } from "./deeds.js";
import { IGNORED_MS, large, LONG_MS, pressed_long, refusal } from "./meaning.js";
import { Paint } from "./paint.js";
import { Sentences } from "./sentences.js";
import { clock_time } from "./time.js";

const TICK_MS = 500;
const SAID_MS = 8000;

const page = read("page");
const w = words(page.words);
const sentences = new Sentences(w, page);
const paint = new Paint(w, page, sentences);
const at = (id) => document.getElementById(id);
const path = `/api/counters/${page.view.number}`;

const beside = new Beside({ w, page, sentences, view: () => view, look: async () => show(await get(path)) });

let view = page.view;
let pending = null;
let accepted_ms = -IGNORED_MS;
let saying = 0;
let unanswered = false;

// ---------------------------------------------------------------- what is shown

function show(news) {
  if (news.sequence < view.sequence) return;
  view = news;
  heard(view.now);
  paint.all(view, pending);
  beside.changed();
}

function say(text, kind = "") {
  hush();
  at("message").className = `notice ${kind}`;
  at("message").querySelector("p").textContent = text;
  at("message").hidden = false;
  if (!kind) saying = setTimeout(hush, SAID_MS);
}

function hush() {
  clearTimeout(saying);
  at("message").hidden = true;
  unanswered = false;
}

// ---------------------------------------------------------------- commands

// `send` does it and answers the counter as it is then.
async function command(verb, send) {
  if (pending) return;
  pending = verb;
  const slow = setTimeout(() => paint.buttons(pending), SLOW_MS);
  try {
    const answer = await send();
    hush();
    show(answer);
    if (verb === "call-next" && !answer.ticket) say(sentences.waiting(0));
  } catch (problem) {
    await explain(problem);
  } finally {
    clearTimeout(slow);
    pending = null;
    paint.buttons(pending);
  }
}

// After a refusal the page looks again before it speaks, so that the sentence and the numbers agree.
async function explain(problem) {
  if (problem.status === 401) return location.reload();
  try {
    show(await get(path));
  } catch {
    // The first problem is the one to tell.
  }
  if (problem.kind === "stale") return say(w("Something else happened at this counter meanwhile. This is how it stands now."));
  if (problem.kind !== "unreachable") return say(problem.detail || problem.title, "wrong");
  const away = !at("offline").hidden;
  say(w("There is no answer. Look at who is at the counter before you press again."), away ? "wrong" : "");
  unanswered = away;
}

// A verb of this counter, with the ticket that the page shows there: where another is, nothing is done.
function at_counter(verb, body = {}) {
  return command(verb, () => post(`${path}/${verb}`, { expect: view.ticket?.id ?? null, ...body }));
}

const SENDING = {
  resume: (ticket) => at_counter("resume", { ticket: Number(ticket) }),
  return: (ticket) =>
    command("return", async () => {
      await post(`/api/tickets/${ticket}/return`);
      return get(path);
    }),
};

function press(button) {
  const { verb, ticket } = button.dataset;
  const why = refusal(verb, view);
  if (why) return say(sentences.answer(button.querySelector("span").firstChild.textContent.trim(), why));
  return SENDING[verb] ? SENDING[verb](ticket) : at_counter(verb);
}

// The large button is the call button on the desk: a second press within a second is a slip of the hand.
function press_large(verb) {
  if (pending || performance.now() - accepted_ms < IGNORED_MS) return;
  accepted_ms = performance.now();
  at_counter(verb);
}

// ---------------------------------------------------------------- hands and keys

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.verb) press(button);
  if (button.dataset.deed) beside.press(button, { mouse: event.detail > 0 });
  if (button.id === "message-close") hush();
  // After the mouse, the space bar belongs to the large button again.
  if (event.detail > 0 && document.activeElement === button) button.blur();
});

let long = 0;
let was_long = false;

at("large").addEventListener("pointerdown", () => {
  was_long = false;
  clearTimeout(long);
  long = setTimeout(() => {
    const verb = pressed_long(view);
    was_long = verb !== null;
    if (verb) press_large(verb);
  }, LONG_MS);
});
for (const end of ["pointerup", "pointerleave", "pointercancel"]) {
  at("large").addEventListener(end, () => clearTimeout(long));
}
at("large").addEventListener("click", () => {
  if (!was_long) press_large(large(view).verb);
  was_long = false;
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (beside.key(event)) return;
  const within = event.target.closest("button, a, input, select, textarea, summary");
  if (event.key === " " || event.key === "Enter") {
    if (event.repeat && within === at("large")) event.preventDefault();
    if (within) return;
    event.preventDefault();
    if (!event.repeat) at("large").click();
    return;
  }
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
  const button = digit && document.querySelector(`[data-key="${digit}"]`);
  if (!button || event.repeat || !button.checkVisibility()) return;
  event.preventDefault(); // or the digit would be typed into the field that has the focus now
  button.click();
});

// ---------------------------------------------------------------- news

follow("/counter", {
  auth: { counter: view.number },
  snapshot: (data) => {
    view = data.counter;
    heard(view.now);
    paint.all(view, pending);
    put_notices(w, data.notices ?? [], page.services);
    beside.changed();
  },
  news: (data) => {
    if (data.kind === "receipt") beside.told(data);
    else show(data.counter);
  },
  lost: ({ kind }) => {
    if (kind === "not-signed-in") location.reload();
    if (!at("offline").hidden) return;
    at("offline").querySelector("span").textContent = w("No connection since %(time)s. What you see may be old.", {
      time: clock_time(now_ms(), page.zone),
    });
    at("offline").hidden = false;
  },
  back: () => {
    at("offline").hidden = true;
    if (unanswered) hush();
  },
});

heard(view.now);
paint.all(view, pending);
setInterval(() => {
  paint.tick();
  paint.buttons(at("large").ariaBusy === "true" ? pending : null);
}, TICK_MS);
ask_whether_clock_is_right(w, page);
