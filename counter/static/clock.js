// After a power cut a small computer does not know the time, nor whether it is still the same working day. Somebody who
// does is asked, one question at a time: first the time, for with it the day tells itself; then the day.

import { get, Problem } from "/static/api.js";
import { now_ms } from "/static/time.js";
import { apart } from "/static/words.js";
import { put } from "./change.js";
import { doing, Sender, told } from "./deeds.js";
import { day_and_time } from "./time.js";

// How far back the last ticket of the day is looked for, in pages of the line's history.
const PAGES = 4;
const at = (id) => document.getElementById(id);

// Whether the office asks its staff anything of the kind, by the notices of a snapshot.
export function asks(notices) {
  return notices.some(({ kind }) => kind === "clock" || kind === "day");
}

export class ClockQuestion {
  #asked = { clock: false, day: false };
  #not_now = false; // "no" to the time
  #not_today = false; // "no" to the day, not yet confirmed
  #day = null; // {number, waiting} of the running day, once they are known
  #sender = new Sender();

  constructor(desk) {
    Object.assign(this, { desk, w: desk.w });
    at("clock-yes").addEventListener("click", () => this.#answer(at("clock-yes"), true));
    at("clock-no").addEventListener("click", () => this.#answer(at("clock-no"), false));
  }

  // The notices of a snapshot: what the office asks, and what it asks no more, whoever answered.
  heard(notices) {
    const some = (kind) => notices.some((each) => each.kind === kind);
    this.#asked = { clock: some("clock"), day: some("day") };
    if (!this.#asked.clock) this.#not_now = false;
    if (!this.#asked.day) this.#not_today = false;
    this.draw();
  }

  // Which question stands: "clock", "day", "turn", "unset" (the time is wrong, and nobody here can help it) or null.
  get step() {
    const { clock, day } = this.#asked;
    if (clock && !this.#not_now) return "clock";
    if (day) return this.#not_today ? "turn" : "day";
    return clock ? "unset" : null;
  }

  // Also as time goes on: the time that it asks for is the present one.
  draw() {
    const { step } = this;
    at("clock").hidden = step === null;
    if (step === null) return;
    at("clock").dataset.step = step;
    const [question, hint, yes = "", no = ""] = SAYS[step](this.desk, this.#day);
    put(at("clock-question"), question);
    put(at("clock-hint"), hint);
    put(at("clock-yes"), yes);
    put(at("clock-no"), no);
    for (const id of ["clock-yes", "clock-no"]) at(id).hidden = !yes;
  }

  #answer(button, yes) {
    const { step } = this;
    if (step === "clock" && yes) return this.#send(button, "/api/clock", { trusted: true });
    if (step === "day" && yes) return this.#send(button, "/api/day", { same: true });
    if (step === "turn" && yes) return this.#send(button, "/api/day", { same: false });
    if (step === "clock") this.#not_now = true;
    else this.#not_today = step === "day";
    if (!yes) this.#learn();
    this.draw();
  }

  // What was answered is asked no more: the office's own word for it comes with the next snapshot.
  #send(button, path, body) {
    const settled = path === "/api/clock" ? { clock: false, day: false } : { ...this.#asked, day: false };
    const deed = async () => {
      await this.#sender.post(path, body);
      this.#asked = settled;
      this.draw();
    };
    return doing(button, deed, (problem) => this.desk.say(told(this.w, problem), "wrong"));
  }

  async #learn() {
    if (!this.#asked.day) return;
    try {
      const [{ line }, number] = await Promise.all([get(`${this.desk.path}/line`), last_ticket()]);
      this.#day = { number, waiting: line.length };
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
    }
    this.draw();
  }
}

// → [question, hint, yes, no] of each step; `day`: {number, waiting} or null.
const SAYS = {
  clock({ w, page }) {
    const time = apart(day_and_time(now_ms(), page.zone, page.locale));
    return [w("Is it %(time)s?", { time }), w("After a power cut the office’s computer cannot know the time."), w("Yes, that is right"), w("No")];
  },
  day({ w }, day) {
    const last = day?.number ? w("The last ticket is %(number)s.", { number: apart(day.number) }) : "";
    return [w("Is it still the same working day?"), last, w("Yes, the same day"), w("No")];
  },
  turn({ w }, day) {
    const ends = day?.waiting ? w("%(n)s person who waits is called no more.", { n: day.waiting }) : "";
    return [w("Begin a new working day?"), `${ends} ${w("The numbers begin again.")}`.trim(), w("Begin a new day"), w("No")];
  },
  unset({ w }) {
    return [w("Please have the clock of the office’s computer set."), w("The office works on; times may be wrong until then.")];
  },
};

// The number of the ticket that was taken last today, or null where none is found.
async function last_ticket() {
  let before = "";
  for (let page = 0; page < PAGES; page += 1) {
    const { entries, more } = await get(`/api/history${before}`);
    const found = entries.find(({ what }) => what === "issued");
    if (found || !more) return found?.number ?? null;
    before = `?before=${entries.at(-1).seq}`;
  }
  return null;
}
