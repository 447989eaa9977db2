// The counter as this page knows it, and the one way to do something there. Commands go to the API; what is shown
// comes from its answers and from the news, never from a guess.

import { get, post } from "/static/api.js";
import { follow } from "/static/news.js";
import { heard, now_ms } from "/static/time.js";
import { words } from "/static/words.js";
import { ELSEWHERE, way_here } from "./bring.js";
import { SLOW_MS } from "./deeds.js";
import { refusal } from "./meaning.js";
import { Results } from "./result.js";
import { Sentences } from "./sentences.js";
import { clock_time } from "./time.js";

const SAID_MS = 8000;
const at = (id) => document.getElementById(id);

export class Desk {
  // The verb under way, or null; and whether the page shows that one is.
  pending = null;
  busy = false;
  #view;
  #changed = [];
  #waits = [];
  #saying = 0;
  #unanswered = false;
  #signed_out;

  // `page`: what the page carries. `signed_out()`: what to do when nobody is signed in any more.
  constructor(page, { signed_out }) {
    this.page = page;
    this.w = words(page.words);
    this.sentences = new Sentences(this.w, page);
    this.results = new Results(this);
    this.path = `/api/counters/${page.view.number}`;
    this.#view = page.view;
    this.#signed_out = signed_out;
    heard(page.view.now);
  }

  // The counter as it is now.
  view() {
    return this.#view;
  }

  // Calls `tell()` whenever the counter changed.
  onchange(tell) {
    this.#changed.push(tell);
  }

  // Calls `tell()` whenever a command is under way for long, or over.
  onwait(tell) {
    this.#waits.push(tell);
  }

  // Reads the counter again.
  async look() {
    this.#show(await get(this.path));
  }

  // ---------------------------------------------------------------- commands

  // A verb of this counter, with the ticket that the page shows there: where another is, nothing is done. What was said
  // of how its service ended goes with what ends it. → whether it was done; `tell(text)` is told why not.
  command(verb, body = {}, tell = undefined) {
    const said = { expect: this.#view.ticket?.id ?? null, ...this.results.with(verb, body), ...body };
    return this.send(verb, () => post(`${this.path}/${verb}`, said), tell);
  }

  // `deed()` does it and answers the counter as it is then. One at a time: another one meanwhile is not done.
  async send(verb, deed, tell = undefined) {
    if (this.pending) return false;
    this.pending = verb;
    document.body.dataset.doing = verb; // as on a button of the panel; nothing is drawn for it
    const slow = setTimeout(() => this.#wait(true), SLOW_MS);
    try {
      const answer = await deed();
      this.hush();
      this.#show(answer);
      if (verb === "call-next" && !answer.ticket) this.say(this.sentences.waiting(0));
      return true;
    } catch (problem) {
      await this.#explain(problem, tell ?? ((...said) => this.say(...said)));
      return false;
    } finally {
      clearTimeout(slow);
      this.pending = null;
      delete document.body.dataset.doing;
      if (this.busy) this.#wait(false);
    }
  }

  // A verb whose button was pressed; `button`: its name, for the answer where it cannot be done now.
  press(verb, button, ticket = null) {
    const why = refusal(verb, this.#view);
    if (why) return this.say(this.sentences.answer(button, why));
    if (verb === "resume") return this.command("resume", { ticket });
    if (verb !== "return") return this.command(verb);
    return this.send("return", async () => {
      await post(`/api/tickets/${ticket}/return`);
      return get(this.path);
    });
  }

  // After a refusal the page looks again before it speaks, so that the sentence and the numbers agree.
  async #explain(problem, say) {
    if (problem.status === 401) return this.#signed_out();
    try {
      await this.look();
    } catch {
      // The first problem is the one to tell.
    }
    if (problem.kind === "stale") return say(this.w("Something else happened at this counter meanwhile. This is how it stands now."));
    const way = ELSEWHERE.has(problem.kind) ? await way_here(this).catch(() => null) : null;
    if (problem.kind !== "unreachable") return say(problem.detail || problem.title, "wrong", way);
    const away = !at("offline").hidden;
    say(this.w("There is no answer. Look at who is at the counter before you press again."), away ? "wrong" : "");
    this.#unanswered = away;
  }

  // ---------------------------------------------------------------- what is said

  // A sentence in its place; what went "wrong" stays until it is closed or something else is done. `way`: {label, press,
  // next?}, what can be done about it, where the page has room for it; `next`: here and now, so it has the focus.
  say(text, kind = "", way = null) {
    this.hush();
    at("message").className = `notice ${kind}`;
    at("message").querySelector("p").textContent = text;
    at("message").hidden = false;
    this.#offer(way);
    if (!kind) this.#saying = setTimeout(() => this.hush(), SAID_MS);
  }

  #offer(way) {
    const button = at("message-way");
    if (!button) return;
    button.hidden = !way;
    if (!way) return;
    button.textContent = way.label;
    button.onclick = way.press;
    const idle = document.activeElement === document.body || document.activeElement.id === "large";
    if (way.next && idle) button.focus();
  }

  hush() {
    clearTimeout(this.#saying);
    at("message").hidden = true;
    this.#unanswered = false;
  }

  // ---------------------------------------------------------------- news

  // `snapshot(data)`: also what else stands in it; `news(data)`: what is not of the counter itself.
  follow({ snapshot = () => {}, news = () => {} } = {}) {
    follow("/counter", {
      auth: { counter: this.#view.number },
      snapshot: (data) => {
        this.#take_anew(data.counter);
        snapshot(data);
      },
      news: (data) => (data.counter ? this.#show(data.counter) : news(data)),
      lost: ({ kind }) => this.#lost(kind),
      back: () => {
        at("offline").hidden = true;
        if (this.#unanswered) this.hush();
      },
    });
  }

  #lost(kind) {
    if (kind === "not-signed-in") this.#signed_out();
    if (!at("offline").hidden) return;
    const time = clock_time(now_ms(), this.page.zone);
    at("offline").querySelector("span").textContent = this.w("No connection since %(time)s. What you see may be old.", { time });
    at("offline").hidden = false;
  }

  // ---------------------------------------------------------------- what is known

  // A command is told twice, by its answer and by the news, in whichever order: it is drawn once.
  #show(news) {
    if (news.sequence > this.#view.sequence) this.#take(news);
  }

  // One that is older than what is shown was longer under way than an answer, or the data were restored: the office knows.
  async #take_anew(view) {
    const shown = this.#view;
    if (view.sequence >= shown.sequence) return this.#take(view);
    const present = await get(this.path).catch(() => view);
    if (this.#view === shown || present.sequence > this.#view.sequence) this.#take(present);
  }

  #take(view) {
    this.#view = view;
    heard(view.now);
    this.changed();
  }

  // What the page shows is drawn anew.
  changed() {
    for (const tell of this.#changed) tell();
  }

  #wait(busy) {
    this.busy = busy;
    for (const tell of this.#waits) tell();
  }
}
